"""Find the blocks of a Markdown text, each with its line: headings, tables, list items, paragraphs and folded parts.

markdown-it-py tells the blocks apart, and `html_blocks` reads those of HTML. Table lines go to a rule of our own: its
token is one a table, not three a cell, and it takes every line that begins with `|`, also where GitHub would see no
table. The parser is fed a copy of the text in which such lines are cut to their `|`, so that its cost does not grow
with their length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby, pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from listometrics.readme.html_blocks import BELOW_ALL, Block, TableRow, hide_comments, read_html, strip_summary_tags
from listometrics.readme.inline_text import BLANKS, fold_name

_LEADS_HTML = re.compile(
    r"</?(?:table|thead|tbody|tr|details|summary|div|center|p|section|article|main|figure)\b", re.I
)
_TABLE_TAG = re.compile(r"<(/?)table\b", re.I)
_ENDERS = re.compile(r"-->|\?>|\]\]>|(?i:</(?:script|pre|style|textarea)>)|>")
_VERBATIM = re.compile(r"\s*<(?:script|pre|style|textarea)\b", re.I)
_BOLD_LINE = re.compile(
    r"\s*(?:<(b|strong)>(.{1,300}?)</\1>|\*\*(\d+(?:\.\d+)+\.?\s.{1,300}?)\*\*)\s*(?:<br\s*/?>)?\s*", re.I
)
_NUMBERED = re.compile(r"\s*(\d+(?:\.\d+)*)[.、:)]?\s*\S")
_HIDDEN_ITEM = re.compile(r"\s*(?:<!--+\s*)?(?:[-*+]|\d{1,4}[.)])\s(?=.*(?:\]\((?:https?:)?//|<a\s|\bhttps?://))", re.I)
_DEFINITION = re.compile(r" {0,3}\[([^\[\]]+)\]:[ \t]*<?([^\s<>]+)>?(?:[ \t].*)?")
_REFERENCE = re.compile(r"(\[\[[^\[\]]*\]\]|\[[^\[\]]*\])\[([^\[\]]*)\]")
_SEPARATOR = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?")
_PIPE = re.compile(r"(?<!\\)\|")
_WHOLE = re.compile(r"`[^`]*`|\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)|<https?:[^<>\s]*>")
_MASK = "\x00"  # cannot stand in the text: NUL was replaced


def split_lines(text: str) -> list[str]:
    r"""Split a text at `\n`, `\r\n` and `\r` alone, as editors number lines; NUL becomes U+FFFD, a BOM goes.

    >>> split_lines("\ufeffa\r\nb\u2028c\n")
    ['a', 'b\u2028c']
    """
    text = text.removeprefix("\ufeff").replace("\x00", "\ufffd").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    return lines if lines[-1] else lines[:-1]


def resolve_references(lines: Sequence[str]) -> list[str]:
    """Return lines with links by name as links with their address; a name that is not defined stays as it is.

    >>> resolve_references(["- [A work][r1], [other][r2]", "[R1]: <https://a.org>"])[0]
    '- [A work](https://a.org), [other][r2]'
    """
    urls: dict[str, str] = {}
    for line in lines:
        if "]:" in line and (found := _DEFINITION.fullmatch(line)):
            urls.setdefault(fold_name(found.group(1)), found.group(2))

    def link(found: re.Match[str]) -> str:
        label, name = found.groups()
        url = urls.get(fold_name(name or label.strip("[]")))
        return found.group() if url is None else f"{label}({url})"

    return [_REFERENCE.sub(link, line) if urls and "][" in line else line for line in lines]


def split_cells(text: str) -> list[str]:
    r"""Cut a line at its pipes as GitHub does: `\|` is a pipe within a cell, the outer pipes do not count.

    >>> split_cells(r"| a | b \| c | |")
    ['a', 'b | c', '']
    """
    edges = None if text.isascii() else BLANKS  # most lines are ASCII, which is quicker
    text = text.strip(edges)
    cells = _PIPE.split(text) if "\\" in text else text.split("|")
    if text.startswith("|"):
        cells = cells[1:]
    if cells and not cells[-1]:
        cells.pop()
    cells = [cell.strip(edges) for cell in cells]
    return [cell.replace("\\|", "|") for cell in cells] if "\\" in text else cells


def split_cells_mildly(text: str) -> list[str]:
    """Cut a line at its pipes, but not within code spans and link targets.

    >>> split_cells_mildly("| `a|b` | [c](https://d.org/e|f) |")
    ['`a|b`', '[c](https://d.org/e|f)']
    """
    masked = _WHOLE.sub(lambda found: found.group().replace("|", _MASK), text)
    return [cell.replace(_MASK, "|") for cell in split_cells(masked)]


def is_separator(text: str) -> bool:
    """Tell whether a line is the separator between a table's header and its rows.

    >>> is_separator("| :---: | --- |"), is_separator("---"), is_separator("| - x |")
    (True, False, False)
    """
    text = text.strip(BLANKS)
    return "|" in text and "-" in text and _SEPARATOR.fullmatch(text) is not None


def read_blocks(lines: Sequence[str]) -> list[Block]:
    """Return the blocks of a text in order of their lines.

    Every line that begins with `|` is in just one block, also those in code or comments; of other lines in code or
    comments those that look like items with a link are.

    >>> [(block.kind, block.line, block.text) for block in read_blocks(["# A", "| x |", "- **T**", "  - [b](c)"])]
    [('heading', 1, 'A'), ('table', 2, ''), ('item', 3, '**T**'), ('item', 4, '[b](c)')]
    """
    shadow = [_shadow(line) for line in lines]
    led = [line.lstrip(" \t").startswith("|") for line in shadow]
    tokens: list[Token] = []
    parser = _block_parser()
    parser.block.parse("\n".join(shadow), parser, {"lines": lines, "led": led, "tables": _pair_tables(shadow)}, tokens)
    blocks: list[Block] = []
    places: dict[int, str] = {}  # the lines in code and comments
    depth, is_fresh = 0, False  # whether the token is the first of a list item
    for token, inner in pairwise([*tokens, Token("", "", 0)]):
        if token.type in ("list_item_open", "list_item_close"):
            depth, is_fresh = depth + token.nesting, token.nesting > 0
            if is_fresh and token.map and inner.type != "paragraph_open":  # HTML is text, a fence is none
                text = strip_summary_tags(inner.content) if inner.type == "html_block" else ""
                blocks.append(Block("item", token.map[0] + 1, text, depth))
        if not token.map:
            continue
        first, last = token.map
        if token.type == "table_lines":
            blocks.append(Block("table", first + 1, rows=[TableRow(*numbered) for numbered in token.meta["lines"]]))
        elif token.type in ("paragraph_open", "heading_open"):
            blocks += _read_text_block(token, inner.content, depth, is_fresh)
        elif token.type in ("fence", "code_block") or (token.type == "html_block" and _VERBATIM.match(shadow[first])):
            places.update((line, "code") for line in range(first, last))
        elif token.type in ("html_block", "html_table"):
            is_table = token.type == "html_table"
            content, hidden = hide_comments("\n".join((lines if is_table else shadow)[first:last]))
            places.update((first + line, "comment") for line in hidden if led[first + line] or not is_table)
            places.update((line, "comment") for line in range(first, last) if shadow[line].lstrip().startswith("<!--"))
            blocks += read_html(content, first + 1, depth)
        is_fresh = is_fresh and token.type in ("list_item_open", "paragraph_open")
    taken = {row.line - 1 for block in blocks if block.kind == "table" for row in block.rows}
    blocks += _group(
        [(line, places.get(line, "")) for line in range(len(lines)) if led[line] and line not in taken], lines
    )
    taken.update(block.line - 1 for block in blocks)
    hidden_items = [line for line in places if line not in taken and _HIDDEN_ITEM.match(lines[line])]
    blocks += [Block("item", line + 1, lines[line].strip(), place=places[line]) for line in hidden_items]
    blocks.sort(key=lambda block: block.line)
    return blocks


def _read_text_block(token: Token, text: str, depth: int, is_item: bool) -> Iterator[Block]:
    """Yield a paragraph or heading; a line in bold that bears a number is one."""
    line = token.map[0] + 1 if token.map else 0
    if token.type == "heading_open":
        yield Block("heading", line, text, int(token.tag[1]))
        return
    bold = _BOLD_LINE.fullmatch(text) if not depth and "\n" not in text else None
    title = (bold.group(2) or bold.group(3)) if bold else ""
    if (number := _NUMBERED.match(title)) and "](" not in title:
        yield Block("heading", line, title, BELOW_ALL + number.group(1).count("."))
    else:
        yield Block("item" if is_item else "text", line, text, depth)


def _group(rest: Sequence[tuple[int, str]], lines: Sequence[str]) -> Iterator[Block]:
    """Join table lines that stand below one another in the same place to tables."""
    for (_, place), run in groupby(enumerate(rest), key=lambda item: (item[1][0] - item[0], item[1][1])):
        rows = [TableRow(line + 1, lines[line]) for _, (line, _) in run]
        yield Block("table", rows[0].line, place=place, rows=rows)


def _shadow(line: str) -> str:
    """Cut a table line to its indent, its `|` and what may end an HTML block in it."""
    if not line.lstrip(BLANKS).startswith("|"):
        return line
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    ends = _ENDERS.findall(line) if ">" in line else []
    return f"{indent}| {' '.join(dict.fromkeys(ends))}"


def _pair_tables(lines: Sequence[str]) -> Mapping[int, int]:
    """Return the line of `</table>` by the line of its `<table>`, both from 0."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for number, line in enumerate(lines):
        for tag in _TABLE_TAG.finditer(line) if "<" in line else ():
            if not tag.group(1):
                opened.append(number)
            elif opened:
                first = opened.pop()
                pairs[first] = max(number, pairs.get(first, 0))
    return pairs


@lru_cache(maxsize=1)
def _block_parser() -> MarkdownIt:
    """Return a parser with our rules; its environment has `lines`, `led` (by a pipe) and `tables` (paired)."""
    parser = MarkdownIt("commonmark", {"maxNesting": 20})
    ruler = parser.block.ruler
    ruler.before("code", "table_lines", _table_lines, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    ruler.before("html_block", "html_table", _html_table, {"alt": ["paragraph", "reference", "blockquote"]})
    return parser


def _line_text(state: StateBlock, line: int) -> str:
    """Return a line's text within its block, from the original where the parser's copy is cut."""
    if state.env["led"][line]:
        return str(state.env["lines"][line])
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _first(state: StateBlock, line: int) -> str:
    position = state.bMarks[line] + state.tShift[line]
    return state.src[position : min(position + 1, state.eMarks[line])]


def _table_lines(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take the lines of a table: those that begin with `|`, and those of a GFM table that do not."""
    led = _first(state, start) == "|"
    if not led and not _is_header(state, start, end):
        return False
    if silent:
        return True
    gfm = not led or (start + 1 < end and is_separator(_line_text(state, start + 1)))
    last = start + 1
    while last < end and (_first(state, last) == "|" or (gfm and _continues(state, start, last, end))):
        last += 1
    token = state.push("table_lines", "", 0)
    token.map = [start, last]
    token.meta = {"lines": [(line + 1, _line_text(state, line)) for line in range(start, last)]}
    state.line = last
    return True


def _is_header(state: StateBlock, start: int, end: int) -> bool:
    """Tell whether a line without a leading `|` is the header of a GFM table: a separator follows that fits."""
    if start + 1 >= end or state.sCount[start + 1] < state.blkIndent or state.is_code_block(start):
        return False
    below = _line_text(state, start + 1)
    if not is_separator(below) or state.is_code_block(start + 1):
        return False
    header = _line_text(state, start)
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
    """Take an HTML table whole, also over blank lines."""
    text = _line_text(state, start) if _first(state, start) == "<" and not state.is_code_block(start) else ""
    if not _LEADS_HTML.match(text):
        return False
    if silent:
        return True
    line = start
    while line < end and not state.isEmpty(line) and line not in state.env["tables"]:
        line += 1
    if line == end or line not in state.env["tables"]:
        return False
    token = state.push("html_table", "", 0)
    token.map = [start, min(state.env["tables"][line] + 1, end)]
    state.line = token.map[1]
    return True
