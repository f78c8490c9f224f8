"""The record of where the list came from agrees with the list."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

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


def test_the_list_has_a_record() -> None:
    assert "raw_readme.md" in RECORDS


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
