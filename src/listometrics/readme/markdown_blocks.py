"""Find the blocks of a Markdown text, each with its line: headings, tables, list items, paragraphs and folded parts.

markdown-it-py tells the blocks apart, and `html_blocks` reads those of HTML. Table lines are taken out before: every
line that begins with `|` is one, also where GitHub would see no table, and so is each row of a GFM table without.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from listometrics.readme.html_blocks import BELOW_ALL, FOLD_TAGS, Block, TableRow, hide_comments, read_html
from listometrics.readme.inline_text import BLANKS, fold_name

_TABLE_TAG = re.compile(r"<(/?)table\b", re.I)
_LED = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?=\|)")  # also in a quotation or an item
_OPENS = re.compile(r" {4}|\t|\s*(?:#{1,6}\s|[-*+]\s|\d{1,9}[.)]\s|>|```|~~~|<[a-z/!?])", re.I)  # another block
_ENDERS = re.compile(r"-->|\?>|\]\]>|</(?:script|pre|style|textarea)>", re.I)
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
    rows = _find_rows(lines)
    shadow = _hide_rows(lines, rows)
    tokens: list[Token] = []
    parser = MarkdownIt("commonmark", {"maxNesting": 20})
    parser.block.parse("\n".join(shadow), parser, {}, tokens)
    blocks: list[Block] = []
    places: dict[int, str] = {}  # the lines in code and comments
    depth, is_fresh = 0, False  # whether the token is the first of a list item
    for token, inner in pairwise([*tokens, Token("", "", 0)]):
        if token.type in ("list_item_open", "list_item_close"):
            depth, is_fresh = depth + token.nesting, token.nesting > 0
            if is_fresh and token.map and inner.type != "paragraph_open":  # HTML is text, a fence is none
                text = FOLD_TAGS.sub("\n", inner.content).strip() if inner.type == "html_block" else ""
                blocks.append(Block("item", token.map[0] + 1, text, depth))
        if not token.map:
            continue
        first, last = token.map
        if token.type in ("paragraph_open", "heading_open"):
            blocks += _read_text_block(token, inner.content, depth, is_fresh)
        elif token.type in ("fence", "code_block") or (token.type == "html_block" and _VERBATIM.match(shadow[first])):
            places.update((line, "code") for line in range(first, last))
        elif token.type == "html_block":
            content, hidden = hide_comments("\n".join(shadow[first:last]))
            places.update((first + line, "comment") for line in hidden)
            places.update((line, "comment") for line in range(first, last) if shadow[line].lstrip().startswith("<!--"))
            blocks += read_html(content, first + 1, depth)
        is_fresh = is_fresh and token.type in ("list_item_open", "paragraph_open")
    blocks += _group(rows, places)
    taken = {block.line - 1 for block in blocks} | rows.keys()
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


def _group(rows: Mapping[int, str], places: Mapping[int, str]) -> Iterator[Block]:
    """Join table lines that stand below one another in the same place to tables; in code only `|` tells them."""
    shown = [line for line, text in rows.items() if line not in places or text.startswith("|")]
    for (_, place), run in groupby(enumerate(shown), key=lambda item: (item[1] - item[0], places.get(item[1], ""))):
        table = [TableRow(line + 1, rows[line]) for _, line in run]
        yield Block("table", table[0].line, place=place, rows=table)


def _find_rows(lines: Sequence[str]) -> dict[int, str]:
    """Return the table lines by their number from 0: those with a leading `|`, and those of a GFM table without."""
    rows: dict[int, str] = {}
    goes_on = False  # in a GFM table, up to a blank line or another block
    for number, line in enumerate(lines):
        below = lines[number + 1] if number + 1 < len(lines) else ""
        if line.lstrip(BLANKS).startswith("|"):
            rows[number] = line.lstrip(BLANKS)
            goes_on = goes_on or is_separator(below)
        elif "|" in line and (led := _LED.match(line)):
            rows[number] = line[led.end() :]
        elif goes_on and line.strip(BLANKS) and (is_separator(line) or not _OPENS.match(line)):
            rows[number] = line
        else:
            goes_on = "|" in line and is_separator(below) and len(split_cells(line)) == len(split_cells(below))
            if goes_on := goes_on and not _OPENS.match(line):
                rows[number] = line
    return rows


def _hide_rows(lines: Sequence[str], rows: Mapping[int, str]) -> list[str]:
    """Return lines without those of tables, but with what may end an HTML block in them; no blank in an HTML table."""
    shadow = [" ".join(_ENDERS.findall(line)) if number in rows else line for number, line in enumerate(lines)]
    opened: list[int] = []
    for number, line in enumerate(shadow):
        for tag in _TABLE_TAG.finditer(line) if "<" in line else ():
            if not tag.group(1):
                opened.append(number)
            elif opened and (first := opened.pop()) < number and not opened:
                indent = shadow[first][: len(shadow[first]) - len(shadow[first].lstrip())]
                shadow[first:number] = [inner if inner.strip() else f"{indent}&#32;" for inner in shadow[first:number]]
    return shadow
