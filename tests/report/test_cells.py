"""Texts of the list in tables on GitHub."""

import html
import re

import pytest

from listometrics.text import show_code, show_text


@pytest.mark.parametrize(
    "text",
    ["thanks @everyone", "fixes #1", "see GH-12", "at www.a.org", "at https://a.org", "of 9fceb02d0ae598e95dc970b7"],
    ids=["a person", "an issue", "another issue", "a site", "an address", "a commit"],
)
def test_what_calls_or_links_is_code(text: str) -> None:
    assert show_text(text) == f"`{text}`"


def test_other_text_is_text_and_cut_where_it_is_long() -> None:
    assert show_text("a_b & <c>") == r"a\_b &amp; &lt;c&gt;"
    assert show_text("x" * 20, 5) == "xxxx…"
    assert show_code("x" * 20, 5) == "`xxxx…`"


@pytest.mark.parametrize("show", [show_text, show_code])
def test_signs_that_turn_or_steer_are_gone(show) -> None:  # type: ignore[no-untyped-def]
    assert show("a\u202eb\x1b[2J\n# c").strip("`") == "ab[2J # c"


def test_backticks_do_not_end_the_code() -> None:
    assert show_text("`@a` ``b``") == "``` `@a` ``b`` ```"


@pytest.mark.parametrize("show", [show_text, show_code])
@pytest.mark.parametrize("mark", ["{{ 7 }}", "{% raw %}", "{{{ 7", "@a {{ 7 | b }} `"])
def test_marks_of_templates_are_broken(show, mark: str) -> None:  # type: ignore[no-untyped-def]
    shown = show(mark)
    assert not re.search(r"\{[{%]", shown)
    assert re.sub(r"</?code>|\\(?=[{`|])", "", html.unescape(shown)) == mark
