"""What notebook 02 shows adds up."""

import pandas as pd

from listometrics.works import enrich_overview as overview
from listometrics.works.enrich import Enriched


def test_entries_become_works_and_nothing_is_lost(enriched: Enriched) -> None:
    flow = overview.count_works(enriched).set_index("step")["n"]
    assert flow["paper entries"] == flow["works"] + flow["further entries of a work that has one already"]
    assert flow["works"] == flow["works that a source knows"] + flow["works that no source knows"]
    assert flow["works"] == flow["works in references.bib"] + flow["works in partial.bib"]


def test_status_adds_up_to_the_works(enriched: Enriched) -> None:
    counts = overview.count_status(enriched.papers)
    assert counts.loc["sum", "sum"] == len(enriched.papers)


def test_the_lists_venue_is_held_against_the_published_one() -> None:
    rows = [
        ("arXiv", "RecSys", "published"),
        ("arXiv", "arXiv", "unknown"),
        ("ICLR", "ICLR", "published"),
        ("ICLR", "WWW", "published"),
        ("", "WWW", "published"),
    ]
    counts = overview.compare_venues(pd.DataFrame(rows, columns=["list_venue", "venue", "status"]))
    assert counts.loc["preprint", ["published", "unknown"]].tolist() == [1, 1]
    assert counts.loc["the venue that the sources give", "published"] == 1
    assert counts.loc["another venue", "published"] == 1
    assert counts.loc["none", "published"] == 1


def test_entries_are_shown_as_they_are_written(enriched: Enriched) -> None:
    shown = overview.show_entries(enriched.references_bib, n=2)
    assert shown.count("\n@") + shown.startswith("@") == 2
    assert shown in enriched.references_bib


def test_the_numbers_for_prose_add_up(enriched: Enriched) -> None:
    entries = pd.DataFrame({"kind": ["paper"] * len(enriched.entry_papers) + ["dataset"] * 3})
    numbers = overview.enrich_numbers(enriched, entries)
    assert sum(numbers["status"].values()) == sum(numbers["bib_status"].values()) == numbers["works"]
    assert numbers["paper_entries"] - numbers["repeated_entries"] == numbers["works"]
    assert numbers["listed_as_preprint_published"] <= numbers["listed_as_preprint"]
    assert numbers["other_entries"] == 3
