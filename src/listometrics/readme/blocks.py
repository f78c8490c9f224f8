"""The blocks of a list, as `listometrics.readme.markdown` finds them."""

from __future__ import annotations

from dataclasses import dataclass

BELOW_ALL = 7  # level of what opens a section without being a heading: a summary, a bold line


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its line from 1, its level, its text as Markdown or HTML, its HTML id or nothing.

    Levels are from 1 to 6; a `<summary>` or a line in bold that heads a section has `BELOW_ALL` or more.
    """

    line: int
    level: int
    text: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class TableLines:
    """Table lines that follow one another, each with its number; `place` is empty, `code` or `comment`."""

    lines: tuple[tuple[int, str], ...]
    place: str = ""

    @property
    def line(self) -> int:
        """Return the number of the first line."""
        return self.lines[0][0]


@dataclass(frozen=True, slots=True)
class HtmlTable:
    """An HTML table: the line that it begins in, and its text with what may stand around it in those lines."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph of text that is no table, heading or code: its first line, and its text as Markdown.

    `depth` is the number of list items that it stands in; `is_item` tells that it is the first of its item. `place` is
    empty, or where it is no part of the list: `code`, `comment` or `centred`.
    """

    line: int
    text: str
    depth: int = 0
    is_item: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class Fold:
    """The place where `<details>` begins (`opens`) or ends."""

    line: int
    opens: bool


Block = Heading | TableLines | HtmlTable | Piece | Fold
