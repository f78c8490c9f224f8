"""The blind material of other lists agrees with itself: lists made, and read by hand, before any parser saw them."""

import csv
import html
import re
from pathlib import Path

import pytest

LISTS = sorted(path.parent for path in (Path(__file__).resolve().parents[1] / "data" / "lists").glob("*/raw.md"))


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plain(text: str) -> str:
    return re.sub(r"\W+", "", html.unescape(text)).casefold()


def test_there_are_eight_lists() -> None:
    assert len(LISTS) == 8


@pytest.mark.parametrize("folder", LISTS, ids=lambda folder: folder.name)
def test_thirty_entries_stand_where_the_expected_table_says(folder: Path) -> None:
    lines = (folder / "raw.md").read_text(encoding="utf-8").split("\n")
    expected = read(folder / "expected.csv")
    assert len(expected) == 30
    starts = [int(row["line"]) for row in expected]
    assert starts == sorted(starts)
    for row, start, end in zip(expected, starts, [*starts[1:], len(lines) + 1], strict=True):
        near = plain("\n".join(lines[start - 1 : max(end - 1, start)]))
        assert plain(row["title"]) in near, row
        assert all(plain(url) in near for url in row["links"].split()), row


@pytest.mark.parametrize("folder", LISTS, ids=lambda folder: folder.name)
def test_no_line_is_both_an_entry_and_none(folder: Path) -> None:
    entries, others = read(folder / "expected.csv"), read(folder / "expected_not.csv")
    assert others
    assert not {row["line"] for row in entries} & {row["line"] for row in others}
