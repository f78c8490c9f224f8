"""Rules on where and when works appeared: the list's publication cells against identifiers and sources."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from listometrics.audit.material import Material, Row, name_row
from listometrics.audit.rules import Finding
from listometrics.identifiers import date_arxiv, find_arxiv

FINDINGS = "Findings"  # the one track that the list names beside its venue
HELD_AT = frozenset(("acm", "ieee", "workshop", "companion", "doctoral", "symposium", "proceedings"))


def find_arxiv_years(material: Material) -> Iterator[Finding]:
    """Find rows that name arXiv with another year than the arXiv id has."""
    for row in material.paper_rows:
        identifier = _arxiv_id(material, row)
        if not (row["preprint"] is True and row["venue"].lower() == "arxiv" and row["year"] and identifier):
            continue
        if (year := date_arxiv(identifier)[:4]) and year != str(row["year"]):
            found = row["publication_raw"]
            yield _finding(
                row,
                "arxiv_year",
                f"{name_row(row)} is {found}; its id {identifier} was given in {date_arxiv(identifier)}.",
                found.replace(str(row["year"]), year),
                safe=not _published(material.paper_by_entry.get(int(row["entry"]))),
            )


def find_published(material: Material) -> Iterator[Finding]:
    """Find preprints of the list of which a source knows a published version."""
    for row in material.paper_rows:
        paper = material.paper_by_entry.get(int(row["entry"]))
        if row["preprint"] is not True or paper is None or not _published(paper):
            continue
        venue, year = _list_venue(material, paper), _year(paper)
        proposed = f"{venue} {year}".strip()
        yield _finding(
            row,
            "published_since",
            f"{name_row(row)} was published: {proposed}{_known_from(paper)}.",
            proposed,
            safe=bool(venue and year) and _is_sure(paper),
        )


def find_disagreeing_publications(material: Material) -> Iterator[Finding]:
    """Find rows whose published venue or year is not the sources'."""
    for row in material.paper_rows:
        paper = material.paper_by_entry.get(int(row["entry"]))
        if row["preprint"] is not False or paper is None or not _published(paper):
            continue
        venue, year = _list_venue(material, paper), _year(paper)
        said = f"{name_row(row)} is {row['publication_raw']} here; a source has {venue} {year}".rstrip()
        proposed = f"{venue} {year}".strip()
        if not _same_venue(row, paper):
            yield _finding(row, "venue_disagrees", f"{said}{_known_from(paper)}.", proposed)
        elif row["year"] and year and str(row["year"]) != year:
            proposed = row["publication_raw"].replace(str(row["year"]), year)
            yield _finding(row, "year_disagrees", f"{said}{_known_from(paper)}.", proposed)


def find_missing_years(material: Material) -> Iterator[Finding]:
    """Find publication cells without a year."""
    for row in material.paper_rows:
        if not row["publication_raw"] or row["year"]:
            continue
        paper = material.paper_by_entry.get(int(row["entry"]))
        year = _year(paper) if paper is not None and _published(paper) and _same_venue(row, paper) else ""
        proposed = f"{row['publication_raw']} {year}" if year else ""
        known = f"; a source has {year}{_known_from(paper)}" if year and paper is not None else ""
        safe = bool(year) and paper is not None and _is_sure(paper)
        yield _finding(row, "missing_year", f"{name_row(row)} has no year of publication{known}.", proposed, safe)


def _finding(row: Row, rule: str, what: str, proposed: str, safe: bool = False) -> Finding:
    return Finding(
        line=int(row["line"]),
        rule=rule,
        what=what,
        found=row["publication_raw"],
        proposed=proposed,
        subject=row["title"],
        entry=int(row["entry"]),
        column="publication_raw",
        safe=safe and "<" not in row["publication_raw"],
    )


def _arxiv_id(material: Material, row: Row) -> str:
    links = material.links_by_entry.get(int(row["entry"]), [])
    return next((str(link["identifier"]) for link in links if link["kind"] == "arxiv"), "")


def _published(paper: Row | None) -> bool:
    return paper is not None and paper["status"] == "published" and bool(paper["venue"])


def _year(paper: Row) -> str:
    return "" if pd.isna(paper["year"]) else str(int(paper["year"]))


def _list_venue(material: Material, paper: Row) -> str:
    """Write a paper's venue as the list writes it, with its track."""
    name = material.venue_spellings.get(str(paper["venue"]), str(paper["venue"]))
    return f"{name} {FINDINGS}" if paper.get("track") == FINDINGS and FINDINGS not in name else name


def _same_venue(row: Row, paper: Row) -> bool:
    """Tell whether two venues are one, or one is held at the other: a workshop, a symposium, a companion volume."""
    ours, theirs = (re.sub(r"[^a-z0-9@ ]", "", str(v).lower()) for v in (row["venue"], paper["venue"]))
    words = [set(re.split(r"[@ ]", venue)) - HELD_AT for venue in (ours, theirs)]
    return ours == theirs or words[0] <= words[1] or words[1] <= words[0]


def _known_from(paper: Row) -> str:
    """Say where a publication is known from: its DOI, else its address, else the sources' names."""
    if paper["doi"]:
        return f" (doi:{paper['doi']})"
    if address := _published_address(paper):
        return f" ({address})"
    sources = str(paper.get("sources") or "")
    return f" (by the source {sources})" if sources else ""


def _published_address(paper: Row) -> str:
    """Return the address of the published version; a preprint's is none."""
    address = str(paper.get("url") or "")
    return "" if find_arxiv(address) else address


def _is_sure(paper: Row) -> bool:
    """Tell whether a published record may go into the patch: verified, and with a place to look it up."""
    return paper.get("bib_status") == "verified" and bool(paper["doi"] or _published_address(paper))
