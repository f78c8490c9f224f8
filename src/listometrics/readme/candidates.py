"""Make candidates for entries of a list's blocks, and read the cells of those that are rows of tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from listometrics.readme.html_blocks import Block, TableRow
from listometrics.readme.inline_text import (
    BLANKS,
    EMOJI,
    LONGEST,
    Link,
    Run,
    drop_leading_emoji,
    is_blank,
    is_marked,
    join_runs,
    make_plain,
    parse_links,
    read_runs,
    split_read_mark,
)
from listometrics.readme.markdown_blocks import is_separator, split_cells, split_cells_mildly
from listometrics.readme.phrases import Phrase, find_date, has_paper_address, is_paper_link, read_date
from listometrics.readme.vocabulary import DATA

_TARGET_OF: dict[str, str] = {
    name: target for target, names in DATA["columns"].items() for name in names.replace("\n", "").split("|")
}
_KIND_OF = {
    name: kind for kind in ("dataset", "benchmark", "repository") for name in DATA["columns_of"][kind].split("|")
}
_KNOWN = _TARGET_OF.keys() | _KIND_OF.keys()
_TITLES = frozenset(DATA["columns_of"]["titles"].split("|"))
_TEXTS = ("name", "title", "authors", "backbone_raw", "strategy_raw", "publication_raw", "note")
_NOTHING: Mapping[str, str] = MappingProxyType({})
_MARKS = BLANKS + "*_`"
_LONGEST_NAME = 40  # characters of a column's
_EMOJI = re.compile(f"[{EMOJI}]+")
_BRACKETS = re.compile(r"\([^()]*\)")
_JOINED = re.compile(r"(?:(?<!\s)\s+)?(?:[/&+,|]|\band\b|\bor\b|与|和)\s*")
_PLACES = {"code": "inside code", "comment": "inside an HTML comment"}
_BREAK = re.compile(r"<br\b", re.I)
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")


class Header(NamedTuple):
    """A table's header: the names as written, what each column holds (one of `TARGETS`), and the kind of its rows."""

    names: tuple[str, ...]
    targets: tuple[str, ...]
    kind: str

    @property
    def names_entries(self) -> bool:
        """Tell whether a column holds a name or a title."""
        return not {"name", "title", "mixed"}.isdisjoint(self.targets)

    @property
    def is_sure(self) -> bool:
        """Tell whether the names alone show that this is a header: two or more are known, and most of them."""
        known = sum(target != "other" for target in self.targets)
        return self.names_entries and known >= 2 and 2 * known > sum(map(bool, self.names))


@dataclass(slots=True)
class Candidate:
    """What may be an entry: where it stands, what it says, and the `reason` why it is none.

    `heading` is the place of its heading from 0 (-1 for none), `level` the number of items that it stands in. Texts are
    as written; `year` and `date` (`YYYY-MM`) are those that the list gives beside the publication. Of an item, `how`
    tells how its title stands there: `bold`, `link`, `italic`, `plain`, `label` or nothing; `before` is loose text
    before the title, `after` begins right behind it, `said` are the phrases beside it; a rival is a link behind a plain
    title that looks like one, too.
    """

    line: int
    raw: str = ""
    heading: int = -1
    reason: str = ""
    kind: str = "paper"
    header: Header | None = None
    cells: Sequence[str] = ()
    text: str = ""
    level: int = 0
    is_item: bool = False

    name: str = ""
    title: str = ""
    read: bool = False
    backbone_raw: str = ""
    strategy_raw: str = ""
    publication_raw: str = ""
    note: str = ""
    year: int | None = None
    date: str = ""
    authors: str = ""
    links: list[Link] = field(default_factory=list)
    other: dict[str, str] = field(default_factory=dict)

    how: str = ""
    before: str = ""
    after: str = ""
    said: list[Phrase] = field(default_factory=list)
    is_labelled: bool = False
    has_rival: bool = False
    is_group: bool = False
    below: list[int] = field(default_factory=list)  # lines of the items that belong to it

    def says(self, *kinds: str) -> list[str]:
        """Return the phrases of some kinds beside the title."""
        return [phrase.text for phrase in self.said if phrase.kind in kinds]

    @property
    def is_field(self) -> bool:
        """Tell whether the text has no title of its own and all of it was understood."""
        has_any = self.is_labelled or self.links or self.says("publication", "authors", "date")
        return bool(has_any) and not (self.how or self.says("loose"))

    @property
    def has_paper_address(self) -> bool:
        """Tell whether a link's address is that of a paper."""
        return any(has_paper_address(link.url) for link in self.links)

    @property
    def links_paper(self) -> bool:
        """Tell whether a link leads to a paper, by its address or its text."""
        return any(is_paper_link(link.label, link.url) for link in self.links)

    def put(self, target: str, text: str, label: str = "") -> None:
        """Keep a text under what it holds, or under its label in `other`; what is there already stays."""
        found = (read_date(make_plain(text)) or (find_date(text) or ("",))[0]) if target in ("year", "date") else ""
        if found:
            self.year = self.year or int(found[:4])
            self.date = self.date or (found if "-" in found else "")
        elif target not in _TEXTS or (getattr(self, target) and target != "note"):
            name, count = label or target, 2
            while name in self.other:
                name, count = f"{label or target} ({count})", count + 1
            self.other[name] = text
        else:
            setattr(self, target, f"{self.note} {text}" if target == "note" and self.note else text)

    def take(self, other: Candidate) -> None:
        """Take in what another text says; what is there already stays."""
        for target in _TEXTS:
            if said := getattr(other, target):
                self.put(target, said)
        self.read = self.read or other.read
        self.year, self.date = self.year or other.year, self.date or other.date
        self.links += other.links
        for name, said in other.other.items():
            self.put("other", said, name)


@dataclass(slots=True)
class ListWalk:
    """The candidates of a list: rows, texts, and the lines that cannot be rows; and its headings and headers."""

    rows: list[Candidate] = field(default_factory=list)
    texts: list[Candidate] = field(default_factory=list)
    rejects: list[Candidate] = field(default_factory=list)
    headers: list[int] = field(default_factory=list)  # lines of headers and separators
    headings: list[Block] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)  # names of columns, folded
    heading: int = -1  # the place of the heading in force

    def reject(self, line: int, raw: str, reason: str) -> None:
        """Keep a line that is no row; one of several rows of HTML stands there once."""
        if self.rejects and self.rejects[-1].line == line:
            self.rejects[-1].raw += f" {raw.strip()}"
        else:
            self.rejects.append(Candidate(line, raw.strip(), self.heading, reason))


def walk_blocks(blocks: Sequence[Block], columns: Mapping[str, str] = _NOTHING) -> ListWalk:
    """Make candidates of a list's blocks; `columns` are targets by column name that go before our own.

    What stands in `<details>` is in a section of its own if its summary is a heading; behind it the section before
    goes on. Rows without a header of their own, as after a heading within a table, are read with the last one.

    >>> rows = [TableRow(*row) for row in ((1, "| Name | Paper |"), (2, "|---|---|"), (3, "| A | B |"), (4, "| C |"))]
    >>> walk = walk_blocks([Block("table", 1, rows=rows)])
    >>> walk.rows[0].cells, walk.rejects[0].reason
    (['A', 'B'], '1 cell, the header has 2')
    """
    walk = ListWalk()
    header: Header | None = None
    folded: list[int] = []  # the heading in force before each <details> that is open
    for block in blocks:
        if block.kind == "heading":
            walk.heading = len(walk.headings)
            walk.headings.append(block)
        elif block.kind == "fold":
            folded.append(walk.heading)
        elif block.kind == "unfold":
            walk.heading = folded.pop() if folded else walk.heading
        elif block.place:
            what = "a table line" if block.rows else "an item"
            reason = "a centred block of HTML" if block.kind == "text" else f"{what} {_PLACES[block.place]}"
            for row in block.rows or [TableRow(block.line, block.text.partition("\n")[0])]:
                walk.reject(row.line, row.raw, reason)
        elif block.kind == "table":
            header = _walk_table(walk, block.rows, header, columns)
        elif block.kind == "html_table":
            _walk_table(walk, block.rows, None, columns)
        else:
            is_item = block.kind == "item"
            said = Candidate(block.line, heading=walk.heading, text=block.text, level=block.level, is_item=is_item)
            walk.texts.append(said)
    return walk


def _walk_table(
    walk: ListWalk, rows: Sequence[TableRow], header: Header | None, columns: Mapping[str, str]
) -> Header | None:
    """Sort the rows of one table; return the header that is in force after it.

    A header is the first row above a separator, one of `<th>` alone, or one whose cells are names of columns; of
    HTML the latter only as the first.
    """
    ruled = [not row.cells and is_separator(row.raw) for row in rows]
    is_below_header = False
    for index, row in enumerate(rows):
        if ruled[index] and is_below_header:
            walk.headers.append(row.line)
            is_below_header = False
            continue
        cells = row.cells or ([] if ruled[index] else split_cells(row.raw))
        opens = (index == 0 and ruled[1:2] == [True]) or (row.is_header and not row.is_across)
        may_open = opens or (index == 0 if row.cells else _may_be_header(cells))
        found = read_header(cells, columns) if may_open and cells else None
        is_below_header = found is not None and (opens or found.is_sure)
        if not is_below_header or found is None:
            _sort_row(walk, row, cells, header)
        elif not (found.names_entries or row.cells) and _leads_to_paper(cells):
            header = None
            walk.reject(row.line, row.raw, "a row in place of the header")
        else:
            header = found
            walk.headers.append(row.line)
            walk.columns.update(name.casefold() for name in header.names)
    return header


def _leads_to_paper(cells: Sequence[str]) -> bool:
    return any(has_paper_address(link.url) for cell in cells for link in parse_links(cell).links)


def _sort_row(walk: ListWalk, row: TableRow, cells: Sequence[str], header: Header | None) -> None:
    """Make a row of a table with this header a candidate, or reject it."""
    if cells and header is not None and len(cells) != len(header.names) and not row.cells:
        mildly = split_cells_mildly(row.raw)
        cells = mildly if len(mildly) == len(header.names) else cells
    reason = ""
    if row.is_across:
        reason = "one cell over several columns"
    elif not cells:
        reason = "a separator without a header above it" if is_separator(row.raw) else "blank row"
    elif header is not None and not any(cells):
        reason = "blank row"
    elif header is None:
        reason = "no header above it"
    elif len(cells) != len(header.names):
        reason = f"{len(cells)} cell{'s' * (len(cells) != 1)}, the header has {len(header.names)}"
    elif not header.names_entries:
        reason = "no column of its table holds names or titles"
    if reason or header is None:
        walk.reject(row.line, row.raw, reason)
    else:
        walk.rows.append(Candidate(row.line, row.raw.strip(), walk.heading, "", header.kind, header, cells))


def read_header(cells: Sequence[str], chosen: Mapping[str, str] = _NOTHING) -> Header:
    """Read a table's header; `chosen` are targets by column name, folded, that go before our own.

    A first column named for a dataset, benchmark or repository tells the kind of the rows; their `Paper` column
    holds links. Of two columns for the same thing the first counts, but a column of titles comes before one of
    papers, which then holds links. A column that is not known is `other`.

    >>> read_header(["**Dataset**", "RS Scenario", "Paper"])
    Header(names=('Dataset', 'RS Scenario', 'Paper'), targets=('name', 'other', 'link'), kind='dataset')
    """
    names = [make_plain(cell) for cell in cells]
    plain = [name.casefold() if name.casefold() in chosen else _bare(name) for name in names]
    kind = _KIND_OF.get(plain[0], "paper") if plain and plain[0] not in chosen else "paper"
    has_titles = kind != "paper" or not _TITLES.isdisjoint(plain)
    targets: list[str] = []
    for name in plain:
        target = chosen.get(name) or (find_target(name) if targets or kind == "paper" else "name")
        if name not in chosen and target == "title" and name not in _TITLES and has_titles:
            target = "link" if name.startswith(("paper", "论文")) else "other"
        is_second = name not in chosen and target != "link" and target in targets
        targets.append("other" if is_second else target)
    return Header(tuple(names), tuple(targets), kind)


@lru_cache(maxsize=1024)
def find_target(name: str) -> str:
    """Return what a column, or a line that begins with this name and a colon, holds.

    >>> find_target("venue & year"), find_target("title & authors"), find_target("stars")
    ('publication_raw', 'mixed', 'other')
    """
    name = _bare(name)
    if name in _TARGET_OF:
        return _TARGET_OF[name]
    targets = [_TARGET_OF.get(word, "other") for word in _JOINED.split(name) if word]
    found = set(targets)
    if len(targets) < 2 or "other" in found:
        return "other"
    if "title" in found:
        return "title" if found <= {"title", "link"} else "mixed"
    rest = sorted(found - {"year", "date"}) or ["date"]
    return targets[0] if len(found) == 1 else rest[0] if len(rest) == 1 else "other"


def _bare(name: str) -> str:
    """Return a column's name without case, emphasis, emoji and what stands in brackets, unless that is all."""
    name = name.casefold()
    for pattern in (_BRACKETS, _EMOJI):
        name = " ".join(pattern.sub(" ", name).split()) or name
    return name.strip(_MARKS + ":：.")


def _may_be_header(cells: Sequence[str]) -> bool:
    """Tell cheaply whether a line without a separator below may be a header: two or more of its cells are names."""
    names = (cell.strip(_MARKS).casefold() for cell in cells if len(cell) <= _LONGEST_NAME)
    return sum((name if name.isascii() else _bare(name)) in _KNOWN for name in names) > 1


def read_cells(row: Candidate, read_mixed: Callable[[str], Candidate]) -> None:
    """Read the cells of a table's row; `read_mixed` reads one that holds a title and more, as an item does."""
    names, targets = (row.header.names, row.header.targets) if row.header else ((), ())
    for index, (cell, target, column) in enumerate(zip(row.cells, targets, names, strict=True), start=1):
        column = column or f"column {index}"
        if not cell:
            continue
        if target == "mixed" or (target == "title" and "<" in cell and _BREAK.search(cell)):
            row.take(read_mixed(cell))
        elif target in ("name", "title"):
            _read_name(row, cell, target, "name" not in targets)
        elif target in ("link", "other", "year", "date", "authors"):
            linked = parse_links(cell)
            row.links += linked.links
            text = linked.rest if target == "link" else linked.text
            if target == "other" or not (is_blank(text) or (target == "link" and not re.search(r"\w", text))):
                row.put(target, make_plain(text) if target == "authors" else text, column)
        else:
            setattr(row, target, cell)


def _read_name(row: Candidate, cell: str, target: str, may_hold_name: bool) -> None:
    """Read a cell of names or titles: without links that only say what they are; a title may have a name before it."""
    runs = read_runs(cell) if len(cell) <= LONGEST and is_marked(cell) else [Run(cell)]
    row.links += [Link(run.text, run.url) for run in runs if run.url is not None]
    if target == "title" and may_hold_name:
        runs = read_runs(_LINK.sub(r"\1", cell)) if cell.startswith("[**") else runs
        if len(runs) > 1 and runs[0].bold and len(runs[0].text.split()) <= 2:
            row.name = runs[0].text.strip(" :：")
            runs = [runs[1]._replace(text=runs[1].text.lstrip(" \t:：–—-")), *runs[2:]]
    text, is_read = split_read_mark(join_runs(runs))
    setattr(row, target, "" if is_blank(text) else drop_leading_emoji(text))
    row.read = row.read or is_read
