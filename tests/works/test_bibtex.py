"""Entries as they are printed: forms, escapes, order."""

import re

import pytest

from listometrics.works.bibtex_reading import read_sources
from listometrics.works.bibtex_writing import (
    encode_title,
    write_bibtex,
    write_entry,
    write_name,
    write_names,
    write_partial,
)
from listometrics.works.enrich import Enriched
from listometrics.works.lint import lint_bibtex
from listometrics.works.match import match_works
from listometrics.works.merge import Merged, merge_work
from listometrics.works.person_names import Name, parse_name
from listometrics.works.venues import read_venues
from listometrics.works.works import Row


def work(text: str, title: str = "T", **ids: str) -> Merged:
    row = Row(1, title, tuple(ids.items()), "2023")
    records = read_sources({"x.bib": text}).records
    return merge_work(match_works([row], records).works[0], read_venues({}))


def test_a_preprint_prints_its_arxiv_id_in_every_style() -> None:
    text = (
        "@misc{x, title={On 100\\% of {LLM}s: a Test}, author={Hélène Łoś}, eprint={2301.00001}, primaryclass={cs.IR}}"
    )
    assert write_bibtex([("los2023", work(text, arxiv="2301.00001"))]) == (
        "@misc{los2023,\n"
        "  author = {{\\L}o{\\'s}, H{\\'e}l{\\`e}ne},\n"
        "  title = {On 100\\% of {LLMs}: a Test},\n"
        "  year = {2023},\n"
        "  howpublished = {arXiv:2301.00001},\n"
        "  eprint = {2301.00001},\n"
        "  archiveprefix = {arXiv},\n"
        "  primaryclass = {cs.IR},\n"
        "  doi = {10.48550/arXiv.2301.00001},\n"
        "  url = {https://arxiv.org/abs/2301.00001},\n"
        "}\n"
    )


def test_a_published_work_keeps_its_eprint_and_has_no_arxiv_doi() -> None:
    text = ("@inproceedings{x, title={T}, author={A B}, booktitle={R&D of {KDD}}, year=2024, month=mar, pages={1 – 9}, "
            "volume=3, number=4, doi={10.1234/X_y}, eprint={2301.00001}}")  # fmt: skip
    entry = write_bibtex([("b2023t", work(text, arxiv="2301.00001"))])
    assert "@inproceedings{b2023t," in entry
    assert "  booktitle = {R\\&D of KDD}," in entry
    assert "  pages = {1--9}," in entry
    assert "  month = mar," in entry
    assert "  doi = {10.1234/x_y},\n  url = {https://doi.org/10.1234/x_y}," in entry
    assert "  eprint = {2301.00001}," in entry
    assert "howpublished" not in entry
    assert "number" not in entry, "plain.bst takes volume or number, not both"


def test_a_ceur_paper_names_its_series() -> None:
    text = ("@inproceedings{x, title={A Long Title of Lists}, author={A B}, booktitle={W}, year=2023, "
            "url={https://ceur-ws.org/Vol-3476/paper5.pdf}}")  # fmt: skip
    entry = write_bibtex([("b2023t", work(text, "A Long Title of Lists"))])
    assert "  series = {CEUR Workshop Proceedings},\n  volume = {3476}," in entry


def test_a_journal_article_keeps_volume_and_number() -> None:
    title = "A Long Title of Lists"
    text = f"@article{{x, title={{{title}}}, author={{A B}}, journal={{J}}, year=2023, volume=3, number=4}}"
    entry = write_bibtex([("b", work(text, title))])
    assert "@article{b," in entry
    assert "  volume = {3},\n  number = {4}," in entry


@pytest.mark.parametrize(
    ("name", "written"),
    [
        (parse_name("Jan van der Berg"), "van der Berg, Jan"),
        (parse_name("Di Noia, Tommaso"), "Di Noia, Tommaso"),
        (parse_name("King, Jr, Martin"), "King, Jr, Martin"),
        (Name("", "", "Plato"), "Plato"),
        (Name("", "", "R&D Lab", organisation=True), r"{R\&D Lab}"),
        (Name("Sam and Max", "", "Li, Co"), "{Li, Co}, {Sam and Max}"),
    ],
)
def test_a_name_is_written_so_that_bibtex_cuts_it_right(name: Name, written: str) -> None:
    assert write_name(name) == written
    assert parse_name(written).display == name.display


def test_a_list_that_was_cut_short_stays_so() -> None:
    assert write_names([Name("A", "", "B")], truncated=True) == "B, A and others"


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("50% {of} LLMs_x", r"50\% \{of\} {LLMs}\_x"),
        ("a \\input{x} b", r"a \textbackslash{}input\{x\} b"),
        ("中文 LLM 🚀 Study", "{LLM} Study"),
        ("RecSys–Human", "{RecSys}--Human"),
        ("Q: Why?", "Q: {Why}?"),
    ],
)
def test_a_title_is_escaped_and_protected(title: str, written: str) -> None:
    assert encode_title(title) == written


def test_partial_entries_say_only_what_the_list_proves() -> None:
    text = (
        "@inproceedings{x, title={Real Title}, list_title={Listed}, booktitle={P}, year=2024, doi={10.1234/x}, "
        "eprint={2301.00001}}"
    )
    assert write_partial([("k", work(text, "Listed", arxiv="2301.00001"))]) == (
        "@misc{k,\n  title = {Listed},\n  year = {2023},\n  howpublished = {arXiv:2301.00001},\n"
        "  eprint = {2301.00001},\n  archiveprefix = {arXiv},\n  doi = {10.48550/arXiv.2301.00001},\n"
        "  url = {https://arxiv.org/abs/2301.00001},\n}\n"
    )
    assert write_partial([("k", work("", "Listed"))]) == "@misc{k,\n  title = {Listed},\n  year = {2023},\n}\n"


def test_an_entry_has_its_fields_in_the_order_given() -> None:
    assert write_entry("k", "misc", {"title": "T", "month": "jan"}) == "@misc{k,\n  title = {T},\n  month = jan,\n}\n"


def test_the_real_bibliography_obeys_the_rules(enriched: Enriched) -> None:
    text = enriched.references_bib
    keys = re.findall(r"^@\w+\{(.*),$", text, re.M)
    assert keys == sorted(keys)
    assert len({key.lower() for key in keys}) == len(keys) == 228
    assert all(re.fullmatch(r"[a-z][a-z0-9-]*", key) for key in keys)
    assert text.isascii()
    assert "\r" not in text
    assert not re.search(r"= \{\s*\}", text), "an empty field"
    assert not re.search(r"title = \{\{[^{}]*\}\},", text), "braces round a whole title"
    assert not re.search(r"<\w+>", text), "HTML"
    for name in ("doi", "eprint"):
        values = re.findall(rf"^  {name} = \{{(.*)\}},$", text, re.M)
        assert len(set(values)) == len(values), f"one {name} under two keys"
    titles = re.findall(r"^  (?:title|booktitle|journal) = \{(.*)\},$", text, re.M)
    assert not [t for t in titles if re.search(r"(?<!\\)[%&#_$]", t)], "an unescaped sign"
    assert not [u for u in re.findall(r"^  (?:url|doi) = \{(.*)\},$", text, re.M) if "\\" in u], "an escaped address"
    assert re.findall(r"^@\w+\{(.*),$", enriched.partial_bib, re.M) == [
        "evaluation2022synthetic", "generative2023nextbasket", "product2023information", "ptm4tag2022sharpening",
    ]  # fmt: skip
    assert "author" not in enriched.partial_bib


def test_a_retired_key_stands_in_ids_for_biber_and_in_a_copy_for_bibtex() -> None:
    merged = work("@misc{x, title={T}, author={Ann Hill}, eprint={2301.00001}}", arxiv="2301.00001")
    text = write_bibtex([("new2023t", merged)], retired={"old2023t": "new2023t", "other2023t": "elsewhere"})
    copy, _, entry = text.partition("\n\n")
    assert copy.startswith("@comment{@misc{old2023t, author = {Hill, Ann}, title = {T},") and copy.endswith(" }}")
    assert "  ids = {old2023t},\n}\n" in entry
    assert "other2023t" not in text
    read = read_sources({"x.bib": text})
    assert ([record.key for record in read.records], read.problems) == (["new2023t"], ())
    assert lint_bibtex(text) == []


def test_a_retired_key_of_a_work_without_authors_is_served_too() -> None:
    merged = work("@misc{x, title={T}, eprint={2301.00001}}", arxiv="2301.00001")
    assert write_partial([("new", merged)], retired={"old": "new"}).startswith("@comment{@misc{old, title = {T},")
