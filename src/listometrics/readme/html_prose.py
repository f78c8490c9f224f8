"""Read the paragraphs of HTML text that lead to something, each with its line."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from listometrics.readme.blocks import Piece
from listometrics.readme.links import classify_link
from listometrics.readme.words import is_link_label

_TAG = re.compile(
    r"<(/?)(p|div|center|section|article|main|dl|dt|dd|blockquote|ul|ol|li|table|h[1-6]|summary|pre|script|style"
    r"|textarea)\b([^<>]*)>",
    re.I,
)
_ELSEWHERE = ("ul", "ol", "table", "summary", "pre", "script", "style", "textarea")  # read elsewhere, or no prose
_BREAK = re.compile(r"<br\b[^<>]*>", re.I)
_CENTRED = re.compile(r"center", re.I)
_ANCHOR = re.compile(r"""<a\b[^<>]*\bhref\s*=\s*["']?([^\s"'<>]+)[^<>]*>([^<>]*)</a""", re.I)
CENTRED = "centred"


def read_html_prose(text: str, first: int) -> Iterator[Piece]:
    """Yield the paragraphs with a link in HTML text whose first line is `first`; a term has what is said of it.

    What is centred, as above a list, is no part of it: it is yielded only where it leads to a paper by its title.

    >>> list(read_html_prose("<dl><dt><a href='x'>A</a></dt>\\n<dd>ACL 2023</dd></dl>", 1))
    [Piece(line=1, text="<a href='x'>A</a>\\nACL 2023", depth=0, is_item=False, place='')]
    """
    if "<a" not in text and "<A" not in text and "](" not in text:
        return
    breaks = [match.start() for match in re.finditer("\n", text)]
    held: Piece | None = None
    for start, inner, kind, is_centred in _cut(text):
        said = "\n".join(" ".join(line.split()) for line in _BREAK.split(inner)).strip()
        if not said:
            continue
        if kind == "dd" and held is not None:
            held = Piece(held.line, f"{held.text}\n{said}", place=held.place)
            continue
        if held is not None and _leads(held):
            yield held
        begins = start + len(inner) - len(inner.lstrip())
        held = Piece(first + bisect_right(breaks, begins), said, place=CENTRED if is_centred else "")
    if held is not None and _leads(held):
        yield held


def _cut(text: str) -> Iterator[tuple[int, str, str, bool]]:
    """Yield what stands between tags of blocks: its place, itself, the tag before it, whether it is centred."""
    position, kind = 0, ""
    inside = 0  # of what is read elsewhere
    centred: list[bool] = []
    for tag in _TAG.finditer(text):
        closes, name = bool(tag.group(1)), tag.group(2).lower()
        if not inside and not kind.startswith("h"):
            yield position, text[position : tag.start()], kind, any(centred)
        if name in _ELSEWHERE:
            inside = max(0, inside + (-1 if closes else 1))
        elif name in ("p", "div", "center", "section", "article", "main"):
            if not closes:
                centred.append(name == "center" or _CENTRED.search(tag.group(3)) is not None)
            elif centred:
                centred.pop()
        position, kind = tag.end(), "" if closes else name
    if not inside and not kind.startswith("h"):
        yield position, text[position:], kind, any(centred)


def _leads(piece: Piece) -> bool:
    """Tell whether a paragraph has a link; a centred one, whether it leads to a paper by its title."""
    if not piece.place:
        return "<a" in piece.text.lower() or "](" in piece.text
    return any(classify_link(url)[1] and not is_link_label(said) for url, said in _ANCHOR.findall(piece.text))
