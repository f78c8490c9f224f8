"""Rules of block structure that markdown-it-py lacks: table lines, HTML tables, and `<details>` with Markdown in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from listometrics.readme.rows import is_separator, split_cells

MAX_NESTING = 20
_HTML = re.compile(r"</?(?:table|thead|tbody|tr|details|summary|div|center|p|section|article|main|figure)\b", re.I)
_FOLD = re.compile(r"</?(?:details|summary)\b", re.I)
_OPENS_SUMMARY = re.compile(r"<summary\b[^<>]*>", re.I)
_TABLE_TAG = re.compile(r"<(/?)table\b", re.I)
_LONGEST_SUMMARY = 20  # lines


def make_parser() -> MarkdownIt:
    """Return a parser of blocks with the rules of this module.

    It needs `lines` (the text), `led` (whether each line begins with a pipe) and `tables` (see `pair_tables`) in
    its environment.
    """
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING})
    ruler = parser.block.ruler
    ruler.before("code", "table_lines", _table_lines, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    ruler.before("html_block", "html_table", _html_table, {"alt": ["paragraph", "reference", "blockquote"]})
    return parser


def pair_tables(lines: Sequence[str]) -> dict[int, int]:
    """Return the line of `</table>` by the line of its `<table>`, both from 0; one within another is left out.

    >>> pair_tables(["<table>", "<tr><td>", "</table>", "<table>"])
    {0: 2}
    """
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for number, line in enumerate(lines):
        if "<" not in line:
            continue
        for tag in _TABLE_TAG.finditer(line):
            if not tag.group(1):
                opened.append(number)
            elif opened:
                first = opened.pop()
                pairs[first] = max(number, pairs.get(first, 0))
    return pairs


def line_text(state: StateBlock, line: int) -> str:
    """Return a line's text within its block, from the original where the parser's copy is cut."""
    if state.env["led"][line]:
        return str(state.env["lines"][line])
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _table_lines(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take the lines of a table: those that begin with `|`, and those of a GFM table that do not."""
    led = _first(state, start) == "|"
    if not led and not _is_header(state, start, end):
        return False
    if silent:
        return True
    gfm = not led or (start + 1 < end and is_separator(line_text(state, start + 1)))
    last = start + 1
    while last < end and (_first(state, last) == "|" or (gfm and _continues(state, start, last, end))):
        last += 1
    token = state.push("table_lines", "", 0)
    token.map = [start, last]
    token.meta = {"lines": [(line + 1, line_text(state, line)) for line in range(start, last)]}
    state.line = last
    return True


def _first(state: StateBlock, line: int) -> str:
    position = state.bMarks[line] + state.tShift[line]
    return state.src[position : min(position + 1, state.eMarks[line])]


def _is_header(state: StateBlock, start: int, end: int) -> bool:
    """Tell whether a line without a leading `|` is the header of a GFM table: a separator follows that fits."""
    if start + 1 >= end or state.sCount[start + 1] < state.blkIndent or state.is_code_block(start):
        return False
    below = line_text(state, start + 1)
    if not is_separator(below) or state.is_code_block(start + 1):
        return False
    header = line_text(state, start)
    return "|" in header and len(split_cells(header)) == len(split_cells(below))


def _continues(state: StateBlock, start: int, line: int, end: int) -> bool:
    """Tell whether a line without a leading `|` is still a row: not blank, and no other block begins there."""
    if line == start + 1:
        return True  # the separator under a header without a leading `|`
    if state.isEmpty(line) or state.sCount[line] < state.blkIndent or state.is_code_block(line):
        return False
    rules = state.md.block.ruler.getRules("blockquote")
    return not any(rule(state, line, end, True) for rule in rules if rule is not _table_lines)


def _html_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take an HTML table whole, also over blank lines, and end an HTML block behind `<details>` and `</summary>`."""
    if _first(state, start) != "<" or state.is_code_block(start):
        return False
    text = line_text(state, start)
    if not _HTML.match(text):
        return False
    if silent:
        return True
    kind, last = "html_block", 0
    if _FOLD.search(text) and not _TABLE_TAG.search(text):
        last = _end_summary(state, start, end)
    else:
        line = start
        while line < end and not state.isEmpty(line):
            if line in state.env["tables"]:
                kind, last = "html_table", min(state.env["tables"][line] + 1, end)
                break
            line += 1
    if not last:
        return False
    token = state.push(kind, "", 0)
    token.map = [start, last]
    token.content = state.getLines(start, last, state.blkIndent, False) if kind == "html_block" else ""
    state.line = last
    return True


def _end_summary(state: StateBlock, start: int, end: int) -> int:
    """Return the line behind `<details>` and a summary that begins in the same line."""
    text = line_text(state, start)
    if not _OPENS_SUMMARY.search(text) or "</summary" in text.lower():
        return start + 1
    for line in range(start + 1, min(end, start + _LONGEST_SUMMARY)):
        if "</summary" in line_text(state, line).lower():
            return line + 1
    return start + 1
