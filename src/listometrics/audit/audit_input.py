"""What the rules look at: the list's text, its tables, the vocabularies, and what sources say of its works."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any, NamedTuple

import pandas as pd

from listometrics.identifiers import KINDS
from listometrics.readme.candidates import Header, read_header
from listometrics.readme.inline_text import BLANKS
from listometrics.readme.markdown_blocks import is_separator, split_cells, split_cells_mildly
from listometrics.readme.parse import parse_readme
from listometrics.readme.vocabulary import make_vocabulary, read_settings
from listometrics.study.files import LIST
from listometrics.study.stage import Stage
from listometrics.works.enrich import enrich
from listometrics.works.identity import (
    MOST_TITLES,
    SAME_TITLE,
    compare_titles,
    join_names,
    list_names,
    normalise_title,
    says_enough,
)

Row = dict[Any, Any]
PARSED = ("entries", "entry_models", "links", "sections", "rejected", "unknown")
VOCABULARIES = ("models", "strategies", "venues")
ENRICHED = ("papers", "entry_papers")
_PROOF = tuple(f"{kind} " for kind in KINDS)
_RENAMED = re.compile(r"\brenamed (\S+) in (\d{4})\b")
_YEAR = re.compile(r"(?:(?<!\s)\s+)?\b\d{4}\b.*")


class ListTable(NamedTuple):
    """A table of the list: the line of its header (from 1), the header, the lines of its rows, its section."""

    line: int
    header: Header
    rows: range
    section: str


@dataclass(frozen=True)
class AuditInput:
    """The list's text and the tables that the rules read: those of PARSED, VOCABULARIES and ENRICHED, by name."""

    text: str
    frames: Mapping[str, pd.DataFrame]

    @cached_property
    def rows(self) -> list[Row]:
        """List the entries as dicts, in list order, each with what the other tables hold of it.

        To the columns of entries (an unknown year or preprint is None) come `links` and `models`, the rows of those
        tables; `identifiers`, the links' kinds and values; `record`, the row of papers (empty where no source knows
        the work; its year is text); `published`, the record where it is of a published version; `work`, equal for
        rows of the same work.
        """
        rows: list[Row] = self.frames["entries"].sort_values("entry").to_dict("records")
        links, models = (
            group(self.frames[table].to_dict("records"), itemgetter("entry")) for table in ("links", "entry_models")
        )
        records = {row["key"]: row for row in self.frames["papers"].to_dict("records")}
        keys: dict[int, str] = dict(self.frames["entry_papers"][["entry", "key"]].itertuples(index=False))
        names: list[list[str]] = []
        titles: dict[str, list[str]] = {}
        for row in rows:
            entry = int(row["entry"])
            record = dict(records.get(keys.get(entry), {}))
            if record:
                record["year"] = "" if pd.isna(record["year"]) else str(int(record["year"]))
            row["year"] = None if pd.isna(row["year"]) else int(row["year"])
            row["preprint"] = None if pd.isna(row["preprint"]) else bool(row["preprint"])
            row["links"], row["models"], row["record"] = links.get(entry, []), models.get(entry, []), record
            row["identifiers"] = [(str(link["kind"]), str(link["identifier"])) for link in row["links"]]
            row["published"] = record if record.get("status") == "published" and record["venue"] else {}
            # What no source knows is one work by a telling title, or by an identifier under like titles.
            said = list(_name_work(list_names(row, row["identifiers"]), str(row["title"]), titles))
            names.append([f"key {keys[entry]}"] if record.get("sources") else said)
        for row, work in zip(rows, join_names(names), strict=True):
            row["work"] = work
        return rows

    @cached_property
    def paper_rows(self) -> list[Row]:
        """List the entries that are papers."""
        return [row for row in self.rows if row["kind"] == "paper"]

    @cached_property
    def rows_by_work(self) -> dict[int, list[Row]]:
        """Give the paper entries of each work, in list order."""
        return group(self.paper_rows, itemgetter("work"))

    @cached_property
    def sections(self) -> dict[str, Row]:
        """Give the sections by number."""
        return {str(row["section"]): row for row in self.frames["sections"].to_dict("records")}

    def say_section(self, number: str) -> str:
        """Name a section: by its number, with its title where the list itself does not number it."""
        section = self.sections.get(number)
        if section is None or re.search(rf"(?<![\d.]){re.escape(number)}(?![\d])", self.lines[section["line"] - 1]):
            return number
        return f"{number} ({section['title']})"

    def list_around(self, number: str) -> Iterator[str]:
        """List a section and those around it, from the inner to the outer ones."""
        while number in self.sections:
            yield number
            number = str(self.sections[number]["parent"])

    @cached_property
    def lines(self) -> list[str]:
        """Give the list's lines with their endings."""
        return split_whole_lines(self.text)

    @cached_property
    def tables(self) -> list[ListTable]:
        """Give the list's tables: a line of cells above a separator line, and the lines of cells below it."""
        headings = self.frames["sections"].sort_values("line", kind="stable")
        starts, names = headings["line"].tolist(), ["", *headings["section"]]
        tables, last = [], 0
        for i in range(1, len(self.lines)):
            above = self.lines[i - 1]
            if i > last and "|" in above and is_separator(self.lines[i]) and not is_separator(above):
                last = next((n for n in range(i + 1, len(self.lines)) if "|" not in self.lines[n]), len(self.lines))
                section = str(names[bisect_right(starts, i)])
                tables.append(ListTable(i, read_header(split_cells(above)), range(i + 2, last + 1), section))
        return tables

    @cached_property
    def headers(self) -> dict[int, Header]:
        """Give the header that tells what the cells of a line hold, by the lines of tables."""
        return {line: table.header for table in self.tables for line in (table.line, *table.rows)}

    def read_cells(self, row: Row, column: str) -> list[str]:
        """Return the texts of a row's cells of a column as they stand in the list; none where its table has none."""
        line = int(row["line"])
        if line not in self.headers:
            return []
        text = self.lines[line - 1]
        return [text[slice(*span)] for span in find_cells(text, self.headers[line], column)]

    @cached_property
    def renamed_venues(self) -> dict[str, tuple[str, int]]:
        """Give the former names of venues, in lower case: the present name, and the year from which it holds."""
        venues = self.frames["venues"].to_dict("records")
        found = {str(row["alias"]).lower(): _RENAMED.search(str(row["why"])) for row in venues}
        return {alias: (match[1], int(match[2])) for alias, match in found.items() if match}

    @cached_property
    def workshop_forms(self) -> dict[str, str]:
        """Give the workshops that the vocabulary also knows as `NAME@CONFERENCE`, in lower case, with that form.

        There are none unless the list itself writes most of its workshops with an @.
        """
        known = [(str(row["alias"]), _workshop(row)) for row in self.frames["venues"].to_dict("records")]
        forms = {workshop: alias for alias, workshop in known if "@" in alias}
        found = {alias.lower(): forms[workshop] for alias, workshop in known if "@" not in alias and workshop in forms}
        written = [venue_spelling(row["publication_raw"]).lower() for row in self.rows]
        usual = sum("@" in spelling for spelling in written) > sum(spelling in found for spelling in written)
        return found if usual else {}

    @cached_property
    def venue_spellings(self) -> dict[str, str]:
        """Give each venue as the list's publication cells most often write it, without year, in its right form."""
        written = [(str(row["venue"]), venue_spelling(row["publication_raw"])) for row in self.rows if row["venue"]]
        counts = Counter((venue, spelling) for venue, spelling in written if re.fullmatch(r"[^<>]+", spelling))
        found = {}
        for venue, spelling in sorted(counts, key=lambda pair: (counts[pair], pair)):  # the most frequent last
            present, _ = self.renamed_venues.get(spelling.lower(), (spelling, 0))
            found[venue] = self.workshop_forms.get(present.lower(), present)
        return found


def read_audit_input(stage: Stage) -> AuditInput:
    """Read what the earlier stages have written of a study."""
    return AuditInput(stage.read_text(LIST), {name: stage.read(name) for name in (*PARSED, *VOCABULARIES, *ENRICHED)})


def make_audit_input(stage: Stage) -> AuditInput:
    """Parse and enrich a study's list in memory: from its inputs alone, and nothing is written."""
    text = stage.read_text(LIST)
    vocabularies = {name: stage.read(name) for name in VOCABULARIES}
    parsed = parse_readme(text, make_vocabulary(**vocabularies), LIST, read_settings(stage.read_choices()))
    entries = {"entries": parsed.entries, "links": parsed.links}
    sources = stage.read_folder("data/bib/sources/*.bib")
    enriched = enrich(entries, sources, stage.read_state("keys"), {"venues": vocabularies["venues"]})
    frames = {name: getattr(parsed, name) for name in PARSED} | {name: getattr(enriched, name) for name in ENRICHED}
    return AuditInput(text, frames | vocabularies)


def split_whole_lines(text: str) -> list[str]:
    """Split a text into lines, each with its own line ending."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", text)


def find_cells(line: str, header: Header, target: str) -> list[tuple[int, int]]:
    """Return where a row's cells of the columns that hold `target` stand; none where the row does not fit."""
    for split in (split_cells, split_cells_mildly):
        cells = split(line)
        if len(cells) == len(header.targets):
            return [span for span, holds in zip(locate(cells, line), header.targets, strict=False) if holds == target]
    return []


def locate(cells: list[str], line: str) -> list[tuple[int, int]]:
    """Return where the cells of a line stand in it, one after the other; an empty one is behind its first blank."""
    at = line.index("|") + 1 if line.strip(BLANKS).startswith("|") else 0
    spans = []
    for cell in cells:
        start = line.find(cell, at) if cell or line[at : at + 1] == "|" else at + 1
        end = start + len(cell)
        if "|" in cell and "\\|" in line:  # splitting has taken away the backslash that keeps a pipe in its cell
            escaped = re.compile(re.escape(cell).replace(r"\|", r"\\?\|")).search(line, at)
            start, end = escaped.span() if escaped else (-1, -1)
        if start < 0:
            return []
        spans.append((start, end))
        at = line.find("|", end) + 1
    return spans


def venue_spelling(cell: str) -> str:
    """Return how a publication cell writes its venue: what stands before the year."""
    return _YEAR.sub("", cell)


def name_row(row: Row) -> str:
    """Name a row for a sentence: its short name, else its title."""
    return str(row["name"] or row["title"] or f"line {row['line']}")


def _name_work(names: Iterable[str], written: str, titles: dict[str, list[str]]) -> Iterator[str]:
    """Say what names a row's work: a title with its plus signs (X++ is not X), and identifiers under like titles.

    A short title names nothing. An identifier gets the number of the first title under it that is like this one; a
    title of one word, which may be a label of the list, is like none.
    """
    title = normalise_title(written)
    is_label = title.isascii() and title.isalnum()
    for name in names:
        if name.startswith(_PROOF):
            known = titles.setdefault(name, [])
            alike = (
                n
                for n, one in enumerate(known[:MOST_TITLES])
                if not is_label and compare_titles([one], [title]) >= SAME_TITLE
            )
            number = next(alike, len(known))
            known += [title] * (number == len(known))
            yield f"{name} {number} {written.count('+')}"
        elif not name.startswith("title ") or says_enough(title):
            yield f"{name} {written.count('+')}"


def _workshop(row: Row) -> tuple[str, ...]:
    """Return what the spellings of one workshop have in common: the venue, and the words in any order."""
    return str(row["venue"]), *sorted(re.findall(r"[^\W_]+", str(row["alias"]).lower()))


def group(items: Iterable[Any], key: Callable[[Any], Any]) -> dict[Any, list[Any]]:
    """Group items by a key; keys and items stay in their order."""
    found: dict[Any, list[Any]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return found
