"""ACL Anthology: the Anthology's own BibTeX of a paper.

Shape of the answer: one BibTeX entry at ID.bib (https://aclanthology.org/info/development/).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from listometrics.identifiers import identify_fields
from listometrics.sources.client import Fault
from listometrics.sources.services import ACL, Service
from listometrics.sources.shapes import Answer, Ask, Found, Request, Wanted, decode, shorten
from listometrics.works.bibtex_reading import MONTHS, Reader
from listometrics.works.person_names import parse_names

_ID = re.compile(r"\d{4}\.(findings-)?([a-z0-9_]+)(?:-[a-z0-9_]+)?\.\d+")
KEPT = ("booktitle", "journal", "volume", "number", "pages", "publisher", "address", "year", "doi", "url")


@dataclass(frozen=True)
class Acl:
    """Ask the ACL Anthology for works with an Anthology id."""

    service: Service = ACL
    accept: str = "text/plain"

    def choose(self, wanted: Wanted) -> str:
        """Ask by the Anthology id; a work without one is not asked for."""
        return f"acl:{wanted.ids['acl']}" if "acl" in wanted.ids else ""

    def write(self, asks: tuple[Ask, ...]) -> Request:
        """Ask for one paper; old ids have a capital letter."""
        (ask,) = asks
        name = ask.value.upper() if re.fullmatch(r"[a-z]\d\d-\d{4}", ask.value) else ask.value
        return Request(f"/{name}.bib", {}, asks)

    def read(self, request: Request, body: bytes) -> Answer:
        """Read an entry."""
        text = decode(body)
        reader = Reader("acl")
        entries = reader.read(text)
        if len(entries) != 1:
            reason = reader.problems[0].reason if reader.problems else f"{len(entries)} entries"
            raise Fault(f"not one BibTeX entry ({reason}): {shorten(text)!r}", again=True)
        raw = entries[0].fields
        names, _ = parse_names(raw.get("author", ""))
        identifier = dict(identify_fields(raw)).get("acl", "")
        if not (raw.get("title") and names and identifier):
            raise Fault("an entry without title, authors or Anthology id: has its form changed?", again=True)
        month = re.search(r"\b(" + "|".join(MONTHS) + r")", raw.get("month", "").lower())
        fields = {name: raw.get(name, "") for name in KEPT}
        venue, track = _name_venue(identifier)
        fields |= {
            "venue": venue,
            "track": track,
            "month": month.group(1) if month else "",
            "confidence": "high",
            "found_in": f"https://aclanthology.org/{identifier}/ (ACL Anthology)",
        }
        return Answer((Found(f"acl:{identifier}", entries[0].entry_type, raw["title"], names, fields),))


def _name_venue(identifier: str) -> tuple[str, str]:
    """Return the venue and track that an Anthology id names; nothing for ids before 2020.

    >>> _name_venue("2023.findings-emnlp.1"), _name_venue("2022.coling-1.249"), _name_venue("p19-1001")
    (('EMNLP', 'Findings'), ('COLING', ''), ('', ''))
    """
    match = _ID.fullmatch(identifier)
    return (match.group(2).upper(), "Findings" if match.group(1) else "") if match else ("", "")
