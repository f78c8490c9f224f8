"""Survey tables compile, whatever the titles hold, and cite what they show."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from listometrics.report.latex_tables import make_survey_tables, place_works, write_text
from listometrics.report.work_list import list_works
from listometrics.study.schema import TABLES, from_csv

PAPER = r"""\documentclass{article}
\usepackage{booktabs,longtable,array}
\begin{document}
\input{works_by_stage}
\input{stage_by_strategy}
\bibliographystyle{plain}
\bibliography{references,partial}
\end{document}
"""


@pytest.fixture(scope="session")
def tables(make_tables: Any) -> Any:
    def make(titles: tuple[str, ...] = ("A", "B", "C")) -> dict[str, str]:
        made = make_tables(titles)
        return make_survey_tables(list_works(made), made)

    return make


def test_a_work_stands_under_its_stage_with_its_models_strategies_and_venue(tables: Any) -> None:
    text = tables()["works_by_stage.tex"]
    assert r"N1~\cite{key-2} & B & LoRA & SIGIR 2023 \\" in text
    assert text.index(r"\emph{1.1 A}") < text.index("key-2") < text.index(r"\emph{1.2 C}") < text.index("key-1")
    assert {r"\toprule", r"\midrule", r"\bottomrule", r"\endhead", r"\endlastfoot"} <= set(text.split("\n"))


def test_the_grid_has_the_counts_of_the_analysis() -> None:
    root = Path(__file__).resolve().parents[2]
    names = ("entries", "entry_models", "entry_strategies", "links", "sections", "strategies", "papers", "entry_papers")
    tables = {n: from_csv((root / TABLES[n].path).read_bytes(), TABLES[n], TABLES[n].path) for n in names}
    counted = pd.read_csv(root / "data/03_analysed/methods_stages.csv", dtype={"stage": "str"})
    expected = counted[counted["hits"] > 0].set_index(["stage", "strategy_group"])["hits"]
    found = place_works(list_works(tables), tables).groupby(["stage", "group"])["key"].nunique()
    assert found.to_dict() == expected.to_dict() and len(found) > 10


def test_a_group_of_the_vocabulary_is_a_column_and_without_works_there_is_no_table(make_tables: Any) -> None:
    made = make_tables(("A", "B", "C"))
    made["strategies"] = made["strategies"].replace({"lora": "my_group", "LoRA": "tuning of my own"})
    made["entry_strategies"] = made["entry_strategies"].replace({"strategy_group": {"lora": "my_group"}})
    grid = make_survey_tables(list_works(made), made)["stage_by_strategy.tex"]
    assert r"Stage & Frozen use & Full finetuning & Tuning of my own \\" in grid
    made["entry_strategies"] = made["entry_strategies"].head(0)
    assert make_survey_tables(list_works(made), made) == {}


@pytest.mark.parametrize("text", ["[a]", "*a", " [a]"])
def test_a_cell_cannot_be_the_option_of_the_row_before(text: str) -> None:
    assert write_text(text).startswith("{}")


@pytest.mark.slow
@pytest.mark.requires_tool("pdflatex", "bibtex", "booktabs.sty")
def test_hostile_titles_compile_and_every_citation_is_found(
    tables: Any, hostile_titles: tuple[str, ...], bibliography: str, tmp_path: Path
) -> None:
    for name, text in tables(hostile_titles).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    half = bibliography.index("@misc{key-9")
    (tmp_path / "references.bib").write_text(bibliography[:half], encoding="utf-8")
    (tmp_path / "partial.bib").write_text(bibliography[half:], encoding="utf-8")
    assert_compiles(tmp_path)


@pytest.mark.slow
@pytest.mark.requires_tool("pdflatex", "bibtex", "booktabs.sty")
def test_the_studys_own_tables_compile_with_both_bib_files(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    for name in ("works_by_stage.tex", "stage_by_strategy.tex"):
        shutil.copy(root / "reports" / "tables" / name, tmp_path)
    for name in ("references.bib", "partial.bib"):
        shutil.copy(root / "data" / "bib" / name, tmp_path)
    assert_compiles(tmp_path)


def test_works_that_references_bib_lacks_are_named_and_not_cited(make_tables: Any) -> None:
    made = make_tables(("A", "B", "C"))
    made["papers"] = made["papers"].assign(bib_status=["verified", "partial", "verified"])
    for text in make_survey_tables(list_works(made), made).values():
        assert "key-2" not in text and "N1" in text
        assert r"\bibliography{references}" in text


def assert_compiles(folder: Path, paper: str = PAPER) -> str:
    """Compile a paper that takes the tables in: no error, no lost citation; return what the last run says."""
    (folder / "paper.tex").write_text(paper, encoding="utf-8")
    latex = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "paper"]
    for command in (latex, ["bibtex", "paper"], latex, latex, latex):
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
        said = done.stdout.decode("utf-8", "replace")
        assert done.returncode == 0, said[-2000:]
    assert not re.search(r"Citation .* undefined|Label .* multiply|^! ", said, re.MULTILINE)
    return said
