"""Find the blocks of a Markdown text, each with its line: headings, tables, list items and paragraphs.

markdown-it-py tells the blocks apart. Table lines go to a rule of our own: its token is one a table, not three
a cell, and it takes every line that begins with `|`, also where GitHub would see no table. The parser is fed a
copy of the text in which such lines are cut to their `|`, so that its cost does not grow with their length.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from markdown_it import MarkdownIt
from markdown_it.token import Token

from listometrics.readme.blocks import BELOW_ALL, Block, Fold, Heading, HtmlTable, Piece, TableLines
from listometrics.readme.cells import make_plain
from listometrics.readme.hidden import drop_doubled, list_hidden_items
from listometrics.readme.html_items import read_html_items
from listometrics.readme.html_prose import read_html_prose
from listometrics.readme.rows import BLANKS
from listometrics.readme.rules import make_parser, pair_tables

__all__ = ["Fold", "Heading", "HtmlTable", "Piece", "TableLines", "read_blocks", "split_lines"]

_ENDERS = re.compile(r"-->|\?>|\]\]>|(?i:</(?:script|pre|style|textarea)>)|>")
_VERBATIM = re.compile(r"\s*<(?:script|pre|style|textarea)\b", re.I)
# Not html.parser: on tags or comments that never close it is quadratic (95 s for 160 KB of "<h1 <h1 …", measured).
_HEADING_TAG = re.compile(r"<(/?)h([1-6])\b([^<>]*)>", re.I)
_ID = re.compile(r"""(?:^|\s)id\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I)
_FOLD = re.compile(r"<(/?)details\b[^<>]*>|<summary\b[^<>]*>([^\0]{0,500}?)</summary|</summary", re.I)
_BOLD_LINE = re.compile(
    r"\s*(?:<(b|strong)>(.{1,300}?)</\1>|\*\*(\d+(?:\.\d+)+\.?\s.{1,300}?)\*\*)\s*(?:<br\s*/?>)?\s*", re.I
)
_COMMENTED = re.compile(r"\s*<!--")
_DETAILS = re.compile(r"</?(?:details|summary)\b[^<>]*>", re.I)
_NUMBERED = re.compile(r"\s*\d+(?:\.\d+)*[.、:)]?\s*\S")
_LONGEST_SUMMARY = 500  # characters
_SUMMARY_EDGES = re.compile(r"^\W+|\W+$")
_NO_TITLES = re.compile(
    r"(?:please )?(?:click|tap|press)\b.*|(?:un)?fold|expand|collapse|toggle|open"
    r"|(?:show|see|view|read)(?: (?:more|all|list))?|more|details|abstract|tl;?dr|bibtex|citation|toc"
    r"|(?:点击|展开|折叠|详情|摘要).*",
    re.I,
)


def split_lines(text: str) -> list[str]:
    r"""Split a text at `\n`, `\r\n` and `\r` alone, as editors number lines; NUL becomes U+FFFD, a BOM goes.

    >>> split_lines("\ufeffa\r\nb\u2028c\n")
    ['a', 'b\u2028c']
    """
    text = text.removeprefix("\ufeff").replace("\x00", "\ufffd").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    return lines


def read_blocks(lines: Sequence[str]) -> list[Block]:
    """Return the blocks of a text in order of their lines.

    Every line that begins with `|` is in just one block, also those in code or comments; of other lines in code or
    comments those that look like items with a link are.

    >>> read_blocks(["# A", "| x | y |", "<h2 id='1'>B</h2>"])[1:]
    [TableLines(lines=((2, '| x | y |'),), place=''), Heading(line=3, level=2, text='B', id='1')]
    >>> read_blocks(["- **T** [pdf](x)", "  - more"])[1]
    Piece(line=2, text='more', depth=2, is_item=True, place='')
    """
    shadow = [_shadow(line) for line in lines]
    led = [line.lstrip(" \t").startswith("|") for line in shadow]
    tokens: list[Token] = []
    parser = _parser()
    parser.block.parse("\n".join(shadow), parser, {"lines": lines, "led": led, "tables": pair_tables(shadow)}, tokens)
    blocks: list[Block] = []
    places: dict[int, str] = {}  # the lines in code and comments
    taken: set[int] = set()
    depth, fresh = 0, False  # whether the token is the first of a list item
    for index, token in enumerate(tokens):
        if token.type in ("list_item_open", "list_item_close"):
            depth, fresh = depth + token.nesting, token.nesting > 0
            if fresh and token.map is not None and tokens[index + 1].type != "paragraph_open":
                blocks.append(_read_odd_item(tokens[index + 1], token.map[0] + 1, depth))
        if token.map is None:
            continue
        first, last = token.map
        if token.type == "table_lines":
            blocks.append(TableLines(tuple(token.meta["lines"])))
            taken.update(number - 1 for number, _ in token.meta["lines"])
        elif token.type == "heading_open" and not _is_underlined_block(tokens[index + 1].content, token.markup):
            blocks.append(Heading(first + 1, int(token.tag[1]), tokens[index + 1].content))
        elif token.type in ("fence", "code_block") or (token.type == "html_block" and _VERBATIM.match(shadow[first])):
            places.update((line, "code") for line in range(first, last))
        elif token.type in ("html_block", "html_table"):
            is_table = token.type == "html_table"
            content, hidden = _hide_comments("\n".join((lines if is_table else shadow)[first:last]))
            places.update((first + line, "comment") for line in hidden if led[first + line] or not is_table)
            places.update((line, "comment") for line in range(first, last) if _COMMENTED.match(shadow[line]))
            blocks.extend(_read_html(content, first + 1, depth, is_table))
        elif token.type == "inline":
            if "<h" in token.content.lower():
                blocks.extend(_html_headings(_hide_comments(token.content)[0], first + 1))
            above = tokens[index - 1]
            if above.type == "paragraph_open" or _is_underlined_block(token.content, above.markup):
                blocks.append(_read_piece(token.content, first + 1, depth, fresh))
        fresh = fresh and token.type in ("list_item_open", "paragraph_open")
    rest = [(line, places.get(line, "")) for line, is_led in enumerate(led) if is_led and line not in taken]
    blocks.extend(_group(rest, lines))
    blocks.extend(drop_doubled(list_hidden_items(lines, places), blocks))
    blocks.sort(key=lambda block: block.line)
    return blocks


def _read_html(text: str, first: int, depth: int, is_table: bool) -> Iterator[Block]:
    """Yield what HTML text holds: a table, headings, items, and outside of items paragraphs and folds."""
    if is_table:
        yield HtmlTable(first, text)
    yield from _html_headings(text, first)
    if not is_table:
        yield from read_html_items(text, first, depth)
    if not is_table and not depth:
        yield from read_html_prose(text, first)
    if not depth:
        yield from _folds(text, first)


def _is_underlined_block(text: str, markup: str) -> bool:
    """Tell whether a heading is a block of several lines with a link above a rule that stands too close to it."""
    return markup == "-" and "\n" in text and "](" in text


def _read_piece(text: str, line: int, depth: int, is_item: bool) -> Heading | Piece:
    """Return a paragraph, or a heading where it is one line in bold that bears a number."""
    if not depth and "\n" not in text and (bold := _BOLD_LINE.fullmatch(text)):
        title = bold.group(2) or bold.group(3)
        if _NUMBERED.match(title) and "](" not in title:
            number = re.match(r"[\d.]*", title.strip())
            return Heading(line, BELOW_ALL + (number.group().strip(".").count(".") if number else 0), title)
    return Piece(line, text, depth, is_item)


def _read_odd_item(inner: Token, line: int, depth: int) -> Piece:
    """Return an item that begins with no paragraph: HTML as its text, else (code, a heading, nothing) none."""
    text = _DETAILS.sub("\n", inner.content).strip() if inner.type == "html_block" else ""
    return Piece(line, text, depth, True)


def _folds(text: str, first: int) -> Iterator[Fold | Heading]:
    """Yield where `<details>` begins and ends, and its summary as a heading unless that says nothing or is one."""
    if "details" not in text.lower() and "summary" not in text.lower():
        return
    breaks = [match.start() for match in re.finditer("\n", text)]
    for tag in _FOLD.finditer(text):
        line = first + bisect_right(breaks, tag.start())
        if tag.group(2) is not None:
            title = " ".join(make_plain(tag.group(2)[:_LONGEST_SUMMARY]).split())
            if (
                title
                and not _NO_TITLES.fullmatch(_SUMMARY_EDGES.sub("", title))
                and not _HEADING_TAG.search(tag.group(2))
            ):
                yield Heading(line, BELOW_ALL, title)
        elif not tag.group().lower().startswith("</summary"):
            yield Fold(line, not tag.group(1))


def _shadow(line: str) -> str:
    """Cut a table line to its indent, its `|` and what may end an HTML block in it."""
    if not line.lstrip(BLANKS).startswith("|"):
        return line
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    ends = _ENDERS.findall(line) if ">" in line else []
    return f"{indent}| {' '.join(dict.fromkeys(ends))}"


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return make_parser()


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
