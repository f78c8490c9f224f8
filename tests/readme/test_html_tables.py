"""HTML tables are cut into rows and cells, whatever their layout and whatever is missing."""

import pytest

from listometrics.readme.blocks import HtmlTable
from listometrics.readme.html_tables import read_html_rows


def read(text: str) -> list[tuple[int, list[str]]]:
    return [(row.line, row.cells) for row in read_html_rows(HtmlTable(1, text))]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("<table><tr><td>a</td><td>b</td></tr></table>", [(1, ["a", "b"])]),
        ("<table>\n<tr>\n<td>a</td>\n\n<td>b</td>\n</tr>\n</table>", [(2, ["a", "b"])]),
        ("<table>\n<tr><td>a<td>b\n<tr><td>c\n</table>", [(2, ["a", "b"]), (3, ["c"])]),
        ("<table><tr><td rowspan=2>a<td>b</tr>\n<tr><td>c</tr></table>", [(1, ["a", "b"]), (2, ["a", "c"])]),
        ("<table><tr><td colspan='2'>a<td>b</tr></table>", [(1, ["a", "", "b"])]),
        (
            "<table><tr><td>a\nb <i>c</i> &amp; <a href='x'>d</a></td></tr></table>",
            [(1, ["a b c &amp; <a href='x'>d</a>"])],
        ),
        ("<table><tr></tr><tr><td></td></tr></table>", [(1, [""])]),
        ("<TABLE><TR><TD>a</TD></TR>", [(1, ["a"])]),
        ("<table>", []),
    ],
    ids=["one line", "a cell a line", "no closing tags", "rowspan", "colspan", "marks", "empty", "capitals", "nothing"],
)
def test_rows_and_cells_are_found(text: str, rows: list[tuple[int, list[str]]]) -> None:
    assert read(text) == rows


def test_a_row_of_header_cells_is_a_header_and_a_lone_wide_cell_is_across() -> None:
    header, across = read_html_rows(HtmlTable(1, "<table><tr><th>a<th>b</tr><tr><td colspan=2>c</tr></table>"))
    assert (header.is_header, header.is_across) == (True, False)
    assert (across.is_header, across.is_across) == (False, True)
