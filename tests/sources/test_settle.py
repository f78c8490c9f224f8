"""Every ask of a request ends as one outcome: published, preprint, none, or failed with a reason."""

from dataclasses import replace
from pathlib import Path

import pytest

from listometrics.sources.settle import Settler
from listometrics.sources.shapes import Ask, Found, Wanted
from listometrics.sources.state import State
from listometrics.works.person_names import parse_name

TITLE = "A long title about language models"
WANTED = Wanted("arxiv:2305.00001", TITLE, (TITLE.lower(),), ("doe",), frozenset({2023}), {"arxiv": "2305.00001"})
ASK = Ask("arxiv:2305.00001", "arxiv:2305.00001")
FIELDS = {"eprint": "2305.00001", "archiveprefix": "arXiv", "year": "2023"}
FOUND = Found("2305.00001", "misc", TITLE, (parse_name("Doe, Jane"),), FIELDS)
STRANGER = replace(FOUND, key="x", fields={"eprint": "2399.99999", "archiveprefix": "arXiv"})


@pytest.fixture
def settler(tmp_path: Path) -> Settler:
    (tmp_path / "data" / "bib" / "sources").mkdir(parents=True)
    return Settler("arxiv", {WANTED.work: WANTED}, State(tmp_path), "2026-12-01")


def test_a_preprint_that_is_found_is_kept_with_its_day(settler: Settler) -> None:
    step = settler.settle([ASK], [FOUND])
    ((row,), entries) = step.rows, step.entries
    assert (row.outcome, row.checked, row.failed) == ("preprint", "2026-12-01", "")
    assert list(entries) == ["2305.00001"]
    assert TITLE in entries["2305.00001"]


def test_an_answer_without_the_work_says_none(settler: Settler) -> None:
    step = settler.settle([ASK], [])
    assert [row.outcome for row in step.rows] == ["none"]
    assert step.entries == {}


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (STRANGER, "1 records that were not asked for"),
        (None, "1 records without title, authors or identifier"),
    ],
    ids=["a stranger", "a broken record"],
)
def test_an_answer_that_proves_nothing_is_a_failure(settler: Settler, record: Found | None, reason: str) -> None:
    step = settler.settle([ASK], [record])
    (row,) = step.rows
    assert (row.outcome, row.failed) == ("", "2026-12-01")
    assert reason in row.reason


def test_a_request_without_an_answer_fails_each_ask_and_changes_no_record(settler: Settler) -> None:
    step = settler.fail([ASK], "timeout")
    assert [(row.failed, row.reason) for row in step.rows] == [("2026-12-01", "timeout")]
    assert step.entries == {}
