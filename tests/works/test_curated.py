"""The curated source says what was gathered: record by record, nothing lost, nothing added."""

import json
from pathlib import Path

import pytest

from listometrics.works.bibtex_reading import Record, read_sources

ROOT = Path(__file__).resolve().parents[2]
NUMBERS = json.loads((ROOT / "tests/data/reference/metadata.json").read_text(encoding="utf-8"))
CURATED = ROOT / "data/bib/sources/curated.bib"


def dashes(text: str) -> str:
    """LaTeX cannot tell a typed `--` from an en dash."""
    return text.replace("--", "–").replace("—", "–")


@pytest.fixture(scope="module")
def records() -> dict[str, Record]:
    read = read_sources({"curated.bib": CURATED.read_bytes()})
    assert [p.reason for p in read.problems if p.severity == "error"] == []
    return {record.fields["title"]: record for record in read.records}


def test_every_work_has_its_record(records: dict[str, Record]) -> None:
    assert sorted(records) == sorted(dashes(fact["title"]) for fact in NUMBERS)
    assert len(records) == 232


@pytest.mark.parametrize("fact", NUMBERS, ids=[fact["title"][:50] for fact in NUMBERS])
def test_a_record_holds_all_facts_and_no_other(fact: dict, records: dict[str, Record]) -> None:
    record = records[dashes(fact["title"])]
    published = fact.get("published", {})
    fields = dict(record.fields)
    assert [name.display for name in record.authors] == fact["authors"]
    assert record.arxiv == fact.get("arxiv", "")
    assert record.first_date == fact["first_date"]
    expected = {
        "title": dashes(fact["title"]),
        "list_title": dashes(fact.get("list_title", "")),
        "first_date": fact["first_date"],
        "eprint": fact.get("arxiv", ""),
        "archiveprefix": "arXiv" if "arxiv" in fact else "",
        "primaryclass": fact.get("arxiv_primary", ""),
        "confidence": fact["confidence"],
        "confirmed_by": " | ".join(fact.get("authors_confirmed_by", [])),
        "found_in": " | ".join(fact["sources"]),
        "remark": dashes(fact.get("notes", "")),
        "venue": published.get("venue", ""),
        "track": published.get("track", ""),
        "year": str(published.get("year", "")),
        "doi": published.get("doi", ""),
        "url": published.get("url", ""),
        "pages": dashes(published.get("pages", "")),
        "volume": str(published.get("volume", "")),
        "number": str(published.get("number", "")),
        "journal" if published.get("entry_type") == "article" else "booktitle": published.get(
            "booktitle_or_journal", ""
        ),
    }
    assert record.entry_type == published.get("entry_type", "misc")
    assert fields == {name: value for name, value in expected.items() if value}
