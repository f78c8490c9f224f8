"""A reader changes one cell, or the study's data, and figure, table and title follow."""

import json
import re
import shutil
from collections.abc import Callable, Mapping
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.image import imread

from listometrics.new import create_study

ROOT = Path(__file__).resolve().parents[2]
Change = Callable[[str, Callable[[str], str]], None]
LISTS = ROOT / "tests" / "data" / "lists"
PAGE = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
EDITS = re.findall(r"```python\n(.*?)```", PAGE.partition("## Another look")[2].partition("\n## ")[0], re.DOTALL)

matplotlib.use("agg")


def play(
    name: str, out: Path, root: Path = ROOT, edits: Mapping[str, str] | None = None, until: str = "", **given: Any
) -> dict[str, Any]:
    """Run the code cells of a notebook, and return its variables.

    `edits` replace text of cells, each of which must be there; `given` are parameters; the last cell run is the one
    that saves the figure or table `until`.
    """
    book = json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
    cells = ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code"]
    for old, new in (edits or {}).items():
        assert sum(cell.count(old) for cell in cells) == 1, old
        cells = [cell.replace(old, new) for cell in cells]
    space: dict[str, Any] = {"__name__": name}
    for place, cell in enumerate(cells):
        exec(compile(cell, f"{name} cell {place}", "exec", dont_inherit=True), space)
        if place == 0:
            space |= {"root": str(root), "out": str(out), **given}
        if until and (f'stage.save("{until}"' in cell or f'stage.write("{until}"' in cell):
            return space
    assert not until, until
    return space


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Return a copy of the study that a test may change: its data, without what the analysis wrote."""
    shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("03_analysed"))
    return tmp_path


@pytest.fixture
def change(study: Path) -> Callable[[str, Callable[[str], str]], None]:
    """Return a function that rewrites a file of the study, and takes away the records that know its hash."""

    def rewrite(path: str, how: Callable[[str], str]) -> None:
        (study / path).write_text(how((study / path).read_text(encoding="utf-8")), encoding="utf-8")
        for record in study.glob("data/0[12]_*/*.json"):
            record.unlink()

    return rewrite


def read(out: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(out / "data" / "03_analysed" / f"{name}.csv", dtype={"period": str})


def committed(name: str) -> pd.DataFrame:
    return read(ROOT, name)


def picture(png: bytes) -> np.ndarray:
    return (imread(BytesIO(png), format="png")[..., :3] * 255).round().astype(int)


def drawn(out: Path, name: str) -> bytes:
    return (out / "reports" / "figures" / f"{name}.png").read_bytes()


def has_colour(png: bytes, colour: str) -> bool:
    wanted = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    return bool((picture(png) == wanted).all(axis=-1).sum() > 50)


def test_a_colour(tmp_path: Path) -> None:
    line = "used = works.by_group"
    edits = {line: f"{EDITS[0]}{line}"}
    play("03_methods", tmp_path, edits=edits, until="methods_shares")
    assert has_colour(drawn(tmp_path, "methods_shares"), "#AA00FF")
    assert not has_colour(drawn(ROOT, "methods_shares"), "#AA00FF")
    pd.testing.assert_frame_equal(read(tmp_path, "methods_shares"), committed("methods_shares"))


def test_a_grouping_by_kind_of_venue(tmp_path: Path) -> None:
    line = "production = placed.drop"
    edits = {line: f"{EDITS[2]}{line}"}
    made = play("03_landscape", tmp_path, edits=edits, until="production")
    assert {"conference", "journal"} <= set(read(tmp_path, "production")["stage"].astype(str))
    assert read(tmp_path, "production")["n"].sum() == len(made["papers"])
    assert drawn(tmp_path, "production") != drawn(ROOT, "production")


def test_a_filter_to_2023(tmp_path: Path) -> None:
    edits = {"\nworks.flow": f"\n{EDITS[1]}works.flow"}
    made = play("03_methods", tmp_path, edits=edits, until="methods_shares")
    table = read(tmp_path, "methods_shares")
    assert set(table["period"]) == {"2023"}
    expected = committed("methods_shares").query("period == '2023'")
    assert table["hits"].tolist() == expected["hits"].tolist()
    assert made["finding"].startswith("Since 2023: full finetuning")
    assert drawn(tmp_path, "methods_shares") != drawn(ROOT, "methods_shares")


def swap_years(text: str) -> str:
    """Turn time round: what appeared in 2024 appeared in 2021, and so on."""
    table = pd.read_csv(StringIO(text), dtype=str, keep_default_na=False)
    back = {"2020": "2025", "2021": "2024", "2022": "2023", "2023": "2022", "2024": "2021"}
    for column in ("first_date", "year", "list_year"):
        table[column] = [back.get(cell[:4], cell[:4]) + cell[4:] for cell in table[column]]
    return table.to_csv(index=False, lineterminator="\n")


def one_year_each(text: str) -> str:
    """Give each work a year by its place in the table, whatever it is about."""
    table = pd.read_csv(StringIO(text), dtype=str, keep_default_na=False)
    for column in ("first_date", "year", "list_year"):
        table[column] = ["2022" if place % 2 else "2023" for place in range(len(table))]
    return table.to_csv(index=False, lineterminator="\n")


def test_the_lead_title_says_the_opposite_when_time_is_turned_round(
    study: Path, change: Change, tmp_path: Path
) -> None:
    change("data/02_enriched/papers.csv", swap_years)
    made = play("03_methods", tmp_path / "out", root=study, until="methods_shares")
    assert made["finding"].startswith("Since 2023, frozen use fell")
    assert "full finetuning rose" in made["finding"]


def test_the_lead_title_says_no_clear_change_when_there_is_none(study: Path, change: Change, tmp_path: Path) -> None:
    change("data/02_enriched/papers.csv", one_year_each)
    made = play("03_methods", tmp_path / "out", root=study, until="methods_shares")
    assert made["finding"].endswith("did not clearly change")
    made = play("03_scale", tmp_path / "out", root=study, until="scale_sizes")
    assert made["finding"] == "Too few works with a month and a size to look for a jump"


def test_the_title_on_sizes_says_that_they_fell_when_time_is_turned_round(
    study: Path, change: Change, tmp_path: Path
) -> None:
    change("data/02_enriched/papers.csv", swap_years)
    made = play("03_scale", tmp_path / "out", root=study, until="scale_sizes")
    assert made["finding"].startswith("The typical model fell from 6B to 110M")


def test_a_new_group_is_a_row_of_the_vocabulary(study: Path, change: Change, tmp_path: Path) -> None:
    def rename(text: str) -> str:
        return text.replace("frozen,frozen,frozen use", "frozen,my_group,my own way")

    change("data/vocab/strategies.csv", rename)
    change("data/01_parsed/entry_strategies.csv", lambda text: text.replace(",frozen,frozen", ",frozen,my_group"))
    made = play("03_methods", tmp_path / "out", root=study, until="methods_shares")
    table = (
        read(tmp_path / "out", "methods_periods").query("among == 'all works'").set_index(["strategy_group", "period"])
    )
    assert table.loc[("my_group", "since 2023"), "hits"] == 77
    assert made["colours"]["my_group"] not in set(made["plots"].COLOURS.values())
    assert list(made["lead"]) == ["full", "lora"]
    edits = {'("full", "frozen", "lora")': '("full", "my_group", "lora")'}
    play("03_methods", tmp_path / "again", root=study, edits=edits, until="methods_shares")
    assert has_colour(drawn(tmp_path / "again", "methods_shares"), made["colours"]["my_group"])


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return two studies as far as the analysis needs them: of a list that names no models, and of no list at all."""
    folder = tmp_path_factory.mktemp("bare")
    create_study(folder / "robots", LISTS / "robot_mixed" / "raw.md")
    for name in ("01_parse", "02_enrich"):
        play(name, folder / "robots", root=folder / "robots")
    (folder / "nothing" / "data").mkdir(parents=True)
    for path in [*ROOT.glob("data/vocab/*.csv"), *ROOT.glob("data/0[12]_*/*.csv"), *ROOT.glob("data/*.md")]:
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        target = folder / "nothing" / path.relative_to(ROOT)
        target.parent.mkdir(exist_ok=True)
        target.write_text("".join(lines if "vocab" in str(path) else lines[:1]), encoding="utf-8")
    return {"robots": folder / "robots", "nothing": folder / "nothing"}


@pytest.mark.parametrize("name", ["03_landscape", "03_methods", "03_scale"])
@pytest.mark.parametrize("which", ["robots", "nothing"])
def test_a_list_is_analysed_to_the_end_whatever_it_lacks(
    bare: dict[str, Path], name: str, which: str, tmp_path: Path
) -> None:
    made: dict[str, Any] = play(name, tmp_path, root=bare[which])
    figures = {path.stem for path in tmp_path.glob("reports/figures/*.png")}
    assert figures == set(made["stage"].figures)
    assert ("production" in figures) == (which == "robots" and name == "03_landscape")
    assert not figures & {"methods_shares", "methods_stages", "scale_lora_full", "scale_strategies"}
    for figure in made["stage"].figures.values():
        assert "nan" not in figure["title"] + figure["caption"]
