"""Crossref: published versions by DOI, and candidates by title.

Form of the answers: Crossref REST API (https://api.crossref.org/swagger-ui/index.html), metadata format
(https://github.com/CrossRef/rest-api-doc/blob/master/api_format.md).
"""

from __future__ import annotations

import html
import re

from listometrics.identifiers import find_arxiv, find_doi
from listometrics.sources.client import Fault, Service
from listometrics.sources.source_base import Json, Parameters, Source, SourceRecord, name_month
from listometrics.works.identity import normalise_title
from listometrics.works.person_names import Name, parse_name

TYPES = {
    "journal-article": "article", "proceedings-article": "inproceedings", "book-chapter": "inproceedings",
    "book-section": "inproceedings", "monograph": "book", "book": "book", "dissertation": "phdthesis",
}  # fmt: skip
PLAIN = {"volume": "volume", "number": "issue", "pages": "page", "citations": "is-referenced-by-count"}
RETRACTIONS = frozenset({"retraction", "withdrawal", "removal"})
# Print first, for that is what an issue or volume is cited by.
DATES = ("published-print", "published-online", "published", "issued")


class Crossref(Source):
    """Ask Crossref for works by the DOI of the published version, else by title."""

    service = Service("crossref", "https://api.crossref.org", 0.1)
    asked_by = ("doi", "title")
    record_page = "https://doi.org/{}"
    items = ("message", "items")

    def write(self, kind: str, values: list[str]) -> tuple[str, Parameters]:
        search = "/works", {"query.bibliographic": values[0], "rows": "5"}
        return (f"/works/{values[0]}", {}) if kind == "doi" else search

    def list_items(self, answer: Json) -> list[Json]:
        if answer.text("status") != "ok" or not isinstance(answer.at("message"), dict):
            raise Fault("an answer without status and message: has its form changed?", again=True)
        return answer.list("message") if answer.text("message-type") == "work" else super().list_items(answer)

    def read_item(self, item: Json) -> SourceRecord | None:
        """Read a work; the notice of a retraction is none."""
        if any(update.text("type").lower() in RETRACTIONS for update in item.list("update-to")):
            return None
        doi, kind, retraction = item.text("DOI").lower(), TYPES.get(item.text("type"), "misc"), _read_retraction(item)
        containers = [strip_html(name.value) for name in item.list("container-title") if isinstance(name.value, str)]
        acronym = re.sub(r"(?:(?<!\s)\s+)?(?:['’]\s*)?(?:19|20)?\d\d$", "", item.text("event", "acronym"))
        dates = ((item.text(name, "date-parts", 0, 0), item.text(name, "date-parts", 0, 1)) for name in DATES)
        year, month = next((date for date in dates if re.fullmatch(r"(?:19|20)\d\d", date[0])), ("", ""))
        preprints = (find_arxiv(said.text("id")) for said in item.list("relation", "has-preprint"))
        fields = {
            "journal" if kind == "article" else "booktitle": containers[-1] if containers else "",
            "series": containers[0] if len(containers) > 1 else "",
            **{name: item.text(theirs) for name, theirs in PLAIN.items()},
            "publisher": strip_html(item.text("publisher")),
            "month": name_month(month),
            "year": year,
            "doi": doi,
            "url": f"https://doi.org/{doi}",
            "venue": "" if kind == "article" else acronym,
            "eprint": next(filter(None, preprints), ""),
            "retracted": "true" if retraction else "",
            "retraction_notice": retraction if retraction != "true" else "",
        }
        entry_type = kind if any(containers[-1:]) or kind == "book" else "misc"
        return self.record("doi", doi, entry_type, _read_title(item), map(_read_name, item.list("author")), fields)


def strip_html(text: str) -> str:
    """Return a text without the HTML that publishers deposit.

    >>> strip_html("<i>Top</i>-k &amp; more")
    'Top-k & more'
    """
    return " ".join(html.unescape(re.sub(r"</?[A-Za-z][^<>]*>", "", html.unescape(text))).split())


def _read_title(item: Json) -> str:
    title = re.sub(r"(?i)^(?:retracted|withdrawn)(?: article| chapter)?\s*:\s*", "", strip_html(item.text("title", 0)))
    subtitle = strip_html(item.text("subtitle", 0))
    if title and subtitle and normalise_title(subtitle) not in normalise_title(title):
        title = f"{title.rstrip(':')}: {subtitle}"
    return title


def _read_name(author: Json) -> Name:
    family, given = strip_html(author.text("family")), strip_html(author.text("given"))
    if not family:
        return Name("", "", strip_html(author.text("name")), organisation=True)
    return parse_name(", ".join(filter(None, [family, strip_html(author.text("suffix"))])) + f", {given}")


def _read_retraction(item: Json) -> str:
    """Return the DOI of a notice that retracts the work, or `true` where none is named."""
    for update in item.list("updated-by"):
        if update.text("type").lower() in RETRACTIONS:
            return find_doi(update.text("DOI")) or "true"
    return "true" if re.match(r"(?i)(?:retracted|withdrawn)\b.*:", item.text("title", 0)) else ""
