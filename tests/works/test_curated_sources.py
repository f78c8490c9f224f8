"""The curated source and the corrections by hand say what was gathered, nothing lost, nothing added."""

import json
from operator import itemgetter
from pathlib import Path

import pytest

from listometrics.works.bibtex_reading import Record, read_sources
from listometrics.works.enrich import Enriched
from listometrics.works.person_names import Name, read_names

ROOT = Path(__file__).resolve().parents[2]
NUMBERS = json.loads((ROOT / "tests/data/reference/metadata.json").read_text(encoding="utf-8"))
# What was looked up on 2026-11-30: authors once more, and what published versions have.
LOOKED_UP = json.loads((ROOT / "tests/data/reference/confirmed.json").read_text(encoding="utf-8"))
DBLP = json.loads((ROOT / "tests/data/reference/dblp.json").read_text(encoding="utf-8"))
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


def describe(fact: dict) -> dict[str, str]:
    """Return the fields that a record must hold, and no other."""
    published = fact.get("published", {})
    container = "journal" if published.get("entry_type") == "article" else "booktitle"
    expected = {
        "title": dashes(fact["title"]), "list_title": dashes(fact.get("list_title", "")),
        "first_date": fact["first_date"], "eprint": fact.get("arxiv", ""),
        "archiveprefix": "arXiv" if "arxiv" in fact else "", "primaryclass": fact.get("arxiv_primary", ""),
        "confidence": fact["confidence"], "confirmed_by": " | ".join(fact.get("authors_confirmed_by", [])),
        "found_in": " | ".join(fact["sources"]), "remark": dashes(fact.get("notes", "")),
        **{name: str(published.get(name, "")) for name in ("venue", "track", "year", "doi", "url", "volume", "number")},
        "pages": dashes(published.get("pages", "")), container: published.get("booktitle_or_journal", ""),
    }  # fmt: skip
    return {name: value for name, value in expected.items() if value}


def test_a_record_holds_all_facts_and_no_other(records: dict[str, Record]) -> None:
    looked_up = {each.get("arxiv", each["title"]): each for each in LOOKED_UP}
    confirmed = added = 0
    for fact in NUMBERS:
        record, expected = records[dashes(fact["title"])], describe(fact)
        also = looked_up.get(fact.get("arxiv", fact["title"]), {})
        other = {name: value for name, value in record.fields.items() if value != expected.pop(name, "")}
        assert expected == {}
        if other:
            assert other.pop("checked") == "2026-11-30"
            assert other.pop("found_in", "").startswith(" | ".join(fact["sources"])) or "confirmed_by" in other
        if other.pop("confirmed_by", ""):
            assert also["agrees"] and also["authors"] == fact["authors"]
            confirmed += 1
        editors = " and ".join(name.display for name in read_names(other.pop("editor", ""))[0])
        assert editors in ("", " and ".join(also.get("editors", [])))
        known = also | {"month": also.get("month", "")[:3].lower(), "pages": also.get("pages", "").replace("-", "–")}
        assert other == {name: str(known[name]) for name in other}
        added += bool(other or editors)
        assert [name.display for name in record.authors] == (fact["authors"] or also.get("authors", []))
        assert record.entry_type == fact.get("published", {}).get("entry_type", "misc")
        assert (record.arxiv, record.first_date) == (fact.get("arxiv", ""), fact["first_date"])
    assert (confirmed, added) == (47, 22)


def test_the_proceedings_of_dblp_are_all_there_and_their_records_change_no_author(enriched: Enriched) -> None:
    read = read_sources({"dblp.bib": (ROOT / "data/bib/sources/dblp.bib").read_bytes()})
    assert read.problems == ()
    works = dict(enriched.works)
    for record, fact in zip(read.records, sorted(DBLP, key=itemgetter("key")), strict=True):
        assert (record.key, record.entry_type) == (fact["key"], fact["type"])
        assert record in works[record.key].work.records
        assert [name.display for name in record.authors] == fact["authors"]
        assert record.doi == fact.get("doi", "").lower()
        expected = {"publisher", "year", "series", "volume", "pages"} & fact.keys()
        assert {name: record.fields[name] for name in expected} == {name: dashes(str(fact[name])) for name in expected}
        assert record.doi in ("", works[record.key].ids.get("doi", ""))
        assert [name.display for name in works[record.key].editors] == fact.get("editors", [])


CORRECTIONS = read_sources({"corrections.bib": (ROOT / "data/bib/sources/corrections.bib").read_bytes()})


def test_the_file_is_read_without_a_problem() -> None:
    assert CORRECTIONS.problems == ()


@pytest.mark.parametrize("record", CORRECTIONS.records, ids=lambda record: record.key)
def test_a_correction_says_why_and_where_and_finds_its_work(record: Record, enriched: Enriched) -> None:
    assert len(record.fields["reason"]) > 40
    assert all(part.startswith("https://") for part in record.fields["found_in"].split(" | "))
    works = dict(enriched.works)
    assert record in works[record.key].work.records
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
        known = reference[record.arxiv or record.fields["title"]]
        assert found == known or (key == "generative2023nextbasket" and not known), key
        compared += 1
    assert (compared, len(by_hand)) == (230, 2)


def test_the_known_corrections_hold(enriched: Enriched) -> None:
    papers = enriched.papers.set_index("key")
    assert papers.loc["shi2024large", ["arxiv", "first_date"]].tolist() == ["2403.00843", "2024-03"]
    agents = dict(enriched.works)["li2023agent4ranking"]
    assert agents.authors[3] == Name("Suqi", "", "Cheng") and agents.authors[-1] == Name("Xiangyu", "", "Zhao")
    assert [agents.fields[name] for name in ("volume", "number", "pages", "year")] == ["43", "6", "157", "2025"]
    assert papers.loc["li2023ecomgpt", "venue"] == "AAAI" and papers.loc["hua2023up5", "venue"] == "EACL"
