"""Read a whole list into the tables of 01_parse: text → blocks → candidates → what they say → filter → entries."""

from __future__ import annotations

import gc
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import pandas as pd

from listometrics.errors import StudyError
from listometrics.readme.candidates import Candidate, ListWalk, read_cells, walk_blocks
from listometrics.readme.coding import code_entries
from listometrics.readme.entry_filter import filter_items, filter_rows
from listometrics.readme.html_blocks import Block
from listometrics.readme.inline_text import BLANKS, LONGEST_CELL, make_plain
from listometrics.readme.list_items import ItemReader, join_items, may_be_entry, promote_headings
from listometrics.readme.markdown_blocks import read_blocks, resolve_references, split_lines
from listometrics.readme.phrases import EDGES, parse_publication, read_date
from listometrics.readme.vocabulary import Aliases, Settings, Vocabulary
from listometrics.study.schema import TABLES

NO_SETTINGS = Settings()
_COUNT = re.compile(r"\s*\(\d+ [^\W\d]+\)$")  # 2024 (8 papers)
_VENUE_YEAR = re.compile(r"[A-Z][a-z]*[A-Z][A-Za-z]* ?(?:(?:19|20)\d\d|['’]\d\d)")
_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,3})*)(?:\.|、|:|：|\)|）)?(?:\s+|(?<=[、:：)）]))")


@dataclass(frozen=True)
class Parsed:
    """A list as tables (columns and types as the schema has them), and how many rows, items and blocks.

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


class Section(NamedTuple):
    """A section: its number, title, depth from 1, the number of the section above it, and its line."""

    section: str
    title: str
    level: int
    parent: str
    line: int


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
    above = _name_sections_above(number_sections(walk.headings, {row.heading for row in walk.rows}))
    for row in walk.rows:
        read_cells(row, reader.read_mixed)
    items = join_items(walk.texts, reader)
    for item in items:
        reader.finish(item)
    _take_from_headings(items, walk.headings, above, vocabulary)
    candidates = [*filter_rows(walk.rows, above, settings), *walk.rejects, *filter_items(items, above, settings, lines)]
    candidates.sort(key=lambda candidate: candidate.line)
    for found in candidates:
        if not (found.reason or found.name or any(map(str.isalpha, found.title))):
            found.reason = "neither a name nor a title"
    entries = [found for found in candidates if not found.reason]
    sections = number_sections(walk.headings, {found.heading for found in (*entries, *walk.rows)})
    table_lines, header_lines = _count_table_lines(lines, walk.headers, candidates)
    rejected = [(found.line, found.raw, found.reason) for found in candidates if found.reason]
    coded = code_entries(entries, vocabulary, [section[:2] for section in sections])
    cells: dict[str, Sequence[Sequence[Any]]] = {
        **coded,
        "unknown": sorted(coded["unknown"]),
        "rejected": rejected,
        "sections": sections,
    }
    frames: dict[str, Any] = {name: _make_frame(name, rows) for name, rows in cells.items()}
    unused = tuple(settings.find_unused(walk.columns, [name for names in above.values() for name in names]))
    return Parsed(**frames, rows=len(candidates), table_lines=table_lines, header_lines=header_lines, unused=unused)


def _take_from_headings(
    items: Sequence[Candidate], headings: Sequence[Block], above: Mapping[int, Sequence[str]], vocabulary: Vocabulary
) -> None:
    """Give items that name no year or no venue those that the titles of their sections consist of."""

    @cache
    def said(place: int) -> tuple[str, int | None]:
        venue, year = "", None
        for title in above[place][::2]:
            bare = _COUNT.sub("", make_plain(title[:LONGEST_CELL])).strip(EDGES)
            published = parse_publication(bare, vocabulary.venues) if not read_date(bare) else None
            is_venue = published and ((published.is_known and published.venue) or _VENUE_YEAR.fullmatch(bare))
            year = year or (published.year if published and is_venue else int((read_date(bare) or "0")[:4]) or None)
            venue = venue or (published.venue if published and is_venue else "")
        return venue, year

    for item in items:
        venue, year = said(item.heading)
        is_preprint = item.publication_raw and parse_publication(item.publication_raw, vocabulary.venues).preprint
        has_year = item.year or re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)|['’]\d\d(?!\d)", item.publication_raw)
        if year and not has_year and item.title:
            item.year = year
        if venue and not item.publication_raw and not is_preprint and item.title and (item.links_paper or item.authors):
            item.publication_raw = venue


def walk_list(
    lines: Sequence[str], where: str, reader: ItemReader | None = None, settings: Settings = NO_SETTINGS
) -> ListWalk:
    """Return the candidates and headings of a list's lines; raises StudyError if they hold none to study."""
    blocks = read_blocks(resolve_references(lines))
    walk = walk_blocks(promote_headings(blocks, reader or ItemReader(Aliases({}, ()))), settings.columns)
    if not (walk.rows or walk.rejects or walk.headers or any(map(may_be_entry, walk.texts))):
        is_blank = not any(map(str.strip, lines))
        found = "the file is empty" if is_blank else f"no table and no item of a list found in {len(lines)} lines"
        raise StudyError(
            f"{where}: {found}; expected rows below a header such as | Name | Paper | Link |, or items such as "
            "- **Title**, authors, venue and year, [[paper]](address); give a list of papers."
        )
    return walk


def _count_table_lines(lines: Sequence[str], ruled: Sequence[int], candidates: Sequence[Candidate]) -> tuple[int, int]:
    """Return the number of lines that begin with `|`, by the text alone, and of headers and separators among them.

    Raises AssertionError where such a line is not just once a header, a separator, an entry or rejected.
    """
    led = {number for number, line in enumerate(lines, start=1) if line.lstrip(BLANKS).startswith("|")}
    headers = [number for number in ruled if number in led]
    told = Counter([*headers, *(found.line for found in candidates if found.line in led)])
    if told != Counter(led):
        raise AssertionError(
            f"{len(led)} table lines, {told.total()} accounted for; lost: {sorted(led - told.keys())[:5]}"
        )
    return len(led), len(headers)


def _make_frame(name: str, rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
    dtypes = TABLES[name].dtypes
    columns = zip(*rows, strict=True) if rows else [()] * len(dtypes)
    cells = zip(dtypes.items(), columns, strict=True)
    return pd.DataFrame({column: pd.Series(list(values), dtype=dtype) for (column, dtype), values in cells})


def _name_sections_above(sections: Sequence[Section]) -> dict[int, list[str]]:
    """Return title and number of each section and of those that it stands in, by its place."""
    names: dict[str, list[str]] = {}
    for section in sections:
        names[section.section] = [section.title, section.section, *names.get(section.parent, ())]
    return {-1: [], **{place: names[section.section] for place, section in enumerate(sections)}}


def number_sections(headings: Sequence[Block], with_rows: Collection[int]) -> list[Section]:
    """Return a section for each heading; `with_rows` are the places from 0 of headings that have table rows.

    The number stands in the heading's text, else in its id, else it is the next free one below the section
    above. A first heading that bears no number and no rows is the list's title, section `0`. A number that
    comes twice gets `-2`.

    >>> headings = [Block("heading", line, text, line) for line, text in ((1, "My list"), (2, "1. Papers"), (3, "Old"))]
    >>> [(s.section, s.title, s.level, s.parent) for s in number_sections(headings, {1, 2})]
    [('0', 'My list', 1, ''), ('1', 'Papers', 1, ''), ('1.1', 'Old', 2, '1')]
    """
    split = [_split_number(heading) for heading in headings]
    taken = {number for number, _ in split if number}
    levels = dict.fromkeys(taken, 0)
    counts = Counter[str]()  # the last number given below a section, or to copies of a number
    sections: list[Section] = []
    above: list[tuple[int, str]] = []  # level of the heading, number of its section
    used: set[str] = set()

    def next_free(prefix: str, first: int, numbers: Collection[str]) -> str:
        counts[prefix] = max(counts[prefix] + 1, first)
        while f"{prefix}{counts[prefix]}" in numbers:
            counts[prefix] += 1
        return f"{prefix}{counts[prefix]}"

    for place, (heading, (number, title)) in enumerate(zip(headings, split, strict=True)):
        while above and above[-1][0] >= heading.level:
            above.pop()
        parent = above[-1][1] if above else ""
        if place == 0 and not number and 0 not in with_rows and len(headings) > 1:
            number = "0"
        elif number:
            inner = number.rpartition(".")[0]
            parent = inner if inner in used else parent
            number = next_free(f"{number}-", 2, used) if number in used else number
            above.append((heading.level, number))
        else:
            number = next_free(f"{parent}." if parent else "", 1, taken)
            taken.add(number)
            above.append((heading.level, number))
        levels[number] = levels.get(parent, 0) + 1 if parent else 1
        sections.append(Section(number, title, levels[number], parent, heading.line))
        used.add(number)
    return sections


def _split_number(heading: Block) -> tuple[str, str]:
    """Return the number and title of a heading; the number is empty if neither text nor id tells it."""
    text = heading.text if len(heading.text) > LONGEST_CELL else make_plain(heading.text)
    match = _NUMBER.match(text)
    if match and text[match.end() :].strip():
        return match.group(1), text[match.end() :].strip()
    anchor = heading.anchor.strip()
    return (anchor if re.fullmatch(r"\d{1,3}(?:\.\d{1,3})*", anchor) else ""), text
