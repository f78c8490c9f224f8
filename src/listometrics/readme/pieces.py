"""Join the pieces of a list to what may be an entry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from listometrics.readme.blocks import BELOW_ALL, Block, Heading, HtmlTable, Piece, TableLines
from listometrics.readme.dates import find_date
from listometrics.readme.inline import LONGEST
from listometrics.readme.items import ItemReader
from listometrics.readme.leads import says_more
from listometrics.readme.readings import Reading
from listometrics.readme.words import are_names, has_paper_address, is_paper_link, is_talk

_BOLD = re.compile(r"\s*(?:\*\*|__|<b>|<strong>)([^*_<>\n\]\[]{2,80})(?:\*\*|__|</b>|</strong>)\s*[:：]?\s*", re.I)
_NUMBER = re.compile(r"^\d{1,3}(?:\.\d{1,3}){0,5}[.)]?\s+")
_MOST_WORDS = 10  # of a line in bold that heads a section
_TITLE_LINE = re.compile(
    r"\s*(?:[^\w\s\[*<_(]+\s*)?(?:\*\*\[?([^*\]]{12,})|\[([^\[\]]{16,})\]\(|<a\b[^<>]*>([^<>]{16,})</a>)", re.I
)
_DATE_WITHIN = 40  # characters
_GROUP_WORDS = 3  # most words of what heads a group of items


@dataclass(slots=True)
class Candidate:
    """A piece with the pieces that belong to it, the place of its heading, and what all of them say."""

    piece: Piece
    heading: int
    reading: Reading
    is_group: bool = False
    below: list[Piece] = field(default_factory=list)


def may_be_entry(piece: Piece) -> bool:
    """Tell cheaply whether a piece may be an entry: an item, or text that begins with a title."""
    return piece.is_item or _TITLE_LINE.match(piece.text) is not None


def promote_headings(blocks: Sequence[Block], reader: ItemReader) -> list[Block]:
    """Return blocks with a line in bold right above a table or items as a heading, and a paper's heading as text."""
    promoted: list[Block] = []
    for index, block in enumerate(blocks):
        after = blocks[index + 1] if index + 1 < len(blocks) else None
        if isinstance(block, Heading) and index and _is_paper_heading(blocks, index, reader):
            promoted.append(Piece(block.line, _embolden(block.text)))
            continue
        bold = _BOLD.fullmatch(block.text) if isinstance(block, Piece) and not block.depth and after else None
        if bold and len(bold.group(1).split()) <= _MOST_WORDS and _opens_list(after, reader):
            promoted.append(Heading(block.line, BELOW_ALL, bold.group(1).strip(" :：")))
        else:
            promoted.append(block)
    return promoted


def join_pieces(placed: Sequence[tuple[Piece, int]], reader: ItemReader) -> list[Candidate]:
    """Join pieces to candidates: a line that gives no title belongs to the title above it in the same section.

    What stands below an item belongs to it, unless it has a title and the marks of a paper of its own.
    """
    candidates: list[Candidate] = []
    current: Candidate | None = None
    for whole, heading in placed:
        for piece in _split_titles(whole):
            above = current if current is not None and current.heading == heading else None
            reading = _read(piece, above, reader)
            if current is not None and current.heading == heading and _belongs(piece, reading, current):
                current.reading.take(reading, piece.text)
                current.below.append(piece)
                continue
            if current is not None and current.heading == heading and piece.depth > current.piece.depth:
                current.is_group = True
            if piece.is_item and not reading.how:
                reading = reader.read(piece.text, insists=True)
            if piece.is_item and not reading.how:
                _retitle(reading, begins_with_date(piece.text))
            current = Candidate(piece, heading, reading)
            candidates.append(current)
    return candidates


def _read(piece: Piece, above: Candidate | None, reader: ItemReader) -> Reading:
    """Read a piece; one below a short group insists on its title, a line below a linked title is no title."""
    reading = reader.read(piece.text)
    if above is None:
        return reading
    if not reading.how and piece.is_item and piece.depth > above.piece.depth and above.reading.how in ("bold", "plain"):
        is_group = len(above.reading.fields.title.split()) <= _GROUP_WORDS and not _is_paper(above.reading)
        return reader.read(piece.text, insists=True) if is_group and not reading.is_labelled else reading
    lacks = above.reading.how in ("bold", "link") and not above.reading.parts.authors
    told = reading.parts.publications or (reading.parts.dates if piece.depth else [])
    is_line = reading.how == "plain" and not piece.is_item
    if lacks and told and is_line and are_names(reading.fields.title):
        reading.parts.authors.append(reading.fields.title)
        reading.fields.title = reading.how = reading.after = ""
    return reading


def begins_with_date(text: str) -> bool:
    """Tell whether an item begins with a date.

    >>> begins_with_date("[2023/05] A title"), begins_with_date("A title, May 2023")
    (True, False)
    """
    date = find_date(text[:_DATE_WITHIN])
    return date is not None and not any(letter.isalnum() for letter in text[: date[1]])


def _retitle(reading: Reading, is_dated: bool) -> None:
    """Take for the title what looks like persons, where an item with a date or a paper's address says nothing else."""
    parts = reading.parts
    linked = any(is_paper_link(link.label, link.url) for link in reading.fields.links)
    if len(parts.authors) == 1 and not parts.publications and not parts.loose and (is_dated or linked):
        reading.fields.title, reading.how = parts.authors.pop(), "plain"


def _belongs(piece: Piece, reading: Reading, current: Candidate) -> bool:
    """Tell whether a piece belongs to the candidate above it."""
    mine, theirs = piece.depth, current.piece.depth
    if not theirs and not current.piece.is_item and current.reading.how == "plain" and not _is_paper(current.reading):
        return False
    if not current.reading.how and not (reading.how == "label" and mine):
        return False
    own = reading.how in ("bold", "link") and not reading.is_labelled and _is_paper(reading) and not _is_more(reading)
    if reading.how == "plain" and len(current.reading.fields.title.split()) <= _GROUP_WORDS:
        own = _is_paper(reading) and not _is_paper(current.reading) and not is_talk(reading.fields.title)
    if mine > theirs and piece.is_item:
        return not own if theirs else reading.is_field
    if mine and mine == theirs and not piece.is_item:
        return not own
    if mine > theirs:
        return not own and not _is_new(reading)
    if reading.how:
        return False
    if mine < theirs and not piece.is_item:
        return False
    if piece.is_item and mine == theirs:
        return reading.is_labelled and reading.is_field
    return reading.is_field and not (mine and not piece.is_item)


def _is_new(reading: Reading) -> bool:
    return reading.how == "bold" and not reading.is_labelled


def _is_more(reading: Reading) -> bool:
    """Tell whether a text says more of the work above it, as `See also` before a link."""
    return is_talk(reading.before) or says_more(reading.before)


def _is_paper(reading: Reading) -> bool:
    """Tell whether a piece below an item is a paper of its own."""
    links = reading.fields.links
    return any(is_paper_link(link.label, link.url) for link in links) or bool(
        reading.parts.publications or reading.parts.authors
    )


def _split_titles(piece: Piece) -> Iterator[Piece]:
    """Yield a block as one piece a title, where several of its lines begin with one and have a link."""
    lines = piece.text.split("\n")
    starts = [number for number, line in enumerate(lines) if _TITLE_LINE.match(line)] if len(lines) > 1 else []
    if starts and starts[0] and any(_leads(line) for line in lines[: starts[0]]):
        starts.insert(0, 0)
    if len(starts) < 2 or starts[0] != 0 or len(piece.text) > LONGEST:
        yield piece
        return
    ends = [*starts[1:], len(lines)]
    texts = ["\n".join(lines[first:last]) for first, last in zip(starts, ends, strict=True)]
    if not all(_leads(text) for text in texts):
        yield piece
        return
    for start, text in zip(starts, texts, strict=True):
        yield Piece(piece.line + start, text, piece.depth, piece.is_item and not start)


def _leads(text: str) -> bool:
    return "](" in text or "://" in text


def _is_paper_heading(blocks: Sequence[Block], place: int, reader: ItemReader) -> bool:
    """Tell whether a heading is a paper's title: a link to it, or with authors or a venue and a link right below.

    A heading with a list, a table or sections below is a section's.
    """
    heading, below = blocks[place], blocks[place + 1] if place + 1 < len(blocks) else None
    if not isinstance(heading, Heading) or not 1 < heading.level < BELOW_ALL:
        return False
    if not _stands_alone(blocks, place, heading.level, reader):
        return False
    said = reader.read(heading.text)
    linked = said.how == "link" and not said.before and _links_paper(said)
    if not linked:
        line = reader.read(below.text) if isinstance(below, Piece) and not below.depth else Reading()
        told = bool(line.parts.authors) + bool(line.parts.publications) + _links_paper(line)
        return line.is_field and told >= 2 and len(heading.text.split()) > _GROUP_WORDS
    return True


def _stands_alone(blocks: Sequence[Block], place: int, level: int, reader: ItemReader) -> bool:
    """Tell whether there is no list, table or section below a heading."""
    for block in islice(blocks, place + 1, None):
        if isinstance(block, Heading):
            return block.level <= level
        if _opens_list(block, reader):
            return False
    return True


def _embolden(text: str) -> str:
    """Return a heading's text, without a number before it, in bold."""
    text = _NUMBER.sub("", text.strip())
    return text if "**" in text or "__" in text else f"**{text}**"


def _links_paper(reading: Reading) -> bool:
    return any(has_paper_address(link.url) for link in reading.fields.links)


def _opens_list(block: Block | None, reader: ItemReader) -> bool:
    if isinstance(block, (TableLines, HtmlTable)):
        return True
    return isinstance(block, Piece) and block.is_item and not reader.read(block.text).is_field
