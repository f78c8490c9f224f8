"""What a row or a bullet says, by what it holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from listometrics.readme.cells import drop_leading_emoji, is_blank, make_plain, make_text, split_read_mark
from listometrics.readme.columns import Header
from listometrics.readme.dates import find_date, read_date
from listometrics.readme.inline import plain_text
from listometrics.readme.labels import drop_labels
from listometrics.readme.links import Link, LinkedText, may_link, parse_links

_WORD = re.compile(r"\w")
_NAMED = re.compile(r"(?:\*\*|__)([^*_\s][^*_]{0,38}?)(?:\*\*|__)[ \t]*[:：–—-]?(?:\s|<br\s*/?>)*(?=\S)(.+)", re.S)
_CITED = re.compile(
    r"\[?[^\W\d_][^()\[\]]{3,600}\((?:19|20)\d\d[a-z]?(?:, [A-Z][a-z]+)?\)\.\s+\w"
)  # authors (year). title
_BREAK = re.compile(r"<br\b", re.I)
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
TEXTS = ("name", "title", "authors", "backbone_raw", "strategy_raw", "publication_raw", "note")
_MOST_WORDS = 2  # of a name before a title in one cell


@dataclass(slots=True)
class Fields:
    """What an entry says; texts as written, empty for nothing.

    `year` and `date` (`YYYY-MM`) are those that the list gives beside the publication.
    """

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

    def put(self, target: str, text: str, label: str = "") -> None:
        """Keep a text under what it holds, or under its label in `other`; what is there already stays."""
        if target in ("year", "date"):
            self.put_date(text, label or target)
        elif target in ("link", "mixed", "other") or (getattr(self, target) and target != "note"):
            put_other(self.other, label or target, text)
        elif target == "note" and self.note:
            self.note = f"{self.note} {text}"
        else:
            setattr(self, target, text)

    def put_date(self, text: str, label: str) -> None:
        """Keep a date or year, or the text as it is where it is none."""
        found = read_date(make_plain(text))
        if not found and (inner := find_date(text)):
            found = inner[0]
        if not found:
            put_other(self.other, label, text)
            return
        self.year = self.year or int(found[:4])
        self.date = self.date or (found if "-" in found else "")

    def take(self, other: Fields) -> None:
        """Take in what another text says; what is there already stays."""
        for target in TEXTS:
            if said := getattr(other, target):
                self.put(target, said)
        self.read = self.read or other.read
        self.year, self.date = self.year or other.year, self.date or other.date
        self.links += other.links
        for name, said in other.other.items():
            put_other(self.other, name, said)

    def rewrite(self, change: Callable[[str], str]) -> None:
        """Change every text."""
        for target in TEXTS:
            setattr(self, target, change(getattr(self, target)))
        self.other = {change(name): change(said) for name, said in self.other.items()}

    def all_other(self) -> dict[str, str]:
        """Return the further columns, with authors and date among them."""
        extra = {"authors": self.authors, "date": self.date}
        return self.other | {name: text for name, text in extra.items() if text}


def read_fields(cells: Sequence[str], header: Header, read_mixed: Callable[[str], Fields] | None = None) -> Fields:
    """Read the cells of a table's row; `read_mixed` reads one that holds a title and more."""
    fields = Fields()
    for index, (cell, target, column) in enumerate(zip(cells, header.targets, header.names, strict=True)):
        if not cell:
            continue
        if target in ("name", "title"):
            if target == "title" and read_mixed is not None and _CITED.match(cell):
                fields.take(read_mixed(_LINK.sub(r"\1", cell)))
                _read_text(cell, fields.links)
                continue
            if target == "title" and read_mixed is not None and (mixed := _read_broken(cell, read_mixed)):
                fields.take(mixed)
                continue
            bare = drop_labels(cell) if target == "title" else cell
            said = _read_text(cell, fields.links)
            text, is_read = split_read_mark(said if bare == cell else read_text(bare))
            if target == "title" and "name" not in header.targets and (named := _split_name(_LINK.sub(r"\1", bare))):
                fields.name, text = plain_text(named[0]), split_read_mark(named[1])[0]
            setattr(fields, target, "" if is_blank(text) else plain_text(drop_leading_emoji(make_text(text))))
            fields.read = fields.read or is_read
        elif target == "link":
            linked = parse_links(cell)
            fields.links += linked.links
            if _WORD.search(linked.rest) and not is_blank(linked.rest):
                put_other(fields.other, column or f"column {index + 1}", linked.rest)
        elif target == "mixed" and read_mixed is not None:
            fields.take(read_mixed(cell))
        elif target in ("other", "mixed"):
            put_other(fields.other, column or f"column {index + 1}", _read_text(cell, fields.links))
        elif target in ("year", "date", "authors"):
            text = _read_text(cell, fields.links)
            if not is_blank(text):
                fields.put(target, text if target != "authors" else make_text(text), column)
        else:
            setattr(fields, target, cell)
    return fields


def _read_broken(cell: str, read_mixed: Callable[[str], Fields]) -> Fields | None:
    """Read a cell of a title with authors or a venue below it; None where it is not of that form."""
    if _BREAK.search(cell) is None:
        return None
    mixed = read_mixed(cell)
    return mixed if mixed.title and (mixed.authors or mixed.publication_raw) and not mixed.note else None


def read_text(cell: str) -> str:
    """Return a cell with the text of its links in place of them."""
    return _read_text(cell, None)


def put_other(other: dict[str, str], column: str, cell: str) -> None:
    """Keep a cell under its column's name; a name that comes twice gets a number."""
    name, count = column, 2
    while name in other:
        name, count = f"{column} ({count})", count + 1
    other[name] = cell


def _read_text(cell: str, links: list[Link] | None) -> str:
    linked = parse_links(cell) if may_link(cell) else LinkedText((), cell, cell)
    if not linked.links:
        return cell
    if links is not None:
        links += linked.links
    return linked.text


def _split_name(text: str) -> tuple[str, str] | None:
    """Return name and title of a cell that begins with a name in bold.

    >>> _split_name("**TALLRec**: An Effective Framework"), _split_name("**TALLRec** An Effective Framework")
    (('TALLRec', 'An Effective Framework'), ('TALLRec', 'An Effective Framework'))
    """
    match = _NAMED.fullmatch(text)
    if match is None or len(match.group(1).split()) > _MOST_WORDS:
        return None
    return match.group(1).strip(" :："), match.group(2)
