"""Items in code and comments are found, once a line."""

import pytest

from listometrics.readme.blocks import HtmlTable, Piece, TableLines
from listometrics.readme.hidden import drop_doubled, list_hidden_items

LINE = "- [A](https://a.org)"


@pytest.mark.parametrize(
    ("line", "is_item"),
    [
        (LINE, True),
        ("  12. <a href='x'>A</a>", True),
        ("<!--- * https://a.org --->", True),
        ("- [A](#a)", False),
        ("See https://a.org", False),
        ("-https://a.org", False),
        ("", False),
    ],
)
def test_what_looks_like_an_item_with_a_link_is_one(line: str, is_item: bool) -> None:
    found = list(list_hidden_items(["x", line], {1: "comment"}))
    assert [(piece.line, piece.place) for piece in found] == [(2, "comment")] * is_item


def test_a_line_that_begins_another_block_is_not_found_again() -> None:
    hidden = [Piece(line, LINE, 0, True, "code") for line in (1, 2, 3, 4)]
    blocks = (Piece(1, ""), TableLines(((2, "| a"),)), HtmlTable(3, "<table>"))
    assert drop_doubled(hidden, blocks) == hidden[3:]
