"""Find the headings and the table lines of a Markdown text, each with its line.

markdown-it-py tells the blocks apart. Table lines go to a rule of our own: its token is one a table, not three
a cell, and it takes every line that begins with `|`, also where GitHub would see no table. The parser is fed a
copy of the text in which such lines are cut to their `|`, so that its cost does not grow with their length.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from listometrics.parse.rows import BLANKS, is_separator, split_cells

_ENDERS = re.compile(r"-->|\?>|\]\]>|(?i:</(?:script|pre|style|textarea)>)|>")
_VERBATIM = re.compile(r"\s*<(?:script|pre|style|textarea)\b", re.I)
# Not html.parser: on tags or comments that never close it is quadratic (95 s for 160 KB of "<h1 <h1 …", measured).
_HEADING_TAG = re.compile(r"<(/?)h([1-6])\b([^<>]*)>", re.I)
_ID = re.compile(r"""(?:^|\s)id\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I)
_MAX_NESTING = 20


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its line from 1, its level from 1 to 6, its text as Markdown or HTML, its HTML id or nothing."""

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


def split_lines(text: str) -> list[str]:
    r"""Split a text at `\n`, `\r\n` and `\r` alone, as editors number lines; NUL becomes U+FFFD, a BOM goes.

    >>> split_lines("\ufeffa\r\nb\u2028c\n")
    ['a', 'b\u2028c']
    """
    lines = re.split(r"\r\n|\n|\r", text.removeprefix("\ufeff").replace("\x00", "\ufffd"))
    if not lines[-1]:
        lines.pop()
    return lines


def read_blocks(lines: Sequence[str]) -> list[Heading | TableLines]:
    """Return the headings and the table lines of a text in order of their lines.

    Every line that begins with `|` is in just one block, also those in code or comments.

    >>> read_blocks(["# A", "| x | y |", "<h2 id='1'>B</h2>"])[1:]
    [TableLines(lines=((2, '| x | y |'),), place=''), Heading(line=3, level=2, text='B', id='1')]
    """
    shadow = [_shadow(line) for line in lines]
    led = [line.lstrip(" \t").startswith("|") for line in shadow]
    tokens: list[Token] = []
    parser = _parser()
    parser.block.parse("\n".join(shadow), parser, {"lines": lines, "led": led}, tokens)
    blocks: list[Heading | TableLines] = []
    places: dict[int, str] = {}
    taken: set[int] = set()
    for index, token in enumerate(tokens):
        if token.map is None:
            continue
        first, last = token.map
        if token.type == "table_lines":
            blocks.append(TableLines(tuple(token.meta["lines"])))
            taken.update(number - 1 for number, _ in token.meta["lines"])
        elif token.type == "heading_open":
            blocks.append(Heading(first + 1, int(token.tag[1]), tokens[index + 1].content))
        elif token.type in ("fence", "code_block") or (token.type == "html_block" and _VERBATIM.match(shadow[first])):
            places.update((line, "code") for line in range(first, last) if led[line])
        elif token.type == "html_block":
            content, hidden = _hide_comments("\n".join(shadow[first:last]))
            places.update((first + line, "comment") for line in hidden if led[first + line])
            blocks.extend(_html_headings(content, first + 1))
        elif token.type == "inline" and "<h" in token.content.lower():
            blocks.extend(_html_headings(_hide_comments(token.content)[0], first + 1))
    rest = [(line, places.get(line, "")) for line, is_led in enumerate(led) if is_led and line not in taken]
    blocks.extend(_group(rest, lines))
    blocks.sort(key=lambda block: block.line)
    return blocks


def _shadow(line: str) -> str:
    """Cut a table line to its indent, its `|` and what may end an HTML block in it."""
    if not line.lstrip(BLANKS).startswith("|"):
        return line
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    ends = _ENDERS.findall(line) if ">" in line else []
    return f"{indent}| {' '.join(dict.fromkeys(ends))}"


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING})
    parser.block.ruler.before(
        "code", "table_lines", _table_lines, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    return parser


def _table_lines(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take the lines of a table: those that begin with `|`, and those of a GFM table that do not."""
    led = _first(state, start) == "|"
    if not led and not _is_header(state, start, end):
        return False
    if silent:
        return True
    gfm = not led or (start + 1 < end and is_separator(_text(state, start + 1)))
    last = start + 1
    while last < end and (_first(state, last) == "|" or (gfm and _continues(state, start, last, end))):
        last += 1
    token = state.push("table_lines", "", 0)
    token.map = [start, last]
    token.meta = {"lines": [(line + 1, _text(state, line)) for line in range(start, last)]}
    state.line = last
    return True


def _first(state: StateBlock, line: int) -> str:
    position = state.bMarks[line] + state.tShift[line]
    return state.src[position : min(position + 1, state.eMarks[line])]


def _text(state: StateBlock, line: int) -> str:
    """Return a line's text within its block, from the original where the parser's copy is cut."""
    if state.env["led"][line]:
        return str(state.env["lines"][line])
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _is_header(state: StateBlock, start: int, end: int) -> bool:
    """Tell whether a line without a leading `|` is the header of a GFM table: a separator follows that fits."""
    if start + 1 >= end or state.sCount[start + 1] < state.blkIndent or state.is_code_block(start):
        return False
    below = _text(state, start + 1)
    if not is_separator(below) or state.is_code_block(start + 1):
        return False
    header = _text(state, start)
    return "|" in header and len(split_cells(header)) == len(split_cells(below))


def _continues(state: StateBlock, start: int, line: int, end: int) -> bool:
    """Tell whether a line without a leading `|` is still a row: not blank, and no other block begins there."""
    if line == start + 1:
        return True  # the separator under a header without a leading `|`
    if state.isEmpty(line) or state.sCount[line] < state.blkIndent or state.is_code_block(line):
        return False
    rules = state.md.block.ruler.getRules("blockquote")
    return not any(rule(state, line, end, True) for rule in rules if rule is not _table_lines)


def _hide_comments(text: str) -> tuple[str, list[int]]:
    """Blank out HTML comments; return the text, and the numbers from 0 of the lines that begin in one."""
    parts: list[str] = []
    hidden: list[int] = []
    position = line = 0
    while (start := text.find("<!--", position)) >= 0:
        end = text.find("-->", start + 4)
        end = len(text) if end < 0 else end + 3
        breaks = text.count("\n", start, end)
        line += text.count("\n", position, start)
        hidden.extend(range(line + 1, line + 1 + breaks))
        line += breaks
        parts += [text[position:start], "\n" * breaks]
        position = end
    return "".join([*parts, text[position:]]), hidden


def _html_headings(text: str, first: int) -> Iterator[Heading]:
    """Yield the `h1` to `h6` of HTML text; one that is never closed ends with its line."""
    tags = list(_HEADING_TAG.finditer(text))
    breaks = [match.start() for match in re.finditer("\n", text)]
    for index, tag in enumerate(tags):
        if tag.group(1):
            continue
        after = tags[index + 1] if index + 1 < len(tags) else None
        inner = text[tag.end() : after.start() if after else len(text)]
        inner = re.split(r"\n[ \t]*\|", inner, maxsplit=1)[0]
        if after is None or not after.group(1):
            inner = inner.split("\n", 1)[0]
        found = _ID.search(tag.group(3))
        anchor = next((value for value in found.groups() if value), "") if found else ""
        line = first + bisect_right(breaks, tag.start())
        yield Heading(line, int(tag.group(2)), " ".join(inner.split()), anchor)


def _group(rest: list[tuple[int, str]], lines: Sequence[str]) -> Iterator[TableLines]:
    """Join table lines that stand below one another in the same place."""
    runs = groupby(enumerate(rest), key=lambda item: (item[1][0] - item[0], item[1][1]))
    for (_, place), run in runs:
        yield TableLines(tuple((line + 1, lines[line]) for _, (line, _) in run), place)
