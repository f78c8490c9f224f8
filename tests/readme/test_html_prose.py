"""The paragraphs of HTML with links are found with their lines, whatever tags stand around them."""

import pytest

from listometrics.readme.html_prose import CENTRED, read_html_prose

A = "<a href='https://arxiv.org/abs/2305.00001'>A Title of a Work</a>"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"<p>{A}</p>", [(1, A, "")]),
        (f"<p>\n{A}\n<p>\n{A}, more\n</p>", [(2, A, ""), (4, f"{A}, more", "")]),
        (f"<div>a<br/>{A}</div>", [(1, f"a\n{A}", "")]),
        (f"<dl><dt>a<dd>{A}\n<dt>b", [(1, f"a\n{A}", "")]),
        ("<p>[A](x)</p>", [(1, "[A](x)", "")]),
        (f"<p align='center'>{A}</p>\n<p>{A}</p>", [(1, A, CENTRED), (2, A, "")]),
        ("<center><a href='https://arxiv.org/abs/2305.00001'>Paper</a></center>", []),
        (f"<ul><li>{A}</li></ul><table><tr><td>{A}</table><h2>{A}</h2><pre>{A}</pre>", []),
        ("<p>no link</p>", []),
        (f"</p></ul></center>{A}", [(1, A, "")]),
    ],
    ids=[
        "one",
        "two that are not closed",
        "a break",
        "terms",
        "Markdown",
        "centred",
        "a centred label",
        "read elsewhere",
        "no link",
        "too many ends",
    ],
)
def test_paragraphs_with_links_are_found(text: str, found: list[tuple[int, str, str]]) -> None:
    assert [(piece.line, piece.text, piece.place) for piece in read_html_prose(text, 1)] == found
