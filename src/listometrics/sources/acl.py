"""ACL Anthology: the Anthology's own BibTeX of a paper.

Form of the answer: one BibTeX entry at ID.bib (https://aclanthology.org/info/development/).
"""

from __future__ import annotations

import re

from listometrics.identifiers import identify_fields
from listometrics.sources.client import Fault, Service
from listometrics.sources.source_base import Answer, Parameters, Source, decode_answer, quote_start
from listometrics.works.bibtex_reading import MONTHS, Reader
from listometrics.works.person_names import read_names

KEPT = ("booktitle", "journal", "volume", "number", "pages", "publisher", "address", "year", "doi", "url")


class Acl(Source):
    """Ask the ACL Anthology for works with an Anthology id."""

    service = Service("acl", "https://aclanthology.org")
    asked_by = ("acl",)
    record_page = "https://aclanthology.org/{}/ (ACL Anthology)"
    accept = "text/plain"

    def write(self, kind: str, values: list[str]) -> tuple[str, Parameters]:
        """Ask for one paper; old ids have a capital letter."""
        old = re.fullmatch(r"[a-z]\d\d-\d{4}", values[0])
        return f"/{values[0].upper() if old else values[0]}.bib", {}

    def read(self, body: bytes) -> Answer:
        text, reader = decode_answer(body), Reader("acl")
        entries = reader.read(text)
        if len(entries) != 1:
            reason = reader.problems[0].reason if reader.problems else f"{len(entries)} entries"
            raise Fault(f"not one BibTeX entry ({reason}): {quote_start(text)}", again=True)
        raw = entries[0].fields
        identifier = dict(identify_fields(raw)).get("acl", "")
        month = re.search(rf"\b({'|'.join(MONTHS)})", raw.get("month", "").lower())
        # Ids since 2020 name the venue: 2023.findings-emnlp.1, 2022.coling-1.249.
        named = re.fullmatch(r"\d{4}\.(findings-)?([a-z0-9_]+)(?:-[a-z0-9_]+)?\.\d+", identifier)
        fields = {name: raw.get(name, "") for name in KEPT}
        fields |= {"venue": named[2].upper(), "track": "Findings" if named[1] else ""} if named else {}
        fields["month"] = month[1] if month else ""
        names = read_names(raw.get("author", "")).names
        record = self.record("acl", identifier, entries[0].entry_type, raw.get("title", ""), names, fields)
        if record is None:
            raise Fault("an entry without title, authors or Anthology id: has its form changed?", again=True)
        return [record]
