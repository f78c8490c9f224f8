"""Tables of the enriched stage, from merged works."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from listometrics.study.schema import TABLES
from listometrics.works.bibtex_reading import Problem, Sources
from listometrics.works.list_rows import PaperRow
from listometrics.works.matching import Conflict, Matching
from listometrics.works.merging import ASKED, LIST, PREPRINT, Merged

if TYPE_CHECKING:
    from listometrics.works.enrich import Enriched

Keyed = tuple[str, Merged]
Listed = Mapping[int, tuple[str, str]]  # the list's venue and year of each entry


def build(name: str, rows: Iterable[Mapping[str, object]], by: Sequence[str] = ()) -> pd.DataFrame:
    """Make a table of the study with exactly its columns and types, sorted by its own order or `by`."""
    table = TABLES[name]
    frame = pd.DataFrame(list(rows), columns=table.names).astype(table.dtypes)
    return frame.sort_values(list(by or table.sort), kind="stable", ignore_index=True)


def papers_table(works: Sequence[Keyed], listed: Listed) -> pd.DataFrame:
    """One row a work."""
    return build("papers", (_describe_work(*work, listed) for work in works))


def _describe_work(key: str, m: Merged, listed: Listed) -> dict[str, object]:
    values = [value for row in m.work.rows if any(value := listed.get(row.entry, ("", "")))]
    # The first row that names a venue which is no preprint server, else the first that says anything.
    named = [value for value in values if value[0] not in ("", PREPRINT)]
    list_venue, list_year = next(iter(named or values), ("", ""))
    year = (m.published and m.fields.get("year")) or m.first_date[:4]
    title = next((row.title for row in m.work.rows if row.title), "")
    same = ("volume", "number", "pages", "primaryclass", "url", "citations_date")
    return {
        "key": key, "title": m.title, "authors": "; ".join(n.display for n in m.authors),
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


def entry_papers_table(works: Sequence[Keyed]) -> pd.DataFrame:
    """One row a paper entry of the list, with the key of its work."""
    return build("entry_papers", ({"entry": row.entry, "key": key} for key, m in works for row in m.work.rows))


def provenance_table(works: Sequence[Keyed]) -> pd.DataFrame:
    """One row a field of a work: its source, empty where no source has it."""
    rows = []
    for key, merged in works:
        said = merged.provenance
        container = "journal" if "journal" in said and "booktitle" not in said else "booktitle"
        names = {name for name in ASKED if name not in ("booktitle", "journal")} | {container} | said.keys()
        rows += [{"key": key, "field": name, "source": said.get(name, "")} for name in names]
    return build("provenance", rows)


def unmatched_table(
    works: Sequence[Keyed], nameless: Sequence[PaperRow] = (), conflicts: Sequence[Conflict] = ()
) -> pd.DataFrame:
    """One row an entry whose work no source knows; without a key where nothing tells what work it is.

    `conflicts` name the entries of which a source has a like title that proves nothing.
    """
    near = {conflict.entry for conflict in conflicts if conflict.field == "title" and conflict.other_source != LIST}
    rows = [_describe_row("", row, "no title, no name and no identifier: no work") for row in nameless]
    for key, merged in works:
        alike = any(row.entry in near for row in merged.work.rows)
        for row in merged.work.rows if not merged.work.records else ():
            reason = (
                "no source has its identifier or title" if row.ids else "no identifier, and no source has its title"
            )
            reason = "a source has a like title that proves nothing: see match_conflicts.csv" if alike else reason
            rows.append(_describe_row(key, row, reason))
    return build("unmatched", rows)


def _describe_row(key: str, row: PaperRow, reason: str) -> dict[str, object]:
    ids = "; ".join(f"{kind}:{value}" for kind, value in row.ids)
    title = row.title if key else ""
    return {"key": key, "entry": row.entry, "line": row.line, "title": title, "identifiers": ids, "reason": reason}


def conflicts_table(works: Sequence[Keyed], matched: Sequence[Conflict], listed: Listed) -> pd.DataFrame:
    """One row a disagreement: the value used and its source, the other and its source, what was done."""
    key_of = {row.entry: key for key, merged in works for row in merged.work.rows}
    told = {(c.field, c.value) for _, merged in works for c in merged.conflicts}
    # What a work tells itself need not be told again for its records.
    found = [(key_of.get(c.entry, ""), c) for c in matched if c.entry in key_of or (c.field, c.value) not in told]
    found += [(key, c) for key, merged in works for c in (*merged.conflicts, *_list_conflicts(merged, listed))]
    names = TABLES["match_conflicts"].names
    rows = (
        {n: getattr(c, n) for n in names if n != "key"} | {"key": key, "entry": c.entry or None} for key, c in found
    )
    return build("match_conflicts", rows, names).drop_duplicates(ignore_index=True)


def _list_conflicts(merged: Merged, listed: Listed) -> list[Conflict]:
    """List where the list names another venue or year than the published version has."""
    found = []
    for row in merged.work.rows if merged.published else ():
        venue, year = listed.get(row.entry, ("", ""))
        if venue in ("", PREPRINT):
            continue
        pairs = (("venue", merged.venue.venue, venue), ("year", merged.fields.get("year", ""), year))
        found += [
            Conflict(name, mine, merged.provenance[name], theirs, LIST, "the source's is used", row.entry)
            for name, mine, theirs in pairs if mine and theirs and mine != theirs
        ]  # fmt: skip
    return found


def problems_table(problems: Sequence[Problem]) -> pd.DataFrame:
    """One row a problem of a source file, in order of file and line."""
    rows = ({name: getattr(problem, name) for name in TABLES["source_problems"].names} for problem in problems)
    return build("source_problems", rows, ["source", "line", "key", "reason"])


def source_counts_table(sources: Sources, works: Sequence[Keyed], matching: Matching) -> pd.DataFrame:
    """One row a source: records read, records used, works it knows, problems."""
    unused = pd.Series([record.source for record in matching.unused], dtype="str").value_counts()
    read = pd.Series([record.source for record in sources.records], dtype="str").value_counts()
    knows = [source for _, merged in works for source in {record.source for record in merged.work.records}]
    known = pd.Series(knows, dtype="str").value_counts()
    said = [(problem.source, problem.severity) for problem in sources.problems]
    return build("source_counts", (
        {"source": name, "records": read.get(name, 0), "used": read.get(name, 0) - unused.get(name, 0),
         "works": known.get(name, 0), "errors": said.count((name, "error")), "warnings": said.count((name, "warning"))}
        for name in dict.fromkeys(sources.names)
    ))  # fmt: skip


def enrich_numbers(enriched: "Enriched", entries: pd.DataFrame) -> dict[str, Any]:
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
