"""What the audit looks at: the list's text, its tables, the vocabularies, and what sources say of its works."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from listometrics.audit.rules import Finding
from listometrics.study.schema import TABLES
from listometrics.works.identity import join_names, list_names

Row = dict[Any, Any]
PARSED = ("entries", "entry_models", "entry_strategies", "links", "sections", "rejected", "unknown")
VOCABULARIES = ("models", "strategies", "venues")
ENRICHED = ("papers", "entry_papers")
_RENAMED = re.compile(r"\brenamed (\S+) in (\d{4})\b")
_YEAR = re.compile(r"(?:(?<!\s)\s+)?\b\d{4}\b.*")


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
    papers: pd.DataFrame = field(default_factory=TABLES["papers"].empty)
    entry_papers: pd.DataFrame = field(default_factory=TABLES["entry_papers"].empty)

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
    def work_by_entry(self) -> dict[int, int]:
        """Number each paper entry's work: by its key in the enriched tables, else by identifiers and title."""
        keys = {int(e): f"key {k}" for e, k in zip(self.entry_papers["entry"], self.entry_papers["key"], strict=True)}
        entries = [int(row["entry"]) for row in self.paper_rows]
        names = [
            [keys[entry]] if entry in keys else list(list_names(row, self._identifiers(entry)))
            for entry, row in zip(entries, self.paper_rows, strict=True)
        ]
        return dict(zip(entries, join_names(names), strict=True))

    def _identifiers(self, entry: int) -> list[tuple[str, str]]:
        return [(str(link["kind"]), str(link["identifier"])) for link in self.links_by_entry.get(entry, [])]

    @cached_property
    def rows_by_work(self) -> dict[int, list[Row]]:
        """Give the paper entries of each work, in list order."""
        found: dict[int, list[Row]] = {}
        for row in self.paper_rows:
            found.setdefault(self.work_by_entry[int(row["entry"])], []).append(row)
        return found

    @cached_property
    def renamed_venues(self) -> dict[str, tuple[str, int]]:
        """Give the former names of venues, in lower case: the present name, and the year from which it holds."""
        found = {}
        for alias, why in zip(self.venues["alias"], self.venues["why"], strict=True):
            if match := _RENAMED.search(str(why)):
                found[str(alias).lower()] = (match[1], int(match[2]))
        return found

    @cached_property
    def workshop_forms(self) -> dict[str, str]:
        """Give the workshops that the vocabulary also knows as `NAME@CONFERENCE`, in lower case, with that form.

        There are none unless the list itself writes most of its workshops with an @.
        """
        known = self.venues[["alias", "venue"]].astype("str")
        at = known[known["alias"].str.contains("@")]
        forms = {(venue, _words(alias)): alias for alias, venue in zip(at["alias"], at["venue"], strict=True)}
        plain = known[~known["alias"].str.contains("@")]
        pairs = zip(plain["alias"], plain["venue"], strict=True)
        found = {a.lower(): forms[venue, _words(a)] for a, venue in pairs if (venue, _words(a)) in forms}
        written = [venue_spelling(row["publication_raw"]).lower() for row in self.rows]
        usual = sum("@" in spelling for spelling in written) > sum(spelling in found for spelling in written)
        return found if usual else {}

    @cached_property
    def venue_spellings(self) -> dict[str, str]:
        """Give each venue as the list's publication cells most often write it, without year, in its right form."""
        named = self.entries[self.entries["venue"] != ""]
        written = named["publication_raw"].map(venue_spelling).astype("str")
        plain = written.str.fullmatch(r"[^<>]+").astype(bool)
        counted = Counter(zip(named.loc[plain, "venue"], written[plain], strict=True))
        rarest_first = sorted(counted, key=lambda pair: (counted[pair], pair))
        return {str(venue): self._right_form(str(spelling)) for venue, spelling in rarest_first}

    def _right_form(self, spelling: str) -> str:
        present, _ = self.renamed_venues.get(spelling.lower(), (spelling, 0))
        return self.workshop_forms.get(present.lower(), present)


def in_row(row: Row, rule: str, what: str, **cells: Any) -> Finding:
    """Make a finding about a row of the list; `cells` are found, proposed, column and safe."""
    return Finding(int(row["line"]), rule, what, subject=row["title"], entry=int(row["entry"]), **cells)


def venue_spelling(cell: str) -> str:
    """Return how a publication cell writes its venue.

    >>> venue_spelling("CIKM GenRec 2023")
    'CIKM GenRec'
    """
    return _YEAR.sub("", cell)


def name_row(row: Row) -> str:
    """Name a row for a sentence: its short name, else its title."""
    return str(row["name"] or row["title"] or f"line {row['line']}")


def plain_text(cell: object) -> str:
    """Return a cell's text for a sentence: tags are blanks.

    >>> plain_text("Llama2<br />(7B)")
    'Llama2 (7B)'
    """
    return " ".join(re.sub(r"<[a-z/][^<>]*>", " ", str(cell), flags=re.I).split())


def _words(venue: str) -> tuple[str, ...]:
    return tuple(sorted(re.findall(r"[^\W_]+", venue.lower())))


def _group(frame: pd.DataFrame, column: str) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in frame.to_dict("records"):
        found.setdefault(int(row[column]), []).append(row)
    return found
