"""What stands beside a title is told apart: dates, venues, persons, and what is none of them."""

import pytest

from listometrics.readme.parts import PartReader, name_persons
from listometrics.readme.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("text", "publications", "authors", "dates", "loose"),
    [
        (", Amy Boe, Cid Dee, ICLR 2024, ", ["ICLR 2024"], ["Amy Boe, Cid Dee"], [], []),
        ("Accepted by SIGIR 2024", ["SIGIR 2024"], [], [], []),
        ("(FooConf 2024)", ["FooConf 2024"], [], [], []),
        ("In Proceedings of Foo, Rome, 2023", ["Proceedings of Foo, Rome, 2023"], [], [], []),
        ("17 May 2023", [], [], ["2023-05"], []),
        ("Wang et al. 2023", [], ["Wang et al."], ["2023"], []),
        ("张三, 李四, 软件学报 2024", ["软件学报 2024"], ["张三, 李四"], [], []),
        ("a long remark on all this", [], [], [], ["a long remark on all this"]),
        (" - ", [], [], [], []),
    ],
    ids=["all", "accepted", "unknown venue", "proceedings", "a date", "et al.", "Chinese", "prose", "nothing"],
)
def test_parts_are_told_apart(
    text: str, publications: list[str], authors: list[str], dates: list[str], loose: list[str], vocabulary: Vocabulary
) -> None:
    parts = PartReader(vocabulary.venues).read(text)
    assert (parts.publications, parts.authors, parts.dates, parts.loose) == (publications, authors, dates, loose)
    assert parts.is_told is not bool(loose)


@pytest.mark.parametrize(
    ("text", "is_venue"),
    [
        ("ICLR 2024", True),
        ("中国科学: 生命科学 2023", True),
        ("Is ChatGPT a Good Recommender?", False),
        ("Large Language Models: A Survey", False),
        ("May 2023", False),
        ("", False),
    ],
)
def test_a_title_is_no_venue(text: str, is_venue: bool, vocabulary: Vocabulary) -> None:
    assert bool(PartReader(vocabulary.venues).find_venue(text)) is is_venue


@pytest.mark.parametrize(("styled", "is_journal"), [("Nature", True), ("Amy Boe", False), ("Nature Medicine", True)])
def test_a_journal_in_italics_is_no_person(styled: str, is_journal: bool, vocabulary: Vocabulary) -> None:
    assert PartReader(vocabulary.venues).is_journal(styled, "2023") is is_journal


def test_persons_keep_the_full_stop_of_an_initial() -> None:
    assert (name_persons(" Bao, K., "), name_persons("Wang et al."), name_persons("Amy Boe.")) == (
        "Bao, K.",
        "Wang et al.",
        "Amy Boe",
    )
