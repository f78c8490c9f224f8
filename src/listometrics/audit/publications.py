"""Rules on where and when works appeared: the list's publication cells against identifiers and sources."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from listometrics.audit.material import Material, Row, in_row, name_row
from listometrics.audit.rules import Finding
from listometrics.identifiers import date_arxiv, find_arxiv

FINDINGS = "Findings"  # the one track that the list names beside its venue
VOLUMES = frozenset(("companion", "findings", "workshop"))  # printed apart from the main proceedings
HELD_AT = frozenset(("acm", "ieee", "workshop", "doctoral", "symposium", "proceedings"))


def find_arxiv_years(material: Material) -> Iterator[Finding]:
    """Find rows that name arXiv with another year than the arXiv id has."""
    for row in material.paper_rows:
        identifier = _arxiv_id(material, row)
        if not (row["preprint"] is True and row["venue"].lower() == "arxiv" and row["year"] and identifier):
            continue
        if (year := date_arxiv(identifier)[:4]) and year != str(row["year"]):
            said = row["publication_raw"]
            what = f"{name_row(row)} is {said}; its id {identifier} was given in {date_arxiv(identifier)}."
            sure = published_record(material, row) is None
            yield _finding(row, "arxiv_year", what, said.replace(str(row["year"]), year), sure)


def find_published(material: Material) -> Iterator[Finding]:
    """Find preprints of the list of which a source knows a published version."""
    for row, paper in _published_rows(material, preprint=True):
        proposed = say_publication(material, paper)
        what = f"{name_row(row)} was published: {proposed}{known_from(paper)}."
        yield _finding(row, "published_since", what, proposed, bool(_year(paper)) and _is_sure(paper))


def find_disagreeing_publications(material: Material) -> Iterator[Finding]:
    """Find rows whose published venue or year is not the sources'."""
    for row, paper in _published_rows(material, preprint=False):
        proposed, year = say_publication(material, paper), _year(paper)
        what = f"{name_row(row)} is {row['publication_raw']} here; a source has {proposed}{known_from(paper)}."
        if not same_venue(row, paper):
            yield _finding(row, "venue_disagrees", what, proposed)
        elif row["year"] and year and str(row["year"]) != year:
            yield _finding(row, "year_disagrees", what, row["publication_raw"].replace(str(row["year"]), year))


def find_disagreeing_rows(material: Material) -> Iterator[Finding]:
    """Find rows of one work whose publication cells name different venues or years.

    The row that names a published venue is proposed for the others, and is a safe fix where no source has another.
    """
    for rows in material.rows_by_work.values():
        said = [row for row in rows if row["venue"]]
        published = [row for row in said if row["preprint"] is False]
        for row in said:
            best = next((r for r in published if _agrees(material, r)), (published or said)[0])
            if (row["venue"], row["year"]) != (best["venue"], best["year"]):
                alone = len({(r["venue"], r["year"]) for r in published}) == 1 and row["preprint"] is True
                yield _disagreeing(material, row, best, alone)


def find_missing_years(material: Material) -> Iterator[Finding]:
    """Find publication cells without a year."""
    for row in material.paper_rows:
        if not row["publication_raw"] or row["year"]:
            continue
        paper = published_record(material, row)
        year = _year(paper) if paper is not None and same_venue(row, paper) else ""
        if paper is None or not year:
            yield _finding(row, "missing_year", f"{name_row(row)} has no year of publication.", "")
            continue
        what = f"{name_row(row)} has no year of publication; a source has {year}{known_from(paper)}."
        yield _finding(row, "missing_year", what, f"{row['publication_raw']} {year}", _is_sure(paper))


def find_retracted(material: Material) -> Iterator[Finding]:
    """Find works that a source calls retracted or withdrawn."""
    for row in material.paper_rows:
        paper = material.paper_by_entry.get(int(row["entry"]))
        if paper is not None and not pd.isna(paper["retracted"]) and paper["retracted"]:
            what = f"{name_row(row)} was retracted or withdrawn, as a source says{known_from(paper)}."
            yield in_row(row, "retracted", what, found=name_row(row), proposed="remove the row, or say so in it")


def published_record(material: Material, row: Row) -> Row | None:
    """Return what sources say of a row's work where they have it as published."""
    paper = material.paper_by_entry.get(int(row["entry"]))
    return paper if paper is not None and paper["status"] == "published" and paper["venue"] else None


def say_publication(material: Material, paper: Row) -> str:
    """Write a published record as the list does: `EMNLP 2023 Findings`."""
    venue = material.venue_spellings.get(str(paper["venue"]), str(paper["venue"]))
    track = FINDINGS if paper.get("track") == FINDINGS and FINDINGS not in venue else ""
    return " ".join(part for part in (venue, _year(paper), track) if part)


def same_venue(row: Row, paper: Row) -> bool:
    """Tell whether a row's venue is the source's, or is held at it: a workshop, a symposium.

    A volume apart (companion, findings, workshop papers) is not the main proceedings: a row that leaves out what
    the source says of it names another venue. A source that does not know of a workshop contradicts nothing.
    """
    ours = _words(row["venue"], row.get("track"))
    theirs = _words(paper["venue"], paper.get("track") or row.get("track"))
    if "companion" in ours - theirs or (theirs & VOLUMES) - ours:
        return False
    small, large = sorted((ours - HELD_AT, theirs - HELD_AT), key=len)
    return ours == theirs or (bool(small) and small <= large)


def known_from(paper: Row) -> str:
    """Say where a publication is known from: its DOI, else its address; and the sources that have it."""
    place = f"doi:{paper['doi']}" if paper["doi"] else _published_address(paper)
    sources = str(paper.get("sources") or "")
    said = "; ".join([*[place] * bool(place), *[f"source: {sources}"] * bool(sources)])
    return f" ({said})" if said else ""


def _published_rows(material: Material, preprint: bool) -> Iterator[tuple[Row, Row]]:
    """List the rows that name a preprint server, or do not, with what sources have as published of them."""
    for row in material.paper_rows:
        paper = published_record(material, row)
        if row["preprint"] is preprint and paper is not None:
            yield row, paper


def _agrees(material: Material, row: Row) -> bool:
    """Tell whether no source has another venue or year for a row's work."""
    paper = published_record(material, row)
    return paper is None or (same_venue(row, paper) and _year(paper) in ("", str(row["year"] or "")))


def _disagreeing(material: Material, row: Row, best: Row, alone: bool) -> Finding:
    what = f"{name_row(row)} is {row['publication_raw']} here and {best['publication_raw']} in line {best['line']}"
    paper = published_record(material, row)
    if paper is None or _agrees(material, best):
        plain = "<" not in best["publication_raw"]
        return _finding(row, "rows_disagree", f"{what}.", best["publication_raw"], alone and plain)
    theirs = say_publication(material, paper)
    return _finding(row, "rows_disagree", f"{what}; a source has {theirs}{known_from(paper)}.", theirs)


def _finding(row: Row, rule: str, what: str, proposed: str, safe: bool = False) -> Finding:
    said = row["publication_raw"]
    safe = safe and "<" not in said
    return in_row(row, rule, what, found=said, proposed=proposed, column="publication_raw", safe=safe)


def _arxiv_id(material: Material, row: Row) -> str:
    links = material.links_by_entry.get(int(row["entry"]), [])
    return next((str(link["identifier"]) for link in links if link["kind"] == "arxiv"), "")


def _year(paper: Row) -> str:
    return "" if pd.isna(paper["year"]) else str(int(paper["year"]))


def _words(venue: str, track: str | None) -> set[str]:
    words = set(re.sub(r"[^a-z0-9 ]", "", str(venue).lower().replace("@", " workshop ")).split())
    return words | {"findings"} if track == FINDINGS else words


def _published_address(paper: Row) -> str:
    """Return the address of the published version; a preprint's is none."""
    address = str(paper.get("url") or "")
    return "" if find_arxiv(address) else address


def _is_sure(paper: Row) -> bool:
    """Tell whether a published record may go into the patch: verified, and with a place to look it up."""
    return paper.get("bib_status") == "verified" and bool(paper["doi"] or _published_address(paper))
