"""Text stays text: cleaned of what acts unseen, escaped whole."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listometrics.text import Markdown, clean, escape_markdown, is_key, is_web


def test_control_characters_and_turning_marks_go_and_breaks_become_blanks() -> None:
    assert clean(" a\r\n\tb\x00\x1b[31m \u202ec\u2067\u200e ") == "a b[31m c"


def test_joined_emoji_and_accents_stay() -> None:
    assert clean("👩\u200d🔬 é") == "👩\u200d🔬 é"


@given(st.text())
def test_each_mark_of_punctuation_is_escaped_once(text: str) -> None:
    escaped = escape_markdown(text)
    assert re.sub(r"\\(.)", r"\1", escaped) == clean(text)
    assert not set(re.sub(r"\\.", "", escaped)) & set(string.punctuation)


def test_markdown_is_not_escaped_again() -> None:
    assert Markdown.escape(Markdown("*a*")) == "*a*" and Markdown.escape("*a*") == r"\*a\*"


@pytest.mark.parametrize(
    ("url", "holds"),
    [
        ("https://arxiv.org/abs/2305.07609", True),
        ("HTTP://EXAMPLE.ORG", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https://a.b/ c", False),
        ("https://a.b/\n", False),
        ('https://a.b/"onclick=', False),
        ("https://a.b/>", False),
        ("", False),
    ],
)
def test_only_a_whole_web_address_may_become_a_link(url: str, holds: bool) -> None:
    assert is_web(url) is holds


@pytest.mark.parametrize(
    ("key", "holds"), [("hou2023large", True), ("li2023prompt-2", True), ("a]b", False), ("", False), ("a\n", False)]
)
def test_only_a_plain_key_can_be_cited(key: str, holds: bool) -> None:
    assert is_key(key) is holds
