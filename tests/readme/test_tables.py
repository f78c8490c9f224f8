"""Every table line is a header, a separator, a row or a reject."""

from listometrics.readme.markdown import read_blocks, split_lines
from listometrics.readme.tables import TableWalk, walk_tables


def walk(text: str) -> TableWalk:
    return walk_tables(read_blocks(split_lines(text)))


def test_a_table_right_below_another_has_its_own_header() -> None:
    found = walk("| Name | Paper |\n|---|---|\n| a | b |\n| Dataset | Link |\n|---|---|\n| c | d |\n")
    assert (found.headers, found.separators) == ([1, 4], [2, 5])
    assert [row.header.kind for row in found.rows] == ["paper", "dataset"]


def test_a_header_that_comes_again_is_no_row() -> None:
    found = walk("| Name | Paper |\n|---|---|\n| a | b |\n| **Name** | *Paper* |\n| c | d |\n")
    assert found.headers == [1, 4]
    assert [row.line for row in found.rows] == [3, 5]


def test_a_row_above_a_second_separator_is_a_row() -> None:
    found = walk("| Name | Paper |\n|---|---|\n| a | b |\n|---|---|\n| c | d |\n")
    assert [row.line for row in found.rows] == [3, 5]
    assert [(reject.line, reject.reason) for reject in found.rejects] == [(4, "a separator without a header above it")]


def test_rows_stand_below_the_last_heading() -> None:
    found = walk("| Name | Paper |\n|---|---|\n| a | b |\n# A\n| c | d |\n")
    assert [row.heading for row in found.rows] == [-1, 0]


def test_a_row_of_lone_dashes_is_blank() -> None:
    found = walk("| Name | Paper |\n|---|---|\n| a | b |\n| - | - |\n| c | d |\n")
    assert [row.line for row in found.rows] == [3, 5]
    assert [(reject.line, reject.reason) for reject in found.rejects] == [(4, "blank row")]


def test_a_paper_in_place_of_the_header_is_rejected_and_not_lost() -> None:
    found = walk("| [A Work](https://arxiv.org/abs/2305.00001) | LoRA |\n|---|---|\n| c | d |\n")
    assert (found.headers, found.separators) == ([], [2])
    assert [(reject.line, reject.reason) for reject in found.rejects] == [
        (1, "a row in place of the header"),
        (3, "no header above it"),
    ]
