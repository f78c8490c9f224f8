"""Tell which candidates are entries, and account for those that are none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from listometrics.readme.entries import Found
from listometrics.readme.fields import Fields
from listometrics.readme.inline import LONGEST
from listometrics.readme.items import ItemReader
from listometrics.readme.leads import says_more
from listometrics.readme.pieces import Candidate, begins_with_date, join_pieces
from listometrics.readme.readings import Reading
from listometrics.readme.settings import Settings
from listometrics.readme.tables import Reject, Row, TableWalk
from listometrics.readme.topics import is_aside, is_contents, is_event, is_resources
from listometrics.readme.words import (
    count_words,
    has_paper_address,
    is_blog,
    is_paper_link,
    is_talk,
)
from listometrics.study.files import CHOICES

SKIPPED = f"in a section that {CHOICES} skips"
_GOES_ON = re.compile(
    r"\s+(?!(?:by|in|at|from|accepted|published|et|with)\b)[a-z]+\b|\s*[，。]?[\u4e00-\u9fff]{3}|,\s+(?:which|a|an|the)\b"
)
_DANGLES = re.compile(r"(?<!\w)(?:of|our|the|a|an|this|its|their|my|your)$")  # goes on in a link
_ENOUGH = 3  # points
_BLOG = "a link to a blog, a post or a video"
_BELOW = "below an item that is no paper"
_MORE = "more of a work above, not a work of its own"
_WEAK = "no link to a paper, no venue, no authors"
_BLOCK = re.compile(r"\s*(?:\*\*|__|<b>|<strong>).*(?:\\|  |<br\s*/?>)\n", re.I)  # a line in bold that is broken off
_LEAST_ALIKE = 2  # entries of one form that tell what another item of that form is


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a candidate is: an entry if it has no `reason` against; `is_marked` where it looks like one."""

    candidate: Candidate
    fields: Fields
    kind: str
    reason: str
    is_marked: bool

    @property
    def form(self) -> tuple[int, int]:
        """Return the place of its heading and its depth."""
        return self.candidate.heading, self.candidate.piece.depth

    @property
    def is_dated(self) -> bool:
        """Tell whether it is an item that begins with a date."""
        return self.candidate.piece.is_item and begins_with_date(self.candidate.piece.text)


def judge_pieces(
    walk: TableWalk, above: Mapping[int, Sequence[str]], reader: ItemReader, settings: Settings, lines: Sequence[str]
) -> tuple[list[Found], list[Reject]]:
    """Return the items and blocks that are entries, and those that are not and have to be accounted for.

    `above` has titles and numbers of the sections above, by place. In a list of which no item is an entry or leads
    out of the page, only what looks like an entry is accounted for: its items are prose.
    """
    verdicts = []
    for candidate in join_pieces(walk.pieces, reader):
        around = above[candidate.heading]
        verdict = judge(candidate, around[::2], reader, settings.kind_of(around))
        verdicts.append(replace(verdict, reason=SKIPPED) if settings.skips(around) else verdict)
    verdicts = _accept_alike(verdicts)
    whole = any(not one.reason or (one.candidate.piece.is_item and one.fields.links) for one in verdicts)
    blocks = any(not one.reason and not one.candidate.piece.is_item for one in verdicts)
    found: list[Found] = []
    rejects: list[Reject] = []
    for one in verdicts:
        piece = one.candidate.piece
        raw = lines[piece.line - 1].strip()
        if not one.reason:
            found.append(Found(piece.line, raw, one.candidate.heading, one.kind or "paper", one.fields))
            continue
        if one.is_marked or (whole and piece.is_item) or (blocks and _BLOCK.match(piece.text)):
            rejects.append(Reject(piece.line, raw, one.reason))
        if whole:
            below = [inner.line for inner in one.candidate.below if inner.is_item]
            rejects += [Reject(line, lines[line - 1].strip(), _BELOW) for line in below]
    return found, list({reject.line: reject for reject in reversed(rejects)}.values())[::-1]


def _accept_alike(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return verdicts with a dated title that says nothing else as an entry, where its dated neighbours are entries."""
    dated = [one for one in verdicts if one.is_dated]
    entries = Counter(one.form for one in dated if not one.reason)
    others = Counter(one.form for one in dated if one.reason)
    return [
        replace(one, reason="")
        if one.reason == _WEAK
        and one.is_dated
        and entries[one.form] >= max(_LEAST_ALIKE, others[one.form])
        and count_words(one.fields.title) >= _LEAST_ALIKE
        else one
        for one in verdicts
    ]


def judge(candidate: Candidate, titles: Sequence[str], reader: ItemReader, kind: str = "") -> Verdict:
    """Tell whether a candidate is an entry; `titles` are those of its section and the sections above.

    Where a `kind` is chosen for its section, whatever has a title is one.
    """
    piece, reading = candidate.piece, candidate.reading
    fields = reader.finish(reading)
    external = [link for link in fields.links if re.match(r"(?:https?:)?//|www\.|arxiv", link.url, re.I)]
    styled = reading.how in ("bold", "link") and not reading.before
    reason = _find_reason(candidate, fields, titles) if not kind else "" if fields.title else "no title"
    strong = any(has_paper_address(link.url) for link in fields.links) or (fields.publication_raw and fields.authors)
    is_marked = bool(external) and (piece.is_item or (styled and not _is_sentence(candidate)))
    is_prose = bool(reading.before) or reading.has_rival
    is_marked = is_marked or bool(strong and fields.title and not is_prose)
    return Verdict(candidate, fields, kind, reason, is_marked)


def judge_row(row: Row, fields: Fields, titles: Sequence[str]) -> str:
    """Return why a table's row is no paper, or nothing; rows of datasets, benchmarks and repositories never are."""
    if row.header.kind != "paper" or fields.publication_raw:
        return ""
    if any(has_paper_address(link.url) for link in fields.links):
        return ""
    if not fields.title and not any(target in ("title", "mixed") for target in row.header.targets):
        return "no title, no paper's address, no venue"
    if resources := _find_resources(titles, False):
        return f"no paper's address, in the section {resources}"
    return _BLOG if fields.links and all(is_blog(link.url) for link in fields.links) else ""


def _find_reason(candidate: Candidate, fields: Fields, titles: Sequence[str]) -> str:
    """Return why a candidate is no paper, or nothing."""
    piece, reading = candidate.piece, candidate.reading
    strong = any(has_paper_address(link.url) for link in fields.links)
    aside = _find_aside(titles, strong or bool(fields.publication_raw or fields.authors))
    if aside:
        return f"in the section {aside}"
    if len(piece.text) > LONGEST:
        return f"a text of {len(piece.text)} characters"
    within = "](#" in piece.text and not fields.links
    if not piece.text.strip():
        return "an item without text"
    if not fields.title or within:
        if candidate.is_group and not within:
            return "a group of the items below it"
        return "a link within the page" if within else "no title"
    if says_more(reading.before):
        return _MORE
    if _is_sentence(candidate):
        return "a sentence, not a title"
    resources = "" if strong else _find_resources(titles, bool(fields.publication_raw))
    if resources:
        return f"no paper's address, in the section {resources}"
    if fields.links and not fields.publication_raw and all(is_blog(link.url) for link in fields.links):
        return _BLOG
    if _count_points(reading, fields, strong) < _ENOUGH:
        if candidate.is_group:
            return "a group of the items below it"
        return _WEAK
    return ""


def _find_aside(titles: Sequence[str], is_clear: bool) -> str:
    """Return the section around an item that holds no papers, or nothing; a clear paper only minds the nearest."""
    if titles and is_aside(titles[0]):
        return titles[0]
    return "" if is_clear else next((one for one in titles[1:] if is_aside(one) and not is_contents(one)), "")


def _find_resources(titles: Sequence[str], published: bool) -> str:
    """Return the section of resources around an item, or nothing; what has a venue is a paper in most of them."""
    found = [title for title in titles if is_resources(title)]
    return next((title for title in found if is_event(title) or not published), "")


def _is_sentence(candidate: Candidate) -> bool:
    """Tell whether what looks like a title is part of a sentence."""
    reading = candidate.reading
    if (count_words(reading.before) >= 3 and not reading.parts.authors) or is_talk(reading.before):
        return True
    if reading.how == "label":
        return False
    if reading.has_rival:
        return True
    if reading.how == "plain" and (is_talk(reading.fields.title) or _DANGLES.search(reading.fields.title)):
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
