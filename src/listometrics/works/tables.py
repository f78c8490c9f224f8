"""Tables of the enriched stage, from merged works."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from listometrics.works.bibtex_reading import Problem, Record, Sources
from listometrics.works.merge import ASKED, LIST, Merged
from listometrics.works.works import Conflict, Row

Keyed = tuple[str, Merged]

TEXT = "str"
PAPERS = {
    "key": TEXT, "title": TEXT, "authors": TEXT, "first_date": TEXT, "arxiv": TEXT, "doi": TEXT, "status": TEXT,
    "venue": TEXT, "venue_type": TEXT, "track": TEXT, "year": "Int64", "list_title": TEXT, "list_venue": TEXT,
    "list_year": "Int64", "bib_status": TEXT, "sources": TEXT, "entries": TEXT, "container": TEXT, "volume": TEXT,
    "number": TEXT, "pages": TEXT, "primaryclass": TEXT, "acl": TEXT, "openreview": TEXT, "url": TEXT,
    "retracted": "boolean", "citations": "Int64", "citations_date": TEXT,
}  # fmt: skip
CONFLICTS = {
    "key": TEXT, "entry": "Int64", "field": TEXT, "value": TEXT, "source": TEXT, "other": TEXT, "other_source": TEXT,
    "decision": TEXT,
}  # fmt: skip
ENTRY_PAPERS = {"entry": "Int64", "key": TEXT}
PROVENANCE = {"key": TEXT, "field": TEXT, "source": TEXT}
UNMATCHED = {"key": TEXT, "entry": "Int64", "line": "Int64", "title": TEXT, "identifiers": TEXT, "reason": TEXT}
PROBLEMS = {"source": TEXT, "line": "Int64", "key": TEXT, "severity": TEXT, "reason": TEXT}
SOURCE_COUNTS = {"source": TEXT, "records": "Int64", "used": "Int64", "works": "Int64", "errors": "Int64",
                 "warnings": "Int64"}  # fmt: skip


def build(rows: Iterable[Mapping[str, object]], columns: Mapping[str, str], by: Sequence[str] = ()) -> pd.DataFrame:
    """Make a frame with exactly these columns and types, sorted."""
    frame = pd.DataFrame(list(rows), columns=list(columns))
    frame = frame.astype(dict(columns))
    return frame.sort_values(list(by), kind="stable", ignore_index=True) if by else frame


def _list_values(merged: Merged, listed: Mapping[int, tuple[str, str]]) -> tuple[str, str]:
    """Return the list's venue and year of a work: the last row that names a venue that is no preprint server."""
    values = [listed[row.entry] for row in merged.work.rows if row.entry in listed]
    values = [value for value in values if any(value)]
    named = [value for value in values if value[0] not in ("", "arXiv")]
    return (named or values or [("", "")])[0]


def papers_table(works: Sequence[Keyed], listed: Mapping[int, tuple[str, str]]) -> pd.DataFrame:
    """One row a work; `listed` gives venue and year of each entry."""

    def row(key: str, m: Merged) -> dict[str, object]:
        list_venue, list_year = _list_values(m, listed)
        year = m.fields.get("year", "") if m.published else ""
        year = year or m.first_date[:4]
        title = next((r.title for r in m.work.rows if r.title), "")
        return {
            "key": key, "title": m.title, "authors": "; ".join(n.display for n in m.authors),
            "first_date": m.first_date, "arxiv": m.ids.get("arxiv", ""), "doi": m.ids.get("doi", ""),
            "status": m.status, "venue": m.venue.venue, "venue_type": m.venue.type, "track": m.venue.track,
            "year": int(year) if year else None, "list_title": "" if title == m.title else title,
            "list_venue": list_venue, "list_year": int(list_year) if list_year else None,
            "bib_status": m.bib_status,
            "sources": "; ".join(dict.fromkeys(r.source for r in m.work.records)),
            "entries": "; ".join(str(r.entry) for r in m.work.rows),
            "container": m.fields.get("booktitle") or m.fields.get("journal", ""),
            "volume": m.fields.get("volume", ""), "number": m.fields.get("number", ""),
            "pages": m.fields.get("pages", ""), "primaryclass": m.fields.get("primaryclass", ""),
            "acl": m.ids.get("acl", ""), "openreview": m.ids.get("openreview", ""), "url": m.fields.get("url", ""),
            "retracted": True if m.fields.get("retracted") else None,
            "citations": int(m.fields["citations"]) if m.fields.get("citations") else None,
            "citations_date": m.fields.get("citations_date", ""),
        }  # fmt: skip

    return build((row(*work) for work in works), PAPERS, ["key"])


def entry_papers_table(works: Sequence[Keyed]) -> pd.DataFrame:
    """One row a paper entry of the list, with the key of its work."""
    return build(({"entry": r.entry, "key": k} for k, m in works for r in m.work.rows), ENTRY_PAPERS, ["entry"])


def provenance_table(works: Sequence[Keyed]) -> pd.DataFrame:
    """One row a field of a work: its source, empty where no source has it."""
    rows = []
    for key, merged in works:
        said = merged.provenance
        names = dict.fromkeys((*ASKED, *said))
        skip = {"booktitle"} if "journal" in said and "booktitle" not in said else set()
        skip |= {"journal"} if "journal" not in said else set()
        rows += [{"key": key, "field": n, "source": said.get(n, "")} for n in names if n not in skip]
    return build(rows, PROVENANCE, ["key", "field"])


def unmatched_table(
    works: Sequence[Keyed], nameless: Sequence[Row] = (), conflicts: Sequence[Conflict] = ()
) -> pd.DataFrame:
    """One row an entry whose work no source knows; without a key where nothing tells what work it is.

    `conflicts` name the entries of which a source has a like title that proves nothing.
    """
    near = {conflict.entry for conflict in conflicts if conflict.field == "title" and conflict.other_source != LIST}
    reason = "no title, no name and no identifier: no work"
    rows: list[dict[str, object]] = [
        {"key": "", "entry": row.entry, "line": row.line, "title": "", "identifiers": "", "reason": reason}
        for row in nameless
    ]
    for key, merged in works:
        if merged.work.records:
            continue
        for row in merged.work.rows:
            ids = "; ".join(f"{kind}:{value}" for kind, value in row.ids)
            reason = "no source has its identifier or title" if ids else "no identifier, and no source has its title"
            if near & {other.entry for other in merged.work.rows}:
                reason = "a source has a like title that proves nothing: see match_conflicts.csv"
            rows.append({"key": key, "entry": row.entry, "line": row.line, "title": row.title, "identifiers": ids,
                         "reason": reason})  # fmt: skip
    return build(rows, UNMATCHED, ["entry"])


def list_conflicts(merged: Merged, listed: Mapping[int, tuple[str, str]]) -> list[Conflict]:
    """List where the list names another venue or year than the published version has."""
    found = []
    for row in merged.work.rows:
        venue, year = listed.get(row.entry, ("", ""))
        if not merged.published or venue in ("", "arXiv"):
            continue
        mine = merged.venue.venue
        if mine and venue != mine:
            found.append(Conflict("venue", mine, merged.provenance["venue"], venue, LIST, "the source's is used",
                                  row.entry))  # fmt: skip
        real = merged.fields.get("year", "")
        if real and year and real != year:
            found.append(Conflict("year", real, merged.provenance["year"], year, LIST, "the source's is used",
                                  row.entry))  # fmt: skip
    return found


def conflicts_table(
    works: Sequence[Keyed], matched: Sequence[Conflict], listed: Mapping[int, tuple[str, str]]
) -> pd.DataFrame:
    """One row a disagreement: the value used and its source, the other and its source, what was done."""
    key_of = {row.entry: key for key, merged in works for row in merged.work.rows}
    found = [(key_of.get(c.entry, ""), c) for c in matched]
    told = {(c.field, c.value) for _, merged in works for c in merged.conflicts}
    # What a work tells itself need not be told again for its records.
    found = [(key, c) for key, c in found if key or (c.field, c.value) not in told]
    found += [(key, c) for key, merged in works for c in (*merged.conflicts, *list_conflicts(merged, listed))]
    rows = [
        {"key": key, "entry": c.entry or None, "field": c.field, "value": c.value, "source": c.source,
         "other": c.other, "other_source": c.other_source, "decision": c.decision}
        for key, c in found
    ]  # fmt: skip
    return build(rows, CONFLICTS, list(CONFLICTS)).drop_duplicates(ignore_index=True)


def problems_table(problems: Sequence[Problem]) -> pd.DataFrame:
    """One row a problem of a source file, in order of file and line."""
    rows = [{name: getattr(p, name) for name in PROBLEMS} for p in problems]
    return build(rows, PROBLEMS, ["source", "line", "key", "reason"])


def source_counts_table(sources: Sources, works: Sequence[Keyed], unused: Sequence[Record]) -> pd.DataFrame:
    """One row a source: records read, records used, works it knows, problems."""
    left = {id(record) for record in unused}
    rows = []
    for name in dict.fromkeys(sources.names):
        mine = [r for r in sources.records if r.source == name]
        said = [p.severity for p in sources.problems if p.source == name]
        rows.append({
            "source": name, "records": len(mine), "used": sum(id(r) not in left for r in mine),
            "works": sum(any(r.source == name for r in m.work.records) for _, m in works),
            "errors": said.count("error"), "warnings": said.count("warning"),
        })  # fmt: skip
    return build(rows, SOURCE_COUNTS, ["source"])
