"""What the audit looks at: the list's text, its tables, the vocabularies, and what sources say of its works."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from listometrics.enrich.titles import normalise_title
from listometrics.study.contract import TABLES

Row = dict[Any, Any]
PARSED = ("entries", "entry_models", "entry_strategies", "links", "sections", "rejected", "unknown")
VOCABULARIES = ("models", "strategies", "venues")
ENRICHED = ("papers", "entry_papers")


def _empty(columns: str) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype="str") for name in columns.split()})


def _no_papers() -> pd.DataFrame:
    if "papers" in TABLES:
        return TABLES["papers"].empty()
    return _empty("key title arxiv doi status venue track year bib_status sources")


def _no_entry_papers() -> pd.DataFrame:
    return _empty("entry key").astype({"entry": "Int64"})


@dataclass(frozen=True)
class Material:
    """The frames that the rules read, with the columns of the contract.

    `papers` and `entry_papers` may be left out: rules that need sources then find nothing, and two rows are
    the same work where they share an identifier or a title.
    """

    text: str
    entries: pd.DataFrame
    entry_models: pd.DataFrame
    entry_strategies: pd.DataFrame
    links: pd.DataFrame
    sections: pd.DataFrame
    rejected: pd.DataFrame
    unknown: pd.DataFrame
    models: pd.DataFrame
    strategies: pd.DataFrame
    venues: pd.DataFrame
    papers: pd.DataFrame = field(default_factory=_no_papers)
    entry_papers: pd.DataFrame = field(default_factory=_no_entry_papers)

    @cached_property
    def rows(self) -> list[Row]:
        """List the entries as dicts, in list order; an unknown year or status is None."""
        rows: list[Row] = self.entries.sort_values("entry").to_dict("records")
        for row in rows:
            row["year"] = None if pd.isna(row["year"]) else int(row["year"])
            row["preprint"] = None if pd.isna(row["preprint"]) else bool(row["preprint"])
        return rows

    @cached_property
    def paper_rows(self) -> list[Row]:
        """List the entries that are papers."""
        return [row for row in self.rows if row["kind"] == "paper"]

    @cached_property
    def links_by_entry(self) -> dict[int, list[Row]]:
        """Give each entry's links in their order."""
        return _group(self.links, "entry")

    @cached_property
    def models_by_entry(self) -> dict[int, list[Row]]:
        """Give each entry's models in their order."""
        return _group(self.entry_models, "entry")

    @cached_property
    def paper_by_entry(self) -> dict[int, Row]:
        """Give what sources say of each entry's work."""
        by_key = {row["key"]: row for row in self.papers.to_dict("records")}
        pairs = zip(self.entry_papers["entry"], self.entry_papers["key"], strict=True)
        return {int(entry): by_key[key] for entry, key in pairs if key in by_key}

    @cached_property
    def work_by_entry(self) -> dict[int, str]:
        """Name each paper entry's work: by its key in the enriched tables, else by identifier or title."""
        keys = {int(e): f"key {k}" for e, k in zip(self.entry_papers["entry"], self.entry_papers["key"], strict=True)}
        works: dict[int, str] = {}
        seen: dict[str, str] = {}
        for row in self.paper_rows:
            entry = int(row["entry"])
            names = [keys[entry]] if entry in keys else list(self._names(row))
            work = next((seen[name] for name in names if name in seen), names[0] if names else f"entry {entry}")
            works[entry] = work
            seen.update(dict.fromkeys(names, work))
        return works

    def _names(self, row: Row) -> Iterator[str]:
        for link in self.links_by_entry.get(int(row["entry"]), []):
            if link["kind"] in ("arxiv", "doi", "acl", "openreview") and link["identifier"]:
                yield f"{link['kind']} {link['identifier']}"
        if title := normalise_title(row["title"]):
            yield f"title {title}"

    @cached_property
    def rows_by_work(self) -> dict[str, list[Row]]:
        """Give the paper entries of each work, in list order."""
        found: dict[str, list[Row]] = {}
        for row in self.paper_rows:
            found.setdefault(self.work_by_entry[int(row["entry"])], []).append(row)
        return found

    @cached_property
    def venue_spellings(self) -> dict[str, str]:
        """Give each venue as the list's publication cells most often write it, without year."""
        named = self.entries[self.entries["venue"] != ""]
        written = named["publication_raw"].str.replace(r"\s*\b\d{4}\b.*", "", regex=True)
        plain = written.str.fullmatch(r"[^<>]+").astype(bool)
        counted = Counter(zip(named.loc[plain, "venue"], written[plain], strict=True))
        rarest_first = sorted(counted, key=lambda pair: (counted[pair], pair))
        return {str(venue): str(spelling) for venue, spelling in rarest_first}


def name_row(row: Row) -> str:
    """Name a row for a sentence: its short name, else its title."""
    return str(row["name"] or row["title"] or f"line {row['line']}")


def _group(frame: pd.DataFrame, column: str) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in frame.to_dict("records"):
        found.setdefault(int(row[column]), []).append(row)
    return found
