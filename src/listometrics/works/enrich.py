"""Entries of the list and BibTeX sources to works that can be cited, as the tables of the enriched stage."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import pandas as pd

from listometrics.study.schema import TABLES
from listometrics.works.bibtex_reading import Content, Problem, Sources, read_sources
from listometrics.works.bibtex_writing import write_bibtex
from listometrics.works.citation_keys import Identity, assign_keys, recall_ids, retired_keys
from listometrics.works.identity import normalise_title
from listometrics.works.latex_text import encode
from listometrics.works.matching import (
    Conflict,
    Matching,
    PaperRow,
    match_works,
    rank_records,
    read_rows,
    year_texts,
)
from listometrics.works.merging import (
    ASKED,
    LIST,
    PREPRINT,
    Merged,
    drop_shared,
    merge_work,
    name_publishers,
    part_strangers,
    unify_proceedings,
)
from listometrics.works.person_names import fold_family, join_names
from listometrics.works.venue_names import VenueNames

MOST_ALIKE = 20  # problems of one kind in a source that are told one by one
Keyed = tuple[str, Merged]
Listed = Mapping[int, tuple[str, str]]  # the list's venue and year of each entry


@dataclass(frozen=True)
class Enriched:
    """Hold the frames of the enriched stage and the texts of the bibliographies.

    `keys` is the registry with the rows added; `works` are the merged works by key, for other formats.
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
    works: tuple[Keyed, ...]


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
    capitals titles keep) and `publishers`. `seen` (a date) goes into the rows added to the registry. Nothing given is
    changed.
    """
    read = read_sources(sources)
    rows, nameless = read_rows(parsed["entries"], parsed["links"])
    pinned = recall_ids({row.entry: row.normal for row in rows if row.normal}, registry)
    matching = match_works(rows, read.records, pinned)
    venues = VenueNames(vocabulary)
    merged = drop_shared([merge_work(work, venues) for work in matching.works])
    if "publishers" in vocabulary:
        merged = name_publishers(merged, vocabulary["publishers"])
    merged = unify_proceedings(merged)
    keys, registered = assign_keys([identify(work) for work in merged], registry, seen)
    works = tuple(zip(keys, merged, strict=True))
    names = frozenset(vocabulary["names"]["name"]) if "names" in vocabulary else frozenset()
    retired = retired_keys(registered)
    papers = parsed["entries"][parsed["entries"]["kind"] == "paper"]
    said = zip(papers["entry"], papers["venue"], year_texts(papers), strict=True)
    listed = {int(entry): (str(venue), year) for entry, venue, year in said}
    problems = map(asdict, _sum_up([*read.problems, *_find_unwritable(works)]))
    entry_papers = [{"entry": row.entry, "key": key} for key, work in works for row in work.work.rows]
    return Enriched(
        papers=build("papers", (_describe_work(*work, listed) for work in works)),
        entry_papers=build("entry_papers", entry_papers),
        provenance=build("provenance", (row for work in works for row in _list_fields(*work))),
        unmatched=build("unmatched", _list_unmatched(works, nameless, matching.conflicts)),
        match_conflicts=_tabulate_conflicts(works, matching.conflicts, listed),
        source_problems=build("source_problems", problems, ["source", "line", "key", "reason"]),
        source_counts=build("source_counts", _count_sources(read, works, matching)),
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


def _find_unwritable(works: Sequence[Keyed]) -> Iterator[Problem]:
    """Report characters of titles and names that pdflatex cannot set and that are left out of the `.bib`."""
    for key, merged in works:
        names = " ".join(name.display for name in merged.authors)
        for field, text, told_by in (("title", merged.title, "title"), ("author", names, "authors")):
            if lost := encode(text)[1]:
                said = f"field {field}: left out of references.bib, pdflatex cannot set it: {lost}"
                if field == "author" and not merged.citable:
                    said += ". No author is left: the work stands in partial.bib. Give the names in Latin letters"
                yield Problem(merged.provenance.get(told_by, ""), 0, key, "warning", said)


def _sum_up(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Tell many problems of one kind in a source as one, with their number and some of their lines."""
    kinds: dict[tuple[str, str, str], list[Problem]] = defaultdict(list)
    for problem in problems:
        kind = re.sub(r"'[^']*'|\"[^\"]*\"|\d+", "", problem.reason)
        kinds[problem.source, problem.severity, kind].append(problem)
    for found in kinds.values():
        if len(found) <= MOST_ALIKE:
            yield from found
            continue
        lines = ", ".join(str(problem.line) for problem in found[1:6])
        yield replace(found[0], reason=f"{found[0].reason} (and {len(found) - 1:,} more like it: lines {lines}, …)")


# Tables


def build(name: str, rows: Iterable[Mapping[str, object]], by: Sequence[str] = ()) -> pd.DataFrame:
    """Make a table of the study with exactly its columns and types, sorted by its own order or `by`."""
    table = TABLES[name]
    frame = pd.DataFrame(list(rows), columns=table.names).astype(table.dtypes)
    return frame.sort_values(list(by or table.sort), kind="stable", ignore_index=True)


def _describe_work(key: str, m: Merged, listed: Listed) -> dict[str, object]:
    values = [value for row in m.work.rows if any(value := listed.get(row.entry, ("", "")))]
    # The first row that names a venue which is no preprint server, else the first that says anything.
    named = [value for value in values if value[0] not in ("", PREPRINT)]
    list_venue, list_year = next(iter(named or values), ("", ""))
    year = (m.published and m.fields.get("year")) or m.first_date[:4]
    title = next((row.title for row in m.work.rows if row.title), "")
    same = ("volume", "number", "pages", "primaryclass", "url", "citations_date")
    return {
        "key": key, "title": m.title, "authors": join_names(m.authors),
        "first_date": m.first_date, "status": m.status, "bib_status": m.bib_status,
        **{kind: m.ids.get(kind, "") for kind in ("arxiv", "doi", "acl", "openreview")},
        "venue": m.venue.venue, "venue_type": m.venue.type, "track": m.venue.track, "year": int(year) if year else None,
        "list_title": "" if title == m.title else title, "list_venue": list_venue,
        "list_year": int(list_year) if list_year else None,
        "sources": "; ".join(dict.fromkeys(record.source for record in m.work.records)),
        "entries": "; ".join(str(row.entry) for row in m.work.rows),
        "container": m.fields.get("booktitle") or m.fields.get("journal", ""),
        **{name: m.fields.get(name, "") for name in same},
        "retracted": True if m.fields.get("retracted") else None,
        "citations": int(m.fields["citations"]) if m.fields.get("citations") else None,
    }  # fmt: skip


def _list_fields(key: str, merged: Merged) -> Iterator[dict[str, object]]:
    """Name the source of each field of a work, empty where no source has it."""
    said = merged.provenance
    other = "booktitle" if "journal" in said and "booktitle" not in said else "journal"
    for name in ({*ASKED} - {other}) | said.keys():
        yield {"key": key, "field": name, "source": said.get(name, "")}


def _list_unmatched(
    works: Sequence[Keyed], nameless: Sequence[PaperRow], conflicts: Sequence[Conflict]
) -> Iterator[dict[str, object]]:
    """List entries whose work no source knows; without a key where nothing tells what work it is.

    `conflicts` name the entries of which a source has a like title that proves nothing.
    """
    near = {conflict.entry for conflict in conflicts if conflict.field == "title" and conflict.other_source != LIST}
    rows = [("", row, False) for row in nameless]
    for key, merged in works:
        alike = any(row.entry in near for row in merged.work.rows)
        rows += [(key, row, alike) for row in merged.work.rows if not merged.work.records]
    for key, row, alike in rows:
        reason = "no source has its identifier or title" if row.ids else "no identifier, and no source has its title"
        reason = "a source has a like title that proves nothing: see match_conflicts.csv" if alike else reason
        reason = reason if key else "no title, no name and no identifier: no work"
        ids = "; ".join(f"{kind}:{value}" for kind, value in row.ids)
        title = row.title if key else ""
        yield {"key": key, "entry": row.entry, "line": row.line, "title": title, "identifiers": ids, "reason": reason}


def _tabulate_conflicts(works: Sequence[Keyed], matched: Sequence[Conflict], listed: Listed) -> pd.DataFrame:
    """One row a disagreement: the value used and its source, the other and its source, what was done."""
    key_of = {row.entry: key for key, merged in works for row in merged.work.rows}
    told = {(c.field, c.value) for _, merged in works for c in merged.conflicts}
    # What a work tells itself need not be told again for its records.
    found = [(key_of.get(c.entry, ""), c) for c in matched if c.entry in key_of or (c.field, c.value) not in told]
    found += [(key, c) for key, merged in works for c in (*merged.conflicts, *_list_conflicts(merged, listed))]
    rows = ({**asdict(c), "key": key, "entry": c.entry or None} for key, c in found)
    return build("match_conflicts", rows, TABLES["match_conflicts"].names).drop_duplicates(ignore_index=True)


def _list_conflicts(merged: Merged, listed: Listed) -> Iterator[Conflict]:
    """List where the list names another venue or year than the published version has."""
    used = {"venue": merged.venue.venue, "year": merged.fields.get("year", "")}
    for row in merged.work.rows if merged.published else ():
        said = dict(zip(used, listed.get(row.entry, ("", "")), strict=True))
        for name in used if said["venue"] not in ("", PREPRINT) else ():
            if used[name] and said[name] and used[name] != said[name]:
                by = merged.provenance[name]
                yield Conflict(name, used[name], by, said[name], LIST, "the source's is used", row.entry)


def _count_sources(sources: Sources, works: Sequence[Keyed], matching: Matching) -> Iterator[dict[str, object]]:
    """Count of each source its records, those used, the works it knows and its problems."""
    read, unused = (Counter(record.source for record in records) for records in (sources.records, matching.unused))
    knows = Counter(source for _, merged in works for source in {record.source for record in merged.work.records})
    said = Counter((problem.source, problem.severity) for problem in sources.problems)
    for name in dict.fromkeys(sources.names):
        counts = {"records": read[name], "used": read[name] - unused[name], "works": knows[name]}
        yield {"source": name, **counts, "errors": said[name, "error"], "warnings": said[name, "warning"]}


def enrich_numbers(enriched: Enriched, entries: pd.DataFrame) -> dict[str, Any]:
    """Return the counts that prose needs, each with the number that it is a part of."""
    papers = enriched.papers
    as_preprint = papers["list_venue"] == PREPRINT
    return {
        "paper_entries": len(enriched.entry_papers),
        "works": len(papers),
        "repeated_entries": len(enriched.entry_papers) - len(papers),
        "other_entries": int((entries["kind"] != "paper").sum()),
        **{name: papers[name].value_counts().to_dict() for name in ("status", "bib_status")},
        "arxiv_dated": int((papers["arxiv"] != "").sum()),
        "listed_as_preprint": int(as_preprint.sum()),
        "listed_as_preprint_published": int((as_preprint & (papers["status"] == "published")).sum()),
        "conflicts": len(enriched.match_conflicts),
        "unmatched": len(enriched.unmatched),
    }
