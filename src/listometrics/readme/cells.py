"""Read a cell: marks, blanks, plain text, and the names that stand beside one another in it."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable

from listometrics.readme.rows import BLANKS, ZERO_WIDTH, strip_blanks

LONGEST = 1000  # characters; a longer cell is prose, not a list of names
_BARE_EDGES = BLANKS + "*`"
_READ = re.compile("[✅☑✔✓]\ufe0f?")
_BREAK = re.compile(r"<br\b[^<>]*>|[\r\n]", re.I)
_TAG = re.compile(r"<[^<>]*>")
_STYLE = re.compile(r"(?<!\\)</?(?:b|i|em|strong|code|u|s|sup|sub|span|font|center)(?:\s[^<>]*)?>", re.I)
_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_WRAPPED = re.compile(r"(\*\*|__|\*|_)(?=\S)(.+?)(?<=\S)\1", re.S)
_NO_VALUE = frozenset(("", "n/a", "na", "-", "--", "—", "–", "/"))
_LONGEST_NO_VALUE = max(map(len, _NO_VALUE))
_UNTOLD = _NO_VALUE | frozenset(("unknown", "none", "unspecified", "not specified", "not reported", "tbd", "?"))
EMOJI = "\u2600-\u27bf\U0001f000-\U0001faff\ufe0f\u200d\u2b50\u25a0-\u25ff"
_LEADING_EMOJI = re.compile(rf"(?:(?:[{EMOJI}]++|:[a-z0-9_+\-]{{2,30}}:)\s*+)++(?=\w|[\"“‘'([$*_`<])")
_ZERO_WIDTH = str.maketrans("", "", ZERO_WIDTH)
_SEPARATOR = re.compile(
    r"(?P<open>[(（])|(?P<close>[)）])|(?P<separator>&amp;|<br\b[^<>]*>|[\r\n/&+,;／＆＋，、；]|(?<=\s)(?:and|or)(?=\s))",
    re.I,
)
_ASTERISK = "\ue07d"  # stands for one that marks nothing
_LONE = re.compile(r"(?<=\w)\*(?![\w*])")
_MOST_JOINED = 4  # parts that a known name may have


def split_read_mark(cell: str) -> tuple[str, bool]:
    """Return a cell without the mark of a paper that was read, and whether it bore one.

    >>> split_read_mark("HKFR✅"), split_read_mark("KAR")
    (('HKFR', True), ('KAR', False))
    """
    if cell.isascii():
        return strip_blanks(cell), False
    text = _READ.sub("", cell)
    return text.strip(BLANKS), text != cell


def is_blank(cell: str) -> bool:
    """Tell whether a cell holds nothing: it is empty, a dash or `N/A`."""
    opening = cell[: _LONGEST_NO_VALUE + 1]
    if len(opening) > _LONGEST_NO_VALUE and opening.isalnum() and opening.isascii():
        return False  # most cells
    return len(cell) < LONGEST and _bare(cell) in _NO_VALUE


def is_untold(cell: str) -> bool:
    """Tell whether a cell of models or strategies says nothing: it is blank, or a word such as `Unknown`."""
    return len(cell) < LONGEST and _bare(cell) in _UNTOLD


def make_text(cell: str) -> str:
    """Return a name, title or note for people: breaks as blanks, one blank for several, no emphasis around the whole.

    >>> make_text("**IDRec<br />vs  MoRec**")
    'IDRec vs MoRec'
    """
    text = cell
    if "<" in text or "\n" in text or "  " in text:
        text = " ".join(_BREAK.sub(" ", text).split())
    while text[:1] in ("*", "_") and (match := _WRAPPED.fullmatch(text)) and match.group(1) not in match.group(2):
        text = match.group(2).strip(BLANKS)
    return text.strip(BLANKS)


def drop_styles(cell: str) -> str:
    """Return a cell of names without the tags that only change how text looks: the / in them parts no names.

    >>> drop_styles("<b>T5</b> (7B)<br /><i>BERT</i>")
    'T5 (7B)<br />BERT'
    """
    return _STYLE.sub("", cell) if "<" in cell else cell


def drop_leading_emoji(text: str) -> str:
    """Return a title without the marks before it.

    >>> drop_leading_emoji("🔥 :new: A title"), drop_leading_emoji("🔥")
    ('A title', '🔥')
    """
    match = _LEADING_EMOJI.match(text) if text[:1] == ":" or not text[:1].isascii() else None
    return text[match.end() :] if match else text


def make_plain(text: str) -> str:
    """Return Markdown or HTML as plain text: link texts without their targets, no tags, no emphasis.

    >>> make_plain("<b>1.1</b> LLM &amp; [RS](#1)")
    '1.1 LLM & RS'
    """
    text = _LINK.sub(r"\1", _IMAGE.sub("", text)) if "](" in text else text
    text = _TAG.sub("", _BREAK.sub(" ", text)) if "<" in text else text
    text = re.sub(r"\*+|`+|__+|(?<!\w)_|_(?!\w)", "", html.unescape(text))
    return " ".join(text.translate(_ZERO_WIDTH).split())


def make_title(text: str) -> str:
    """Return a title as plain text; an asterisk that belongs to a word stays.

    >>> make_title("A* Search **with** Models")
    'A* Search with Models'
    """
    if "*" not in text:
        return make_plain(text)
    return make_plain(_LONE.sub(_ASTERISK, text)).replace(_ASTERISK, "*")


def fold(text: str) -> str:
    """Return what two spellings of a name have in common: no case, blanks, hyphens, emphasis or full width.

    >>> fold("GPT-2 medium") == fold("gpt2<br />Medium")
    True
    """
    text = unicodedata.normalize("NFKC", _BREAK.sub(" ", text)).translate(_ZERO_WIDTH)
    return re.sub(r"[\s\-_*`‐‑–]+", "", text.replace("&amp;", "&")).casefold()


def split_names(cell: str, is_known: Callable[[str], bool]) -> list[tuple[str, str]]:
    """Cut a cell at `/`, `&`, `+`, `,`, `;`, `and`, `or` and breaks outside of brackets, but not within a known name.

    Returns pairs of the separator before a name (nothing for the first) and the name as written. The longest
    known name wins.

    >>> split_names("CLIP-B/32 & T5", lambda name: name == "CLIP-B/32")
    [('', 'CLIP-B/32'), ('&', 'T5')]
    """
    parts = _cut(cell)
    names: list[tuple[str, str]] = []
    index = 0
    while index < len(parts):
        separator, start, end = parts[index]
        taken = 1
        for count in range(min(_MOST_JOINED, len(parts) - index), 1, -1):
            if is_known(cell[start : parts[index + count - 1][2]]):
                end, taken = parts[index + count - 1][2], count
                break
        names.append((separator, cell[start:end]))
        index += taken
    return names


def _cut(cell: str) -> list[tuple[str, int, int]]:
    """Return the parts of a cell between separators: separator before, start, end; blank parts left out.

    Brackets count only if each is closed.
    """
    marks: list[tuple[int, int]] = []
    level = 0
    for mark in _SEPARATOR.finditer(cell):
        if mark.lastgroup == "separator":
            marks += [] if level else [mark.span()]
        level += (mark.lastgroup == "open") - (mark.lastgroup == "close")
        if level < 0:
            break
    if level:
        marks = [mark.span() for mark in _SEPARATOR.finditer(cell) if mark.lastgroup == "separator"]
    parts: list[tuple[str, int, int]] = []
    separator, position = "", 0
    for start, end in [*marks, (len(cell), len(cell))]:
        text = cell[position:start]
        if text.strip(BLANKS):
            first = position + len(text) - len(text.lstrip(BLANKS))
            parts.append((separator, first, first + len(text.strip(BLANKS))))
            separator = ""
        separator += cell[start:end] if parts else ""
        position = end
    return parts


def _bare(cell: str) -> str:
    text = _BREAK.sub(" ", cell) if "<" in cell else cell
    text = text if text.isascii() else text.translate(_ZERO_WIDTH)
    return " ".join(text.strip(_BARE_EDGES).split()).casefold()
