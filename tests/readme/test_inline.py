"""Text is cut into runs of one style; links, bare addresses and badges are told apart."""

import pytest

from listometrics.readme.inline import LONGEST, list_links, plain_text, read_runs


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("a **b** *c* `d`", ["a ", "b:bold", " ", "c:italic", " ", "d:code"]),
        ("<b>a</b> <i>b</i>", ["a:bold", " ", "b:italic"]),
        ("[a](x) https://b.org/c.", ["a→x", " ", "→https://b.org/c", "."]),
        ("<a href='x'>a</a>", ["a→x"]),
        ("a,\nb", ["a,", " ", "b"]),
        ("**a**\nb", ["a:bold", "\n", "b"]),
        (r"a \| b | c", ["a \ue07c b | c"]),
        ("![x](y) a", [" a"]),
        ("[![x](y)](z)", ["x→z"]),
    ],
    ids=[
        "Markdown",
        "HTML",
        "links",
        "an anchor",
        "a line that runs on",
        "a break",
        "an escaped bar",
        "an image",
        "a badge",
    ],
)
def test_a_text_is_cut_into_runs(text: str, runs: list[str]) -> None:
    def say(run: object) -> str:
        styles = "".join(f":{name}" for name in ("bold", "italic", "code") if getattr(run, name))
        url = getattr(run, "url")  # noqa: B009
        return f"{getattr(run, 'text')}{styles}{'' if url is None else f'→{url}'}"  # noqa: B009

    assert [say(run) for run in read_runs(text)] == runs


def test_a_badge_is_left_out_where_another_link_leads_to_the_same_place() -> None:
    links = list_links(read_runs("[![x](y)](z) [a](z) [![w](v)](u) [t](#t)"))
    assert [(link.label, link.url) for link in links] == [("a", "z"), ("w", "u")]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (r"\[MASK\] &amp; `code`", "[MASK] & code"),
        ("*a* **b** c_d $a_i$", "a b c_d $a_i$"),
        ("A* search and B*", "A* search and B*"),
        ("`" * (LONGEST + 1), "`" * (LONGEST + 1)),
    ],
    ids=["escapes", "emphasis", "stars", "too long"],
)
def test_a_title_is_plain(text: str, plain: str) -> None:
    assert plain_text(text) == plain
