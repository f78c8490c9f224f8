"""The items of HTML lists are found with their lines and depths."""

import pytest

from listometrics.readme.html_items import read_html_items


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("<ul>\n<li>a</li>\n<li>b</li>\n</ul>", [(2, "a", 1), (3, "b", 1)]),
        ("<ol><li>a<li>b</ol>", [(1, "a", 1), (1, "b", 1)]),
        ("<ul><li>a\n<ul>\n<li>b</li>\n</ul></li>\n<li>c</ul>", [(1, "a", 1), (3, "b", 2), (5, "c", 1)]),
        ("<li>a", [(1, "a", 1)]),
        ("</ul></ul><ul><li>a", [(1, "a", 1)]),
        ("<LI>a\n  b</LI>", [(1, "a b", 1)]),
        ("<ul></ul> <link>", []),
    ],
    ids=["a list", "no closing tags", "nested", "no list", "too many ends", "two lines in capitals", "no items"],
)
def test_items_are_found(text: str, items: list[tuple[int, str, int]]) -> None:
    assert [(piece.line, piece.text, piece.depth) for piece in read_html_items(text, 1)] == items
