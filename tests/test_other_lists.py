"""A study of each list of another shape runs to its report, with our vocabularies as they are."""

from pathlib import Path

import pandas as pd
import pytest

from listometrics.create.study import create_study
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
    assert sorted(entries["title"]) == sorted(expected["title"])
    report = (study / "reports/report.md").read_text(encoding="utf-8")
    assert "nan" not in report.lower().split()
    for made in ("report.html", "report.pdf", "explorer.html", "audit.md"):
        assert (study / "reports" / made).stat().st_size > 0
    assert (study / "data/bib/references.bib").exists()
