"""Tell which candidates are entries, and explain why the others are not.

What speaks for an item being a paper is counted in points; their weights stand in `list_words.toml`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from listometrics.readme.candidates import Candidate
from listometrics.readme.inline_text import LONGEST
from listometrics.readme.phrases import begins_with_date, count_words, is_blog, is_talk
from listometrics.readme.vocabulary import DATA, PHRASES, WORDS, Settings
from listometrics.study.files import CHOICES

POINTS: Mapping[str, int] = DATA["points"]
SKIPPED = f"in a section that {CHOICES} skips"
_WEAK = "no link to a paper, no venue, no authors"
_BLOG = "a link to a blog, a post or a video"
_ASIDES = re.compile(rf"\W*(?:{PHRASES['asides']})\W*", re.I)
_EXTERNAL = re.compile(r"(?:https?:)?//|www\.|arxiv", re.I)
_BOLD_BLOCK = re.compile(r"\s*(?:\*\*|__|<b>|<strong>).*(?:\\|  |<br\s*/?>)\n", re.I)  # its first line is broken off
_GOES_ON = re.compile(
    r"\s+(?!(?:by|in|at|from|accepted|published|et|with)\b)[a-z]+\b|\s*[，。]?[\u4e00-\u9fff]{3}|,\s+(?:which|a|an|the)\b"
)
_DANGLES = re.compile(r"(?<!\w)(?:of|our|the|a|an|this|its|their|my|your)$")  # goes on in a link


def filter_rows(
    rows: Sequence[Candidate], above: Mapping[int, Sequence[str]], settings: Settings
) -> Sequence[Candidate]:
    """Give the rows that are no papers their reason; `above` has titles and numbers of the sections, by place."""
    for row in rows:
        around = above[row.heading]
        if settings.skips(around):
            row.reason = SKIPPED
        elif not (settings.kind_of(around) or row.kind != "paper" or row.publication_raw or row.has_paper_address):
            if not row.title and row.header and {"title", "mixed"}.isdisjoint(row.header.targets):
                row.reason = "no title, no paper's address, no venue"
            elif row.links and all(is_blog(link.url) for link in row.links):
                row.reason = _BLOG
    return rows


def filter_items(
    items: Sequence[Candidate], above: Mapping[int, Sequence[str]], settings: Settings, lines: Sequence[str]
) -> list[Candidate]:
    """Return the items and blocks that are entries, and with a reason those that are none but are accounted for.

    In a list of which no item is an entry or leads out of the page, only what looks like an entry is accounted for: its
    items are prose. Where a kind is chosen for a section, whatever has a title there is an entry.
    """
    for item in items:
        around = above[item.heading]
        item.raw, kind = lines[item.line - 1].strip(), settings.kind_of(around)
        item.kind = kind or "paper"
        reason = ("" if item.title else "no title") if kind else _judge_item(item, around[::2])
        item.reason = SKIPPED if settings.skips(around) else reason
    _accept_alike(items)
    is_list = any(not item.reason or (item.is_item and item.links) for item in items)
    has_blocks = any(not item.reason and not item.is_item for item in items)
    kept: dict[int, Candidate] = {}
    for item in items:
        is_part = (is_list and item.is_item) or (has_blocks and _BOLD_BLOCK.match(item.text))
        if not item.reason or is_part or _looks_like_entry(item):
            kept[item.line] = item
        for line in item.below if is_list and item.reason else ():
            raw = lines[line - 1].strip()
            kept.setdefault(line, Candidate(line, raw, item.heading, "below an item that is no paper"))
    return list(kept.values())


def _accept_alike(items: Sequence[Candidate]) -> None:
    """Accept a dated title that says nothing else, where two or more and most of its dated neighbours are entries."""
    dated = [item for item in items if item.is_item and begins_with_date(item.text)]
    counts = Counter((item.heading, item.level, not item.reason) for item in dated)
    for item in dated:
        entries, others = (counts[item.heading, item.level, is_entry] for is_entry in (True, False))
        if item.reason == _WEAK and entries >= max(2, others) and count_words(item.title) >= 2:
            item.reason = ""


def _looks_like_entry(item: Candidate) -> bool:
    """Tell whether an item that is no entry looks like one, so that it has to be accounted for."""
    if any(_EXTERNAL.match(link.url) for link in item.links):
        is_styled = item.how in ("bold", "link") and not item.before
        if item.is_item or (is_styled and not _is_sentence(item)):
            return True
    is_strong = item.has_paper_address or (item.publication_raw and item.authors)
    return bool(is_strong and item.title and not item.before and not item.has_rival)


def _judge_item(item: Candidate, titles: Sequence[str]) -> str:
    """Return why an item or a block is no paper, or nothing; `titles` are of its section and the sections above."""
    is_strong = item.has_paper_address
    # A clear paper only minds the nearest section; others may stand below the table of contents.
    is_clear = is_strong or item.publication_raw or item.authors
    if aside := next(filter(is_aside, titles[:1] if is_clear else titles), ""):
        return f"in the section {aside}"
    if len(item.text) > LONGEST:
        return f"a text of {len(item.text)} characters"
    if not item.text.strip():
        return "an item without text"
    if re.search(r"\]\((?:\./)?#", item.text) and not item.links:
        return "a link within the page"
    if not item.title:
        return "a group of the items below it" if item.is_group else "no title"
    if not item.links and item.publication_raw and item.title.isupper() and item.title.isalpha() and item.how == "bold":
        return "a venue, not a title"
    if _is_sentence(item):
        return "a sentence, not a title"
    if resources := "" if is_strong else next(filter(is_resources, titles), ""):
        return f"no paper's address, in the section {resources}"
    if item.links and not item.publication_raw and all(is_blog(link.url) for link in item.links):
        return _BLOG
    if count_points(item) < POINTS["enough"]:
        return "a group of the items below it" if item.is_group else _WEAK
    return ""


def count_points(item: Candidate) -> int:
    """Return how much speaks for a paper: its links, venue, authors and date, the form and length of its title.

    >>> count_points(Candidate(1, title="A Title", authors="Ana Lee", publication_raw="ACL 2023"))
    4
    """
    is_strong, is_linked = item.has_paper_address, item.links_paper
    if not (is_linked or item.publication_raw or item.authors or (item.date and item.links)):
        return 0
    signs = {
        "paper_address": is_strong,
        "paper_link": is_linked and not is_strong,
        "venue": item.publication_raw,
        "authors": item.authors,
        "date": item.date or item.year,
        "styled_title": item.how in ("bold", "label"),
        "long_title": count_words(item.title) > 3,
    }
    return sum(POINTS[sign] for sign, holds in signs.items() if holds)


def _is_sentence(item: Candidate) -> bool:
    """Tell whether what looks like a title is part of a sentence."""
    if (count_words(item.before) >= 3 and not item.authors) or is_talk(item.before):
        return True
    if item.how == "label" or item.has_rival:
        return item.how != "label"
    if item.how == "plain" and (is_talk(item.title) or _DANGLES.search(item.title)):
        return True
    if not item.is_item and item.how in ("plain", "italic"):
        return not (item.level or item.says("authors", "publication"))
    return bool(_GOES_ON.match(item.after)) and not (item.how == "bold" and item.says("authors"))


@lru_cache(maxsize=1024)
def is_aside(title: str) -> bool:
    """Tell whether a section holds something else than papers, such as news.

    >>> is_aside("🔥 News"), is_aside("Citation"), is_aside("News recommendation")
    (True, True, False)
    """
    return _ASIDES.fullmatch(title) is not None


def is_resources(title: str) -> bool:
    """Tell whether a section holds resources of which only some are papers.

    >>> is_resources("Blogs & talks"), is_resources("Tool learning"), is_resources("Other")
    (True, False, False)
    """
    words = set(re.findall(r"\w+", title.casefold()))
    return not words.isdisjoint(WORDS["resources"]) and words <= WORDS["resources"] | WORDS["resource_fillers"]
