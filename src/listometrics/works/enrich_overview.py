"""What one needs to see to trust the matching: works by status, the list against the sources, entries as printed."""

from __future__ import annotations

from typing import Any

import pandas as pd

from listometrics.works.enrich import Enriched

PREPRINT = "arXiv"


def count_works(enriched: Enriched) -> pd.DataFrame:
    """Return the flow from paper entries to works: columns `step` and `n`."""
    entries, works = len(enriched.entry_papers), len(enriched.papers)
    steps = [
        ("paper entries", entries),
        ("further entries of a work that has one already", entries - works),
        ("works", works),
        ("works that a source knows", int((enriched.papers["sources"] != "").sum())),
        ("works that no source knows", int((enriched.papers["sources"] == "").sum())),
        ("works in references.bib", int((enriched.papers["bib_status"] != "partial").sum())),
        ("works in partial.bib", int((enriched.papers["bib_status"] == "partial").sum())),
    ]
    return pd.DataFrame(steps, columns=["step", "n"])


def count_status(papers: pd.DataFrame) -> pd.DataFrame:
    """Return the number of works by `status` (rows) and `bib_status` (columns), with sums."""
    return pd.crosstab(papers["status"], papers["bib_status"], margins=True, margins_name="sum")


def compare_venues(papers: pd.DataFrame) -> pd.DataFrame:
    """Return the number of works by what the list says of the venue (rows) and their status (columns)."""
    listed = papers["list_venue"].map(lambda venue: {"": "none", PREPRINT: "preprint"}.get(venue, "venue"))
    said = listed.where(listed != "venue", "another venue")
    same = (papers["list_venue"] == papers["venue"]) & (listed == "venue")
    said = said.mask(same, "the venue that the sources give")
    return pd.crosstab(said.rename("the list says"), papers["status"], margins=True, margins_name="sum")


def show_entries(bib: str, n: int) -> str:
    """Return the first `n` entries of a bibliography, as they are written."""
    entries = bib.split("\n\n")
    shown = [entry for entry in entries if entry.lstrip().startswith("@")][:n]
    return "\n\n".join(shown)


def enrich_numbers(enriched: Enriched, entries: pd.DataFrame) -> dict[str, Any]:
    """Return the counts that prose needs, each with the number that it is a part of."""
    papers = enriched.papers
    listed_preprint = papers["list_venue"] == PREPRINT
    return {
        "paper_entries": len(enriched.entry_papers),
        "works": len(papers),
        "repeated_entries": len(enriched.entry_papers) - len(papers),
        "other_entries": int((entries["kind"] != "paper").sum()),
        "status": {status: int(n) for status, n in papers["status"].value_counts().items()},
        "bib_status": {status: int(n) for status, n in papers["bib_status"].value_counts().items()},
        "arxiv_dated": int((papers["arxiv"] != "").sum()),
        "listed_as_preprint": int(listed_preprint.sum()),
        "listed_as_preprint_published": int((listed_preprint & (papers["status"] == "published")).sum()),
        "conflicts": len(enriched.match_conflicts),
        "unmatched": len(enriched.unmatched),
    }
