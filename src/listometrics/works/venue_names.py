"""Venues as the vocabulary names them, and one form for the name of proceedings, whatever an export adds to it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from listometrics.works.bibtex_reading import Record
from listometrics.works.identity import compare_titles, normalise_title

ONE_FORM = 0.92
_ORDINAL = r"(?:\d+(?:st|nd|rd|th)|[A-Z][a-z]+(?:-[A-Z]?[a-z]+)?(?:st|nd|rd|th))"
# DBLP's tail: the acronym with its year, or days, then place and dates; or the year alone.
_TAIL = re.compile(r",\s+(?:(?:[A-Z][\w@/&-]*(?:[ -][\w@/&-]+)?|\d\d?-\d\d? [A-Z]\w+)\s+)?(?:19|20)\d\d(?:,\s.*)?$")
_DBLP_HEAD = re.compile(rf"^[A-Z][\w@/&-]*\s+'\d\d:\s+(?:The\s+)?(?={_ORDINAL}\s)")
_ACRONYM = re.compile(r"(?<!\s)\s+\([A-Z][\w@/&-]*\s+(?:'\d\d|(?:19|20)\d\d)\)$")
_FINDINGS = re.compile(r"^(Findings of the Association for Computational Linguistics),? (?=[A-Z]+ \d{4}$)")
# A series: its volume in an address, and what follows its name at the end of a name of proceedings.
_SERIES = {
    "CEUR Workshop Proceedings": (r"ceur-ws\.org/Vol-(\d+)", r",?\s*(?:Vol(?:ume|\.)?[- ]?(\d+))?"),
    "Proceedings of Machine Learning Research": (r"proceedings\.mlr\.press/v(\d+)/", "()"),
}
# What stands before a conference's name in that of its proceedings: "Proceedings of the 2023", "… of the 17th".
_PROCEEDINGS = re.compile(rf"^(?:proceedings of )?(?:the )?(?:\d{{4}} )?(?:{_ORDINAL} )?", re.I)
_YEAR_BEHIND = re.compile(r"(?<=\S)\s(?:19|20)\d\d$")  # "Proceedings of the ACM Web Conference 2024"


@dataclass(frozen=True, slots=True)
class Container:
    """Hold the name of proceedings, and the series and volume that stood in it."""

    title: str
    series: str = ""
    volume: str = ""


@dataclass(frozen=True, slots=True)
class WorkVenue:
    """Hold a venue's canonical name, its type and the track that its written name tells.

    `known` tells whether the name is the vocabulary's, and not just what a record has.
    """

    venue: str
    type: str
    track: str = ""
    known: bool = field(default=False, compare=False)


class VenueNames:
    """Look venues up by the names in the vocabulary's table `venues`; without one each keeps its written name."""

    def __init__(self, vocabulary: Mapping[str, pd.DataFrame]) -> None:
        self.by_name: dict[str, tuple[str, str]] = {}
        self.full_names: dict[str, str] = {}
        for row in vocabulary["venues"].to_dict("records") if "venues" in vocabulary else ():
            for name in filter(None, (row["alias"], row["venue"], row["full_name"])):
                self.by_name.setdefault(normalise_title(name), (row["venue"], row["type"]))
            self.full_names[normalise_title(row["full_name"])] = row["full_name"]

    def name(self, record: Record) -> WorkVenue:
        """Name a record's venue: as it states it, else by its journal or proceedings, else as written there."""
        track = record.fields.get("track", "").capitalize()
        stated, container = record.fields.get("venue", ""), record.container
        proceedings = _PROCEEDINGS.sub("", tidy_container(container).title)
        yearless = (_YEAR_BEHIND.sub("", name) for name in (container, proceedings))
        for written in filter(None, (stated, record.fields.get("shortjournal", ""), container, proceedings, *yearless)):
            if hit := self.by_name.get(normalise_title(written)):
                venue, kind = hit
                rest = written[len(venue) :].split() if written.startswith(f"{venue} ") else []
                return WorkVenue(venue, kind, track or (rest[0] if len(rest) == 1 else ""), known=True)
        if not (stated or container):
            return WorkVenue("", "")
        kind = "journal" if record.entry_type == "article" else "conference"
        kind = "workshop" if track == "Workshop" or "workshop" in container.lower() else kind
        return WorkVenue(stated or container, kind, track)


def tidy_container(text: str) -> Container:
    """Take place, dates and series out of the name of proceedings: they are no part of it.

    >>> tidy_container("Proceedings of the 17th ACM Conference on Lists, RecSys 2023, Singapore, May 1-2, 2023").title
    'Proceedings of the 17th ACM Conference on Lists'
    >>> tidy_container("Workshop on Lists, CEUR Workshop Proceedings Vol-3568")
    Container(title='Workshop on Lists', series='CEUR Workshop Proceedings', volume='3568')
    """
    series = volume = ""
    for name, (_, rest) in _SERIES.items():
        found = re.search(rf"(?i:(?:,\s*|(?<![,\s])\s+)?\(?{name}{rest}\)?$)", text)
        if found and found.start():
            text, series, volume = text[: found.start()], name, found.group(1) or ""
            break
    if head := _DBLP_HEAD.match(text):
        named = text[head.end() :]
        dated = re.search(r"\b(?:19|20)\d\d$", named)
        text = "Proceedings of the " + (re.sub(r",\s[^,]+,.*", "", named) if dated else named)
    text = _TAIL.sub("", text)
    if re.search(rf"\bthe {_ORDINAL}\s", text):
        text = _ACRONYM.sub("", text)
    return Container(_FINDINGS.sub(r"\1: ", text).strip(), series, volume)


def name_series(url: str) -> tuple[str, str]:
    """Return series and volume of proceedings that tell them in their address, or nothing."""
    found = ((series, re.search(address, url, re.I)) for series, (address, _) in _SERIES.items())
    return next(((series, match.group(1)) for series, match in found if match), ("", ""))


def same_container(one: str, other: str) -> bool:
    """Tell whether two names are forms of one: much alike, no other number, the same first word."""
    first, second = normalise_title(one), normalise_title(other)
    return first.split()[:1] == second.split()[:1] and compare_titles([first], [second]) >= ONE_FORM
