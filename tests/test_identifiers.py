"""Identifiers are found in their own fields and addresses, and nowhere else: tests/data/identifiers.toml."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listometrics import identifiers
from listometrics.identifiers import find_acl, find_arxiv, find_doi, find_openreview, identify_fields

CASES = tomllib.loads((Path(__file__).parent / "data/identifiers.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", CASES["text"])
def test_an_identifier_comes_only_from_where_it_can_be_trusted(name: str) -> None:
    cases = CASES["text"][name]
    assert {text: getattr(identifiers, name)(text) for text in cases} == cases


@pytest.mark.parametrize("case", CASES["entry"], ids=lambda case: str(case["fields"]))
def test_each_way_of_citing_is_understood_and_other_numbers_are_not(case: dict[str, dict[str, str]]) -> None:
    assert dict(identify_fields(case["fields"])) == case["found"]


@given(st.text(max_size=60))
def test_any_text_is_answered_with_an_identifier_of_its_kind_or_nothing(text: str) -> None:
    assert find_doi(text) == "" or find_doi(text).startswith("10.")
    assert " " not in find_arxiv(text) + find_acl(text) + find_openreview(text)
