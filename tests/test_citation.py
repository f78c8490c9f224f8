"""The files that say how to cite, what one may do and where the list came from agree with package and list."""

import hashlib
import json
import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from listometrics import __version__

ROOT = Path(__file__).resolve().parents[1]
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
ZENODO = json.loads((ROOT / ".zenodo.json").read_text(encoding="utf-8"))


def test_version_title_authors_and_licence_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert CITATION["version"] == ZENODO["version"] == __version__
    assert CITATION["title"] == ZENODO["title"]
    assert CITATION["authors"] == ZENODO["creators"] == project["authors"]
    assert CITATION["license"] == ZENODO["license"] == project["license"] == "MIT"
    assert project["description"].lower() in CITATION["title"].lower()


def test_every_file_of_data_and_reports_is_under_one_of_the_two_regimes() -> None:
    said = re.findall(r"`((?:data|reports)/[^`]*)`", (ROOT / "LICENSE-DATA.md").read_text(encoding="utf-8"))
    files = [path for top in ("data", "reports") for path in (ROOT / top).rglob("*") if path.is_file()]
    names = [path.relative_to(ROOT).as_posix() for path in files if not path.name.startswith(".")]
    uncovered = [n for n in names if not any(n.startswith(p) if p.endswith("/") else fnmatch(n, p) for p in said)]
    assert len(names) > 100
    assert uncovered == []


DATA = Path(__file__).resolve().parents[1] / "data"
RECORDS: dict[str, dict[str, Any]] = json.loads((DATA / "provenance.json").read_text(encoding="utf-8"))


def measure(content: bytes) -> dict[str, Any]:
    """Return what a record must say of a file's bytes."""
    rows = [line for line in content.decode("utf-8").splitlines() if line.startswith("|")]
    delimiters = [row for row in rows if re.fullmatch(r"[|:\- ]*-[|:\- ]*", row)]
    return {
        "bytes": len(content),
        "lines": content.count(b"\n"),
        "table_rows": len(rows) - 2 * len(delimiters),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


@pytest.mark.parametrize("name", RECORDS)
def test_an_input_is_byte_for_byte_what_its_record_says(name: str) -> None:
    measured = measure((DATA / name).read_bytes())
    recorded = {field: RECORDS[name][field] for field in measured}
    assert recorded == measured, (
        f"data/{name} is not what data/provenance.json records. If it is a new version, write there where it comes "
        f"from and when, with these values: {json.dumps(measured)}"
    )


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_states_source_date_and_licence(name: str) -> None:
    record = RECORDS[name]
    assert record["source"] and record["licence"]
    assert re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", record["retrieved"])
    assert record["repository"] or record["repository_why_empty"]
