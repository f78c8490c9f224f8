"""arXiv: the metadata of preprints, 100 a request.

Form of the answer: arXiv API User's Manual, section 3.3 (https://info.arxiv.org/help/api/user-manual.html).
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from listometrics.identifiers import date_arxiv, find_arxiv, find_doi
from listometrics.sources.client import SPLIT, Fault, Service
from listometrics.sources.source_base import Answer, Parameters, Source, SourceRecord, decode_answer, quote_start
from listometrics.text import clean
from listometrics.works.person_names import parse_name

ATOM, OWN = "{http://www.w3.org/2005/Atom}", "{http://arxiv.org/schemas/atom}"
SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


class Arxiv(Source):
    """Ask arXiv for works with an arXiv id."""

    service = Service("arxiv", "https://export.arxiv.org", 3.0, batch=100)
    asked_by = ("arxiv",)
    record_page = "https://arxiv.org/abs/{}"
    accept = "application/atom+xml"

    def write(self, kind: str, values: list[str]) -> tuple[str, Parameters]:
        """Ask for as many results as ids: the API returns ten unless told otherwise."""
        return "/api/query", {"id_list": ",".join(values), "max_results": str(len(values))}

    def read(self, body: bytes) -> Answer:
        text = decode_answer(body)
        if text.strip() == "Rate exceeded.":
            raise Fault("arXiv says: Rate exceeded.", again=True)
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise Fault("not a feed: it declares entities", again=True)
        try:
            feed = ET.fromstring(text)
        except ET.ParseError:  # also where one title has a character that XML does not take
            raise Fault(f"not XML, or cut short: {quote_start(text)}", again=True, status=SPLIT) from None
        if feed.tag != f"{ATOM}feed":
            raise Fault(f"not an Atom feed: {quote_start(text)}", again=True)
        entries = feed.findall(f"{ATOM}entry")
        if len(entries) == 1 and _text(entries[0], f"{ATOM}title") == "Error":
            raise Fault(f"arXiv says: {_text(entries[0], f'{ATOM}summary')[:60]}", status=400)
        total = _text(feed, f"{SEARCH}totalResults")
        if not re.fullmatch(r"[0-9]{1,9}", total):
            raise Fault("a feed without totalResults", again=True)
        if len(entries) < int(total):
            raise Fault(f"a feed with {len(entries)} of {total} results", status=SPLIT)
        return [self._read_entry(entry) for entry in entries]

    def _read_entry(self, entry: ET.Element) -> SourceRecord | None:
        identifier, comment = find_arxiv(_text(entry, f"{ATOM}id")), _text(entry, f"{OWN}comment")
        primary = entry.find(f"{OWN}primary_category")
        fields = {
            "year": date_arxiv(identifier)[:4],
            "first_date": date_arxiv(identifier),
            "eprint": identifier,
            "primaryclass": primary.get("term", "") if primary is not None else "",
            "url": self.record_page.format(identifier),
            "journal_ref": _text(entry, f"{OWN}journal_ref"),
            "published_doi": find_doi(_text(entry, f"{OWN}doi")),
            "remark": comment,
            "retracted": "true" if re.search(r"(?i)\bwithdrawn\b", comment) else "",
        }
        names = (parse_name(_text(author, f"{ATOM}name")) for author in entry.findall(f"{ATOM}author"))
        return self.record("arxiv", identifier, "misc", _text(entry, f"{ATOM}title"), names, fields)


def _text(element: ET.Element, name: str) -> str:
    return clean(element.findtext(name) or "")
