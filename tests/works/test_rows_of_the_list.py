"""Rows of the list as matching takes them, with the authors that the list names."""

import json
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from listometrics.study.schema import TABLES
from listometrics.works.enrich import enrich
from listometrics.works.matching import PaperRow, read_rows
from listometrics.works.person_names import read_authors


def make_entries(**changed: list[object]) -> pd.DataFrame:
    given: dict[str, object] = {"entry": [1, 2], "line": [5, 6], "kind": ["paper", "dataset"], "name": ["N", ""]}
    given |= {"title": ["T", "U"], "year": pd.array([2023, None], dtype="Int64")}
    return pd.DataFrame(given | changed)


LINKS = pd.DataFrame(
    {"entry": [1, 1, 1, 2], "kind": ["arxiv", "github", "doi", "arxiv"],
     "identifier": ["2301.00001", "a/b", "10.1234/X", "2301.00002"]}
)  # fmt: skip


def test_only_paper_rows_with_trusted_identifiers_are_read() -> None:
    assert read_rows(make_entries(), LINKS) == (
        [PaperRow(1, "T", (("arxiv", "2301.00001"), ("doi", "10.1234/x")), "2023", 5)], [],
    )  # fmt: skip


def test_a_row_that_nothing_identifies_is_no_work_and_is_not_lost() -> None:
    entries = make_entries(title=["", "U"], name=["", ""])
    assert read_rows(entries, LINKS[:0]) == ([], [PaperRow(1, "", (), "2023", 5)])
    assert len(read_rows(entries, LINKS)[0]) == 1


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("Jane Doe", ["Doe"]),
        ("Jane Doe, Richard Roe & Ada van Beek", ["Doe", "Roe", "Beek"]),
        ("Jane Doe, Richard Roe, and Ada Beek.", ["Doe", "Roe", "Beek"]),
        ("Doe, J., Roe, R. A.", ["Doe", "Roe"]),
        ("Doe, Jane; Roe, Richard", ["Doe", "Roe"]),
        ("Jane Doe*, Richard Roe†", ["Doe", "Roe"]),
        ("J.-P. Roe, Örjan Åberg", ["Roe", "Åberg"]),
        ("Anderson Brand", ["Brand"]),
        ("OpenAI", ["OpenAI"]),
    ],
)
def test_a_list_of_names_is_read_as_its_reader_reads_it(text: str, families: list[str]) -> None:
    names, short = read_authors(text)
    assert ([name.family for name in names], short) == (families, False)


@pytest.mark.parametrize("text", ["Jane Doe et al.", "Jane Doe, et al", "Jane Doe and others", "Jane Doe 等"])
def test_a_list_that_is_cut_short_says_so(text: str) -> None:
    names, short = read_authors(text)
    assert ([name.display for name in names], short) == (["Jane Doe"], True)


LONG = "a long text that is no name at all"
NO_NAMES = ["", "et al.", "https://example.org", "ICLR 2024", "Jane Doe (MIT)", "A, B", "J.", LONG]


@pytest.mark.parametrize("text", NO_NAMES)
def test_what_is_not_plainly_names_stays_unknown(text: str) -> None:
    assert read_authors(text) == ((), False)


@given(st.text())
def test_any_text_gives_names_with_letters_or_none(text: str) -> None:
    names, _ = read_authors(text)
    assert all(re.search(r"[^\W\d_]", name.display) for name in names)


def enrich_one(authors: str, bib: str = "") -> tuple[str, str, str, str]:
    """Return authors, their source, the status and references.bib of a work whose row names authors."""
    entry = {"entry": 1, "line": 5, "kind": "paper", "title": "A title of some paper", "venue": "ICLR", "year": 2024,
             "other": json.dumps({"authors": authors})}  # fmt: skip
    entries = TABLES["entries"].empty()
    filled = {c: entry.get(c, "" if str(entries[c].dtype) == "str" else False) for c in entries.columns}
    entries = pd.DataFrame([filled]).astype(entries.dtypes.to_dict())
    parsed = {"entries": entries, "links": TABLES["links"].empty()}
    made = enrich(parsed, {"x.bib": bib} if bib else {}, TABLES["keys"].empty(), {"venues": TABLES["venues"].empty()})
    paper = made.papers.iloc[0]
    by = made.provenance.query("field == 'authors'")["source"].item()
    return paper["authors"], by, paper["bib_status"], made.references_bib


def test_the_lists_own_authors_make_a_work_citable_but_not_confirmed() -> None:
    authors, source, status, bib = enrich_one("Jane Doe and Richard Roe")
    assert (authors, source, status) == ("Jane Doe; Richard Roe", "list", "unconfirmed")
    assert "author = {Doe, Jane and Roe, Richard}" in bib


def test_any_source_that_names_authors_goes_before_the_list() -> None:
    bib = "@misc{a, title = {A title of some paper}, author = {Beek, Ada and Doe, Jane}, year = {2024}}"
    authors, source, _, _ = enrich_one("Jane Doe", bib)
    assert (authors, source) == ("Ada Beek; Jane Doe", "x")
