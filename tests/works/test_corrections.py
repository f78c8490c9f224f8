"""Corrections by hand: few, each with its reason and a place where it can be read, each for one work."""

import json
from pathlib import Path

import pytest

from listometrics.works.bibtex_reading import Record, read_sources
from listometrics.works.enrich import Enriched
from listometrics.works.person_names import Name

ROOT = Path(__file__).resolve().parents[2]
CORRECTIONS = read_sources({"corrections.bib": (ROOT / "data/bib/sources/corrections.bib").read_bytes()})
NUMBERS = json.loads((ROOT / "tests/data/reference/metadata.json").read_text(encoding="utf-8"))


def test_the_file_is_read_without_a_problem() -> None:
    assert CORRECTIONS.problems == ()


@pytest.mark.parametrize("record", CORRECTIONS.records, ids=lambda record: record.key)
def test_a_correction_says_why_and_where_and_finds_its_work(record: Record, enriched: Enriched) -> None:
    assert len(record.fields["reason"]) > 40
    assert all(part.startswith("https://") for part in record.fields["found_in"].split(" | "))
    works = dict(enriched.works)
    assert record in works[record.key].work.records
    assert len(works[record.key].work.records) == 2
    corrected = {"title", "booktitle", "journal", "volume", "number", "pages", "year"} & set(record.fields)
    assert all(works[record.key].provenance[name] == "corrections" for name in corrected)


def test_author_lists_are_those_of_the_reference_but_where_a_correction_has_another(enriched: Enriched) -> None:
    by_hand = {record.key: [n.display for n in record.authors] for record in CORRECTIONS.records if record.authors}
    reference = {
        fact["arxiv"] if "arxiv" in fact else fact["title"].replace("--", "–"): fact["authors"] for fact in NUMBERS
    }
    compared = 0
    for key, work in enriched.works:
        found = [name.display for name in work.authors]
        if key in by_hand:
            assert found == by_hand[key]
            continue
        record = next(r for r in work.work.records if r.source == "curated")
        assert found == reference[record.arxiv or record.fields["title"]], key
        compared += 1
    assert (compared, len(by_hand)) == (231, 1)


def test_the_known_corrections_hold(enriched: Enriched) -> None:
    papers = enriched.papers.set_index("key")
    assert papers.loc["shi2024large", ["arxiv", "first_date"]].tolist() == ["2403.00843", "2024-03"]
    agents = dict(enriched.works)["li2023agent4ranking"]
    assert agents.authors[3] == Name("Suqi", "", "Cheng") and agents.authors[-1] == Name("Xiangyu", "", "Zhao")
    assert [agents.fields[name] for name in ("volume", "number", "pages", "year")] == ["43", "6", "157", "2025"]
    assert papers.loc["li2023ecomgpt", "venue"] == "AAAI" and papers.loc["hua2023up5", "venue"] == "EACL"
