"""What was found is coded as an entry with its models, strategies and links, or rejected."""

import pytest

from listometrics.readme.entries import EntryCoder, Found
from listometrics.readme.fields import Fields
from listometrics.readme.links import Link
from listometrics.readme.sections import Section
from listometrics.readme.vocabulary import Vocabulary
from listometrics.study.schema import TABLES

SECTIONS = [Section("1", "Papers", 1, "", 1)]


def code(vocabulary: Vocabulary, *fields: Fields, heading: int = 0) -> EntryCoder:
    coder = EntryCoder(vocabulary, SECTIONS)
    for line, one in enumerate(fields, start=2):
        coder.add(Found(line, f" raw {line} ", heading, "paper", one))
    return coder


def said(coder: EntryCoder) -> list[dict[str, object]]:
    names = [column.name for column in TABLES["entries"].columns]
    return [dict(zip(names, cells, strict=True)) for cells in coder.entries]


def test_an_entry_has_its_models_strategies_and_links(vocabulary: Vocabulary) -> None:
    fields = Fields(
        title="A",
        backbone_raw="T5-base (223M) & T5-XXL (11B)",
        strategy_raw="Full Finetuning & Frozen",
        publication_raw="ICLR 2024<br />Spotlight",
        links=[Link("Paper", "https://arxiv.org/abs/2305.00001")],
    )
    coder = code(vocabulary, fields)
    (entry,) = said(coder)
    assert (entry["entry"], entry["line"], entry["section"], entry["section_title"]) == (1, 2, "1", "Papers")
    assert (entry["venue"], entry["year"], entry["award"], entry["preprint"]) == ("ICLR", 2024, "Spotlight", False)
    assert [cells[:6] for cells in coder.models] == [
        (1, 1, "T5-base (223M)", "T5-base", "T5", 223.0),
        (1, 2, "T5-XXL (11B)", "T5-XXL", "T5", 11000.0),
    ]
    assert [(cells[3], cells[-1]) for cells in coder.strategies] == [("full_finetuning", 1), ("frozen", 2)]
    assert coder.links == [(1, 1, "Paper", "https://arxiv.org/abs/2305.00001", "arxiv", "2305.00001")]
    assert coder.unknown == []


@pytest.mark.parametrize("title", ["", "2023", "- /"], ids=["nothing", "a number", "signs"])
def test_what_has_neither_name_nor_title_is_rejected_and_the_next_is_read(title: str, vocabulary: Vocabulary) -> None:
    coder = code(vocabulary, Fields(title=title), Fields(title="A"))
    assert [(one.line, one.raw, one.reason) for one in coder.rejects] == [(2, "raw 2", "neither a name nor a title")]
    assert [(entry["entry"], entry["line"]) for entry in said(coder)] == [(1, 3)]


@pytest.mark.parametrize("tag", ["b", "i", "em", "strong", "code", "u", "s", "sup", "sub", "span", "font", "center"])
def test_tags_of_style_are_no_part_of_coded_names(tag: str, vocabulary: Vocabulary) -> None:
    def styled(text: str) -> str:
        return f'<{tag} class="x">{text}</{tag.upper()}>'

    fields = Fields(
        title="A",
        backbone_raw=f"{styled('T5-base')} (223M)<br />{styled('LLaMA (7B)')}",
        strategy_raw=f"{styled('Full Finetuning')}/ {styled('Frozen')}",
        publication_raw=f"{styled('ICLR')} 2024",
    )
    coder = code(vocabulary, fields)
    assert [cells[2:4] for cells in coder.models] == [("T5-base (223M)", "T5-base"), ("LLaMA (7B)", "LLaMA")]
    assert [cells[2] for cells in coder.strategies] == ["Full Finetuning", "Frozen"]
    (entry,) = said(coder)
    assert (entry["venue"], entry["year"]) == ("ICLR", 2024)
    assert coder.unknown == []


def test_the_year_is_that_of_the_venue_else_that_of_the_date(vocabulary: Vocabulary) -> None:
    coder = code(
        vocabulary,
        Fields(title="A", publication_raw="ICLR 2024", year=2023, date="2023-10"),
        Fields(title="B", publication_raw="TACL", year=2023),
        Fields(title="C", publication_raw="arXiv, May 2023"),
    )
    assert [(entry["year"], entry["other"]) for entry in said(coder)] == [
        (2024, '{"date": "2023-10"}'),
        (2023, ""),
        (2023, '{"date": "2023-05"}'),
    ]


def test_what_the_vocabulary_does_not_know_is_listed_once(vocabulary: Vocabulary) -> None:
    coder = code(vocabulary, Fields(title="A", backbone_raw="GPT9, GPT9", publication_raw="XYZ 2024"), heading=-1)
    assert [cells[:4] for cells in coder.unknown] == [(1, 2, "publication_raw", "XYZ"), (1, 2, "backbone_raw", "GPT9")]
    assert said(coder)[0]["section"] == ""
