"""Which record goes before which: by what it says and who confirms it, never by the name of its file."""

from collections.abc import Sequence

from listometrics.works.bibtex_reading import HAND, Record
from listometrics.works.containers import same_container, tidy_container
from listometrics.works.person_names import Name
from listometrics.works.venues import Venues
from listometrics.works.works import Conflict

# What makes a record complete: fields that a reference prints, not keywords, abstracts or notes.
_PRINTED_TEXT = """
title booktitle journal series editor volume number pages publisher address month year doi url eprint primaryclass
"""
_PRINTED = tuple(_PRINTED_TEXT.split())


def judge_evidence(record: Record) -> int:
    """Say how far a record can be trusted: 0 confirmed, 1 confident and locatable, 2 unsaid, 3 doubtful.

    >>> from listometrics.works.bibtex_reading import read_sources
    >>> [judge_evidence(r) for r in read_sources({"x.bib": "@misc{a, title={T}, confidence={low}}"}).records]
    [3]
    """
    if record.fields.get("confirmed_by"):
        return 0
    if record.fields.get("confidence") == "high" and is_locatable(record):
        return 1
    return 3 if record.fields.get("confidence") == "low" else 2


def is_locatable(record: Record) -> bool:
    """Tell whether a record says where its facts can be read again."""
    found_in = record.fields.get("found_in", "")
    return "http" in found_in or "DBLP" in found_in or "ACL Anthology" in found_in


def _content(record: Record) -> tuple[object, ...]:
    """Order records of the same evidence by what they say, the earlier version first; the file's name comes last."""
    said = sum(1 for name in _PRINTED if record.fields.get(name))
    names = "; ".join(name.display for name in record.authors)
    facts = tuple((name, record.fields.get(name, "")) for name in _PRINTED)
    first = (not record.authors, record.truncated, -len(record.ids), -said, record.year or "9999")
    return (*first, names, facts, record.source, record.line)


def rank_records(records: Sequence[Record]) -> list[Record]:
    """Order records by precedence: hand corrections, published, preprints; within each by evidence.

    What a file is called decides nothing: it only settles the order of records that say the same.
    """

    def kind(record: Record) -> int:
        if record.source.startswith(HAND):
            return 0
        return 1 if record.published else 2

    return sorted(records, key=lambda r: (kind(r), judge_evidence(r), *_content(r)))


def find_strangers(ranked: Sequence[Record]) -> list[Record]:
    """List records that share no author with those that are confirmed or say where to find them.

    Whoever claims an identifier with quite other authors is of another work, or made up. Hand corrections are none,
    and neither is whoever shares an author with one.
    """
    by_hand = [r for r in ranked if r.source.startswith(HAND)]
    sure = [r for r in ranked if r.families and judge_evidence(r) <= 1]
    if not sure:
        return []
    known = frozenset[str]().union(*(r.families for r in (*sure, *by_hand)))
    return [r for r in ranked if r.families and r not in by_hand and r not in sure and not r.families & known]


def tell_strangers(strangers: Sequence[Record], authors: Sequence[Name], source: str) -> list[Conflict]:
    """Say of each stranger whose authors are used instead."""
    mine, *others = ("; ".join(n.display for n in names) for names in (authors, *(r.authors for r in strangers)))
    decision = "no author in common with a sure source: the record is not used"
    return [
        Conflict("authors", mine, source, theirs, r.source, decision)
        for r, theirs in zip(strangers, others, strict=True)
    ]


def same_version(one: Record, other: Record, venues: Venues) -> bool:
    """Tell whether two published records are of one version, so that one may fill what the other lacks.

    The same DOI or ACL Anthology id proves it, another one disproves it; without them they must agree in year, kind
    (journal or proceedings) and venue, all of them known, and no track may speak against it.
    """
    for kind in ("doi", "acl"):
        ids = (dict(one.ids).get(kind), dict(other.ids).get(kind))
        if all(ids):
            return ids[0] == ids[1]
    if not one.year or one.year != other.year or one.container_kind != other.container_kind:
        return False
    here, there = venues.name(one), venues.name(other)
    if not here.venue or here.venue != there.venue:
        return False
    if here.track == there.track or here.type == "workshop":
        return True
    # A track that one does not tell, such as Findings, would show in the names of the proceedings.
    forms = (tidy_container(record.container).title for record in (one, other))
    return not (here.track and there.track) and same_container(*forms)


def published_version(ranked: Sequence[Record], venues: Venues) -> list[Record]:
    """List the records of the published version that counts, best first."""
    published = [r for r in ranked if r.published]
    return [r for r in published if r is published[0] or same_version(published[0], r, venues)]
