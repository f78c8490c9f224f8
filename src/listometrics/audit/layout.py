"""Where things stand in the list's text: tables, their headers, and the cells of a line with their places."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

from listometrics.readme.candidates import Header, read_header
from listometrics.readme.inline_text import BLANKS
from listometrics.readme.markdown_blocks import is_separator, split_cells

_CODE = re.compile(r"(?<!`)(`++)[^\n]{0,500}?(?<!`)\1(?!`)|\]\([^()\s]*\)")


class ListTable(NamedTuple):
    """A table of the list: the line of its header (from 1), the header, the lines of its rows, its section."""

    line: int
    header: Header
    rows: tuple[int, ...]
    section: str


def split_lines(text: str) -> list[str]:
    r"""Cut a text into lines, each with its own line ending.

    >>> split_lines("a\r\nb")
    ['a\r\n', 'b']
    """
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", text)


def cell_spans(line: str, mildly: bool = False) -> list[tuple[int, int]]:
    """Return where the cells of a table line begin and end, without their outer blanks.

    Escaped pipes separate nothing; nor, where `mildly`, do pipes in code spans and link targets.

    >>> line = "| a | `b|c` |  |"
    >>> [line[start:end] for start, end in cell_spans(line, mildly=True)]
    ['a', '`b|c`', '']
    """
    masked = line.rstrip("\r\n").replace("\\|", "xx")
    if mildly:
        masked = _CODE.sub(lambda match: "x" * len(match[0]), masked)
    bare = masked.strip(BLANKS)
    if "|" not in bare:
        return []
    start = masked.index(bare)
    ends = [start + match.start() for match in re.finditer(r"\|", bare)]
    if not bare.startswith("|"):
        ends.insert(0, start - 1)
    if not bare.endswith("|"):
        ends.append(start + len(bare))
    return [_trim(line, left + 1, right) for left, right in pairwise(ends)]


def find_tables(text: str, sections: pd.DataFrame) -> list[ListTable]:
    """Find the tables of a list: a line of cells above a separator line, and the lines of cells below it."""
    lines = split_lines(text)
    headings = sections.sort_values("line")
    at, names = [int(line) for line in headings["line"]], [str(section) for section in headings["section"]]
    tables, i = [], 1
    while i < len(lines):
        if "|" in lines[i - 1] and is_separator(lines[i]) and not is_separator(lines[i - 1]):
            last = i
            while last + 1 < len(lines) and "|" in lines[last + 1]:
                last += 1
            place = bisect_right(at, i)
            header = read_header(split_cells(lines[i - 1]))
            tables.append(ListTable(i, header, tuple(range(i + 2, last + 2)), names[place - 1] if place else ""))
            i = last + 1
        i += 1
    return tables


def find_cells(line: str, header: Header, target: str) -> list[tuple[int, int]]:
    """Return where a row's cells of the columns that hold `target` stand; none where the row does not fit."""
    for mildly in (False, True):
        spans = cell_spans(line, mildly)
        if len(spans) == len(header.targets):
            return [span for span, holds in zip(spans, header.targets, strict=True) if holds == target]
    return []


def _trim(line: str, start: int, end: int) -> tuple[int, int]:
    whole = line[start:end]
    inner = whole.strip(BLANKS)
    if not inner:  # a place for text: behind the first blank
        return (start + 1, start + 1) if whole else (start, start)
    start += len(whole) - len(whole.lstrip(BLANKS))
    return start, start + len(inner)
