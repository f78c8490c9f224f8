"""The comment on a pull request, and the JSON for machines."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from listometrics.diff.difference import Difference, compare_versions
from listometrics.diff.identity import Version
from listometrics.diff.page import make_comment, make_json

Page = Callable[..., str]
Compare = Callable[[str, str], Difference]
NAMES = ("old", "new")
BROKEN = "| a \\| b | `c` |"


@pytest.fixture
def compare(parse: Callable[[str], Version]) -> Compare:
    return lambda old, new: compare_versions(parse(old), parse(new))


def test_the_comment_shows_texts_of_the_list_as_text(compare: Compare, page: Page, kar: str, pie: str) -> None:
    hostile = kar.replace("Open-World Recommendation", r"@all \<script> #1 \[x](javascript:y)")
    comment = make_comment(compare(page([pie]), page([pie, hostile])), NAMES)
    assert "1 added." in comment
    assert "<script>" not in re.sub("`[^`]*`", "", comment)
    assert "| `@all" in comment


def test_turned_text_stays_out_of_the_comment_and_escaped_in_json(compare: Compare, page: Page, kar: str) -> None:
    turned = kar.replace("Open-World", "Turned \u202egnirts\x9b")
    found = compare(page([kar.replace("Open-World Recommendation", "x").replace("10933", "10934")]), page([turned]))
    comment, written = make_comment(found, NAMES), make_json(found, NAMES)
    assert "Turned gnirts" in comment and not {"\u202e", "\x9b"} & {*comment, *written}
    assert json.loads(written)["changes"][0]["work"].startswith("Turned \u202egnirts")


def test_the_comment_is_cut_where_it_is_long(compare: Compare, page: Page, kar: str, pie: str) -> None:
    rows = [
        kar.replace("KAR", f"N{i}").replace("Open-World", f"World {i}").replace("10933", f"1{i:04}") for i in range(9)
    ]
    comment = make_comment(compare(page([pie]), page([pie, *rows])), NAMES, most=5)
    assert "Added (9)" in comment
    assert "and 4 more" in comment


def test_the_comment_says_that_nothing_changed(compare: Compare, page: Page, kar: str) -> None:
    same = page([kar, BROKEN])
    assert make_comment(compare(same, same), NAMES) == ("### Changes of the list: `old` to `new`\n\nNo work changed.\n")


def test_the_comment_lists_rows_not_understood(compare: Compare, page: Page, kar: str) -> None:
    comment = make_comment(compare(page([kar, "| gone |"]), page([kar, BROKEN])), NAMES)
    assert "No work changed. Rows not understood: 1 new, 1 gone.\n" in comment
    assert "<summary>Rows not understood (1 new, 1 gone)</summary>" in comment
    assert "| 6 | new | 2 cells, the header has 7 | ``" in comment
    assert "| 6 | gone | 1 cell, the header has 7 | `\\| gone \\|` |" in comment


def test_json_holds_all_changes(compare: Compare, page: Page, kar: str, pie: str) -> None:
    content = json.loads(make_json(compare(page([kar]), page([pie, BROKEN])), NAMES))
    assert content["counts"]["added"] == content["counts"]["removed"] == 1
    assert content["changes"][0]["old_line"] is None
    assert {"number", "old", "new", "old_n", "new_n", "changed"} == set(content["headlines"][0])
    assert content["counts_not_understood"] == {"new": 1, "gone": 0}
    rows = content["rows_not_understood"]
    assert rows == [{"change": "new", "line": 6, "reason": "2 cells, the header has 7", "raw": BROKEN}]


def test_the_comment_has_a_repeated_row_under_its_own_heading(compare: Compare, page: Page, kar: str) -> None:
    comment = make_comment(compare(page([kar]), page([kar, kar])), NAMES)
    assert comment.startswith("### Changes of the list: `old` to `new`\n\n1 repeated.")
    assert "<summary>Repeated in the same section (1)</summary>" in comment
    assert "Recommendation | 1 → 1, 1 |  |" in comment
