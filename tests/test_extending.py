"""The worked examples of docs/extending.md do what the page says."""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import seaborn as sns
from pytest_httpserver import HTTPServer

from listometrics import plots
from listometrics.audit import audit_rules
from listometrics.audit.audit_list import audit_study
from listometrics.new import create_study
from listometrics.study.codebook import make_codebook
from listometrics.study.stage import described_tables, open_stage

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
DOI = "10.1000/xyz123"
LIST = (
    "## 1 Papers\n\n| **Name** | **Paper** | **Publication** | **Link** |\n|---|---|---|---|\n"
    f"| A | SHOUTING ABOUT RETRIEVAL MODELS | ICLR 2024 | [[Paper]](https://doi.org/{DOI}) |\n"
    "| B | BERT4Rec AND OTHERS | ICLR 2024<br />Spotlight | |\n"
    "| C | GPT | KDD 2023<br />Best Paper | |\n"
)


def read_example(title: str) -> str:
    """Return the code below a heading of the page."""
    section = PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]
    return "\n\n".join(re.findall(r"```python\n(.*?)```", section, re.DOTALL))


def run_example(title: str, **given: Any) -> dict[str, Any]:
    """Execute the code below a heading of the page, with these names in reach."""
    space: dict[str, Any] = {"__name__": "example", **given}
    exec(compile(read_example(title), "docs/extending.md", "exec", dont_inherit=True), space)
    return space


@pytest.fixture
def study(tmp_path: Path) -> Path:
    source = tmp_path / "LIST.md"
    source.write_text(LIST, encoding="utf-8")
    create_study(tmp_path / "study", source)
    return tmp_path / "study"


def test_the_new_rule_finds_the_fault_and_not_what_is_near_it(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (described,) = csv.reader(re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)[0].splitlines())
    rule = audit_rules.Rule(*described)  # type: ignore[arg-type]
    monkeypatch.setitem(audit_rules.RULES, rule.id, rule)
    finders = len(audit_rules.FINDERS)
    run_example("A new audit rule")
    _, found = audit_study(study)
    del audit_rules.FINDERS[finders:]
    mine = found[found["rule"] == "shouting_title"]
    assert mine[["line", "severity", "found"]].values.tolist() == [[5, "info", "SHOUTING ABOUT RETRIEVAL MODELS"]]


def test_the_new_figure_is_counted_checked_drawn_and_known_to_later_stages_and_the_codebook(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    stage = open_stage("03_landscape", str(tmp_path))
    given = {"stage": stage, "plots": plots, "sns": sns, "pd": pd}
    made = run_example("A new figure", entries=pd.DataFrame({"award": ["Spotlight", "", "Best Paper"] * 2}), **given)
    stage.close()
    assert (tmp_path / "data/03_analysed/awards.csv").read_text() == "award,n\nSpotlight,2\nBest Paper,2\n"
    assert b"<svg" in (tmp_path / "reports/figures/awards.svg").read_bytes()
    assert stage.figures["awards"]["title"] == "4 entries bear an award"
    pd.testing.assert_frame_equal(
        open_stage("04_report", str(tmp_path)).read("awards"), made["awards"], check_dtype=False
    )
    page = make_codebook(described_tables(tmp_path))
    assert "### `data/03_analysed/awards.csv`\n\nAn award that the list names. Key: `award`." in page
    run_example("A new figure", entries=pd.DataFrame({"award": ["", ""]}), **given)
    assert not (tmp_path / "reports/figures/awards.svg").exists()


def test_the_new_source_is_asked_and_its_record_is_kept(study: Path, httpserver: HTTPServer) -> None:
    record = {
        "title": "Shouting about Retrieval Models", "doi": DOI, "year": 2024, "journal": "Journal of Retrieval",
        "authors": ["Jane Doe", "van Beek, Ada"],
    }  # fmt: skip
    answer = json.dumps({"works": [record]})
    httpserver.expect_oneshot_request("/works", query_string={"doi": DOI}).respond_with_data(answer)
    script = "\n".join(
        [
            "import sys",
            "from listometrics.cli import main",
            "from listometrics.sources import SOURCES",
            read_example("A new source"),
            "SOURCES['library'] = '__main__:Library'",
            "sys.exit(main(sys.argv[1:]))",
        ]
    )
    place = httpserver.url_for("").rstrip("/")
    options = ["fetch", "bib", "--root", str(study), "--source", "library", "--at", f"library={place}"]
    done = subprocess.run([sys.executable, "-c", script, *options], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "library: 1 asked in 1 requests: 1 published" in done.stdout
    written = (study / "data/bib/sources/library.bib").read_text(encoding="utf-8")
    assert "van Beek, Ada" in written and "Journal of Retrieval" in written
