"""A study of each list of another shape runs to its report, with our vocabularies as they are."""

import re
from pathlib import Path

import pandas as pd
import pytest

from listometrics.new import create_study
from listometrics.run import pipeline

LISTS = Path(__file__).resolve().parent / "data" / "lists"


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", sorted(path.name for path in LISTS.iterdir() if path.is_dir()))
def test_a_list_of_another_shape_comes_to_its_report(name: str, tmp_path: Path) -> None:
    study = tmp_path / name
    create_study(study, LISTS / name / "raw.md")
    pipeline.run(study, None, {})
    expected = pd.read_csv(LISTS / name / "expected.csv", keep_default_na=False)
    entries = pd.read_csv(study / "data/01_parsed/entries.csv", keep_default_na=False)
    papers = entries[entries["kind"] == "paper"]
    assert sorted(papers["title"]) == sorted(expected["title"])
    report = (study / "reports/report.md").read_text(encoding="utf-8")
    assert "nan" not in report.lower().split()
    if (study / "data/01_parsed/entry_strategies.csv").read_text(encoding="utf-8").count("\n") == 1:  # its head alone
        assert not re.search(r"LoRA|finetuning|Cramér|frozen|figures/(methods|scale)_", report)
    for made in ("report.html", "report.pdf", "explorer.html", "audit.md"):
        assert (study / "reports" / made).stat().st_size > 0
    assert (study / "data/bib/references.bib").exists()


MONTHLESS = [
    f"| [A Title of Some Work with Number {n}](https://aclanthology.org/2021.acl-long.{n}/) | T5 | LoRA | ACL | 2021 |"
    for n in range(1, 21)
]
HEADLESS = [
    f"- **A Title of Some Work with Number {n}**, ACL 2023, [[paper]](https://arxiv.org/abs/2304.9200{n})"
    for n in range(1, 4)
]


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("lines", "dates"),
    [
        (["# Works", "", "| Title | LLM | Tuning | Venue | Year |", "|---|---|---|---|---|", *MONTHLESS], {"2021"}),
        (HEADLESS, {"2023-04"}),
    ],
    ids=["no month, though models and strategies", "no heading"],
)
def test_a_list_that_lacks_something_comes_to_its_report(lines: list[str], dates: set[str], tmp_path: Path) -> None:
    source = tmp_path / "LIST.md"
    source.write_text("\n".join([*lines, ""]), encoding="utf-8")
    create_study(tmp_path / "study", source)
    pipeline.run(tmp_path / "study", None, {})
    papers = pd.read_csv(tmp_path / "study/data/02_enriched/papers.csv", keep_default_na=False)
    assert set(papers["first_date"].astype(str)) == dates and len(papers) in (3, 20)
    assert (tmp_path / "study/reports/report.pdf").stat().st_size > 0
