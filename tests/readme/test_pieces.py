"""Pieces that belong together are one candidate, and others are not."""

import pytest

from listometrics.readme.blocks import Heading, Piece, TableLines
from listometrics.readme.items import ItemReader
from listometrics.readme.pieces import begins_with_date, join_pieces, may_be_entry, promote_headings
from listometrics.readme.vocabulary import Vocabulary

TITLE = "**A Title of a Work**, Amy Boe"


def join(vocabulary: Vocabulary, *pieces: Piece) -> list[list[int]]:
    """Return the lines of each candidate."""
    candidates = join_pieces([(piece, 0) for piece in pieces], ItemReader(vocabulary.venues))
    return [[one.piece.line, *(below.line for below in one.below)] for one in candidates]


@pytest.mark.parametrize(
    ("below", "lines"),
    [
        (Piece(2, "Paper link: https://a.org", 2, True), [[1, 2]]),
        (Piece(2, "We find that it works.", 2, True), [[1, 2]]),
        (Piece(2, "Venue: ACL 2024", 1, True), [[1, 2]]),
        (Piece(2, "*Amy Boe.* ACL 2024", 1), [[1, 2]]),
        (Piece(2, "**Another Work**, Cid Dee, ACL 2024", 1, True), [[1], [2]]),
        (Piece(2, "Another sentence", 0), [[1], [2]]),
    ],
    ids=["a nested label", "a nested sentence", "a label beside", "a second paragraph", "a title beside", "text below"],
)
def test_what_belongs_to_an_item_is_joined_to_it(below: Piece, lines: list[list[int]], vocabulary: Vocabulary) -> None:
    assert join(vocabulary, Piece(1, TITLE, 1, True), below) == lines


def test_titles_below_one_another_are_cut_apart(vocabulary: Vocabulary) -> None:
    line = "**A Title of a Work** [pdf](https://a.org)"
    assert join(vocabulary, Piece(3, f"{line}\n{line}\n{line}")) == [[3], [4], [5]]


def test_a_line_in_bold_above_items_or_a_table_is_a_heading(vocabulary: Vocabulary) -> None:
    reader = ItemReader(vocabulary.venues)
    bold, item = Piece(1, "**Surveys**"), Piece(3, TITLE, 1, True)
    for after in (item, TableLines(((3, "| a |"),))):
        assert isinstance(promote_headings([bold, after], reader)[0], Heading)
    for after in (Piece(3, "text"), Piece(3, "Venue: ACL 2024", 1, True)):
        assert promote_headings([bold, after], reader)[0] == bold
    assert promote_headings([bold], reader) == [bold]


@pytest.mark.parametrize(
    ("text", "begins"), [("[2023/05] A", True), ("`2023-05` A", True), ("(May 2023) A", True), ("A 2023/05", False)]
)
def test_an_item_may_begin_with_a_date(text: str, begins: bool) -> None:
    assert begins_with_date(text) is begins


def test_prose_is_no_entry() -> None:
    assert may_be_entry(Piece(1, "x", 1, True)) and may_be_entry(Piece(1, "**A title of a work**"))
    assert not may_be_entry(Piece(1, "A line of [prose](https://a.org)."))


@pytest.mark.parametrize(
    ("heading", "below", "is_paper"),
    [
        ("[A Title of a Work](https://arxiv.org/abs/2305.00001)", [Piece(2, "ACL 2023")], True),
        ("1. A Title of a Work", [Piece(2, "*Amy Boe, Cid Dee* [pdf](https://arxiv.org/abs/2305.00001)")], True),
        ("A Title of a Work", [Piece(2, "*Amy Boe, Cid Dee*, ACL 2023")], True),
        ("A Title of a Work", [Piece(2, "We list them here.")], False),
        ("[A Title of a Work](https://arxiv.org/abs/2305.00001)", [Piece(2, TITLE, 1, True)], False),
        ("[A Title of a Work](https://arxiv.org/abs/2305.00001)", [Heading(3, 3, "Below")], False),
    ],
    ids=["a link", "authors and a link", "authors and a venue", "a sentence", "a list below", "a section below"],
)
def test_a_heading_that_is_a_papers_title_is_a_piece(
    heading: str, below: list[Heading | Piece], is_paper: bool, vocabulary: Vocabulary
) -> None:
    blocks = promote_headings([Heading(0, 1, "List"), Heading(1, 2, heading), *below], ItemReader(vocabulary.venues))
    assert isinstance(blocks[1], Piece) is is_paper
    if isinstance(blocks[1], Piece):
        assert "A Title of a Work" in ItemReader(vocabulary.venues).read(blocks[1].text).fields.title
