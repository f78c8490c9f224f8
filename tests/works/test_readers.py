"""Programs that read references get what is known of every work: type, authors, title, year, venue, pages and DOI."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pypandoc
import pytest
from pybtex.database import parse_string

from listometrics.study.schema import TABLES
from listometrics.works.bibtex_writing import write_csl, write_ris
from listometrics.works.enrich import Enriched, enrich
from listometrics.works.latex_text import decode

Facts = tuple[str, tuple[str, ...], str, str, str, str, str]
# What Zotero makes of a type of RIS, and the tag from which it takes the proceedings or the journal.
ZOTERO = {"JOUR": ("article-journal", "T2"), "CONF": ("paper-conference", "C3"), "UNPD": ("article", "")}
BIBTEX_TYPES = {"article": "article-journal", "inproceedings": "paper-conference", "misc": "article"}


def plain(text: object) -> str:
    """Return a text without what programs write in different ways: markup, kinds of dashes and quotes, blanks."""
    bare = re.sub(r"<[^>]+>|[\W_]+", "", unicodedata.normalize("NFC", str(text or "")))
    return bare.casefold()


def of_csl(items: list[dict[str, Any]]) -> Iterator[tuple[str, Facts]]:
    for item in items:
        parts = ("non-dropping-particle", "dropping-particle", "family", "suffix", "given", "literal")
        authors = tuple(plain("".join(name.get(part, "") for part in parts)) for name in item.get("author", ()))
        year = str(item["issued"]["date-parts"][0][0])
        kind = item["type"] or "article"  # CSL has had no type for what BibTeX calls @misc
        venue, pages, doi = (plain(item.get(name)) for name in ("container-title", "page", "DOI"))
        yield item["id"], (kind, authors, plain(item["title"]), year, venue, pages, doi)


def by_pandoc(form: str) -> Callable[[str], Iterator[tuple[str, Facts]]]:
    return lambda text: of_csl(json.loads(pypandoc.convert_text(text, "csljson", format=form)))


def by_pybtex(text: str) -> Iterator[tuple[str, Facts]]:
    for key, entry in parse_string(text, "bibtex").entries.items():
        names = [
            "".join([*one.prelast_names, *one.last_names, *one.lineage_names, *one.first_names, *one.middle_names])
            for one in entry.persons["author"]
        ]
        fields = {name: plain(decode(value)[0]) for name, value in entry.fields.items()}
        venue = fields.get("booktitle") or fields.get("journal", "")
        yield key, (
            BIBTEX_TYPES[entry.type], tuple(plain(decode(name)[0]) for name in names), fields["title"], fields["year"],
            venue, fields.get("pages", ""), plain(entry.fields.get("doi")),
        )  # fmt: skip


def by_zotero(text: str) -> Iterator[tuple[str, Facts]]:
    for record in text.split("ER  - ")[:-1]:
        lines = re.findall(r"^([A-Z][A-Z0-9])  - (.*)$", record, re.M)
        one, authors = dict(lines), tuple(plain(value) for tag, value in lines if tag == "AU")
        kind, tag = ZOTERO[one["TY"]]
        pages = plain(one.get("SP", "") + one.get("EP", ""))
        yield one["ID"], (
            kind, authors, plain(one["TI"]), one["PY"], plain(one.get(tag)), pages, plain(one.get("DO"))
        )  # fmt: skip


@pytest.fixture(scope="module")
def hard() -> Enriched:
    """Works with what programs stumble over: accents, particles, organisations, signs, odd pages."""
    source = (Path(__file__).resolve().parents[1] / "data/citations/hard.bib").read_text(encoding="utf-8")
    titles = [decode(title)[0] for title in re.findall(r"title=\{(.*?)\}, author", source)]
    count = range(1, len(titles) + 1)
    entries = {"entry": count, "line": count, "kind": "paper", "title": titles, "venue": "", "year": 2024}
    links = {"entry": count, "kind": "arxiv", "identifier": [f"2401.{n:05}" for n in count]}
    tables = {"entries": pd.DataFrame(entries), "links": pd.DataFrame(links)}
    return enrich(tables, {"hard.bib": source}, TABLES["keys"].empty(), {})


@pytest.mark.parametrize(
    ("form", "read"),
    [
        ("csl", by_pandoc("csljson")),
        ("bib", by_pandoc("bibtex")),
        ("bib", by_pandoc("biblatex")),
        ("bib", by_pybtex),
        ("ris", by_zotero),
    ],
    ids=["CSL by pandoc", "BibTeX by pandoc", "biblatex by pandoc", "BibTeX by pybtex", "RIS by Zotero's fields"],
)
def test_every_work_keeps_its_facts(
    enriched: Enriched, hard: Enriched, form: str, read: Callable[[str], Iterator[tuple[str, Facts]]]
) -> None:
    assert len(hard.works) == 8
    for tried in (enriched, hard):
        works = [(key, work) for key, work in tried.works if work.citable]
        written = {"bib": tried.references_bib, "csl": write_csl(works), "ris": write_ris(works)}
        known = dict(of_csl(json.loads(written["csl"])))
        found = dict(read(written[form]))
        assert len(found) == len(known)
        assert {key: (facts, known[key]) for key, facts in found.items() if facts != known[key]} == {}
