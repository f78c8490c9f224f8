"""Links that only say what they are do not become part of a title."""

import pytest

from listometrics.readme.columns import read_header
from listometrics.readme.fields import read_fields
from listometrics.readme.labels import drop_labels


@pytest.mark.parametrize(
    "behind",
    [
        "[[pdf](https://a.org)]",
        r"\[[pdf](https://a.org)\]",
        "([pdf](https://a.org))",
        "[[pdf]](https://a.org)",
        "[pdf](https://a.org)",
        "([pdf](https://a.org), [code](https://b.org))",
        "[[pdf](https://a.org)] [[code](https://b.org)]",
        "[![arXiv](https://c.org/x.svg)](https://a.org)",
        '<a href="https://a.org">[pdf]</a>',
    ],
)
@pytest.mark.parametrize("title", ["Work on Rows", "**Work on Rows**", "[Work on Rows](https://d.org)"])
def test_a_label_behind_a_title_is_a_link_and_no_part_of_it(title: str, behind: str) -> None:
    fields = read_fields([f"{title} {behind}", "ACL"], read_header(["Title", "Venue"]))
    assert fields.title == "Work on Rows"
    assert "https://a.org" in [link.url for link in fields.links]


@pytest.mark.parametrize(
    "cell",
    [
        "[pdf](https://a.org)",
        "[Code Rows](https://a.org): All",
        "Rows [of columns](https://a.org)",
        "a [b] (c)",
    ],
    ids=["nothing else", "a title that begins with a word for code", "a link within the title", "no link"],
)
def test_what_is_the_title_stays(cell: str) -> None:
    assert drop_labels(cell) == cell
