"""Find the items that stand in code or in comments, where no reader of the page sees a list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from listometrics.readme.blocks import Block, HtmlTable, Piece, TableLines

_ITEM = re.compile(r"\s*(?:<!--+\s*)?(?:[-*+]|\d{1,4}[.)])\s")
_LEADS = re.compile(r"\]\((?:https?:)?//|<a\s|\bhttps?://", re.I)


def list_hidden_items(lines: Sequence[str], places: Mapping[int, str]) -> Iterator[Piece]:
    """Yield the lines that look like items with a link; `places` are numbers from 0, and `code` or `comment`.

    >>> list(list_hidden_items(["- [A](https://a.org)", "- none"], {0: "code", 1: "code"}))
    [Piece(line=1, text='- [A](https://a.org)', depth=0, is_item=True, place='code')]
    """
    for number, place in places.items():
        if _ITEM.match(lines[number]) and _LEADS.search(lines[number]):
            yield Piece(number + 1, lines[number].strip(), 0, True, place)


def drop_doubled(hidden: Iterable[Piece], blocks: Iterable[Block]) -> list[Piece]:
    """Return the hidden items without those whose line begins another block."""
    taken: set[int] = set()
    for block in blocks:
        if isinstance(block, Piece | HtmlTable):
            taken.add(block.line)
        elif isinstance(block, TableLines):
            taken.update(line for line, _ in block.lines)
    return [piece for piece in hidden if piece.line not in taken]
