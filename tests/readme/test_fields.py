"""The cells of a row are put where they belong, and nothing is lost."""

import pytest

from listometrics.readme.columns import read_header
from listometrics.readme.fields import Fields, put_other, read_fields


def read(header: list[str], cells: list[str]) -> Fields:
    return read_fields(cells, read_header(header))


def test_each_cell_goes_to_its_column() -> None:
    fields = read(
        ["Name", "Paper Title", "Authors", "Venue", "Year", "Code", "Stars"],
        ["X✅", "[A *b*](https://a.org)", "Amy Boe", "ACL", "2023", "[c](https://b.org)", "5"],
    )
    assert (fields.name, fields.read, fields.title, fields.authors) == ("X", True, "A b", "Amy Boe")
    assert (fields.publication_raw, fields.year, fields.other) == ("ACL", 2023, {"Stars": "5"})
    assert [link.url for link in fields.links] == ["https://a.org", "https://b.org"]


@pytest.mark.parametrize(
    ("cell", "name", "title"),
    [
        ("**KAR**: Towards Knowledge", "KAR", "Towards Knowledge"),
        ("**KAR:** Towards Knowledge", "KAR", "Towards Knowledge"),
        ("[**KAR** Towards Knowledge](https://a.org)", "KAR", "Towards Knowledge"),
        ("**Towards a Large Body of** Knowledge", "", "Towards a Large Body of Knowledge"),
        ("**KAR**", "", "KAR"),
    ],
    ids=["a colon behind", "a colon within", "linked", "more than a name", "nothing behind"],
)
def test_a_name_in_bold_before_a_title_is_the_name(cell: str, name: str, title: str) -> None:
    fields = read(["Paper", "Venue"], [cell, ""])
    assert (fields.name, fields.title) == (name, title)


@pytest.mark.parametrize(
    ("cell", "year", "date", "other"),
    [
        ("2023-05", 2023, "2023-05", {}),
        ("May 3, 2023 (v2)", 2023, "2023-05", {}),
        ("2023", 2023, "", {}),
        ("soon", None, "", {"Date": "soon"}),
        ("-", None, "", {}),
    ],
)
def test_a_date_is_read_and_what_is_none_is_kept(cell: str, year: int | None, date: str, other: dict[str, str]) -> None:
    fields = read(["Title", "Date"], ["A", cell])
    assert (fields.year, fields.date, fields.other) == (year, date, other)


def test_what_is_there_stays_and_the_rest_is_kept_beside_it() -> None:
    fields = Fields(title="A", note="one")
    fields.take(Fields(title="B", note="two", year=2023, authors="Amy Boe", other={"x": "1"}))
    assert (fields.title, fields.note, fields.year, fields.authors) == ("A", "one two", 2023, "Amy Boe")
    assert fields.all_other() == {"title": "B", "x": "1", "authors": "Amy Boe"}


def test_a_column_that_comes_twice_gets_a_number() -> None:
    other = {"x": "1"}
    put_other(other, "x", "2")
    put_other(other, "x", "3")
    assert other == {"x": "1", "x (2)": "2", "x (3)": "3"}
