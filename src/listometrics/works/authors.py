"""Whose authors count for a work, and how sure they are."""

import re
from collections.abc import Sequence

from listometrics.works.bibtex_reading import HAND, Record
from listometrics.works.evidence import is_locatable, judge_evidence
from listometrics.works.person_names import Name, fold_family, to_ascii

# Single letters, each with a full stop, a hyphen, a blank or an end after it; a short name such as Bo is none.
_INITIALS = re.compile(r"(?:\w(?:\.|(?=[\s-]|$))[\s-]*)*")


def choose_authors(ranked: Sequence[Record]) -> tuple[Record | None, Record | None]:
    """Return the record whose authors count and the one that spells them fullest.

    A list that names only some of the people of a whole one is taken for cut short, unless it is confirmed and
    the longer one is not.
    """
    named = [r for r in ranked if r.authors]
    whole = [r for r in named if not r.truncated]
    first = next((r for r in whole if not any(_cut_short(r, other) for other in whole)), named[0] if named else None)
    if first is None:
        return None, None
    fuller = [r for r in named if not r.truncated and _spells_out(r.authors, first.authors)]
    return first, max(fuller, key=lambda r: sum(len(n.given) for n in r.authors), default=first)


def _cut_short(record: Record, other: Record) -> bool:
    """Tell whether a record lists some of another's authors only, and has no better evidence."""
    if record.source.startswith(HAND) or len(record.authors) >= len(other.authors):
        return False
    rest = list(other.authors)
    for name in record.authors:
        found = next((person for person in rest if same_people([name], [person])), None)
        if found is None:
            return False
        rest.remove(found)
    return other.source.startswith(HAND) or judge_evidence(record) > 1 or judge_evidence(other) <= 1


def same_people(one: Sequence[Name], other: Sequence[Name]) -> bool:
    """Tell whether two lists name the same people in the same order: families, and initials as far as both go.

    >>> same_people([Name("Bo-Chen", "", "Li")], [Name("B.", "", "Li")])
    True
    >>> same_people([Name("Bo", "", "Li")], [Name("Xin", "", "Li")])
    False
    """

    def initials(name: Name) -> list[str]:
        return [word[0].lower() for word in re.findall(r"\w+", to_ascii(name.given))]

    return len(one) == len(other) and all(
        fold_family(a) == fold_family(b) and all(x == y for x, y in zip(initials(a)[:1], initials(b)[:1], strict=False))
        for a, b in zip(one, other, strict=True)
    )


def _spells_out(full: Sequence[Name], short: Sequence[Name]) -> bool:
    return same_people(full, short) and all(_INITIALS.fullmatch(n.given) for n in short)


def judge_authors(ranked: Sequence[Record], chosen: Record | None) -> str:
    """Say how sure the authors are: `verified`, `unconfirmed`, or `partial` where none is known.

    Verified: a source is confident and says where it can be found, or names who confirmed the authors, or a
    second source has the same authors in the same order.
    """
    if chosen is None or not chosen.authors:
        return "partial"
    if chosen.truncated:
        return "unconfirmed"
    same = [r for r in ranked if same_people(r.authors, chosen.authors)]
    if len({r.source for r in same}) > 1 or any(r.fields.get("confirmed_by") for r in same):
        return "verified"
    sure = any(r.fields.get("confidence") == "high" and is_locatable(r) for r in same)
    return "verified" if sure else "unconfirmed"
