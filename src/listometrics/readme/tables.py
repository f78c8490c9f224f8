"""Walk the blocks of a list: which table lines are headers, separators and rows, and where each row stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from listometrics.readme.blocks import Block, Fold, Heading, HtmlTable, Piece, TableLines
from listometrics.readme.columns import Header, may_be_header, read_header
from listometrics.readme.html_tables import HtmlRow, read_html_rows
from listometrics.readme.links import parse_links
from listometrics.readme.rows import is_separator, split_cells, split_cells_mildly
from listometrics.readme.words import has_paper_address

_NOTHING: Mapping[str, str] = MappingProxyType({})
_LEADING = "a row in place of the header"
_PLACES = {"code": "a table line inside code", "comment": "a table line inside an HTML comment"}
_PIECE_PLACES = {
    "code": "an item inside code",
    "comment": "an item inside an HTML comment",
    "centred": "a centred block of HTML",
}


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
    """What the table lines of a list are, every line in just one of four; and the headings and the other pieces.

    A piece stands beside the place from 0 of its heading.
    """

    rows: list[Row] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    headers: list[int] = field(default_factory=list)
    separators: list[int] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    pieces: list[tuple[Piece, int]] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)  # names of columns, folded
    heading: int = -1  # the place of the heading in force


def walk_tables(blocks: Sequence[Block], columns: Mapping[str, str] = _NOTHING) -> TableWalk:
    """Tell headers, separators, rows and rejects apart; `columns` are targets by column name that go before our own.

    A header is the line above a separator, or a line whose cells are names of columns. Rows that follow without
    a header of their own, as after a heading in the middle of a table, are read with the last one. What stands in
    `<details>` is in a section of its own if its summary is a heading; behind it the section before goes on.

    >>> walk = walk_tables([TableLines(((1, "| Name | Paper |"), (2, "|---|---|"), (3, "| A | B |"), (4, "| C |")))])
    >>> walk.rows[0].cells, walk.rejects[0].reason
    (['A', 'B'], '1 cell, the header has 2')
    """
    walk = TableWalk()
    header: Header | None = None
    folded: list[int] = []  # the heading in force before each <details> that is open
    for block in blocks:
        if isinstance(block, Heading):
            walk.headings.append(block)
            walk.heading = len(walk.headings) - 1
        elif isinstance(block, Fold):
            if block.opens:
                folded.append(walk.heading)
            elif folded:
                walk.heading = folded.pop()
        elif isinstance(block, Piece) and block.place:
            walk.rejects.append(Reject(block.line, block.text.partition("\n")[0], _PIECE_PLACES[block.place]))
        elif isinstance(block, Piece):
            walk.pieces.append((block, walk.heading))
        elif isinstance(block, HtmlTable):
            _walk_html(walk, read_html_rows(block), columns)
        elif block.place:
            walk.rejects += [Reject(line, raw.strip(), _PLACES[block.place]) for line, raw in block.lines]
        else:
            header = _walk_block(walk, block, header, columns)
    return walk


def _walk_html(walk: TableWalk, rows: Sequence[HtmlRow], columns: Mapping[str, str]) -> None:
    """Sort the rows of an HTML table into the walk; its header is its first row, and every row of `<th>` alone."""
    header: Header | None = None
    rejects: dict[int, Reject] = {}
    for index, row in enumerate(rows):
        found = read_header(row.cells, columns)
        if (row.is_header and not row.is_across) or (index == 0 and found.is_sure):
            header = found
            walk.headers.append(row.line)
            walk.columns.update(name.casefold() for name in found.names)
            continue
        reason = "one cell over several columns" if row.is_across else _find_reason(row.cells, header)
        if not reason and header is not None:
            walk.rows.append(Row(row.line, row.raw, walk.heading, header, row.cells))
        elif known := rejects.get(row.line):
            rejects[row.line] = Reject(row.line, f"{known.raw} {row.raw}", known.reason)
        else:
            rejects[row.line] = Reject(row.line, row.raw, reason)
    walk.rejects += rejects.values()


def _walk_block(walk: TableWalk, block: TableLines, header: Header | None, columns: Mapping[str, str]) -> Header | None:
    """Sort the lines of one table into the walk; return the header that is in force after it."""
    lines = block.lines
    ruled = [is_separator(raw) for _, raw in lines]
    index = 0
    while index < len(lines):
        line, raw = lines[index]
        above_separator = index + 1 < len(lines) and ruled[index + 1]
        cells = [] if ruled[index] else split_cells(raw)
        found = _find_header(cells, above_separator, index == 0, columns)
        if found is not None and _is_paper_row(cells, found):
            header = None
            walk.rejects.append(Reject(line, raw.strip(), _LEADING))
            walk.separators.append(lines[index + 1][0])
        elif found is not None:
            header = found
            walk.headers.append(line)
            walk.columns.update(name.casefold() for name in found.names)
            if above_separator:
                walk.separators.append(lines[index + 1][0])
        else:
            _sort_row(walk, (line, raw), cells, header)
        index += 2 if found is not None and above_separator else 1
    return header


def _is_paper_row(cells: Sequence[str], header: Header) -> bool:
    """Tell whether what stands in place of a header is a row: no name of a column of titles, but a paper's address."""
    if header.names_entries:
        return False
    return any(has_paper_address(link.url) for cell in cells for link in parse_links(cell).links)


def _find_header(
    cells: Sequence[str], above_separator: bool, is_first: bool, columns: Mapping[str, str]
) -> Header | None:
    """Read a line as a header if it is one; no cells are a separator's."""
    if not cells or not ((above_separator and is_first) or may_be_header(cells)):
        return None
    header = read_header(cells, columns)
    return header if header.is_sure or (above_separator and is_first) else None


def _sort_row(walk: TableWalk, numbered: tuple[int, str], cells: Sequence[str], header: Header | None) -> None:
    line, raw = numbered
    if cells and header is not None and len(cells) != len(header.names):
        mildly = split_cells_mildly(raw)
        cells = mildly if len(mildly) == len(header.names) else cells
    reason = _find_reason(cells, header)
    if not cells and is_separator(raw):
        dashes = header is not None and set(split_cells(raw)) == {"-"}
        reason = "blank row" if dashes else "a separator without a header above it"
    if reason or header is None:
        walk.rejects.append(Reject(line, raw.strip(), reason))
    else:
        walk.rows.append(Row(line, raw, walk.heading, header, cells))


def _find_reason(cells: Sequence[str], header: Header | None) -> str:
    """Return why cells are no row of a table with this header, or nothing."""
    if header is None:
        return "no header above it"
    if not any(cells):
        return "blank row"
    if len(cells) != len(header.names):
        return f"{len(cells)} cell{'s' * (len(cells) != 1)}, the header has {len(header.names)}"
    if not header.names_entries:
        return "no column of its table holds names or titles"
    return ""
