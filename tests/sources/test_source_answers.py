"""What each source's answer says, odd forms among them: the cases are in tests/data/source_answers.toml."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from listometrics.sources import SOURCES
from listometrics.sources.client import Fault
from listometrics.sources.fetch_bib import make_sources
from listometrics.sources.source_base import SourceRecord

CASES = tomllib.loads((Path(__file__).parents[1] / "data/source_answers.toml").read_text(encoding="utf-8"))


def read(name: str, body: str | bytes) -> list[SourceRecord | None]:
    return make_sources(SOURCES, {})[name].read(body if isinstance(body, bytes) else body.encode())


@pytest.mark.parametrize("case", CASES["record"], ids=lambda case: case["case"])
def test_a_record_is_read(case: dict[str, Any]) -> None:
    (record,) = read(case["source"], case["body"])
    assert record is not None
    names = [[n.particle, n.family, n.given, *["organisation"] * n.organisation] for n in record.authors]
    assert (record.key, record.entry_type, record.title) == (case["key"], case["type"], case["title"])
    assert ["|".join(name) for name in names] == case["authors"] and record.ids == case["ids"]
    assert {name: record.fields.get(name, "") for name in case["fields"]} == case["fields"]


@pytest.mark.parametrize("case", CASES["no_work"], ids=lambda case: case["case"])
def test_a_record_that_is_no_work_of_ours_is_counted_as_such(case: dict[str, Any]) -> None:
    assert read(case["source"], case["body"]) == [None]


@pytest.mark.parametrize("case", CASES["fault"], ids=lambda case: case["case"])
def test_what_a_source_says_in_place_of_records_is_a_fault(case: dict[str, Any]) -> None:
    with pytest.raises(Fault, match=case["said"]):
        read(case["source"], case["body"])


@pytest.mark.parametrize("name", ["crossref", "openalex", "dblp"])
@pytest.mark.parametrize("body", ["[]", "null", '"x"', "{}", "[" * 100_000, '{"result": {"hits": []}}', "\ufeff{}"])
def test_json_of_another_form_is_a_fault_that_may_pass(name: str, body: str) -> None:
    with pytest.raises(Fault) as caught:
        read(name, body)
    assert caught.value.again


def test_what_is_no_record_of_dblp_nor_utf_8_and_how_old_ids_of_the_acl_are_asked_for() -> None:
    assert read("dblp", '{"result": {"hits": {"@total": "0"}}}') == []
    with pytest.raises(Fault, match="not UTF-8"):
        read("arxiv", CASES["record"][0]["body"].encode("utf-16"))
    assert make_sources(["acl"], {})["acl"].write("acl", ["p19-1001"])[0] == "/P19-1001.bib"
