"""Crossref: published versions by DOI, and candidates by title.

Shape of the answers: Crossref REST API (https://api.crossref.org/swagger-ui/index.html), metadata format
(https://github.com/CrossRef/rest-api-doc/blob/master/api_format.md).
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from listometrics.identifiers import find_doi
from listometrics.sources.client import Fault
from listometrics.sources.services import CROSSREF, Service
from listometrics.sources.shapes import Answer, Ask, Found, Request, Wanted, dig, list_at, load_json, text_at
from listometrics.works.bibtex_reading import MONTHS
from listometrics.works.person_names import Name
from listometrics.works.titles import normalise_title

TYPES = {
    "journal-article": "article", "proceedings-article": "inproceedings", "book-chapter": "inproceedings",
    "book-section": "inproceedings", "monograph": "book", "book": "book", "dissertation": "phdthesis",
}  # fmt: skip
RETRACTIONS = frozenset({"retraction", "withdrawal", "removal"})
ROWS = "5"
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_PARTICLES = re.compile(r"(?:(?:van|von|de|der|den|del|della|di|da|la|le|ter|ten)\s+)+", re.I)


@dataclass(frozen=True)
class Crossref:
    """Ask Crossref for works by DOI, else by title."""

    service: Service = CROSSREF
    accept: str = "application/json"

    def choose(self, wanted: Wanted) -> str:
        """Ask by the DOI of the published version, else by title."""
        dois = [doi for doi in (wanted.ids.get("doi", ""), *wanted.dois) if doi]
        return f"doi:{dois[0]}" if dois else f"title:{wanted.title}" if wanted.titles else ""

    def write(self, asks: tuple[Ask, ...]) -> Request:
        """Ask for one work."""
        (ask,) = asks
        if ask.kind == "doi":
            return Request(f"/works/{ask.value}", {}, asks)
        return Request("/works", {"query.bibliographic": ask.value, "rows": ROWS}, asks)

    def read(self, request: Request, body: bytes) -> Answer:
        """Read a work, or a list of works."""
        answer = load_json(body)
        message = dig(answer, "message")
        if text_at(answer, "status") != "ok" or not isinstance(message, dict):
            raise Fault("an answer without status and message: has its form changed?", again=True)
        if text_at(answer, "message-type") == "work":
            items = [message]
        else:
            if not isinstance(message.get("items"), list):
                raise Fault("a list of works without items: has its form changed?", again=True)
            items = message["items"]
        return Answer(tuple(_read_work(item) for item in items))


def clean(text: str) -> str:
    """Return a title without the HTML that publishers deposit.

    >>> clean("<i>Top</i>-k &amp; more")
    'Top-k & more'
    """
    return " ".join(html.unescape(_TAG.sub("", html.unescape(text))).split())


def _read_title(item: Any) -> str:
    title = re.sub(r"(?i)^(?:retracted|withdrawn)(?: article| chapter)?\s*:\s*", "", clean(text_at(item, "title", 0)))
    subtitle = clean(text_at(item, "subtitle", 0))
    if title and subtitle and normalise_title(subtitle) not in normalise_title(title):
        title = f"{title.rstrip(':')}: {subtitle}"
    return title


def _read_name(author: Any) -> Name:
    family, given = clean(text_at(author, "family")), clean(text_at(author, "given"))
    if not family:
        return Name("", "", clean(text_at(author, "name")), organisation=True)
    particle = _PARTICLES.match(family)
    start = particle.end() if particle and particle.group()[0].islower() else 0
    return Name(given, family[:start].strip(), family[start:], clean(text_at(author, "suffix")))


def _read_date(item: Any) -> tuple[str, str]:
    """Return year and month: of print where it is known, for that is what an issue or volume is cited by."""
    for name in ("published-print", "published-online", "published", "issued"):
        year, month = text_at(item, name, "date-parts", 0, 0), text_at(item, name, "date-parts", 0, 1)
        if re.fullmatch(r"(?:19|20)\d\d", year):
            number = int(month) if month.isdigit() else 0
            return year, list(MONTHS)[number - 1] if 1 <= number <= 12 else ""
    return "", ""


def _read_retraction(item: Any) -> str:
    """Return the DOI of a notice that retracts the work, or `true` where none is named."""
    for update in list_at(item, "updated-by"):
        if text_at(update, "type").lower() in RETRACTIONS:
            return find_doi(text_at(update, "DOI")) or "true"
    return "true" if re.match(r"(?i)(?:retracted|withdrawn)\b.*:", text_at(item, "title", 0)) else ""


def _read_work(item: Any) -> Found | None:
    """Read a work; nothing for a notice of a retraction, and where it lacks what every work of ours has."""
    doi, title = text_at(item, "DOI").lower(), _read_title(item)
    names = tuple(name for author in list_at(item, "author") if (name := _read_name(author)).family)
    notice = any(text_at(update, "type").lower() in RETRACTIONS for update in list_at(item, "update-to"))
    if notice or not (doi and title and names):
        return None
    kind = TYPES.get(text_at(item, "type"), "misc")
    containers = [clean(str(name)) for name in list_at(item, "container-title") if isinstance(name, str)]
    year, month = _read_date(item)
    retraction = _read_retraction(item)
    acronym = re.sub(r"(?:(?<!\s)\s+)?(?:['’]\s*)?(?:19|20)?\d\d$", "", text_at(item, "event", "acronym"))
    container = containers[-1] if containers else ""
    fields = {
        "journal" if kind == "article" else "booktitle": container,
        "series": containers[0] if len(containers) > 1 else "",
        "volume": text_at(item, "volume"),
        "number": text_at(item, "issue"),
        "pages": text_at(item, "page"),
        "publisher": clean(text_at(item, "publisher")),
        "month": month,
        "year": year,
        "doi": doi,
        "url": f"https://doi.org/{doi}",
        "venue": "" if kind == "article" else acronym,
        "eprint": next((value for value in _preprints(item)), ""),
        "retracted": "true" if retraction else "",
        "retraction_notice": retraction if retraction != "true" else "",
        "citations": text_at(item, "is-referenced-by-count"),
        "confidence": "high",
        "found_in": f"https://doi.org/{doi}",
    }
    if fields["eprint"]:
        fields["archiveprefix"] = "arXiv"
    return Found(f"doi:{doi}", kind if container or kind == "book" else "misc", title, names, fields)


def _preprints(item: Any) -> list[str]:
    """List the arXiv ids that the publisher has registered as preprints of the work."""
    from listometrics.identifiers import find_arxiv

    said = list_at(item, "relation", "has-preprint")
    return [found for relation in said if (found := find_arxiv(text_at(relation, "id")))]
