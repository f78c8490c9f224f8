"""Read the items of an HTML list, each with its line."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from listometrics.readme.blocks import Piece

_TAG = re.compile(r"<(/?)(li|ul|ol)\b[^<>]*>", re.I)


def read_html_items(text: str, first: int, depth: int = 0) -> Iterator[Piece]:
    """Yield the items of HTML text whose first line is `first`; closing tags may be missing.

    >>> list(read_html_items("<ul>\\n<li><b>A</b> title<ul><li>below</li></ul></li>\\n</ul>", 1))[1]
    Piece(line=2, text='below', depth=2, is_item=True, place='')
    """
    if "<li" not in text and "<LI" not in text:
        return
    breaks = [match.start() for match in re.finditer("\n", text)]
    tags = list(_TAG.finditer(text))
    level = depth
    for index, tag in enumerate(tags):
        closes, kind = bool(tag.group(1)), tag.group(2).lower()
        if kind != "li":
            level = max(depth, level - 1) if closes else level + 1
        elif not closes:
            end = tags[index + 1].start() if index + 1 < len(tags) else len(text)
            inner = " ".join(text[tag.end() : end].split())
            yield Piece(first + bisect_right(breaks, tag.start()), inner, max(level, depth + 1), True)
