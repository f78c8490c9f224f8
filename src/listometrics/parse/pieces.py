"""Join the pieces of a list to what may be an entry, and tell which of them is one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from listometrics.parse.blocks import BELOW_ALL, Block, Heading, HtmlTable, Piece, TableLines
from listometrics.parse.fields import Fields
from listometrics.parse.inline import LONGEST
from listometrics.parse.items import ItemReader
from listometrics.parse.readings import Reading
from listometrics.parse.words import count_words, has_paper_address, is_aside, is_blog, is_paper_link, is_resources

_BOLD = re.compile(r"\s*(?:\*\*|__|<b>|<strong>)([^*_<>\n\]\[]{2,80})(?:\*\*|__|</b>|</strong>)\s*[:：]?\s*", re.I)
_MOST_WORDS = 10  # of a line in bold that heads a section
_TITLE_LINE = re.compile(r"\s*(?:[^\w\s\[*<_(]+\s*)?(?:\*\*\[?([^*\]]{12,})|\[([^\[\]]{16,})\]\()")
_TALK = re.compile(
    r"(?:see|please|we|our|if|for more|check|this|these|you|your|the following|feel free|here|note that|thanks?|welcome"
    r"|added?|updated?|update|released?|join|star|click|follow|contact|email|more|read|visit|let|to|contributions?)\b",
    re.I,
)
_GOES_ON = re.compile(
    r"\s+(?!(?:by|in|at|from|accepted|published|et|with)\b)[a-z]+\b|\s*[，。]?[\u4e00-\u9fff]{3}|,\s+(?:which|a|an|the)\b"
)
_ENOUGH = 3  # points
_GROUP_WORDS = 3  # most words of what heads a group of items


@dataclass(slots=True)
class Candidate:
    """A piece with the pieces that belong to it, the place of its heading, and what all of them say."""

    piece: Piece
    heading: int
    reading: Reading
    is_group: bool = False
    below: list[Piece] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a candidate is: an entry with `fields`, or nothing, for a `reason`; `is_marked` where it looks like one."""

    candidate: Candidate
    fields: Fields | None
    reason: str
    is_marked: bool


def may_be_entry(piece: Piece) -> bool:
    """Tell cheaply whether a piece may be an entry: an item, or text that begins with a title."""
    return piece.is_item or _TITLE_LINE.match(piece.text) is not None


def promote_headings(blocks: Sequence[Block], reader: ItemReader) -> list[Block]:
    """Return blocks with a line in bold right above a table or above items as a heading."""
    promoted: list[Block] = []
    for index, block in enumerate(blocks):
        after = blocks[index + 1] if index + 1 < len(blocks) else None
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
            reading = reader.read(piece.text)
            if current is not None and current.heading == heading and _belongs(piece, reading, current):
                current.reading.take(reading, piece.text)
                current.below.append(piece)
                continue
            if current is not None and current.heading == heading and piece.depth > current.piece.depth:
                current.is_group = True
            current = Candidate(piece, heading, reading)
            candidates.append(current)
    return candidates


def judge(candidate: Candidate, titles: Sequence[str], reader: ItemReader, kind: str = "") -> Verdict:
    """Tell whether a candidate is an entry; `titles` are those of its section and the sections above.

    Where a `kind` is chosen for its section, whatever has a title is one.
    """
    piece, reading = candidate.piece, candidate.reading
    fields = reader.finish(reading)
    external = [link for link in fields.links if re.match(r"(?:https?:)?//|www\.|arxiv", link.url, re.I)]
    styled = reading.how in ("bold", "link") and not reading.before
    reason = _find_reason(candidate, fields, titles) if not kind else "" if fields.title else "no title"
    is_marked = bool(external) and (piece.is_item or (styled and not _is_sentence(candidate)))
    return Verdict(candidate, None if reason else fields, reason, is_marked)


def _find_reason(candidate: Candidate, fields: Fields, titles: Sequence[str]) -> str:
    """Return why a candidate is no paper, or nothing."""
    piece, reading = candidate.piece, candidate.reading
    aside = next((title for title in titles if is_aside(title)), "")
    strong = any(has_paper_address(link.url) for link in fields.links)
    if aside:
        return f"in the section {aside}"
    if len(piece.text) > LONGEST:
        return f"a text of {len(piece.text)} characters"
    within = "](#" in piece.text and not fields.links
    if not fields.title or within:
        if candidate.is_group and not within:
            return "a group of the items below it"
        return "a link within the page" if within else "no title"
    if _is_sentence(candidate):
        return "a sentence, not a title"
    resources = next((title for title in titles if is_resources(title)), "")
    if resources and not strong:
        return f"no paper's address, in the section {resources}"
    if fields.links and not fields.publication_raw and all(is_blog(link.url) for link in fields.links):
        return "a link to a blog, a post or a video"
    if _count_points(reading, fields, strong) < _ENOUGH:
        if candidate.is_group:
            return "a group of the items below it"
        return "no link to a paper, no venue, no authors"
    return ""


def _is_sentence(candidate: Candidate) -> bool:
    """Tell whether what looks like a title is part of a sentence."""
    reading = candidate.reading
    if count_words(reading.before) >= 3 and not reading.parts.authors:
        return True
    if reading.how == "label":
        return False
    if reading.has_rival:
        return True
    if reading.how == "plain" and _TALK.match(reading.fields.title):
        return True
    if not candidate.piece.is_item and reading.how in ("plain", "italic"):
        return not (candidate.piece.depth or reading.parts.authors or reading.parts.publications)
    return bool(_GOES_ON.match(reading.after)) and not (reading.how == "bold" and reading.parts.authors)


def _count_points(reading: Reading, fields: Fields, strong: bool) -> int:
    """Return how much speaks for a paper."""
    linked = any(is_paper_link(link.label, link.url) for link in fields.links)
    known = linked or bool(fields.publication_raw) or bool(fields.authors)
    dated = bool(fields.date) and bool(fields.links)
    if not (known or dated):
        return 0
    points = 3 * strong + 2 * (linked and not strong) + 2 * bool(fields.publication_raw) + 2 * bool(fields.authors)
    points += bool(fields.date or fields.year) + (reading.how in ("bold", "label")) + (count_words(fields.title) > 3)
    only_code = bool(fields.links) and not linked and all("github.com/" in link.url for link in fields.links)
    return points - (only_code and reading.how != "bold")


def _belongs(piece: Piece, reading: Reading, current: Candidate) -> bool:
    """Tell whether a piece belongs to the candidate above it."""
    mine, theirs = piece.depth, current.piece.depth
    if not theirs and not current.piece.is_item and current.reading.how == "plain" and not _is_paper(current.reading):
        return False
    if not current.reading.how and not (reading.how == "label" and mine):
        return False
    own = reading.how in ("bold", "link") and not reading.is_labelled and _is_paper(reading)
    if reading.how == "plain" and len(current.reading.fields.title.split()) <= _GROUP_WORDS:
        own = _is_paper(reading) and not _is_paper(current.reading) and not _TALK.match(reading.fields.title)
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
    if starts and starts[0] and any("](" in line for line in lines[: starts[0]]):
        starts.insert(0, 0)
    if len(starts) < 2 or starts[0] != 0 or len(piece.text) > LONGEST:
        yield piece
        return
    ends = [*starts[1:], len(lines)]
    texts = ["\n".join(lines[first:last]) for first, last in zip(starts, ends, strict=True)]
    if not all("](" in text or "://" in text for text in texts):
        yield piece
        return
    for start, text in zip(starts, texts, strict=True):
        yield Piece(piece.line + start, text, piece.depth, piece.is_item and not start)


def _opens_list(block: Block | None, reader: ItemReader) -> bool:
    if isinstance(block, (TableLines, HtmlTable)):
        return True
    return isinstance(block, Piece) and block.is_item and not reader.read(block.text).is_field
