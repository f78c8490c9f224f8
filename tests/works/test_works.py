"""Rows of the list as matching takes them."""

import pandas as pd

from listometrics.works.list_rows import PaperRow, read_rows, year_texts


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


def test_a_row_without_title_goes_by_its_name() -> None:
    entries = make_entries(title=["", "U"])
    assert read_rows(entries, LINKS[:0])[0] == [PaperRow(1, "N", (), "2023", 5)]


def test_a_row_that_nothing_identifies_is_no_work_and_is_not_lost() -> None:
    entries = make_entries(title=["", "U"], name=["", ""])
    assert read_rows(entries, LINKS[:0]) == ([], [PaperRow(1, "", (), "2023", 5)])
    assert len(read_rows(entries, LINKS)[0]) == 1


def test_unknown_years_are_empty() -> None:
    assert year_texts(make_entries()) == ["2023", ""]
