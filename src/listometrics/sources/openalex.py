"""OpenAlex: counts of citations, retractions and published versions, 100 works a request.

Shape of the answers: OpenAlex, Work object and paging (https://developers.openalex.org/api-reference/works,
https://developers.openalex.org/guides/page-through-results).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from listometrics.identifiers import find_arxiv, find_doi
from listometrics.sources.client import Fault
from listometrics.sources.crossref import clean
from listometrics.sources.services import OPENALEX, Service
from listometrics.sources.shapes import Answer, Ask, Found, Request, Wanted, dig, list_at, load_json, text_at
from listometrics.works.bibtex_reading import MONTHS
from listometrics.works.person_names import parse_name

PER_PAGE = "100"
TITLE_ROWS = "5"
SELECT = (
    "id,doi,title,type,publication_date,publication_year,authorships,primary_location,locations,biblio,"
    "is_retracted,cited_by_count"
)


@dataclass(frozen=True)
class OpenAlex:
    """Ask OpenAlex for works by DOI, which arXiv preprints have too, else by title."""

    service: Service = OPENALEX
    accept: str = "application/json"

    def choose(self, wanted: Wanted) -> str:
        """Ask by DOI: of the published version, else of the preprint."""
        dois = [doi for doi in (wanted.ids.get("doi", ""), *wanted.dois) if doi]
        if not dois and "arxiv" in wanted.ids:
            dois = [f"10.48550/arxiv.{wanted.ids['arxiv']}"]
        # A comma or a bar would end the value within the filter.
        dois = [doi for doi in dois if not re.search(r"[,|]", doi)]
        return f"doi:{dois[0]}" if dois else f"title:{wanted.title}" if wanted.titles else ""

    def write(self, asks: tuple[Ask, ...]) -> Request:
        """Ask for up to 100 DOIs, or for one title."""
        if asks[0].kind == "doi":
            values, rows = "|".join(ask.value for ask in asks), PER_PAGE
            parameters = {"filter": f"doi:{values}"}
        else:
            words, rows = " ".join(re.findall(r"\w+", asks[0].value)), TITLE_ROWS
            parameters = {"filter": f"title.search:{words}"}
        return Request("/works", {**parameters, "per_page": rows, "page": "1", "select": SELECT}, asks)

    def read(self, request: Request, body: bytes) -> Answer:
        """Read a list of works."""
        answer = load_json(body)
        results, count = dig(answer, "results"), dig(answer, "meta", "count")
        if not isinstance(results, list) or not isinstance(count, int):
            raise Fault("an answer without meta and results: has its form changed?", again=True)
        page, rows = int(request.parameters["page"]), int(request.parameters["per_page"])
        more = None
        if request.asks[0].kind == "doi" and results and page * rows < count:
            more = Request(request.path, {**request.parameters, "page": str(page + 1)}, request.asks)
        return Answer(tuple(_read_work(item) for item in results), more)


def _read_work(item: Any) -> Found | None:
    """Read a work; nothing where it lacks what every work of ours has."""
    identifier, title = text_at(item, "id").rpartition("/")[2], clean(text_at(item, "title"))
    authors = [text_at(a, "author", "display_name") for a in list_at(item, "authorships")]
    names = tuple(name for author in authors if (name := parse_name(author)).family)
    if not (identifier and title and names):
        return None
    location = _choose_location(item)
    source, kind = text_at(location, "source", "display_name"), text_at(location, "source", "type")
    published = bool(source) and kind != "repository"
    entry_type = ("article" if kind == "journal" else "inproceedings") if published else "misc"
    doi = find_doi(text_at(item, "doi"))
    arxiv = next((a for a in map(_find_preprint, [item, *list_at(item, "locations")]) if a), "")
    year, month = text_at(item, "publication_year"), text_at(item, "publication_date")[5:7]
    first, last = text_at(item, "biblio", "first_page"), text_at(item, "biblio", "last_page")
    fields = {
        "year": year,
        "month": list(MONTHS)[int(month) - 1] if month.isdigit() and 1 <= int(month) <= 12 else "",
        "eprint": arxiv,
        "archiveprefix": "arXiv" if arxiv else "",
        "doi": doi,
        "retracted": "true" if dig(item, "is_retracted") is True else "",
        "citations": text_at(item, "cited_by_count"),
        "found_in": f"https://openalex.org/{identifier}",
    }
    if published:
        fields |= {
            "journal" if kind == "journal" else "booktitle": source,
            "volume": text_at(item, "biblio", "volume"),
            "number": text_at(item, "biblio", "issue"),
            "pages": f"{first}-{last}" if first and last and first != last else first,
        }
    return Found(f"openalex:{identifier}", entry_type, title, names, fields)


def _choose_location(item: Any) -> Any:
    """Return the place of the published version, else the primary one."""
    places = [dig(item, "primary_location"), *list_at(item, "locations")]
    for place in places:
        if text_at(place, "version") == "publishedVersion" and text_at(place, "source", "type") != "repository":
            return place
    return places[0]


def _find_preprint(place: Any) -> str:
    return find_arxiv(text_at(place, "landing_page_url")) or find_arxiv(text_at(place, "doi"))
