"""Merge what rows and records say of a work, field by field, and remember who said it."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from listometrics.identifiers import KINDS, date_arxiv, find_doi
from listometrics.works.bibtex_reading import HAND, Record
from listometrics.works.matching import Conflict, Work, is_locatable, judge_evidence, rank_records
from listometrics.works.person_names import Name, fold_family, to_ascii
from listometrics.works.titles import calm_title, is_shouted, normalise_title
from listometrics.works.venue_names import VenueNames, WorkVenue, name_series, same_container, tidy_container

LIST, PREPRINT = "list", "arXiv"
DERIVED = "arXiv id"
# What a published version is made of: taken together from one record, filled from others of the same version.
_PUBLISHED_FIELDS_TEXT = """
booktitle journal series editor volume number pages publisher address month year doi url isbn issn
"""
PUBLISHED_FIELDS = tuple(_PUBLISHED_FIELDS_TEXT.split())
ASKED = ("title", "authors", "first_date", "arxiv", "primaryclass", "venue", "track", *PUBLISHED_FIELDS)
# The address that an identifier makes, surest first: styles print addresses that ignore DOIs.
ADDRESSES = {
    "doi": "https://doi.org/{}", "acl": "https://aclanthology.org/{}/", "arxiv": "https://arxiv.org/abs/{}",
    "openreview": "https://openreview.net/forum?id={}",
}  # fmt: skip
# Single letters, each with a full stop, a hyphen, a blank or an end after it; a short name such as Bo is none.
_INITIALS = re.compile(r"(?:\w(?:\.|(?=[\s-]|$))[\s-]*)*")


@dataclass(frozen=True)
class Merged:
    """Hold one work as it goes into tables and bibliographies; `provenance` names the source of each field."""

    work: Work
    title: str
    authors: tuple[Name, ...]
    truncated: bool
    ids: dict[str, str]
    first_date: str
    status: str
    venue: WorkVenue
    fields: dict[str, str]
    bib_status: str
    provenance: dict[str, str]
    conflicts: tuple[Conflict, ...] = field(default=())

    @property
    def published(self) -> bool:
        """Tell whether a source knows a published version."""
        return self.status == "published"

    @property
    def citable(self) -> bool:
        """Tell whether a bibliography can name an author of the work."""
        return any(name.can_be_set for name in self.authors)


def merge_work(work: Work, venues: VenueNames) -> Merged:
    """Merge one work: hand corrections, then published records, then preprints, then the list itself."""
    ranked, strangers = part_strangers(rank_records(work.records))
    hand = [r for r in ranked if _by_hand(r)]
    published = [r for r in ranked if r.published]
    published = [r for r in published if r is published[0] or same_version(published[0], r, venues)]
    version = [*hand, *published]
    said_by: dict[str, str] = {}

    def take(name: str, said: Iterable[tuple[str, str]]) -> str:
        """Return the first value that somebody says, and remember who did."""
        value, source = next(((value, source) for value, source in said if value), ("", ""))
        if value:
            said_by[name] = source
        return value

    kind = next((r.container_kind for r in version if r.container_kind), "")
    names = [name for name in PUBLISHED_FIELDS if name not in ("booktitle", "journal") or name == kind]
    fields = {name: take(name, ((_value(r, name), r.source) for r in version)) for name in names}
    tidied = tidy_container(fields.get("booktitle", ""))
    if tidied.title:
        fields["booktitle"] = tidied.title
        for name in ("series", "volume"):
            fields[name] = fields[name] or take(name, [(getattr(tidied, name), said_by["booktitle"])])
    title, said_by["title"] = _merge_title(work, ranked)
    chosen, spelt = choose_authors(ranked)
    row = max(work.rows, key=lambda row: (bool(row.authors), not row.truncated, len(row.authors)), default=None)
    authors, truncated = next(((it.authors, it.truncated) for it in (spelt, row) if it), ((), False))
    if authors:
        said_by["authors"] = spelt.source if spelt else LIST
    ids = {}
    for kind in KINDS:
        said = [(fields["doi"], said_by.get("doi", ""))] if kind == "doi" else []
        said += [(v, r.source) for r in ranked for k, v in r.ids if k == kind]
        if value := take(kind, said + [(v, LIST) for r in work.rows for k, v in r.ids if k == kind]):
            ids[kind] = value
    dates = [(r.first_date, r.source) for r in ranked if r.first_date]
    dates = dates or [(r.year, LIST) for r in work.rows if r.year]
    derived = (date_arxiv(ids["arxiv"]) if "arxiv" in ids else "", DERIVED)
    first_date = take("first_date", [derived, *sorted(dates)])
    venue = _merge_venue(version, venues, said_by)
    if not venue.venue and "arxiv" in ids:
        venue, said_by["venue"] = WorkVenue(PREPRINT, "preprint"), said_by["arxiv"]
    if "arxiv" in ids:
        fields["primaryclass"] = take("primaryclass", ((r.fields.get("primaryclass", ""), r.source) for r in ranked))
    choose_url(ids, fields, said_by, ranked)
    if fields.get("booktitle"):
        for name, value in zip(("series", "volume"), name_series(fields["url"]), strict=True):
            fields[name] = fields[name] or take(name, [(value, said_by.get("url", ""))])
    _merge_use(ranked, fields, said_by)
    merged = Merged(
        work, title, authors, truncated, ids, first_date,
        "published" if published else "preprint" if any(r.unpublished for r in ranked) else "unknown",
        venue, {name: value for name, value in fields.items() if value}, "", said_by,
    )  # fmt: skip
    sure = chosen is not None and not work.guessed and are_verified(ranked, chosen)
    status = "partial" if not merged.citable else "verified" if sure else "unconfirmed"
    mine = (_join_names(authors), said_by.get("authors", ""))
    decision = "no author in common with a sure source: the record is not used"
    told = (Conflict("authors", *mine, _join_names(r.authors), r.source, decision) for r in strangers)
    conflicts = (*_find_disagreements(merged, ranked, venues), *told)
    return replace(merged, bib_status=status, conflicts=conflicts)


# Which records count


def _by_hand(record: Record) -> bool:
    return record.source.startswith(HAND)


def part_strangers(ranked: Sequence[Record]) -> tuple[list[Record], list[Record]]:
    """Part records from those that share no author with any that is confirmed or says where to find it.

    Whoever claims an identifier with quite other authors is of another work, or made up. Hand corrections are none,
    and neither is whoever shares an author with one.
    """
    sure = [r for r in ranked if r.families and judge_evidence(r) <= 1]
    known = frozenset[str]().union(*(r.families for r in ranked if r in sure or _by_hand(r)))
    strange = [bool(sure and r.families) and not _by_hand(r) and not r.families & known for r in ranked]
    mine, others = ([r for r, other in zip(ranked, strange, strict=True) if other is which] for which in (False, True))
    return mine, others


def same_version(one: Record, other: Record, venues: VenueNames) -> bool:
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


# Fields


def _value(record: Record, name: str) -> str:
    if name in ("doi", "year"):
        return record.doi if name == "doi" else record.year
    if name in ("booktitle", "journal"):
        return record.container if record.container_kind == name else ""
    value = record.fields.get(name, "")
    return re.sub(r"(?:(?<!\s)\s+)?[-–—‐]+\s*", "-", value) if name == "pages" else value


def _merge_title(work: Work, ranked: Sequence[Record]) -> tuple[str, str]:
    """Return the title and who says it: of the same title, one that is not in capitals throughout."""
    said = [(r.fields["title"], r.source) for r in ranked if r.fields.get("title")]
    said += [(row.title, LIST) for row in work.rows if row.title] or [("", LIST)]
    title, source = said[0]
    if not is_shouted(title):
        return title, source
    normal = normalise_title(title)
    calm = ((t, s) for t, s in said if normalise_title(t) == normal and not is_shouted(t))
    return next(calm, (calm_title(title), source))


def _merge_venue(version: Sequence[Record], venues: VenueNames, said_by: dict[str, str]) -> WorkVenue:
    """Name the venue: as corrected by hand, else the first that the vocabulary knows, else as a record has it."""
    said = [(r, venues.name(r)) for r in version]
    # A correction of the proceedings' name says nothing of the venue, unless the vocabulary knows it.
    said = [(r, v) for r, v in said if v.venue and (not _by_hand(r) or r.published or v.known or r.fields.get("venue"))]
    ordered = sorted(said, key=lambda pair: 0 if _by_hand(pair[0]) else 1 if pair[1].known else 2)
    if not ordered:
        return WorkVenue("", "")
    record, venue = ordered[0]
    said_by["venue"] = record.source
    tracked = next(((r, v.track) for r, v in said if v.track and v.venue == venue.venue), None)
    if tracked is None:
        return venue
    said_by["track"] = tracked[0].source
    return replace(venue, track=tracked[1])


def choose_url(
    ids: dict[str, str], fields: dict[str, str], said_by: dict[str, str], ranked: Sequence[Record] = ()
) -> None:
    """Choose one address: the DOI's where there is one, then a published record's, then another identifier's."""
    if "doi" not in ids:
        if fields.get("url"):
            return
        if other := next((r for r in ranked if r.fields.get("url") and r.published), None):
            fields["url"], said_by["url"] = other.fields["url"], other.source
            return
    if kind := next((kind for kind in ADDRESSES if kind in ids), ""):
        fields["url"], said_by["url"] = ADDRESSES[kind].format(ids[kind]), said_by[kind]


def _merge_use(ranked: Sequence[Record], fields: dict[str, str], said_by: dict[str, str]) -> None:
    """Say whether any source calls the work retracted, and take the largest count of citations with its date."""
    if retracting := next((r for r in ranked if r.fields.get("retracted", "").lower() == "true"), None):
        fields["retracted"], said_by["retracted"] = "true", retracting.source
    counted = [r for r in ranked if r.fields.get("citations", "").isdecimal()]
    if counted:
        record = max(counted, key=lambda r: int(r.fields["citations"]))
        fields["citations"], said_by["citations"] = str(int(record.fields["citations"])), record.source
        date = record.fields.get("citations_date", "")
        fields["citations_date"] = date if re.fullmatch(r"\d{4}-\d{2}-\d{2}", date) else ""


# Authors


def choose_authors(ranked: Sequence[Record]) -> tuple[Record | None, Record | None]:
    """Return the record whose authors count and the one that spells them fullest.

    A list that names only some of the people of a whole one is taken for cut short, unless it is confirmed and
    the longer one is not.
    """
    named = [r for r in ranked if r.authors]
    whole = [r for r in named if not r.truncated]
    first = next((r for r in whole if not any(_is_cut_short(r, other) for other in whole)), next(iter(named), None))
    if first is None:
        return None, None
    brief = all(_INITIALS.fullmatch(name.given) for name in first.authors)
    fuller = [r for r in whole if brief and same_people(r.authors, first.authors)]
    return first, max(fuller, key=lambda r: sum(len(n.given) for n in r.authors), default=first)


def _is_cut_short(record: Record, other: Record) -> bool:
    """Tell whether a record lists some of another's authors only, and has no better evidence."""
    if _by_hand(record) or len(record.authors) >= len(other.authors):
        return False
    rest = list(other.authors)
    for name in record.authors:
        found = next((person for person in rest if same_people([name], [person])), None)
        if found is None:
            return False
        rest.remove(found)
    return _by_hand(other) or judge_evidence(record) > 1 or judge_evidence(other) <= 1


def same_people(one: Sequence[Name], other: Sequence[Name]) -> bool:
    """Tell whether two lists name the same people in the same order: families, and first initials where both have one.

    >>> same_people([Name("Bo-Chen", "", "Li")], [Name("B.", "", "Li")])
    True
    >>> same_people([Name("Bo", "", "Li")], [Name("Xin", "", "Li")])
    False
    """

    def agree(a: Name, b: Name) -> bool:
        x, y = (re.search(r"\w", to_ascii(name.given).lower()) for name in (a, b))
        return fold_family(a) == fold_family(b) and (not x or not y or x.group() == y.group())

    return len(one) == len(other) and all(map(agree, one, other))


def are_verified(ranked: Sequence[Record], chosen: Record) -> bool:
    """Tell whether the authors of a record are sure.

    A source is confident and says where it can be found, or names who confirmed the authors, or a second source has
    the same authors in the same order.
    """
    same = [r for r in ranked if same_people(r.authors, chosen.authors)]
    sure = any(r.fields.get("confirmed_by") or (r.fields.get("confidence") == "high" and is_locatable(r)) for r in same)
    return not chosen.truncated and (sure or len({r.source for r in same}) > 1)


# Disagreements


def _join_names(names: Sequence[Name]) -> str:
    return "; ".join(name.display for name in names)


def _find_disagreements(merged: Merged, ranked: Sequence[Record], venues: VenueNames) -> list[Conflict]:
    """List where records of the same kind of version disagree with the value that was taken."""
    known = {normalise_title(merged.title), *(t for r in ranked if r.fields.get("list_title") for t in r.titles)}
    taken = {**merged.fields, **merged.ids, "title": merged.title, "venue": merged.venue.venue}
    taken["authors"] = _join_names(merged.authors)
    found: list[Conflict] = []
    for record in ranked:
        other = {kind: value for kind, value in record.ids if kind in ("doi", "arxiv") and value != taken.get(kind)}
        if record.authors and not record.truncated and not same_people(record.authors, merged.authors):
            other["authors"] = _join_names(record.authors)
        if normalise_title(record.fields.get("title", "")) not in known:
            other["title"] = record.fields.get("title", "")
        if record.published:
            for name in ("year", "pages", "volume"):
                mine, theirs = taken.get(name, ""), record.fields.get(name, "")
                if mine and re.findall(r"\w+", mine) != re.findall(r"\w+", theirs):
                    other[name] = theirs
            venue = venues.name(record).venue
            other["venue"] = venue if merged.published and venue != taken["venue"] else ""
        found += [
            Conflict(name, taken[name], merged.provenance.get(name, ""), value, record.source,
                     "the first by precedence is used")
            for name, value in other.items() if value
        ]  # fmt: skip
    return found


# What only all works together can tell


def drop_shared(works: Sequence[Merged]) -> list[Merged]:
    """Take an identifier that two works claim away from both, except from one that a hand correction names."""
    owners: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, merged in enumerate(works):
        for pair in merged.ids.items():
            owners[pair].append(number)
    result = list(works)
    for (kind, value), numbers in owners.items():
        by_hand = [n for n in numbers if works[n].provenance[kind].startswith(HAND)]
        keeper = by_hand[0] if len(by_hand) == 1 else -1
        for number in numbers if len(numbers) > 1 else ():
            others = [works[n] for n in numbers if n != number]
            sources = "; ".join(sorted({other.provenance[kind] for other in others}))
            decision = "neither keeps it"
            if keeper >= 0:
                decision = f"{'this one' if number == keeper else 'the other'} keeps it, as corrected by hand"
            said = Conflict(
                kind, f"{value} ({works[number].title})", works[number].provenance[kind],
                f"{value} ({'; '.join(other.title for other in others)})", sources, f"two works claim it; {decision}",
            )  # fmt: skip
            merged = result[number] if number == keeper else _without(result[number], kind, value)
            result[number] = replace(merged, conflicts=(*merged.conflicts, said))
    return result


def _without(merged: Merged, kind: str, value: str) -> Merged:
    """Take an identifier, and the address that was made of it, away from a work."""
    ids, fields, said_by = ({k: v for k, v in d.items() if k != kind}
                            for d in (merged.ids, merged.fields, merged.provenance))  # fmt: skip
    if find_doi(fields.get("url", "")) == value:
        del fields["url"], said_by["url"]
        choose_url(ids, fields, said_by)
    return replace(merged, ids=ids, fields=fields, provenance=said_by)


def unify_containers(works: Sequence[Merged]) -> list[Merged]:
    """Give the proceedings of one venue, track and year one name: the form that most of their works have.

    Forms that are not much alike, or differ in a number (volumes), stay as they are.
    """
    forms: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    places = [(m.venue.venue, m.venue.track, m.fields.get("year", "")) for m in works]
    named = [m.fields.get("booktitle", "") if m.published and m.venue.venue else "" for m in works]
    for place, name in zip(places, named, strict=True):
        forms[place].update([name] if name else [])
    ranked = {place: sorted(c, key=lambda form: (-c[form], -len(form), form)) for place, c in forms.items()}
    result = []
    for merged, place, name in zip(works, places, named, strict=True):
        best = next((form for form in ranked[place] if name and (form == name or same_container(form, name))), name)
        result.append(merged if best == name else replace(merged, fields={**merged.fields, "booktitle": best}))
    return result
