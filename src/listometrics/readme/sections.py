"""Number the headings of a list as a tree of sections."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from listometrics.readme.cells import make_plain
from listometrics.readme.markdown import Heading

_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,3})*)(?:\.|、|:|：|\)|）)?(?:\s+|(?<=[、:：)）]))")
_LONGEST = 1000  # characters of a title; markup in a longer one is left as it is


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its number, title, depth from 1, the number of the section above it, and its line."""

    section: str
    title: str
    level: int
    parent: str
    line: int


def number_sections(headings: Sequence[Heading], with_rows: Collection[int]) -> list[Section]:
    """Return a section for each heading; `with_rows` are the places from 0 of headings that have table rows.

    The number stands in the heading's text, else in its id, else it is the next free one below the section
    above. A first heading that bears no number and no rows is the list's title, section `0`. A number that
    comes twice gets `-2`.

    >>> tree = number_sections([Heading(1, 1, "My list"), Heading(3, 2, "1. Papers"), Heading(9, 3, "Old")], {1, 2})
    >>> [(s.section, s.title, s.level, s.parent) for s in tree]
    [('0', 'My list', 1, ''), ('1', 'Papers', 1, ''), ('1.1', 'Old', 2, '1')]
    """
    parts = [_split_number(heading) for heading in headings]
    taken = {number for number, _ in parts if number}
    levels = dict.fromkeys(taken, 0)
    sections: list[Section] = []
    above: list[tuple[int, str]] = []  # level of the heading, number of its section
    used: set[str] = set()
    following: dict[str, int] = {}
    for index, (heading, (number, title)) in enumerate(zip(headings, parts, strict=True)):
        if index == 0 and not number and 0 not in with_rows and len(headings) > 1:
            sections.append(Section("0", title, 1, "", heading.line))
            used.add("0")
            continue
        while above and above[-1][0] >= heading.level:
            above.pop()
        parent = above[-1][1] if above else ""
        if number:
            inner = number.rpartition(".")[0]
            parent = inner if inner in used else parent
        else:
            number = _next_number(parent, taken, following)
        number = _make_unique(number, used, following)
        levels[number] = levels.get(parent, 0) + 1 if parent else 1
        sections.append(Section(number, title, levels[number], parent, heading.line))
        used.add(number)
        above.append((heading.level, number))
    return sections


def _split_number(heading: Heading) -> tuple[str, str]:
    """Return the number and title of a heading; the number is empty if neither text nor id tells it."""
    text = heading.text if len(heading.text) > _LONGEST else make_plain(heading.text)
    match = _NUMBER.match(text)
    if match and text[match.end() :].strip():
        return match.group(1), text[match.end() :].strip()
    anchor = heading.id.strip()
    return (anchor if re.fullmatch(r"\d{1,3}(?:\.\d{1,3})*", anchor) else ""), text


def _next_number(parent: str, taken: set[str], following: dict[str, int]) -> str:
    count = following.get(parent, 0) + 1
    prefix = f"{parent}." if parent else ""
    while f"{prefix}{count}" in taken:
        count += 1
    following[parent] = count
    taken.add(f"{prefix}{count}")
    return f"{prefix}{count}"


def _make_unique(number: str, used: set[str], following: dict[str, int]) -> str:
    if number not in used:
        return number
    count = following.get(f"{number}-", 1) + 1
    while f"{number}-{count}" in used:
        count += 1
    following[f"{number}-"] = count
    return f"{number}-{count}"
