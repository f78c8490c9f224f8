"""Sections that hold no papers are known by their titles."""

import pytest

from listometrics.readme.topics import is_aside, is_contents, is_event, is_resources


@pytest.mark.parametrize(
    ("title", "aside", "resources"),
    [
        ("News", True, False),
        ("How to contribute", True, False),
        ("License", True, False),
        ("Table of Contents", True, False),
        ("Contributions", True, False),
        ("Contributors and thanks", True, False),
        ("Citing us", True, False),
        ("News recommendation", False, False),
        ("Contributions of Language Models", False, False),
        ("Citing behaviour", False, False),
        ("Contact tracing", False, False),
        ("Tools & data sets", False, True),
        ("Blogs and talks", False, True),
        ("Useful tools", False, True),
        ("Tool learning", False, False),
    ],
)
def test_sections_without_papers_are_known(title: str, aside: bool, resources: bool) -> None:
    assert (is_aside(title), is_resources(title)) == (aside, resources)


def test_contents_and_events_are_told_from_other_sections() -> None:
    assert [is_contents(title) for title in ("Contents", "📖 Table of Contents", "News")] == [True, True, False]
    assert [is_event(title) for title in ("Workshops & tools", "Tools", "Datasets")] == [True, False, False]
