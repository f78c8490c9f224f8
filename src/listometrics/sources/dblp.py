"""DBLP: published versions by title, with the venue's short name.

Form of the answer: dblp search API (https://dblp.org/faq/How+to+use+the+dblp+search+API.html).
"""

from __future__ import annotations

import html
import re

from listometrics.identifiers import find_arxiv, find_doi
from listometrics.sources.client import Fault, Service
from listometrics.sources.source_base import Json, Parameters, Source, SourceRecord
from listometrics.works.person_names import parse_name

TYPES = {
    "Conference and Workshop Papers": "inproceedings", "Journal Articles": "article",
    "Parts in Books or Collections": "inproceedings", "Books and Theses": "book",
}  # fmt: skip


class Dblp(Source):
    """Ask DBLP for works by title: it has no search by identifier."""

    service = Service("dblp", "https://dblp.org", 1.5)
    asked_by = ("title",)
    record_page = "https://dblp.org/rec/{}"

    def write(self, kind: str, values: list[str]) -> tuple[str, Parameters]:
        """Ask for the words of one title, since signs have a meaning in the query."""
        words = " ".join(re.findall(r"\w+", values[0]))
        return "/search/publ/api", {"q": words, "format": "json", "h": "10", "c": "0"}

    def list_items(self, answer: Json) -> list[Json]:
        """Return the hits, which an answer without any leaves out."""
        total, items = answer.text("result", "hits", "@total"), answer.list("result", "hits", "hit")
        if not re.fullmatch(r"[0-9]{1,9}", total):
            raise Fault("an answer without hits: has its form changed?", again=True)
        if int(total) and not items:
            raise Fault(f"an answer that counts {total} hits and holds none", again=True)
        return items

    def read_item(self, item: Json) -> SourceRecord | None:
        info = Json(item.at("info"))
        authors = (html.unescape(author.text("text") or author.text()) for author in info.list("authors", "author"))
        # DBLP tells namesakes apart by four digits.
        names = (parse_name(re.sub(r"(?<!\s)\s+\d{4}$", "", author)) for author in authors)
        # A volume or track stands in brackets: ACL (1), EMNLP (Findings).
        venue = html.unescape(next((name.value for name in info.list("venue") if isinstance(name.value, str)), ""))
        bracketed = re.fullmatch(r"(.*\S)\s*\(([^()]+)\)", venue)
        venue, track = bracketed.groups() if bracketed else (venue, "")
        kind = TYPES.get(info.text("type"), "misc") if venue not in ("", "CoRR") else "misc"
        doi, addresses = info.text("doi"), [str(address.value) for address in info.list("ee")]
        fields = {
            "year": info.text("year"),
            "eprint": next(filter(None, map(find_arxiv, [doi, *addresses])), ""),
            "doi": find_doi(doi),
            "url": addresses[0] if addresses and not find_doi(doi) else "",
        }
        if kind != "misc":
            fields |= {name: info.text(name) for name in ("volume", "number", "pages")}
            fields |= {"journal" if kind == "article" else "booktitle": venue, "venue": venue}
            fields["track"] = "Findings" if track == "Findings" else ""
        title = html.unescape(info.text("title")).removesuffix(".")
        return self.record("DBLP", info.text("key"), kind, title, names, fields)
