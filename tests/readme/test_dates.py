"""Dates are read in the forms that lists use, and numbers that are none are left alone."""

import pytest

from listometrics.readme.dates import find_date, read_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2023/05", "2023-05"),
        ("2023.5", "2023-05"),
        ("2023-05-17", "2023-05"),
        ("[2023-05]", "2023-05"),
        ("05/2023", "2023-05"),
        ("May 2023", "2023-05"),
        ("17 May 2023", "2023-05"),
        ("May 17th, 2023", "2023-05"),
        ("Sept. 2023", "2023-09"),
        ("2023 May", "2023-05"),
        ("May '23", "2023-05"),
        ("2023年5月", "2023-05"),
        ("(2023)", "2023"),
        ("2023", "2023"),
        ("2023-13", ""),
        ("2305.09858", ""),
        ("10.1145/2023.05", ""),
        ("ICLR 2024", ""),
        ("Maybe 2023", ""),
        ("", ""),
    ],
)
def test_a_text_that_is_a_date_is_read_and_no_other(text: str, date: str) -> None:
    assert read_date(text) == date


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Published in May 2023.", "May 2023"),
        ("arXiv 2024.02", "2024.02"),
        ("[2023/05] A title of 2024-06", "2023/05"),
        ("arXiv:2305.09858", None),
        ("in 2023", None),
        ("March of the models", None),
    ],
)
def test_the_first_date_with_a_month_is_found_where_it_stands(text: str, found: str | None) -> None:
    date = find_date(text)
    assert (text[date[1] : date[2]] if date else None) == found
