"""Entries of the list and BibTeX sources to works that can be cited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from listometrics.works import enriched_tables as tables
from listometrics.works.bibtex_reading import Content, Problem, read_sources
from listometrics.works.bibtex_writing import write_bibtex
from listometrics.works.citation_keys import Identity, assign_keys, recall_ids, retired_keys
from listometrics.works.latex_text import encode
from listometrics.works.list_rows import read_rows, year_texts
from listometrics.works.matching import match_works, rank_records
from listometrics.works.merging import Merged, drop_shared, merge_work, part_strangers, unify_containers
from listometrics.works.person_names import fold_family
from listometrics.works.titles import normalise_title
from listometrics.works.venue_names import VenueNames


@dataclass(frozen=True)
class Enriched:
    """Hold the frames of the enriched stage and the texts of the bibliographies.

    `papers`, `entry_papers`, `provenance`, `unmatched`, `match_conflicts`, `source_problems`, `source_counts` are
    tables; `keys` is the registry with the rows added; `works` are the merged works by key, for other formats.
    """

    papers: pd.DataFrame
    entry_papers: pd.DataFrame
    provenance: pd.DataFrame
    unmatched: pd.DataFrame
    match_conflicts: pd.DataFrame
    source_problems: pd.DataFrame
    source_counts: pd.DataFrame
    keys: pd.DataFrame
    references_bib: str
    partial_bib: str
    works: tuple[tuple[str, Merged], ...]


def enrich(
    parsed: Mapping[str, pd.DataFrame],
    sources: Mapping[str, Content],
    registry: pd.DataFrame,
    vocabulary: Mapping[str, pd.DataFrame],
    seen: str = "",
) -> Enriched:
    """Match, merge, key and write the works of a list.

    `parsed` holds the tables `entries` and `links`; `sources` the content of each `.bib` by file name; `registry`
    is `data/bib/keys.csv`; `vocabulary` holds `venues`, and may hold `names` (column `name`: proper nouns whose
    capitals titles keep). `seen` (a date) goes into the rows added to the registry. Nothing given is changed.
    """
    read = read_sources(sources)
    rows, nameless = read_rows(parsed["entries"], parsed["links"])
    pinned = recall_ids({row.entry: row.normal for row in rows if row.normal}, registry)
    matching = match_works(rows, read.records, pinned)
    venues = VenueNames(vocabulary)
    merged = unify_containers(drop_shared([merge_work(work, venues) for work in matching.works]))
    keys, registered = assign_keys([identify(work) for work in merged], registry, seen)
    works = tuple(zip(keys, merged, strict=True))
    names = frozenset(vocabulary["names"]["name"]) if "names" in vocabulary else frozenset()
    retired = retired_keys(registered)
    papers = parsed["entries"][parsed["entries"]["kind"] == "paper"]
    said = zip(papers["entry"], papers["venue"], year_texts(papers), strict=True)
    listed = {int(entry): (str(venue), year) for entry, venue, year in said}
    return Enriched(
        papers=tables.papers_table(works, listed),
        entry_papers=tables.entry_papers_table(works),
        provenance=tables.provenance_table(works),
        unmatched=tables.unmatched_table(works, nameless, matching.conflicts),
        match_conflicts=tables.conflicts_table(works, matching.conflicts, listed),
        source_problems=tables.problems_table([*read.problems, *_find_unwritable(works)]),
        source_counts=tables.source_counts_table(read, works, matching),
        keys=registered,
        references_bib=write_bibtex((w for w in works if w[1].citable), names, retired),
        partial_bib=write_bibtex((w for w in works if not w[1].citable), names, retired),
        works=works,
    )


def identify(merged: Merged) -> Identity:
    """Return what identifies a merged work in the registry of keys: of a guessed work, what the list says of it."""
    work, families = merged.work, tuple(map(fold_family, merged.authors))
    ids = dict.fromkeys(pair for row in work.rows for pair in row.ids)
    titles = [row.normal for row in work.rows]
    if not work.guessed:
        ids = dict.fromkeys(merged.ids.items())
        used, _ = part_strangers(rank_records(work.records))
        titles = [normalise_title(merged.title), *titles, *(title for record in used for title in record.titles)]
    known = tuple(dict.fromkeys(filter(None, titles)))
    return Identity(tuple(ids), known, families, merged.first_date[:4], merged.title, sure=not work.guessed)


def _find_unwritable(works: Sequence[tuple[str, Merged]]) -> list[Problem]:
    """Report characters of titles and names that pdflatex cannot set and that are left out of the `.bib`."""
    found = []
    for key, merged in works:
        names = " ".join(name.display for name in merged.authors)
        for field, text, told_by in (("title", merged.title, "title"), ("author", names, "authors")):
            if lost := encode(text)[1]:
                said = f"field {field}: left out of references.bib, pdflatex cannot set it: {lost}"
                if field == "author" and not merged.citable:
                    said += ". No author is left: the work stands in partial.bib. Give the names in Latin letters"
                found.append(Problem(merged.provenance.get(told_by, ""), 0, key, "warning", said))
    return found
