"""Take links such as `[pdf]` out of a cell that holds a title."""

from __future__ import annotations

import re
from functools import partial

from listometrics.readme.links import may_link
from listometrics.readme.words import is_link_label

_BADGE = re.compile(r"(?<=\[)!\[([^\[\]]*)\]\([^()\s]*\)")
_IMAGE = re.compile(r"(?<!\[)!\[[^\[\]]*\]\([^()\s]*\)")
_LINK = re.compile(
    r"\[\\?\[(?P<inner>[^\[\]]*)\]\]\([^()\s]*\)|\[(?P<label>[^\[\]]*)\]\([^()\s]*\)"
    r"|<a\b[^<>]*>\[?(?P<html>[^<>\[\]]*)\]?</a>",
    re.I,
)
_MARK = "\x00"  # cannot stand in the text: NUL was replaced
_BRACKETS = re.compile(r"\\?[\[(（]([\s\x00,;|/·&]{1,40})\\?[\])）]")
_LOOSE = re.compile(r"(?:(?<!\s)\s+)?\x00")


def drop_labels(cell: str) -> str:
    r"""Return a cell without the links that only say what they are, where other text remains.

    >>> drop_labels(r"A title \[[pdf](x)\] ([code](y), [data](z))"), drop_labels("[pdf](x)")
    ('A title', '[pdf](x)')
    """
    if not may_link(cell) or _MARK in cell:
        return cell
    plain = _BADGE.sub(r"\1", _IMAGE.sub("", cell) if "![" in cell else cell)
    opening = len(plain) - len(plain.lstrip(" \\[(*_"))
    marked = _LINK.sub(partial(_mark, opening=opening), plain)
    if _MARK not in marked:
        return cell
    marked = _BRACKETS.sub(lambda found: _MARK if _MARK in found.group(1) else found.group(), marked)
    rest = _LOOSE.sub("", marked).strip(" ,;|·/")
    return rest if any(letter.isalpha() for letter in _LINK.sub(_say, rest)) else cell


def _mark(found: re.Match[str], opening: int) -> str:
    """Return the mark for a label; a link of several words within the cell's opening may be part of the title."""
    label = _say(found)
    opens = found.start() <= opening
    return _MARK if is_link_label(label) and not (opens and len(label.split()) > 1) else found.group()


def _say(found: re.Match[str]) -> str:
    """Return a link's text."""
    return next((label.strip(" \\") for label in found.groups() if label), "")
