"""OpenAlex: counts of citations, retractions and published versions, 100 works a request.

Form of the answers: OpenAlex, Work object and paging (https://developers.openalex.org/api-reference/works,
https://developers.openalex.org/guides/page-through-results).
"""

from __future__ import annotations

import re
from dataclasses import replace

from listometrics.identifiers import ARXIV_DOI, find_arxiv, find_doi
from listometrics.sources.client import SPLIT, Fault, Service
from listometrics.sources.crossref import strip_html
from listometrics.sources.source_base import Json, Lookup, Parameters, Source, SourceRecord, WantedWork, name_month
from listometrics.works.person_names import parse_name

PER_PAGE, TITLE_ROWS = "100", "5"
SELECT = (
    "id,doi,title,type,publication_date,publication_year,authorships,primary_location,locations,biblio,"
    "is_retracted,cited_by_count"
)


class OpenAlex(Source):
    """Ask OpenAlex for works by DOI, which arXiv preprints have too, else by title."""

    service = Service(
        "openalex", "https://api.openalex.org", 0.1, 100, "OPENALEX_API_KEY", "https://openalex.org/settings/api"
    )
    asked_by = ("doi", "title")
    record_page = "https://openalex.org/{}"
    items = ("results",)
    confidence = ""

    def choose(self, wanted: WantedWork) -> Lookup | None:
        """Ask by the DOI of the published version, else of the preprint."""
        preprint = f"{ARXIV_DOI}{wanted.ids['arxiv']}" if "arxiv" in wanted.ids else ""
        dois = [doi for doi in (wanted.ids.get("doi"), *wanted.dois) if doi] or [preprint]
        # A comma or a bar would end the value within the filter.
        usable = [doi for doi in dois if not re.search(r"[,|]", doi)]
        return super().choose(replace(wanted, ids={"doi": usable[0]} if usable else {}, dois=()))

    def write(self, kind: str, values: list[str]) -> tuple[str, Parameters]:
        """Ask for up to 100 DOIs, or for the words of one title."""
        batch = {"filter": "doi:" + "|".join(values), "per_page": PER_PAGE}
        search = {"filter": "title.search:" + " ".join(re.findall(r"\w+", values[0])), "per_page": TITLE_ROWS}
        return "/works", {**(batch if kind == "doi" else search), "select": SELECT}

    def list_items(self, answer: Json) -> list[Json]:
        """Return the records: all those of a batch, the first ones of a search by title."""
        count, items = answer.at("meta", "count"), super().list_items(answer)
        if not isinstance(count, int):
            raise Fault("an answer without meta.count: has its form changed?", again=True)
        if len(items) < count and answer.text("meta", "per_page") != TITLE_ROWS:
            raise Fault(f"an answer with {len(items)} of {count} results", status=SPLIT)
        return items

    def read_item(self, item: Json) -> SourceRecord | None:
        """Read a work, at the place of its published version, else at its primary one."""
        primary, locations = Json(item.at("primary_location")), item.list("locations")
        final = (place for place in [primary, *locations] if place.text("version") == "publishedVersion")
        location = next((place for place in final if place.text("source", "type") != "repository"), primary)
        container, kind = location.text("source", "display_name"), location.text("source", "type")
        published = bool(container) and kind != "repository"
        identifier = item.text("id").rpartition("/")[2]
        addresses = (place.text(name) for place in [item, *locations] for name in ("landing_page_url", "doi"))
        fields = {
            "year": item.text("publication_year"),
            "month": name_month(item.text("publication_date")[5:7]),
            "eprint": next(filter(None, map(find_arxiv, addresses)), ""),
            "doi": find_doi(item.text("doi")),
            "retracted": "true" if item.at("is_retracted") is True else "",
            "citations": item.text("cited_by_count"),
        }
        if published:
            first, last = item.text("biblio", "first_page"), item.text("biblio", "last_page")
            fields |= {"volume": item.text("biblio", "volume"), "number": item.text("biblio", "issue")}
            fields["pages"] = f"{first}-{last}" if first and last and first != last else first
            fields["journal" if kind == "journal" else "booktitle"] = container
        entry_type = ("article" if kind == "journal" else "inproceedings") if published else "misc"
        names = (parse_name(authorship.text("author", "display_name")) for authorship in item.list("authorships"))
        return self.record("openalex", identifier, entry_type, strip_html(item.text("title")), names, fields)
