"""Headings make a tree of sections with the numbers that they bear."""

import pytest

from listometrics.readme.markdown import Heading
from listometrics.readme.sections import number_sections


def number(*headings: tuple[int, str] | tuple[int, str, str], with_rows: set[int] | None = None) -> list[str]:
    """Return `number title (level, parent)` for headings given as level, text and id."""
    made = [Heading(line, level, *texts) for line, (level, *texts) in enumerate(headings, start=1)]
    rows = set(range(len(made))) if with_rows is None else with_rows
    return [f"{s.section} {s.title} ({s.level}, {s.parent})" for s in number_sections(made, rows)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.1 One", "1.1 One"),
        ("1. One", "1 One"),
        ("1、One", "1 One"),
        ("2) One", "2 One"),
        ("**3** [One](#x)", "3 One"),
        ("2023 papers", "1 2023 papers"),
        ("3D models", "1 3D models"),
        ("12", "1 12"),
        ("One &amp; two", "1 One & two"),
    ],
)
def test_the_number_is_read_from_the_text(text: str, expected: str) -> None:
    assert number((1, text)) == [f"{expected} (1, )"]


def test_the_number_is_read_from_the_id_if_the_text_has_none() -> None:
    assert number((2, "One", "4"), (3, "Two", "intro")) == ["4 One (1, )", "4.1 Two (2, 4)"]


def test_headings_without_numbers_get_the_next_free_one() -> None:
    assert number((1, "A"), (2, "B"), (2, "1.2 C"), (2, "D"), (1, "E"), (3, "F")) == [
        "1 A (1, )",
        "1.1 B (2, 1)",
        "1.2 C (2, 1)",
        "1.3 D (2, 1)",
        "2 E (1, )",
        "2.1 F (2, 2)",
    ]


def test_the_title_of_the_list_is_section_0_and_above_nothing() -> None:
    assert number((1, "My list"), (2, "A"), (3, "B"), with_rows={1, 2}) == [
        "0 My list (1, )",
        "1 A (1, )",
        "1.1 B (2, 1)",
    ]


def test_a_number_that_comes_twice_stays_a_key() -> None:
    assert number((2, "1 A"), (2, "1 B"), (2, "1 C")) == ["1 A (1, )", "1-2 B (1, )", "1-3 C (1, )"]


def test_a_parent_is_told_by_the_number_before_the_level() -> None:
    assert number((3, "1 A"), (2, "1.1 B")) == ["1 A (1, )", "1.1 B (2, 1)"]
