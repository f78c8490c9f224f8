"""Tidy an item's text and its runs before a title is looked for in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from listometrics.readme.cells import split_read_mark
from listometrics.readme.chunks import is_emphasis
from listometrics.readme.inline import Run
from listometrics.readme.links import classify_link
from listometrics.readme.parts import PartReader
from listometrics.readme.words import are_names, count_words, is_link_label

_CHECKBOX = re.compile(r"\s*\[([ xX])\]\s+")
_FOOTNOTES = re.compile(r"(<sup>\d)(?:,\s?\d){1,9}(?=</sup>)")  # of an author with several
_STRUCK = re.compile(r"\s*~~(.*)~~\s*", re.S)
_EMOJI_NAME = re.compile(r"(?<![\w:]):[a-z][a-z0-9_+\-]{1,30}:(?![\w:])")
_OPEN_BRACKET = re.compile(r"\s*[\[(（【][^\[\]()（）【】]*\w[^\[\]()（）【】]*")
_INTRODUCES = ("by", "in", "at", "from", "and")  # words before persons and venues, not within a title
_LAST_WORD = re.compile(r"(?<!\w)([^\W\d_]+)\s$")
_LEAST_WORDS = 3  # of a title
_MOST_WORDS = 4  # of what is stressed in a title


def tidy_text(text: str) -> str:
    """Return a text without comments, and without the marks of what was struck out around the whole.

    >>> tidy_text("~~A title <!-- of old -->~~")
    'A title '
    """
    if "<!--" in text:
        text = drop_comments(text)
    if "<sup>" in text:
        text = _FOOTNOTES.sub(r"\1", text)
    struck = _STRUCK.fullmatch(text) if "~~" in text else None
    return struck.group(1) if struck else text


def drop_comments(text: str) -> str:
    """Return a text without its HTML comments; one that is never closed is text.

    >>> drop_comments("a <!---b---> c"), drop_comments("a <!-- b")
    ('a  c', 'a <!-- b')
    """
    parts: list[str] = []
    position = 0
    while (start := text.find("<!--", position)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        parts.append(text[position:start])
        position = end + 3
    return "".join([*parts, text[position:]])


def take_marks(runs: Sequence[Run]) -> tuple[list[Run], bool]:
    """Take off names of emoji, the mark of a paper that was read and a box to tick; tell whether it was read."""
    marked: list[Run] = []
    is_read = False
    for run in runs:
        text, bears = split_read_mark(run.text)
        is_read = is_read or bears
        text = text if bears else run.text
        if run.is_plain and text.count(":") > 1:
            text = _EMOJI_NAME.sub("", text)
        marked.append(run if text == run.text else replace(run, text=text))
    if marked and marked[0].is_plain and (box := _CHECKBOX.match(marked[0].text)):
        is_read = is_read or box.group(1) != " "
        marked[0] = replace(marked[0], text=marked[0].text[box.end() :])
    return marked, is_read


def cut_second_work(runs: Sequence[Run]) -> tuple[list[Run], str]:
    """Cut what an item says of a second work, behind a link to a paper; return the rest, and what was said.

    A second work is a link with a title whose identifier is of the same kind as one before, but another.

    >>> first, second = Run("A Title", url="https://arxiv.org/abs/2301.00001"), "https://arxiv.org/abs/2301.00002"
    >>> cut_second_work([first, Run(", and "), Run("Its Later Sequel", url=second)])[1]
    'Its Later Sequel'
    """
    known: dict[str, str] = {}
    kept: list[Run] = []
    for index, run in enumerate(runs):
        kind, identifier = classify_link(run.url) if run.url else ("", "")
        if not identifier or kind == "github":
            kept.append(run)
            continue
        if known.setdefault(kind, identifier) == identifier or is_link_label(run.text) or re.search(r"\d\d", run.text):
            kept.append(run)
        elif count_words(run.text) >= _LEAST_WORDS:
            return kept, " ".join("".join(rest.text for rest in runs[index:]).split())
        else:
            kept.append(Run(run.text, run.bold, run.italic))
    return kept, ""


def even_styles(runs: Sequence[Run], parts: PartReader) -> list[Run]:
    """Return runs with what is stressed within a plain title, and a venue within opening brackets, as plain text."""
    evened: list[Run] = []
    opens = True  # whether nothing but plain text stands before, in the first line
    for index, run in enumerate(runs):
        after = runs[index + 1] if index + 1 < len(runs) else Run("")
        before = evened[-1].text if opens and evened and (is_emphasis(run) or run.code) else ""
        if before and (
            (not run.bold and _is_stressed(before, run.text, after, parts))
            or (index == 1 and _is_bracketed(before, run.text, after, parts))
        ):
            run = Run(run.text)
        opens = opens and run.is_plain
        evened.append(run)
    return evened


def _is_stressed(before: str, text: str, after: Run, parts: PartReader) -> bool:
    """Tell whether text in italics or code goes on a plain title: behind a word, and no venue and no person."""
    last = _LAST_WORD.search(before)
    if (
        last is None
        or last.group(1).lower() in _INTRODUCES
        or not count_words(before)
        or len(text.split()) > _MOST_WORDS
    ):
        return False
    if are_names(text) or parts.is_told(text):
        return False
    follows = re.match(r"\s+([^\W\d_][^,.;|\[\](){}]*)", after.text) if after.is_plain else None
    if follows is None:
        return last.group(1).islower()
    said = follows.group(1).strip()
    return last.group(1).islower() or said[0].islower() or not parts.is_told(said)


def _is_bracketed(before: str, text: str, after: Run, parts: PartReader) -> bool:
    """Tell whether a styled venue stands in the brackets that an item opens with, behind a date."""
    closes = after.is_plain and after.text.lstrip()[:1] in ("]", ")", "）", "】")
    return closes and _OPEN_BRACKET.fullmatch(before) is not None and parts.is_told(text)


def join_person_links(runs: Sequence[Run]) -> list[Run]:
    """Return runs with links to two persons or more, one beside the other behind a title, as text.

    >>> title, persons = Run("A title", bold=True), [Run("Ana Lee", url="a"), Run(" and "), Run("Bo Day", url="b")]
    >>> "".join(run.text for run in join_person_links([title, Run(", "), *persons]) if run.is_plain)
    ', Ana Lee and Bo Day'
    """
    joined = list(runs)
    places = [index for index, run in enumerate(runs) if index > 1 and _is_person(run)]
    for place, following in pairwise(places):
        between = runs[place + 1 : following]
        if (
            following == place + 2
            and between[0].is_plain
            and not between[0].text.strip(" ,;，、&\n").removeprefix("and")
        ):
            joined[place] = Run(runs[place].text)
            joined[following] = Run(runs[following].text)
    return joined


def _is_person(run: Run) -> bool:
    """Tell whether a run is a link with the full name of a person, not of a paper."""
    if run.url is None or run.badge or is_link_label(run.text) or len(run.text.split()) < 2:
        return False
    return are_names(run.text) and not classify_link(run.url)[1]
