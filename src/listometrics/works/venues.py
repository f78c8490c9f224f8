"""Venues as the vocabulary names them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from listometrics.works.bibtex_reading import Record
from listometrics.works.containers import tidy_container
from listometrics.works.titles import normalise_title

# What stands before a conference's name in that of its proceedings: "Proceedings of the 2023", "… of the 17th".
_ORDINAL = r"(?:\d+(?:st|nd|rd|th)|[a-z]+(?:-[a-z]+)?(?:st|nd|rd|th))"
_PROCEEDINGS = re.compile(rf"^(?:proceedings of )?(?:the )?(?:\d{{4}} )?(?:{_ORDINAL} )?", re.I)


@dataclass(frozen=True, slots=True)
class Venue:
    """Hold a venue's canonical name, its type and the track that its written name tells.

    `known` tells whether the name is the vocabulary's, and not just what a record has.
    """

    venue: str
    type: str
    track: str = ""
    known: bool = field(default=False, compare=False)


class Venues:
    """Look venues up by the names in the vocabulary (columns alias, venue, full_name, type)."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.by_name: dict[str, tuple[str, str]] = {}
        rows = zip(frame["alias"], frame["venue"], frame["full_name"], frame["type"], strict=True)
        for alias, venue, full_name, kind in rows:
            for name in (alias, venue, full_name):
                if name:
                    self.by_name.setdefault(normalise_title(name), (venue, kind))

    def name(self, record: Record) -> Venue:
        """Name a record's venue: as it states it, else by its journal or proceedings, else as written there."""
        track = record.fields.get("track", "").capitalize()
        stated = record.fields.get("venue", "")
        container = record.container
        proceedings = _PROCEEDINGS.sub("", tidy_container(container).title)
        for written in (stated, record.fields.get("shortjournal", ""), container, proceedings):
            hit = self.by_name.get(normalise_title(written)) if written else None
            if hit:
                venue, kind = hit
                rest = written[len(venue) :].split() if written.startswith(f"{venue} ") else []
                return Venue(venue, kind, track or (rest[0] if len(rest) == 1 else ""), known=True)
        if not (stated or container):
            return Venue("", "")
        kind = "journal" if record.entry_type == "article" else "conference"
        kind = "workshop" if track == "Workshop" or "workshop" in container.lower() else kind
        return Venue(stated or container, kind, track)


def read_venues(vocabulary: Mapping[str, pd.DataFrame]) -> Venues:
    """Take the venues out of the vocabulary; without a table every venue keeps its written name."""
    empty = pd.DataFrame(columns=["alias", "venue", "full_name", "type"], dtype="str")
    return Venues(vocabulary.get("venues", empty))
