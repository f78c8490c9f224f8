"""What stands below an item adds to what it says, and does not replace it."""

import pytest

from listometrics.readme.items import ItemReader
from listometrics.readme.readings import Reading
from listometrics.readme.vocabulary import Vocabulary


def read(text: str, vocabulary: Vocabulary) -> Reading:
    return ItemReader(vocabulary.venues).read(text)


@pytest.mark.parametrize(
    ("text", "is_field"),
    [
        ("Venue: ACL 2024", True),
        ("*Amy Boe, Cid Dee*", True),
        ("[pdf](https://a.org)", True),
        ("**A Title of a Work**", False),
        ("We find that it works.", False),
        ("", False),
    ],
    ids=["a label", "persons", "a link", "a title", "a sentence", "nothing"],
)
def test_a_line_without_a_title_that_is_understood_is_a_field(
    text: str, is_field: bool, vocabulary: Vocabulary
) -> None:
    assert read(text, vocabulary).is_field is is_field


def test_fields_are_taken_in_and_sentences_noted(vocabulary: Vocabulary) -> None:
    reading = read("**A Title of a Work** [pdf](https://a.org)", vocabulary)
    for text in ("Venue: ACL 2024", "*Amy Boe, Cid Dee*", "We find much in [this](https://a.org)."):
        reading.take(read(text, vocabulary), text)
    fields = ItemReader(vocabulary.venues).finish(reading)
    assert (fields.title, fields.publication_raw, fields.authors) == (
        "A Title of a Work",
        "ACL 2024",
        "Amy Boe, Cid Dee",
    )
    assert fields.note == "We find much in [this](https://a.org)."
    assert [link.url for link in fields.links] == ["https://a.org"]
