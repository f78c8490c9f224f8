"""Lines, bars and labels divide what an item says, and no other sign does."""

import pytest

from listometrics.readme.chunks import cut_runs, is_emphasis
from listometrics.readme.inline import Run, read_runs


@pytest.mark.parametrize(
    ("text", "chunks"),
    [
        ("a | b", ["a", "b"]),
        ("a|b", ["a|b"]),
        (r"a \| b", ["a \ue07c b"]),
        ("a · b", ["a", "b"]),
        ("**a**<br>b", ["a", "b"]),
        ("A title. Venue: ACL. Authors: x", ["A title", "Venue: ACL", "Authors: x"]),
        ("A title. Subtitle: more", ["A title. Subtitle: more"]),
        ("**Title**: a **Venue**: b", ["", "Title: a ", "Venue: b"]),
        ("`Venue: ACL` a", ["", "Venue: ACL", " a"]),
    ],
    ids=["a bar", "a bar within", "an escaped bar", "a dot", "a break", "labels", "no label", "bold labels", "code"],
)
def test_an_item_is_cut(text: str, chunks: list[str]) -> None:
    assert ["".join(run.text for run in chunk) for chunk in cut_runs(read_runs(text))] == chunks


def test_emphasis_is_bold_or_italic_and_no_link() -> None:
    assert is_emphasis(Run("a", bold=True)) and is_emphasis(Run("a", italic=True))
    assert not is_emphasis(Run("a", bold=True, url="x")) and not is_emphasis(Run("a"))
