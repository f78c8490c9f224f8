"""Rows that were not understood in one of two versions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from listometrics.diff.identity import Version
from listometrics.diff.rejects import compare_rejects

Page = Callable[..., str]
Parse = Callable[[str], Version]
BROKEN = "| KAR | two cells |"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param([], [BROKEN], [["new", 6, "2 cells, the header has 7", BROKEN]], id="a row that is new"),
        pytest.param([BROKEN], [], [["gone", 6, "2 cells, the header has 7", BROKEN]], id="a row that is gone"),
        pytest.param([BROKEN], [BROKEN], [], id="a row in both"),
        pytest.param([BROKEN], ["|KAR |   two cells|"], [], id="a row with other blanks"),
        pytest.param([BROKEN], [BROKEN, BROKEN], [["new", 7, "2 cells, the header has 7", BROKEN]], id="a row twice"),
    ],
)
def test_rows_not_understood(
    parse: Parse, page: Page, pie: str, old: list[str], new: list[str], expected: list[list[object]]
) -> None:
    found = compare_rejects(parse(page([pie, *old])), parse(page([pie, *new])))
    assert found.values.tolist() == expected
    assert list(found.columns) == ["change", "line", "reason", "raw"]


def test_a_row_that_moves_is_no_change(parse: Parse, page: Page, kar: str, pie: str) -> None:
    assert compare_rejects(parse(page([pie, BROKEN])), parse(page([kar], [pie, BROKEN]))).empty
