"""Walk the blocks of a list: which table lines are headers, separators and rows, and where each row stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from listometrics.parse.columns import Header, may_be_header, read_header
from listometrics.parse.markdown import Heading, TableLines
from listometrics.parse.rows import is_separator, split_cells, split_cells_mildly

_PLACES = {"code": "a table line inside code", "comment": "a table line inside an HTML comment"}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: line, text as written, place from 0 of its heading (-1 for none), header and cells."""

    line: int
    raw: str
    heading: int
    header: Header
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Reject:
    """A table line that is no row of a table, as written, and why."""

    line: int
    raw: str
    reason: str


@dataclass(slots=True)
class TableWalk:
    """What the table lines of a list are; every line is in just one of the four."""

    rows: list[Row] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    headers: list[int] = field(default_factory=list)
    separators: list[int] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)


def walk_tables(blocks: Sequence[Heading | TableLines]) -> TableWalk:
    """Tell headers, separators, rows and rejects apart.

    A header is the line above a separator, or a line whose cells are names of columns. Rows that follow without
    a header of their own, as after a heading in the middle of a table, are read with the last one.

    >>> walk = walk_tables([TableLines(((1, "| Name | Paper |"), (2, "|---|---|"), (3, "| A | B |"), (4, "| C |")))])
    >>> walk.rows[0].cells, walk.rejects[0].reason
    (['A', 'B'], '1 cell, the header has 2')
    """
    walk = TableWalk()
    header: Header | None = None
    for block in blocks:
        if isinstance(block, Heading):
            walk.headings.append(block)
        elif block.place:
            walk.rejects += [Reject(line, raw.strip(), _PLACES[block.place]) for line, raw in block.lines]
        else:
            header = _walk_block(walk, block, header)
    return walk


def _walk_block(walk: TableWalk, block: TableLines, header: Header | None) -> Header | None:
    """Sort the lines of one table into the walk; return the header that is in force after it."""
    lines = block.lines
    index = 0
    while index < len(lines):
        line, raw = lines[index]
        above_separator = index + 1 < len(lines) and is_separator(lines[index + 1][1])
        cells = [] if is_separator(raw) else split_cells(raw)
        found = _find_header(cells, above_separator, index == 0)
        if found is not None:
            header = found
            walk.headers.append(line)
            if above_separator:
                walk.separators.append(lines[index + 1][0])
        else:
            _sort_row(walk, (line, raw), cells, header)
        index += 2 if found is not None and above_separator else 1
    return header


def _find_header(cells: Sequence[str], above_separator: bool, is_first: bool) -> Header | None:
    """Read a line as a header if it is one; no cells are a separator's."""
    if not cells or not ((above_separator and is_first) or may_be_header(cells)):
        return None
    header = read_header(cells)
    return header if header.is_sure or (above_separator and is_first) else None


def _sort_row(walk: TableWalk, numbered: tuple[int, str], cells: Sequence[str], header: Header | None) -> None:
    line, raw = numbered
    if cells and header is not None and len(cells) != len(header.names):
        mildly = split_cells_mildly(raw)
        cells = mildly if len(mildly) == len(header.names) else cells
    reason = ""
    if not cells and is_separator(raw):
        reason = "a separator without a header above it"
    elif header is None:
        reason = "no header above it"
    elif not any(cells):
        reason = "blank row"
    elif len(cells) != len(header.names):
        reason = f"{len(cells)} cell{'s' * (len(cells) != 1)}, the header has {len(header.names)}"
    elif not header.names_entries:
        reason = "no column of its table holds names or titles"
    if reason or header is None:
        walk.rejects.append(Reject(line, raw.strip(), reason))
    else:
        walk.rows.append(Row(line, raw, len(walk.headings) - 1, header, cells))
