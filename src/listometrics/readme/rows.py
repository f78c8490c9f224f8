"""Cut a table line into cells."""

from __future__ import annotations

import re
from bisect import bisect_right

ZERO_WIDTH = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
BLANKS = (
    " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    "\u200a\u2028\u2029\u202f\u205f\u3000" + ZERO_WIDTH
)
_SEPARATOR = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?")
_PIPE = re.compile(r"(?<!\\)\|")
_TARGET = re.compile(r"\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)|<https?:[^<>\s]*>")
_MASK = "\x00"  # cannot stand in the text: NUL was replaced


def strip_blanks(text: str) -> str:
    r"""Return a text without blanks at its ends, also those of no width; most texts are ASCII, which is quicker.

    >>> strip_blanks("\u3000 a b\u200b\n")
    'a b'
    """
    return text.strip() if text.isascii() else text.strip(BLANKS)


def split_cells(text: str) -> list[str]:
    r"""Cut a line at its pipes as GitHub does: `\|` is a pipe within a cell, the outer pipes do not count.

    >>> split_cells(r"| a | b \| c | |")
    ['a', 'b | c', '']
    """
    text = strip_blanks(text)
    parts = _PIPE.split(text) if "\\" in text else text.split("|")
    if text.startswith("|"):
        parts = parts[1:]
    if parts and not parts[-1]:
        parts.pop()
    if "\\|" in text:
        return [strip_blanks(part).replace("\\|", "|") for part in parts]
    return [strip_blanks(part) for part in parts]


def split_cells_mildly(text: str) -> list[str]:
    """Cut a line at its pipes, but not within code spans and link targets.

    >>> split_cells_mildly("| `a|b` | [c](https://d.org/e|f) |")
    ['`a|b`', '[c](https://d.org/e|f)']
    """
    spans = sorted(_code_spans(text) + [match.span() for match in _TARGET.finditer(text)])
    parts, position = [], 0
    for start, end in spans:
        if start >= position:
            parts += [text[position:start], text[start:end].replace("|", _MASK)]
            position = end
    return [cell.replace(_MASK, "|") for cell in split_cells("".join([*parts, text[position:]]))]


def is_separator(text: str) -> bool:
    """Tell whether a line is the separator between a table's header and its rows.

    >>> is_separator("| :---: | --- |"), is_separator("---"), is_separator("| - x |")
    (True, False, False)
    """
    text = text.strip(BLANKS)
    return "|" in text and "-" in text and _SEPARATOR.fullmatch(text) is not None


def _code_spans(text: str) -> list[tuple[int, int]]:
    """Return where code spans stand: a run of backticks to the next run of the same length."""
    runs = [match.span() for match in re.finditer("`+", text)]
    by_length: dict[int, list[int]] = {}
    for index, (start, end) in enumerate(runs):
        by_length.setdefault(end - start, []).append(index)
    spans, index = [], 0
    while index < len(runs):
        start, end = runs[index]
        same = by_length[end - start]
        place = bisect_right(same, index)
        if place < len(same):
            index = same[place]
            spans.append((start, runs[index][1]))
        index += 1
    return spans
