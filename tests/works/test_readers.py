"""Programs that read references get what is known of every work: type, authors, title, year, venue, pages and DOI."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import pypandoc
import pytest
from pybtex.database import parse_string

from listometrics.works.bibtex_writing import write_csl, write_ris
from listometrics.works.enrich import Enriched
from listometrics.works.latex_text import decode

Facts = tuple[str, tuple[str, ...], str, str, str, str, str]
# The fields that Zotero's translator of RIS fills from each tag; what a type has no field for is lost.
ZOTERO_TYPES = {"JOUR": "journalArticle", "CONF": "conferencePaper", "UNPD": "manuscript"}
ZOTERO = {"TI": "title", "AU": "author", "PY": "date", "SP": "first", "EP": "last", "DO": "DOI", "UR": "url"}
ZOTERO_OF_TYPE = {
    "journalArticle": {"T2": "publicationTitle", "VL": "volume", "IS": "issue"},
    "conferencePaper": {"T2": "conferenceName", "C3": "proceedingsTitle", "T3": "series", "VL": "volume"},
    "manuscript": {"M3": "manuscriptType"},
}
CSL_TYPES = {"journalArticle": "article-journal", "conferencePaper": "paper-conference", "manuscript": "article"}
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
    for record in filter(None, text.split("ER  - ")):
        lines = re.findall(r"^([A-Z][A-Z0-9])  - (.*)$", record, re.M)
        if not lines:
            continue
        kind, key = ZOTERO_TYPES[dict(lines)["TY"]], dict(lines)["ID"]
        fields = ZOTERO | ZOTERO_OF_TYPE[kind]
        found = {fields[tag]: value for tag, value in lines if tag in fields}
        authors = tuple(plain(value) for tag, value in lines if tag == "AU")
        venue = found.get("proceedingsTitle" if kind == "conferencePaper" else "publicationTitle", "")
        pages = found.get("first", "") + found.get("last", "")
        yield key, (
            CSL_TYPES[kind], authors, plain(found["title"]), found["date"], plain(venue), plain(pages),
            plain(found.get("DOI")),
        )  # fmt: skip


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
    enriched: Enriched, form: str, read: Callable[[str], Iterator[tuple[str, Facts]]]
) -> None:
    works = [(key, work) for key, work in enriched.works if work.citable]
    written = {"bib": enriched.references_bib, "csl": write_csl(works), "ris": write_ris(works)}
    known = dict(of_csl(json.loads(written["csl"])))
    found = dict(read(written[form]))
    assert len(found) == len(known)
    assert {key: facts for key, facts in found.items() if facts != known[key]} == {}
