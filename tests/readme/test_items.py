"""An item's fields are read with their labels, marks and links."""

import re

import pytest

from listometrics.readme import items
from listometrics.readme.fields import Fields
from listometrics.readme.inline import LONGEST
from listometrics.readme.items import ItemReader
from listometrics.readme.readings import Reading
from listometrics.readme.readme import parse_readme
from listometrics.readme.vocabulary import Vocabulary


def read(text: str, vocabulary: Vocabulary) -> Fields:
    reader = ItemReader(vocabulary.venues)
    return reader.finish(reader.read(text))


@pytest.mark.parametrize(
    ("text", "target", "value"),
    [
        ("Authors: Wang, et al.", "authors", "Wang, et al."),
        ("Adopted language model: `GPT-4`, T5", "backbone_raw", "GPT-4, T5"),
        ("**Venue**: ACL 2024 [[pdf]](https://a.org)", "publication_raw", "ACL 2024"),
        ("标题：一个题目", "title", "一个题目"),
        ("Model: we train a small model of our own for this", "backbone_raw", ""),
        ("Code link: not released", "title", ""),
    ],
    ids=["authors", "models", "a venue and a link", "Chinese", "a sentence", "no link"],
)
def test_a_label_says_what_follows(text: str, target: str, value: str, vocabulary: Vocabulary) -> None:
    assert getattr(read(text, vocabulary), target) == value


def test_marks_of_what_was_read_are_taken_off(vocabulary: Vocabulary) -> None:
    for text in ("[x] **A Title of a Work**, ACL 2024", "✅ **A Title of a Work**, ACL 2024"):
        fields = read(text, vocabulary)
        assert (fields.read, fields.title) == (True, "A Title of a Work")
    assert not read("[ ] **A Title of a Work**, ACL 2024", vocabulary).read


def test_a_text_too_long_for_an_item_is_left_whole(vocabulary: Vocabulary) -> None:
    text = "**A title** " + "x" * LONGEST
    fields = read(text, vocabulary)
    assert (fields.title, fields.note) == ("", text)


def test_a_cell_with_title_and_more_is_read_as_an_item_is(vocabulary: Vocabulary) -> None:
    fields = ItemReader(vocabulary.venues).read_mixed("[A Title of a Work](https://a.org)<br />*Amy Boe*<br>ACL 2024")
    assert (fields.title, fields.authors, fields.publication_raw) == ("A Title of a Work", "Amy Boe", "ACL 2024")


@pytest.mark.parametrize(
    "lead",
    ["[[Paper](https://a.org)]", "[Paper](https://a.org)", "[2301.00007](https://a.org)", "([pdf](https://a.org))"],
)
@pytest.mark.parametrize("behind", ["", ", SIGIR 2023", ". Amy Boe, Cid Dee. SIGIR 2023."])
def test_a_link_may_stand_before_the_title(lead: str, behind: str, vocabulary: Vocabulary) -> None:
    reading = ItemReader(vocabulary.venues).read(f"{lead} Learning to Read Rows{behind}")
    assert (reading.fields.title, reading.how) == ("Learning to Read Rows", "plain")
    assert reading.parts.publications == (["SIGIR 2023"] if behind else [])
    assert [link.url for link in reading.fields.links] == ["https://a.org"]


def summarise(reading: Reading) -> tuple[object, ...]:
    bare = reading.before.strip("🔷🔥📄 ")
    return (reading.fields, reading.parts, reading.how, bare, reading.after, reading.is_labelled, reading.has_rival)


LEADS = ["", "1. ", "1.2 ", "🔷 1.5 ", "🔥 ", "📄 12. ", "✅ ", "[x] ", "2023 ", "Lei Wang, ", "Venue: ", ":fire: "]
LABELS = [
    "Learning to Read Rows",
    "SIGIR 2023",
    "back to top",
    "Lei Wang, Bo Li",
    "Amy",
    "NeurIPS",
    "paper",
    "Code",
    "Item-level/Ranking Function",
    "May 2023",
    "Venue: ICLR",
    "多模态推荐",
    "A",
    "A work.",
    "Survey & Papers",
]


@pytest.mark.parametrize("lead", [*LEADS, "Learning to Read Rows, SIGIR 2023, https://arxiv.org/abs/2301.00001 "])
def test_a_line_of_a_table_of_contents_is_read_at_once_as_it_would_be_piece_by_piece(
    lead: str, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, texts = ItemReader(vocabulary.venues), [f"{lead}[{label}](#a)" for label in LABELS]
    at_once = [summarise(reader.read(text, insists)) for text in texts for insists in (False, True)]
    monkeypatch.setattr(items, "_WITHIN", re.compile("(?!)"))
    assert at_once == [summarise(reader.read(text, insists)) for text in texts for insists in (False, True)]


@pytest.mark.parametrize("lead", ["", "🔷 1.4 ", "1.4.2"])
def test_a_line_of_a_table_of_contents_is_its_link_behind_its_number(lead: str, vocabulary: Vocabulary) -> None:
    reading = ItemReader(vocabulary.venues).read(f"{lead}[User Interaction](#1.4)")
    assert (reading.fields.title, reading.how, reading.before) == ("User Interaction", "link", lead.strip("🔷 "))
    assert reading.fields.links == []


def test_an_item_with_a_link_within_the_page_behind_it_is_an_entry(vocabulary: Vocabulary) -> None:
    item = "- Learning to Read Rows {0}, SIGIR 2023, https://arxiv.org/abs/2301.0000{0} [back to top](#top)\n"
    parsed = parse_readme("# Papers\n\n" + item.format(1) + item.format(2), vocabulary)
    assert parsed.entries["title"].tolist() == ["Learning to Read Rows 1", "Learning to Read Rows 2"]
