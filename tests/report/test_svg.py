"""A drawing in a page keeps its shapes and loses what could act."""

import pytest

from listometrics.errors import StudyError
from listometrics.report.report_html import inline_svg


def test_ids_are_led_by_the_figure_and_references_follow(drawing: bytes) -> None:
    text = inline_svg(drawing, "methods", 'A "line" < that')
    assert 'id="methods--m1"' in text and 'href="#methods--m1"' in text and "url(#methods--p1)" in text
    assert 'aria-label="A &quot;line&quot; &lt; that"' in text and 'role="img"' in text
    assert "metadata" not in text and "<style" not in text and 'width="72pt' not in text
    assert 'style="stroke-linejoin: round; stroke-linecap: butt"' in text


def test_the_same_drawing_gives_the_same_text(drawing: bytes) -> None:
    assert inline_svg(drawing, "a", "b") == inline_svg(drawing, "a", "b")


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        '<path onload="alert(1)" d="M 0 0"/>',
        '<path OnClick="alert(1)"/>',
        '<use href="https://example.org/x.svg#a"/>',
        '<use xlink:href="javascript:alert(1)"/>',
        '<image href="https://example.org/x.png"/>',
        '<image href="data:text/html,alert(1)"/>',
        '<path style="fill: url(https://example.org/x)"/>',
        '<foreignObject><a href="javascript:alert(1)">x</a></foreignObject>',
        '<a href="javascript:alert(1)"><path/></a>',
        '<style>@import "https://example.org/x.css"; * { fill: url(https://example.org/x) }</style>',
        '<animate onbegin="alert(1)" attributeName="x"/>',
    ],
)
def test_what_could_act_or_load_is_left_out(attack: str) -> None:
    content = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{attack}</svg>'
    text = inline_svg(content.encode(), "a", "b")
    assert "alert" not in text and "example.org" not in text and "javascript" not in text


@pytest.mark.parametrize("content", [b"", b"<svg", b"<html/>"])
def test_what_is_not_a_drawing_is_named(content: bytes) -> None:
    with pytest.raises(StudyError, match=r"reports/figures/a\.svg: not SVG"):
        inline_svg(content, "a", "b")
