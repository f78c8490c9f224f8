"""HTML tables and folded sections are blocks of their own."""

import pytest

from listometrics.readme.blocks import Fold, Heading, HtmlTable, Piece
from listometrics.readme.markdown import read_blocks
from listometrics.readme.rules import pair_tables


@pytest.mark.parametrize(
    ("lines", "pairs"),
    [
        (["<table>", "</table>"], {0: 1}),
        (["<table><tr></table>"], {0: 0}),
        (["<table>", "<table>", "</table>", "</table>"], {0: 3, 1: 2}),
        (["</table>", "<table>"], {}),
        (["<tablet>"], {}),
    ],
    ids=["a table", "in one line", "one within another", "never closed", "another tag"],
)
def test_a_table_ends_where_its_own_tag_closes(lines: list[str], pairs: dict[int, int]) -> None:
    assert pair_tables(lines) == pairs


def test_an_html_table_is_one_block_also_over_blank_lines() -> None:
    blocks = read_blocks(["<table>", "<tr><td>a", "", "<td>b", "</table>", "", "x"])
    table = next(one for one in blocks if isinstance(one, HtmlTable))
    assert (table.line, table.text) == (1, "<table>\n<tr><td>a\n\n<td>b\n</table>")


def test_markdown_within_a_fold_is_read() -> None:
    blocks = read_blocks(["<details>", "<summary>Old <b>works</b></summary>", "- a", "", "</details>", "b"])
    assert [one for one in blocks if not isinstance(one, Piece)] == [
        Fold(1, True),
        Heading(2, 7, "Old works"),
        Fold(5, False),
    ]
    assert next((one.line, one.text) for one in blocks if isinstance(one, Piece)) == (3, "a")


@pytest.mark.parametrize("summary", ["Click to unfold", "👉 Show more…", "Expand", "点击展开", "Abstract"])
def test_a_summary_that_says_nothing_is_no_heading(summary: str) -> None:
    blocks = read_blocks(["<details>", f"<summary>{summary}</summary>", "", "- a", "</details>"])
    assert not any(isinstance(one, Heading) for one in blocks)
