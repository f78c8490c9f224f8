"""Read a whole list into the tables of 01_parse."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pandas as pd

from listometrics.errors import StudyError
from listometrics.readme.blocks import Heading
from listometrics.readme.entries import EntryCoder, Found
from listometrics.readme.fields import read_fields
from listometrics.readme.items import ItemReader
from listometrics.readme.judging import SKIPPED, judge_pieces, judge_row
from listometrics.readme.markdown import read_blocks, split_lines
from listometrics.readme.pieces import may_be_entry, promote_headings
from listometrics.readme.references import resolve_references
from listometrics.readme.rows import BLANKS
from listometrics.readme.sections import Section, number_sections
from listometrics.readme.settings import Settings
from listometrics.readme.tables import Reject, TableWalk, walk_tables
from listometrics.readme.vocabulary import Aliases, Vocabulary
from listometrics.study.schema import TABLES

NO_SETTINGS = Settings()


@dataclass(frozen=True)
class Parsed:
    """A list as tables (columns and types as in `listometrics.study.schema`), and how many rows, items and blocks.

    `len(entries) + len(rejected) == rows`: nothing is lost. `table_lines` begin with `|` and are counted without the
    parser: those that are not `header_lines` (headers and separators) are entries or rejected. `unused` is what
    `list.toml` says of columns and sections that are not there.
    """

    entries: pd.DataFrame
    entry_models: pd.DataFrame
    entry_strategies: pd.DataFrame
    links: pd.DataFrame
    rejected: pd.DataFrame
    sections: pd.DataFrame
    unknown: pd.DataFrame
    rows: int
    table_lines: int
    header_lines: int
    unused: tuple[str, ...] = ()


def walk_list(
    lines: Sequence[str], where: str, reader: ItemReader | None = None, settings: Settings = NO_SETTINGS
) -> TableWalk:
    """Return the rows, rejects, headings and pieces of a list's lines; raises StudyError if they hold none to study."""
    blocks = read_blocks(resolve_references(lines))
    walk = walk_tables(promote_headings(blocks, reader or ItemReader(Aliases({}, ()))), settings.columns)
    if not (walk.rows or walk.rejects or walk.headers or any(may_be_entry(piece) for piece, _ in walk.pieces)):
        found = (
            f"no table and no item of a list found in {len(lines)} lines"
            if any(map(str.strip, lines))
            else "the file is empty"
        )
        raise StudyError(
            f"{where}: {found}; expected rows below a header such as | Name | Paper | Link |, or items such as "
            "- **Title**, authors, venue and year, [[paper]](address); give a list of papers."
        )
    return walk


@contextmanager
def _without_collector() -> Iterator[None]:
    """Let Python look for no cycles: what is read holds none, and the search takes a fifth of a long list's time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_without_collector()
def parse_readme(
    text: str, vocabulary: Vocabulary, where: str = "raw_readme.md", settings: Settings = NO_SETTINGS
) -> Parsed:
    """Read a list's text; `where` names it in messages, `settings` are its owner's decisions.

    Every table line is a header, a separator, an entry or a row of `rejected`. Every item is an entry, part of one, or
    a row of `rejected`; only in a list of which no item leads out of the page, items are prose. What the vocabulary
    does not know stays as written and is listed in `unknown`. Raises StudyError if there is neither a table line nor
    an item.
    """
    reader, lines = ItemReader(vocabulary.venues), split_lines(text)
    walk = walk_list(lines, where, reader, settings)
    above = _sections_above(walk.headings, number_sections(walk.headings, {row.heading for row in walk.rows}))
    found, rejected = _judge_rows(walk, above, reader, settings)
    items, no_items = judge_pieces(walk, above, reader, settings, lines)
    found = sorted([*found, *items], key=lambda one: one.line)
    rows = len(found) + len(rejected) + len(no_items)
    sections = number_sections(walk.headings, {one.heading for one in found} | {row.heading for row in walk.rows})
    coder = EntryCoder(vocabulary, sections)
    for one in found:
        coder.add(one)
    rejected = sorted([*rejected, *no_items, *coder.rejects], key=lambda reject: reject.line)
    if len(coder.entries) + len(rejected) != rows:
        raise AssertionError(f"{where}: {len(coder.entries)} entries and {len(rejected)} rejects of {rows} rows")
    return Parsed(
        _frame("entries", coder.entries),
        _frame("entry_models", coder.models),
        _frame("entry_strategies", coder.strategies),
        _frame("links", coder.links),
        _frame("rejected", [(reject.line, reject.raw, reject.reason) for reject in rejected]),
        _frame("sections", [(s.section, s.title, s.level, s.parent, s.line) for s in sections]),
        _frame("unknown", sorted(coder.unknown)),
        rows,
        *_count_table_lines(lines, [*walk.headers, *walk.separators], coder.entries, rejected),
        tuple(settings.find_unused(walk.columns, [name for names in above.values() for name in names])),
    )


def _count_table_lines(
    lines: Sequence[str], ruled: Sequence[int], entries: Sequence[Sequence[Any]], rejected: Sequence[Reject]
) -> tuple[int, int]:
    """Return the number of lines that begin with `|`, by the text alone, and of headers and separators among them.

    Raises AssertionError where such a line is not just once a header, a separator, an entry or rejected.
    """
    led = {number for number, line in enumerate(lines, start=1) if line.lstrip(BLANKS).startswith("|")}
    headers = [number for number in ruled if number in led]
    others = [number for number in (*(row[1] for row in entries), *(one.line for one in rejected)) if number in led]
    if sorted([*headers, *others]) != sorted(led):
        lost = sorted(led.difference(headers, others))
        raise AssertionError(f"{len(led)} table lines, {len(headers)} + {len(others)} accounted for; lost: {lost[:5]}")
    return len(led), len(headers)


def _judge_rows(
    walk: TableWalk, above: Mapping[int, Sequence[str]], reader: ItemReader, settings: Settings
) -> tuple[list[Found], list[Reject]]:
    """Return the rows that are entries, and all table lines that are none."""
    found: list[Found] = []
    rejected = list(walk.rejects)
    for row in walk.rows:
        around = above[row.heading]
        fields = read_fields(row.cells, row.header, reader.read_mixed)
        reason = "" if settings.kind_of(around) else judge_row(row, fields, around[::2])
        if settings.skips(around):
            reason = SKIPPED
        if reason:
            rejected.append(Reject(row.line, row.raw.strip(), reason))
        else:
            found.append(Found(row.line, row.raw, row.heading, row.header.kind, fields))
    return found, rejected


def _sections_above(headings: Sequence[Heading], sections: Sequence[Section]) -> dict[int, list[str]]:
    """Return title and number of each section and of those around it, by its place, but not of the list itself."""
    above: dict[int, list[str]] = {-1: []}
    around: list[int] = []
    for place, heading in enumerate(headings):
        while around and headings[around[-1]].level >= heading.level:
            around.pop()
        around.append(place)
        inner = [one for one in reversed(around) if one or not place]
        above[place] = [name for one in inner for name in (sections[one].title, sections[one].section)]
    return above


def _frame(name: str, rows: Sequence[Sequence[object]]) -> pd.DataFrame:
    """Return rows as a frame with the table's columns and types."""
    dtypes = TABLES[name].dtypes
    columns = zip(*rows, strict=True) if rows else [() for _ in dtypes]
    frame = zip(dtypes.items(), columns, strict=True)
    return pd.DataFrame({column: pd.Series(list(cells), dtype=dtype) for (column, dtype), cells in frame})
