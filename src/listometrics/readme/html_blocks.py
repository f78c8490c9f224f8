"""Read HTML within a list by lxml: its tables, headings, items, paragraphs and folded parts, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lxml import etree

from listometrics.readme.inline_text import BLANKS, classify_link, make_plain
from listometrics.readme.phrases import has_paper_address, is_link_label
from listometrics.readme.vocabulary import PHRASES

BELOW_ALL = 7  # level of what opens a section without being a heading: a summary, a bold line
_HEADINGS = tuple(f"h{level}" for level in range(1, 7))
_PARAGRAPHS = ("body", "p", "div", "center", "section", "article", "main", "dl", "dt", "dd", "blockquote")
_CENTRED = ("p", "div", "center", "section", "article", "main")
_UNREAD = ("pre", "script", "style", "textarea")  # no prose
_BLOCKS = (*_PARAGRAPHS, *_HEADINGS, *_UNREAD, "ul", "ol", "li", "table", "tr", "td", "th", "details", "summary")
_LINED = re.compile(rf"<({'|'.join(_BLOCKS)})\b", re.I)
_FOLD = re.compile(r"<(/?)details\b", re.I)
FOLD_TAGS = re.compile(r"</?(?:details|summary)\b[^<>]*>", re.I)
_NO_SUMMARY = re.compile(PHRASES["no_summary"], re.I)
_SUMMARY_EDGES = re.compile(r"^\W+|\W+$")
_ROW = re.compile(r"(?<=</tr>)|(?<=[\w>])\s*(?=<tr\b)", re.I)
_COMMENT = re.compile(r"(<!--.*?(?:-->|\Z))", re.S)
_BOLD_TAG = re.compile(r"</?(?:b|strong)>")
_OTHER_TAG = re.compile(r"<(?!/?a\b|br>)/?(\w+)>")
_LONGEST_ROW = 40  # lines of its text that are shown where it is rejected
_BOLD = re.compile(r"\*\*([^*]*)\*\*")
_OUTER_BREAKS = re.compile(r"^(?:<br>\s*)+|(?<!\s)(?<!<br>)\s*(?:<br>\s*)+$")


class TableRow(NamedTuple):
    """A row of a table: its line, its text as written, and if it is one of HTML its cells.

    `is_header` where all cells are `<th>`, `is_across` where one cell goes over several columns.
    """

    line: int
    raw: str
    cells: tuple[str, ...] = ()
    is_header: bool = False
    is_across: bool = False


@dataclass(slots=True)
class Block:
    """A block of a list, its first line from 1, and its text as Markdown or HTML.

    `kind` is `heading`, `item`, `text`, `table`, `html_table`, `fold` or `unfold`. `level` is a heading's, from 1 to 6
    or `BELOW_ALL` and more, and of text the number of list items that it stands in. `place` is empty, or where no
    reader of the page sees a list: `code`, `comment` or `centred`.
    """

    kind: str
    line: int
    text: str = ""
    level: int = 0
    anchor: str = ""
    place: str = ""
    rows: Sequence[TableRow] = field(default_factory=list)


def hide_comments(text: str) -> tuple[str, list[int]]:
    """Blank out HTML comments; return the text, and the numbers from 0 of the lines that begin in one."""
    parts, hidden, line = _COMMENT.split(text), list[int](), 0
    for place, part in enumerate(parts):
        breaks = part.count("\n")
        if place % 2:
            hidden += range(line + 1, line + 1 + breaks)
            parts[place] = "\n" * breaks
        line += breaks
    return "".join(parts), hidden


def read_html(text: str, first: int, depth: int = 0) -> list[Block]:
    """Return the blocks of HTML text whose first line is `first`, `depth` items deep; closing tags may be missing.

    >>> html = "<h3 id='2'>B</h3><ul><li><b>A</b> title<ul>\\n<li>below</li></ul></li></ul>"
    >>> [(block.kind, block.line, block.text, block.level) for block in read_html(html, 1)]
    [('heading', 1, 'B', 3), ('item', 1, '<b>A</b> title', 1), ('item', 2, 'below', 2)]
    """
    lines = text.split("\n")
    folds = [(number, tag.group(1)) for number, line in enumerate(lines, first) for tag in _FOLD.finditer(line)]
    # libxml2 knows lines up to 65,535 only, and not those of text behind a closing tag: each tag is given its own.
    marked = "\n".join(_LINED.sub(rf'<\1 line="{number}"', line) for number, line in enumerate(lines, first))
    body = etree.fromstring(f"<body line='{first}'>{marked}</body>", etree.HTMLParser(remove_pis=True)).find("body")
    reader = _HtmlReader(lines, first)
    if body is not None:
        reader.read(body, depth, "")
    shown = [block for block in reader.blocks if block.kind != "text" or (not depth and _leads(block))]
    return [*(Block("unfold" if closes else "fold", line) for line, closes in folds if not depth), *shown]


class _HtmlReader:
    """Walk the elements of a tree in the order of their text; `line` is where the walk stands."""

    def __init__(self, lines: Sequence[str], first: int) -> None:
        self.blocks: list[Block] = []
        self.line = first
        self._lines, self._first = lines, first

    def read(self, element: Any, depth: int, place: str) -> None:
        """Add an element's blocks: the text between inner blocks is a paragraph."""
        if element.tag in _CENTRED and "center" in f"{element.tag} {element.get('align', '')} {element.get('style')}":
            place = "centred"
        held = Block("text", 0, place=place)
        self._hold(held, element.text)
        for child in element:
            if child.tag not in _BLOCKS:
                self._hold(held, self._write(child))
            else:
                self._add_text(held, element.tag)
                self.line = int(child.get("line", self.line))
                self._read_block(child, depth, place)
                held = Block("text", 0, place=place)
            self._hold(held, child.tail)
        self._add_text(held, element.tag)

    def _read_block(self, element: Any, depth: int, place: str) -> None:
        line, tag = self.line, element.tag
        if tag in _UNREAD:
            return
        if tag == "table":
            self.blocks.append(Block("html_table", line, rows=list(self._read_rows(element))))
        elif tag in _HEADINGS:
            text = self._write(element, is_whole=True)
            self.blocks.append(Block("heading", line, " ".join(text.split()), int(tag[1]), element.get("id") or ""))
        elif tag == "summary" and element.find(".//*[@line]") is None:
            text = self._write(element, is_whole=True)
            title = " ".join(make_plain("".join(element.itertext())[:500]).split())
            if title and not depth and not _NO_SUMMARY.fullmatch(_SUMMARY_EDGES.sub("", title)):
                is_more = "<br>" in text or any(map(has_paper_address, element.xpath(".//a/@href")))
                self.blocks.append(Block("heading", line, _unfold(text) if is_more else title, BELOW_ALL))
        elif tag == "li":
            text = " ".join(self._write(element, is_whole=True).split())
            self.blocks.append(Block("item", line, text, max(depth, 1)))
            for inner in element.iterdescendants("ul", "ol", "table"):
                if inner.xpath("ancestor::li[1]")[0] is element:
                    self._read_block(inner, depth, place)
        else:
            self.read(element, depth + (tag in ("ul", "ol")), place)

    def _hold(self, held: Block, text: str | None) -> None:
        """Add to a paragraph, which begins where its first word stands."""
        if not held.text.strip() and text:
            held.line = self.line + text[: len(text) - len(text.lstrip())].count("\n")
        held.text += text or ""
        self.line += (text or "").count("\n")

    def _add_text(self, held: Block, tag: str) -> None:
        """Add a paragraph, if it holds anything; what is said of a term belongs to the term."""
        lines = [" ".join(line.split()) for line in held.text.split("<br>")]
        held.text = "\n".join(lines).strip()
        if not held.text:
            return
        if tag == "dd" and self.blocks and self.blocks[-1].kind == "text":
            self.blocks[-1].text += f"\n{held.text}"
        elif tag in _PARAGRAPHS or tag == "details":
            self.blocks.append(held)

    def _write(self, element: Any, is_whole: bool = False) -> str:
        """Return an element as HTML: links, breaks and styles; of a whole one what is within, up to a list in it."""
        said = [element.text or ""]
        for child in element:
            if isinstance(child.tag, str):
                if child.tag in ("ul", "ol", "table") and is_whole:
                    break
                said.append(self._write(child))
            said.append(child.tail or "")
        inner, tag = "".join(said), element.tag
        if is_whole:
            return inner
        if tag in ("br", "img"):
            return "<br>" if tag == "br" else ""
        if tag == "a" and element.get("href") is not None:
            return f'<a href="{element.get("href")}">{inner}</a>'
        return f"<{tag}>{inner}</{tag}>" if isinstance(tag, str) else inner

    def _read_rows(self, table: Any) -> Iterator[TableRow]:
        """Yield the rows; a cell over several rows stands in each, one over several columns comes first."""
        hanging: dict[int, tuple[str, int]] = {}  # column → cell, rows left
        for row in table.findall(".//tr"):
            line = int(row.get("line", self.line))
            cells = [cell for cell in row if cell.tag in ("td", "th")]
            said: list[tuple[str, int]] = []
            for cell in cells:
                below = _span(cell, "rowspan", 999)
                said.append((_clean_cell(self._write(cell, is_whole=True)), below))
                said += [("", below)] * (_span(cell, "colspan", 50) - 1)
            filled: list[str] = []
            while said or len(filled) in hanging:
                text, below = hanging.pop(len(filled)) if len(filled) in hanging else said.pop(0)
                if below > 1:
                    hanging[len(filled)] = (text, below - 1)
                filled.append(text)
            is_across = len(cells) == 1 and _span(cells[0], "colspan", 50) > 1
            raw = _ROW.split("\n".join(self._lines[line - self._first :][:_LONGEST_ROW]), maxsplit=1)[0]
            if cells:
                is_header = all(cell.tag == "th" for cell in cells)
                yield TableRow(line, " ".join(raw.split()), tuple(filled), is_header, is_across)


def _unfold(text: str) -> str:
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.split("<br>"))))


def _span(cell: Any, name: str, most: int) -> int:
    said = re.match(r"\s*(\d{1,3})(?!\d)", cell.get(name) or "")
    return min(max(int(said.group(1)), 1), most) if said else 1


def _clean_cell(text: str) -> str:
    """Return a cell with bold as Markdown, and no tags but those of links and breaks."""
    text = _OTHER_TAG.sub(lambda tag: "" if tag[1] in ("i", "em") else " ", _BOLD_TAG.sub("**", text))
    text = _BOLD.sub(lambda match: f"**{match[1].strip()}**", " ".join(text.split()))
    return _OUTER_BREAKS.sub("", text).strip(BLANKS)


def _leads(block: Block) -> bool:
    """Tell whether a paragraph has a link; a centred one, as above a list, whether it leads to a paper by its title."""
    links = re.findall(r'<a href="([^"]*)">([^<>]*)</a>', block.text)
    if not block.place:
        return bool(links) or "](" in block.text or "<a " in block.text
    return any(classify_link(url)[1] and not is_link_label(said) for url, said in links)
