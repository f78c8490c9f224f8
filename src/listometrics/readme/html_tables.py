"""Read an HTML table into rows of cells, each with its line."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from listometrics.readme.blocks import HtmlTable
from listometrics.readme.rows import BLANKS

_TAG = re.compile(r"<(/?)(table|tr|t[dh])\b([^<>]*)>", re.I)
_SPAN = re.compile(r"\b(row|col)span\s*=\s*[\"']?(\d{1,3})", re.I)
_KEPT = re.compile(r"</?(?!(?:a|br|img|b|strong|i|em)\b)[a-z][^<>]*>", re.I)
_BOLD = re.compile(r"<(/?)(?:b|strong)\b[^<>]*>", re.I)
_BR = r"(?:<br\b[^<>]*>\s*)+"
_OUTER_BREAKS = re.compile(rf"^{_BR}|(?<!\s)(?<!<br>)(?<!<br/>)(?<!<br />)\s*{_BR}$")
_ITALIC = re.compile(r"</?(?:i|em)\b[^<>]*>", re.I)


@dataclass(frozen=True, slots=True)
class HtmlRow:
    """A row: its line, its text on one line, its cells, whether all are `<th>`, whether it is one cell over several."""

    line: int
    raw: str
    cells: list[str]
    is_header: bool
    is_across: bool = False


def read_html_rows(table: HtmlTable) -> list[HtmlRow]:
    """Return the rows of a table; a cell over several rows stands in each, one over several columns comes first.

    >>> read_html_rows(HtmlTable(1, "<table><tr><th>Title</th></tr>\\n<tr><td><b>A</b> &amp; B</td></tr></table>"))[1]
    HtmlRow(line=2, raw='<tr><td><b>A</b> &amp; B</td></tr>', cells=['**A** & B'], is_header=False, is_across=False)
    """
    text = table.text
    breaks = [match.start() for match in re.finditer("\n", text)]
    rows: list[HtmlRow] = []
    hanging: dict[int, tuple[int, str]] = {}  # column → rows left, cell
    for start, end, cells in _cut_rows(text):
        filled: list[str] = []
        widest = 1
        for attributes, inner, _ in cells:
            _fill(filled, hanging)
            spans = {kind.lower(): int(number) for kind, number in _SPAN.findall(attributes)}
            cell = _clean(inner)
            widest = max(widest, spans.get("col", 1))
            for offset in range(min(spans.get("col", 1), 50) or 1):
                said = cell if not offset else ""
                if spans.get("row", 1) > 1:
                    hanging[len(filled)] = (spans["row"] - 1, said)
                filled.append(said)
        _fill(filled, hanging)
        line = table.line + bisect_right(breaks, start)
        raw = " ".join(text[start:end].split())
        rows.append(
            HtmlRow(
                line,
                raw,
                filled,
                bool(cells) and all(kind == "th" for _, _, kind in cells),
                len(cells) == 1 and widest > 1,
            )
        )
    return rows


def _cut_rows(text: str) -> Iterator[tuple[int, int, list[tuple[str, str, str]]]]:
    """Yield begin and end of each row, and its cells: attributes, text, kind; closing tags may be missing."""
    start = -1
    cells: list[tuple[str, str, str]] = []
    opened: re.Match[str] | None = None
    for tag in _TAG.finditer(text):
        closes, kind = bool(tag.group(1)), tag.group(2).lower()
        if opened is not None:
            cells.append((opened.group(3), text[opened.end() : tag.start()], opened.group(2).lower()))
            opened = None
        if kind in ("td", "th"):
            opened = None if closes else tag
            start = tag.start() if start < 0 and not closes else start
            continue
        if start >= 0 and cells:
            yield start, tag.end() if closes and kind == "tr" else tag.start(), cells
        start, cells = (-1, []) if closes or kind == "table" else (tag.start(), [])
    if start >= 0 and (cells or opened is not None):
        if opened is not None:
            cells.append((opened.group(3), text[opened.end() :], opened.group(2).lower()))
        yield start, len(text), cells


def _fill(filled: list[str], hanging: dict[int, tuple[int, str]]) -> None:
    """Add the cells that hang down from rows above, where their columns come next."""
    while len(filled) in hanging:
        column = len(filled)
        left, cell = hanging.pop(column)
        if left > 1:
            hanging[column] = (left - 1, cell)
        filled.append(cell)


def _clean(inner: str) -> str:
    """Return a cell with links and breaks as HTML, bold as Markdown, and no other tags."""
    text = " ".join(_ITALIC.sub("", _BOLD.sub("**", _KEPT.sub(" ", inner))).split())
    text = re.sub(r"\*\*([^*]*)\*\*", lambda match: f"**{match[1].strip()}**", text)
    if "<a" not in text.lower():
        text = html.unescape(text)
    return _OUTER_BREAKS.sub("", text).strip(BLANKS)
