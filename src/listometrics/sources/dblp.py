"""DBLP: published versions by title, with the venue's short name.

Shape of the answer: dblp search API (https://dblp.org/faq/How+to+use+the+dblp+search+API.html).
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from listometrics.identifiers import find_arxiv, find_doi
from listometrics.sources.client import Fault
from listometrics.sources.services import DBLP, Service
from listometrics.sources.shapes import Answer, Ask, Found, Request, Wanted, dig, list_at, load_json, text_at
from listometrics.works.person_names import parse_name

HITS = "10"
TYPES = {
    "Conference and Workshop Papers": "inproceedings", "Journal Articles": "article",
    "Parts in Books or Collections": "inproceedings", "Books and Theses": "book",
}  # fmt: skip


@dataclass(frozen=True)
class Dblp:
    """Ask DBLP for works by title: it has no search by identifier."""

    service: Service = DBLP
    accept: str = "application/json"

    def choose(self, wanted: Wanted) -> str:
        """Ask by title."""
        return f"title:{wanted.title}" if wanted.titles else ""

    def write(self, asks: tuple[Ask, ...]) -> Request:
        """Ask for one title: its words, since signs have a meaning in the query."""
        (ask,) = asks
        words = " ".join(re.findall(r"\w+", ask.value))
        return Request("/search/publ/api", {"q": words, "format": "json", "h": HITS, "c": "0"}, asks)

    def read(self, request: Request, body: bytes) -> Answer:
        """Read hits."""
        hits = dig(load_json(body), "result", "hits")
        total = text_at(hits, "@total")
        if not total.isdigit():
            raise Fault("an answer without hits: has its form changed?", again=True)
        items = list_at(hits, "hit")
        if int(total) and not items:
            raise Fault(f"an answer that counts {total} hits and holds none", again=True)
        return Answer(tuple(_read_hit(dig(item, "info")) for item in items))


def _read_hit(info: Any) -> Found | None:
    """Read a hit; nothing where it lacks what every record has."""
    key, title = text_at(info, "key"), html.unescape(text_at(info, "title")).removesuffix(".")
    authors = [html.unescape(text_at(a, "text") or text_at({"text": a}, "text"))
               for a in list_at(info, "authors", "author")]  # fmt: skip
    # DBLP tells namesakes apart by four digits.
    names = tuple(parse_name(re.sub(r"(?<!\s)\s+\d{4}$", "", author)) for author in authors if author)
    if not (key and title and names):
        return None
    venues = [str(venue) for venue in list_at(info, "venue") if isinstance(venue, str)]
    venue = html.unescape(venues[0]) if venues else ""
    # A volume or track stands in brackets: ACL (1), EMNLP (Findings).
    part = re.fullmatch(r"(.*\S)\s*\(([^()]+)\)", venue)
    venue, track = (part.group(1), part.group(2)) if part else (venue, "")
    kind = TYPES.get(text_at(info, "type"), "misc")
    kind = kind if venue and venue != "CoRR" else "misc"
    places = [str(place) for place in list_at(info, "ee")]
    arxiv = next((a for a in map(find_arxiv, [text_at(info, "doi"), *places]) if a), "")
    fields = {
        "year": text_at(info, "year"),
        "eprint": arxiv,
        "archiveprefix": "arXiv" if arxiv else "",
        "doi": find_doi(text_at(info, "doi")),
        "url": "" if find_doi(text_at(info, "doi")) or not places else places[0],
        "confidence": "high",
        "found_in": f"https://dblp.org/rec/{key}",
    }
    if kind != "misc":
        fields |= {
            "journal" if kind == "article" else "booktitle": venue,
            "volume": text_at(info, "volume"),
            "number": text_at(info, "number"),
            "pages": text_at(info, "pages"),
            "venue": venue,
            "track": "Findings" if track == "Findings" else "",
        }
    return Found(f"DBLP:{key}", kind, title, names, fields)
