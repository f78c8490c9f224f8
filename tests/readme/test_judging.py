"""What has the form of a paper is an entry; what has not says why."""

import pytest

from listometrics.readme.blocks import Piece
from listometrics.readme.columns import read_header
from listometrics.readme.fields import read_fields
from listometrics.readme.items import ItemReader
from listometrics.readme.judging import judge, judge_row
from listometrics.readme.pieces import join_pieces
from listometrics.readme.tables import Row
from listometrics.readme.vocabulary import Vocabulary

ARXIV = "https://arxiv.org/abs/2305.00001"


def reason(text: str, vocabulary: Vocabulary, titles: tuple[str, ...] = ("Papers",), kind: str = "") -> str:
    reader = ItemReader(vocabulary.venues)
    (candidate,) = join_pieces([(Piece(1, text, 1, True), 0)], reader)
    return judge(candidate, titles, reader, kind).reason


@pytest.mark.parametrize(
    "text",
    [
        f"[A Title of a Work]({ARXIV})",
        "**A Title of a Work**, Amy Boe, Cid Dee",
        "A Title of a Work, ACL 2024",
        "[A Title of a Work](https://example.org/x) (ACL 2024)",
    ],
    ids=["a paper's address", "bold with authors", "a venue", "a link with a venue"],
)
def test_the_marks_of_a_paper_make_an_entry(text: str, vocabulary: Vocabulary) -> None:
    assert reason(text, vocabulary) == ""


@pytest.mark.parametrize(
    ("text", "titles", "said"),
    [
        (f"[A Title of a Work]({ARXIV})", ("News",), "in the section News"),
        ("[A Title of a Work](https://example.org), ACL 2024", ("Talks",), "no paper's address, in the section Talks"),
        ("[A Toolkit of a Work](https://example.org)", ("Tools",), "no paper's address, in the section Tools"),
        (
            "*A Title of a Book*, Amy Boe, [web](https://a.org)",
            ("Tools",),
            "no paper's address, in the section Tools",
        ),
        (f"[A Title of a Work]({ARXIV})", ("Contents", "Papers"), "in the section Contents"),
        ("[A Note of a Month](https://example.org)", ("2024", "News"), "in the section News"),
        ("[Papers](#papers)", ("Papers",), "a link within the page"),
        (f"[here]({ARXIV})", ("Papers",), "no title"),
        ("", ("Papers",), "an item without text"),
        ("x " * 3_000, ("Papers",), "a text of 6000 characters"),
        (f"We found that [this work of theirs]({ARXIV}) is good", ("Papers",), "a sentence, not a title"),
        ("[How to prompt](https://medium.com/@a/b)", ("Papers",), "a link to a blog, a post or a video"),
        ("A Title of a Work", ("Papers",), "no link to a paper, no venue, no authors"),
    ],
    ids=[
        "news",
        "talks",
        "tools",
        "a book with its author",
        "contents",
        "a month of news",
        "the page",
        "no title",
        "nothing",
        "too long",
        "a sentence",
        "a blog",
        "a title alone",
    ],
)
def test_what_is_no_paper_says_why(text: str, titles: tuple[str, ...], said: str, vocabulary: Vocabulary) -> None:
    assert reason(text, vocabulary, titles) == said


def test_a_block_with_a_papers_address_is_never_passed_over(vocabulary: Vocabulary) -> None:
    reader = ItemReader(vocabulary.venues)
    (candidate,) = join_pieces([(Piece(1, f"A Plain Title of a Work [paper]({ARXIV})"), 0)], reader)
    verdict = judge(candidate, ("Papers",), reader)
    assert verdict.is_marked or not verdict.reason


def test_where_a_kind_is_chosen_a_title_is_enough(vocabulary: Vocabulary) -> None:
    assert reason("[MovieLens](https://grouplens.org)", vocabulary, kind="dataset") == ""
    assert reason("[here](https://grouplens.org)", vocabulary, kind="dataset") == "no title"


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        (f"[A Title of a Work]({ARXIV})", ("Surveys", "Table of Contents")),
        (f"[A Title of a Work]({ARXIV})", ("2024", "News")),
        ("**A Title of a Work**, ACL 2024", ("2024", "News")),
        ("**A Title of a Work**, Amy Boe, Cid Dee, ACL 2024", ("Tools",)),
        ("**A Title of a Work**, ACL 2024", ("Papers", "Resources")),
    ],
    ids=["below contents", "below news", "at a venue below news", "under tools", "papers below resources"],
)
def test_a_clear_paper_is_an_entry_whatever_the_heading_above_says(
    text: str, titles: tuple[str, ...], vocabulary: Vocabulary
) -> None:
    assert reason(text, vocabulary, titles) == ""


@pytest.mark.parametrize(
    ("names", "cells", "section", "said"),
    [
        (
            ["Name", "Stars"],
            ["[Kit](https://github.com/a/b)", "80k"],
            "Papers",
            "no title, no paper's address, no venue",
        ),
        (["Name", "Affiliation"], ["Amy Boe", "MIT"], "Papers", "no title, no paper's address, no venue"),
        (["Title", "Link"], ["A Kit", "[web](https://a.org)"], "Tools", "no paper's address, in the section Tools"),
        (["Title", "Link"], ["A Post", "[web](https://a.org/blog/x)"], "Papers", "a link to a blog, a post or a video"),
        (["Name", "Link"], ["Kit", f"[web]({ARXIV})"], "Tools", ""),
        (["Name", "Venue"], ["Kit", "ACL 2024"], "Papers", ""),
        (["Dataset", "Size"], ["Rows", "1M"], "Datasets", ""),
        (["Title", "Link"], ["A Work", "[web](https://a.org)"], "Papers", ""),
    ],
)
def test_rows_without_the_marks_of_a_paper_say_why(names: list[str], cells: list[str], section: str, said: str) -> None:
    header = read_header(names)
    assert judge_row(Row(3, "", 0, header, cells), read_fields(cells, header), (section,)) == said
