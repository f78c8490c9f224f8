"""Blocks are found where Markdown has them, table lines everywhere."""

import pytest

from listometrics.readme.markdown import Heading, TableLines, read_blocks, split_lines


def read(text: str) -> list[Heading | TableLines]:
    return read_blocks(split_lines(text))


def tables(text: str) -> list[tuple[list[int], str]]:
    """Return the line numbers and the place of each group of table lines."""
    return [([line for line, _ in b.lines], b.place) for b in read(text) if isinstance(b, TableLines)]


def headings(text: str) -> list[tuple[int, int, str, str]]:
    return [(b.line, b.level, b.text, b.id) for b in read(text) if isinstance(b, Heading)]


def test_lines_are_split_where_editors_split_them() -> None:
    assert split_lines("a\nb\r\nc\rd\x0b\x0c\x85\u2028e") == ["a", "b", "c", "d\x0b\x0c\x85\u2028e"]
    assert split_lines("\ufeff|\x00|") == ["|\ufffd|"]
    assert split_lines("") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# A #", (1, 1, "A", "")),
        ("A\n===", (1, 1, "A", "")),
        ("text\n\nA\n---", (3, 2, "A", "")),
        ("<h4 id='1.1'>A &amp; <b>B</b></h4>", (1, 4, "A &amp; <b>B</b>", "1.1")),
        ('<H2 class=x ID="1">\nA\n</H2>', (1, 2, "A", "1")),
        ("<div>\n<h3 id=1.2>A</h3>", (2, 3, "A", "1.2")),
        ("<h3>A", (1, 3, "A", "")),
        ("<h3>A\ntext", (1, 3, "A", "")),
        ("</h2><h3>A</h2>", (1, 3, "A", "")),
        ("text <h3>A</h3>", (1, 3, "A", "")),
        ("> ## A", (1, 2, "A", "")),
    ],
    ids=[
        "a number sign",
        "underlined twice",
        "underlined once",
        "HTML with an id",
        "HTML over three lines",
        "HTML within HTML",
        "HTML never closed",
        "HTML never closed, with text below",
        "HTML closed by another tag",
        "HTML within a paragraph",
        "within a quotation",
    ],
)
def test_a_heading_is_found(text: str, expected: tuple[int, int, str, str]) -> None:
    assert headings(text) == [expected]


@pytest.mark.parametrize(
    "text",
    ["```\n# A\n```", "<!-- <h2>A</h2> -->", "<div>\n<!--\n<h2>A</h2>\n-->", "    # A", "<pre>\n<h2>A</h2>\n</pre>"],
    ids=["in a fence", "in a comment", "in a comment within HTML", "in indented code", "in a pre block"],
)
def test_no_heading_is_found_in_code_and_comments(text: str) -> None:
    assert headings(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("| a |\n|---|\n| b |", [([1, 2, 3], "")]),
        ("text\n| a |", [([2], "")]),
        ("<h2>A</h2>\n| a |\n| b |", [([2, 3], "")]),
        ("| a |\n# B\n| b |", [([1], ""), ([3], "")]),
        ("| a |\n\n| b |", [([1], ""), ([3], "")]),
        ("a | b\n--- | ---\nc | d\ne\n\nf", [([1, 2, 3, 4], "")]),
        ("text\na | b\n--- | ---\nc | d", [([2, 3, 4], "")]),
        ("a | b\n--- | --- | ---\nc | d", []),
        ("> | a |\n> | b |", [([1, 2], "")]),
        ("> text\n| a |", [([2], "")]),
        ("- | a |\n  | b |", [([1, 2], "")]),
        ("- text\n| a |", [([2], "")]),
        ("[a]: /url\n| a |", [([2], "")]),
        ("```\n| a |\n```\n| b |", [([2], "code"), ([4], "")]),
        ("```\n| a |", [([2], "code")]),
        ("- ```\n  | a |\n  ```", [([2], "code")]),
        ("<!--\n| a |\n-->\n| b |", [([2], "comment"), ([4], "")]),
        ("<div>\n| a |\n<!-- x\n| b | -->\n| c |", [([2], ""), ([4], "comment"), ([5], "")]),
        ("<pre>\n| a |\n</pre>", [([2], "code")]),
        ("> " * 30 + "x\n\n| a |", [([3], "")]),
    ],
    ids=[
        "a table",
        "right below text",
        "right below an HTML heading",
        "around a heading",
        "around a blank line",
        "a table without leading pipes, and a line of text below",
        "a table without leading pipes right below text",
        "no table: the separator does not fit",
        "within a quotation",
        "below a quotation",
        "within a list item",
        "below a list item",
        "below a link's definition",
        "within and below a fence",
        "within a fence never closed",
        "within a fence in a list item",
        "within and below a comment",
        "a comment within HTML",
        "within a pre block",
        "below quotations nested too deep",
    ],
)
def test_table_lines_are_found(text: str, expected: list[tuple[list[int], str]]) -> None:
    assert tables(text) == expected


def test_lines_within_a_quotation_lose_its_mark() -> None:
    assert read("> | a |") == [TableLines(((1, "| a |"),))]


def test_a_long_table_is_one_block() -> None:
    (block,) = read("| a |\n" * 1000)
    assert isinstance(block, TableLines) and len(block.lines) == 1000
