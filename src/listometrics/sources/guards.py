"""Whether a record is the work that was asked for, before anything is written."""

from __future__ import annotations

from collections.abc import Sequence

from listometrics.sources.shapes import Ask, Found, Wanted
from listometrics.works.identity import Clues, Evidence, Verdict, judge_by_identifier, judge_by_title
from listometrics.works.identity import weigh as weigh_clues


def _gather(known: Wanted | Found, years: set[int]) -> Clues:
    # A paper has an OpenReview id for each venue that it was sent to: another one says nothing.
    ids = {kind: {value} for kind, value in known.ids.items() if kind != "openreview"}
    return Clues(ids, [title for title in known.titles if title], set(known.families), years)


def weigh(wanted: Wanted, found: Found) -> Evidence:
    """Compare a record with a work."""
    year = found.fields.get("first_date", "")[:4] or found.fields.get("year", "")
    theirs = _gather(found, {int(year)} if year.isdigit() else set())
    return weigh_clues(_gather(wanted, set(wanted.years)), theirs)


def judge(ask: Ask, wanted: Wanted, found: Found) -> tuple[Verdict, Evidence]:
    """Say whether a record is the work asked for; the identifier asked by must be the record's own."""
    evidence = weigh(wanted, found)
    if ask.kind == "title":
        return judge_by_title(evidence, wanted.published, not found.published), evidence
    return judge_by_identifier(ask.kind, evidence) if answers(ask, found) else "other", evidence


def answers(ask: Ask, found: Found) -> bool:
    """Tell whether a record has the identifier that was asked by."""
    value = ask.value
    if ask.kind == "doi" and value.startswith("10.48550/arxiv."):
        return found.ids.get("arxiv") == value.removeprefix("10.48550/arxiv.")
    return found.ids.get(ask.kind) == value


def choose(ask: Ask, wanted: Wanted, records: Sequence[Found]) -> tuple[Found | None, list[tuple[Found, Evidence]]]:
    """Return the record of the work, a published one before a preprint, and those that a person must decide on."""
    judged = [(found, *judge(ask, wanted, found)) for found in records]
    same = [(found, evidence) for found, verdict, evidence in judged if verdict == "same"]
    perhaps = [(found, evidence) for found, verdict, evidence in judged if verdict == "perhaps"]
    same.sort(key=lambda pair: (not pair[0].published, -pair[1].alike, pair[0].fields.get("year", ""), pair[0].key))
    return (same[0][0] if same else None), ([] if same and same[0][0].published else perhaps)
