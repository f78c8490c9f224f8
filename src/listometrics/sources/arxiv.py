"""arXiv: the metadata of preprints, 100 a request.

Shape of the answer: arXiv API User's Manual, section 3.3 (https://info.arxiv.org/help/api/user-manual.html).
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass

from listometrics.identifiers import date_arxiv, find_arxiv, find_doi
from listometrics.sources.client import Fault
from listometrics.sources.services import ARXIV, Service
from listometrics.sources.shapes import Answer, Ask, Found, Request, Wanted, decode, shorten
from listometrics.works.person_names import parse_name

ATOM, OWN, SEARCH = "{http://www.w3.org/2005/Atom}", "{http://arxiv.org/schemas/atom}", (
    "{http://a9.com/-/spec/opensearch/1.1/}"
)  # fmt: skip
_WITHDRAWN = re.compile(r"(?i)\bwithdrawn\b")


@dataclass(frozen=True)
class Arxiv:
    """Ask arXiv for works with an arXiv id."""

    service: Service = ARXIV
    accept: str = "application/atom+xml"

    def choose(self, wanted: Wanted) -> str:
        """Ask by the arXiv id; a work without one is not asked for."""
        return f"arxiv:{wanted.ids['arxiv']}" if "arxiv" in wanted.ids else ""

    def write(self, asks: tuple[Ask, ...]) -> Request:
        """Ask for as many ids as results: the API returns ten unless told otherwise."""
        ids = ",".join(ask.value for ask in asks)
        return Request("/api/query", {"id_list": ids, "start": "0", "max_results": str(len(asks))}, asks)

    def read(self, request: Request, body: bytes) -> Answer:
        """Read a feed."""
        feed = _parse(body)
        entries = feed.findall(f"{ATOM}entry")
        if len(entries) == 1 and _text(entries[0], f"{ATOM}title") == "Error":
            raise Fault(f"arXiv says: {shorten(_text(entries[0], f'{ATOM}summary'))}", status=400)
        total = _text(feed, f"{SEARCH}totalResults")
        if not total.isdigit():
            raise Fault("a feed without totalResults", again=True)
        start = int(request.parameters["start"]) + len(entries)
        more = None
        if entries and start < min(int(total), len(request.asks)):
            more = Request(request.path, {**request.parameters, "start": str(start)}, request.asks)
        return Answer(tuple(_read_entry(entry) for entry in entries), more)


def _parse(body: bytes) -> ET.Element:
    text = decode(body)
    if text.strip() == "Rate exceeded.":
        raise Fault("arXiv says: Rate exceeded.", again=True)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Fault("not a feed: it declares entities", again=True)
    try:
        feed = ET.fromstring(text)
    except ET.ParseError:
        raise Fault(f"not XML, or cut short: {shorten(text)!r}", again=True) from None
    if feed.tag != f"{ATOM}feed":
        raise Fault(f"not an Atom feed: {shorten(text)!r}", again=True)
    return feed


def _text(element: ET.Element, name: str) -> str:
    return " ".join((element.findtext(name) or "").split())


def _read_entry(entry: ET.Element) -> Found | None:
    """Read an entry; nothing where it lacks what every entry has."""
    identifier = find_arxiv(_text(entry, f"{ATOM}id"))
    title = _text(entry, f"{ATOM}title")
    names = tuple(parse_name(_text(author, f"{ATOM}name")) for author in entry.findall(f"{ATOM}author"))
    names = tuple(name for name in names if name.family)
    if not (identifier and title and names):
        return None
    comment = _text(entry, f"{OWN}comment")
    primary = entry.find(f"{OWN}primary_category")
    month = date_arxiv(identifier)
    fields = {
        "year": month[:4],
        "first_date": month,
        "eprint": identifier,
        "archiveprefix": "arXiv",
        "primaryclass": primary.get("term", "") if primary is not None else "",
        "url": f"https://arxiv.org/abs/{identifier}",
        "journal_ref": _text(entry, f"{OWN}journal_ref"),
        "published_doi": find_doi(_text(entry, f"{OWN}doi")),
        "remark": comment,
        "retracted": "true" if _WITHDRAWN.search(comment) else "",
        "confidence": "high",
        "found_in": f"https://arxiv.org/abs/{identifier}",
    }
    return Found(f"arxiv:{identifier}", "misc", title, names, fields)
