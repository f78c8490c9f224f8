"""Lists with values that no vocabulary knows, and lists without the columns of the analyses, run from 01 to 03."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.figure import Figure

from listometrics.study.stage import Stage

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ("01_parse", "02_enrich", "03_methods", "03_scale")
HEAD = '# A list\n\n<h4 id="1.1">1.1 Encoders</h4>\n\n'
FULL = ("Name", "Paper", "LLM Backbone (Largest)", "LLM Tuning Strategy", "Publication", "Link")
UNKNOWN = ("Foo-9", "Wiggle Tuning", "NOVENUE 2023")
KNOWN = [
    ("ChatGPT", "Frozen", "Arxiv 2023"),
    ("LLaMA (7B)", "LoRA", "SIGIR 2024"),
    ("T5-base (223M)", "Full Finetuning", "Arxiv 2023"),
]
Run = Callable[[str], tuple[Path, dict[str, Figure]]]


def write_list(rows: list[tuple[str, ...]], columns: tuple[str, ...] = FULL) -> str:
    lines = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    for number, (model, strategy, venue) in enumerate(rows, 1):
        cells = {"Name": f"N{number}", "Paper": f"Work number {number} of Many",
                 "Link": f"[[Paper]](https://arxiv.org/abs/23{number % 9 + 1:02d}.0{1000 + number})",
                 "LLM Backbone (Largest)": model, "LLM Tuning Strategy": strategy, "Publication": venue}  # fmt: skip
        lines.append("| " + " | ".join(cells[column] for column in columns) + " |")
    return HEAD + "\n".join(lines) + "\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return what runs the code cells of the notebooks on a list, and gives the study and the figures by name."""
    drawn: dict[str, Figure] = {}

    def keep(stage: Stage, name: str, figure: Figure, caption: str, alt: str) -> Figure:
        stage.figures[name] = {"caption": caption, "alt": alt}
        drawn[name] = figure
        return figure

    monkeypatch.setattr(Stage, "write_figure", keep)

    def execute(text: str) -> tuple[Path, dict[str, Figure]]:
        for folder in ("data/vocab", "data/bib/sources"):
            (tmp_path / folder).mkdir(parents=True)
        for path in (ROOT / "data/vocab").glob("*.csv"):
            shutil.copyfile(path, tmp_path / "data/vocab" / path.name)
        (tmp_path / "data/raw_readme.md").write_text(text, encoding="utf-8")
        for name in NOTEBOOKS:
            space: dict[str, Any] = {}
            for cell in json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]:
                if cell["cell_type"] == "code":
                    exec("".join(cell["source"]), space)
                    if "parameters" in cell["metadata"].get("tags", []):
                        space["root"] = str(tmp_path)
        return tmp_path, drawn

    return execute


def read(root: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(root / "data/03_analysed" / f"{name}.csv", keep_default_na=False)


def list_texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(mpl.text.Text)]  # type: ignore[attr-defined]


def test_unknown_values_are_counted_and_stop_nothing(run: Run) -> None:
    root, drawn = run(write_list([*KNOWN * 4, UNKNOWN]))
    unknown = pd.read_csv(root / "data/01_parsed/unknown.csv")
    assert {"Foo-9", "Wiggle Tuning"} <= set(unknown["value"])
    families = read(root, "scale_families")
    assert families.loc[families["family"] == "unknown", "month"].tolist() == ["2023-05"]
    assert "unknown (1)" in list_texts(drawn["scale_families"])
    sizes = json.loads((root / "data/03_analysed/scale.json").read_text(encoding="utf-8"))["figures"]["scale_openness"]
    assert (
        "n = 12 of 13 works that name a model. Not drawn: 1 whose models' weights are of unknown openness."
        in (sizes["caption"])
    )
    flow = json.loads((root / "data/03_analysed/methods.json").read_text(encoding="utf-8"))["sample"]["flow"]
    assert (flow["works"], flow["coded"], flow["modelled"]) == (13, 12, 13)
    assert set(drawn) >= {"methods_counts", "scale_lags", "sensitivity"}


@pytest.mark.parametrize(
    ("left", "lacking"),
    [("LLM Tuning Strategy", "with a tuning strategy"), ("LLM Backbone (Largest)", "with a model")],
)
def test_a_list_without_a_column_says_what_its_figures_lack(run: Run, left: str, lacking: str) -> None:
    root, drawn = run(write_list(KNOWN * 4, tuple(column for column in FULL if column != left)))
    names = {"with a tuning strategy": ["methods_counts", "methods_shares", "methods_trend", "methods_stages",
                                        "methods_peft", "methods_first", "methods_openness"],
             "with a model": ["scale_sizes", "scale_classes", "scale_growth", "scale_strategies", "scale_openness",
                              "scale_families", "scale_lags"]}[lacking]  # fmt: skip
    for name in names:
        assert {"no papers", lacking} <= set(list_texts(drawn[name])), name
        assert read(root, name).empty, name
