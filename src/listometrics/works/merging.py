"""Merge what rows and records say of a work, field by field, and remember who said it."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from listometrics.identifiers import KINDS, date_arxiv, find_doi
from listometrics.works.bibtex_reading import HAND, Record
from listometrics.works.identity import calm_title, is_shouted, normalise_title
from listometrics.works.matching import Conflict, Work, judge_evidence, rank_records
from listometrics.works.person_names import Name, fold_family, join_names, read_names, to_ascii
from listometrics.works.venue_names import VenueNames, WorkVenue, name_series, same_container, tidy_container

LIST, PREPRINT = "list", "arXiv"
DERIVED, PREFIX, PUBLISHER = "arXiv id", "DOI prefix", "publisher"
# What a published version is made of: taken together from one record, filled from others of the same version.
_PUBLISHED_FIELDS_TEXT = """
booktitle journal series editor volume number pages publisher address month year doi url isbn issn
"""
PUBLISHED_FIELDS = tuple(_PUBLISHED_FIELDS_TEXT.split())
# What proceedings have as a whole, so that one of their works tells it of all.
_OF_PROCEEDINGS = ("editor", "publisher", "address", "series", "isbn", "month")
ASKED = ("title", "authors", "first_date", "arxiv", "primaryclass", "venue", "track", *PUBLISHED_FIELDS)
FURTHER_FIELDS = ("eid", "organization", "institution")  # that few have: told only where a source has them
_FIELDS = {*PUBLISHED_FIELDS, *FURTHER_FIELDS, "primaryclass", "retracted", "citations"} - {"doi"}
# Fields that exports write in capitals, of which a record that does not has the better text.
_IN_CAPITALS = ("booktitle", "journal", "series", "publisher", "address", "organization", "institution")
Said = dict[str, tuple[str, str]]  # of each field its value and the source that has it
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
    entry_type: str = "misc"  # of the record that tells of the version
    protected: frozenset[str] = frozenset()  # words of the title whose capitals its record protects

    @property
    def published(self) -> bool:
        """Tell whether a source knows a published version."""
        return self.status == "published"

    @property
    def editors(self) -> tuple[Name, ...]:
        """Return the editors of the volume that holds a published work."""
        return read_names(self.fields.get("editor", ""))[0] if self.published else ()

    @property
    def citable(self) -> bool:
        """Tell whether a bibliography can name an author of the work."""
        return any(name.can_be_set for name in self.authors)


def merge_work(work: Work, venues: VenueNames) -> Merged:
    """Merge one work: hand corrections, then published records, then preprints, then the list itself."""
    ranked, strangers = part_strangers(rank_records(work.records))
    published = [r for r in ranked if r.published]
    published = published or [r for r in ranked if _by_hand(r) and r.container]  # a correction needs no entry type
    published = [r for r in published if r is published[0] or same_version(published[0], r, venues)]
    version = [*(r for r in ranked if _by_hand(r)), *published]
    if not published and not any(r.arxiv for r in ranked):
        version = ranked  # a report, a data set, software: what is known of it is not of another version
    said: Said = {}

    def take(name: str, candidates: Iterable[tuple[str, str]]) -> str:
        """Return the value that a field has, else the first that somebody says, and remember who did."""
        value, source = said.get(name) or next((pair for pair in candidates if pair[0]), ("", ""))
        if value:
            said[name] = value, source
        return value

    def take_series(series: str, volume: str, source: str) -> None:
        take("series", [(series, source)])
        take("volume", [(volume, source)])

    place = next((r.container_kind for r in version if r.container_kind), "")
    for name in (*PUBLISHED_FIELDS, *FURTHER_FIELDS):
        if name == place or name not in ("booktitle", "journal"):
            found = [(value, r.source) for r in version if (value := _value(r, name))]
            take(name, _put_calm_first(found, venues) if name in _IN_CAPITALS else found)
    written, source = said.get("booktitle", ("", ""))
    tidied = tidy_container(written)
    if tidied.title:
        said["booktitle"] = tidied.title, source
        take_series(tidied.series, tidied.volume, source)
    said["title"] = _merge_title(work, ranked)
    chosen, spelt = choose_authors(ranked)
    row = max(work.rows, key=lambda row: (bool(row.authors), not row.truncated, len(row.authors)), default=None)
    authors, truncated = next(((it.authors, it.truncated) for it in (spelt, row) if it), ((), False))
    if authors:
        said["authors"] = join_names(authors), spelt.source if spelt else LIST
    known = [(r.ids, r.source) for r in ranked] + [(r.ids, LIST) for r in work.rows]
    for kind in KINDS:
        take(kind, ((value, source) for ids, source in known for k, value in ids if k == kind))
    ids = {kind: said[kind][0] for kind in KINDS if kind in said}
    dates = [(r.first_date, r.source) for r in ranked if r.first_date]
    dates = dates or [(r.year, LIST) for r in work.rows if r.year]
    derived = (date_arxiv(ids["arxiv"]) if "arxiv" in ids else "", DERIVED)
    first_date = take("first_date", [derived, *sorted(dates)])
    venue = _merge_venue(version, venues, said)
    if "arxiv" in ids:
        if not venue.venue:
            venue, said["venue"] = WorkVenue(PREPRINT, "preprint"), (PREPRINT, said["arxiv"][1])
        take("primaryclass", ((r.fields.get("primaryclass", ""), r.source) for r in ranked))
    _choose_url(ids, said, ranked)
    if "booktitle" in said and "url" in said:
        take_series(*name_series(said["url"][0]), said["url"][1])
    take("retracted", (("true", r.source) for r in ranked if r.fields.get("retracted", "").lower() == "true"))
    counted = [r for r in ranked if r.fields.get("citations", "").isdecimal()]
    most = max(counted, key=lambda r: int(r.fields["citations"]), default=None)
    fields = {name: value for name, (value, _) in said.items() if name in _FIELDS}
    if most:
        fields["citations"], said["citations"] = str(int(most.fields["citations"])), ("", most.source)
        date = most.fields.get("citations_date", "")
        fields |= {"citations_date": date} if re.fullmatch(r"\d{4}-\d{2}-\d{2}", date) else {}
    merged = Merged(
        work, said["title"][0], authors, truncated, ids, first_date,
        "published" if published else "preprint" if any(r.unpublished for r in ranked) else "unknown",
        venue, fields, "", {name: source for name, (_, source) in said.items()},
        entry_type=next((r.entry_type for r in published), ranked[0].entry_type if ranked else "misc"),
        protected=next((r.protected for r in ranked if r.fields.get("title") == said["title"][0]), frozenset()),
    )  # fmt: skip
    sure = chosen is not None and not work.guessed and are_verified(ranked, chosen)
    status = "partial" if not merged.citable else "verified" if sure else "unconfirmed"
    mine, decision = said.get("authors", ("", "")), "no author in common with a sure source: the record is not used"
    told = (Conflict("authors", *mine, join_names(r.authors), r.source, decision) for r in strangers)
    return replace(merged, bib_status=status, conflicts=(*_find_disagreements(merged, ranked, venues), *told))


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
    others = [r for r in ranked if sure and r.families and not _by_hand(r) and not r.families & known]
    return [r for r in ranked if r not in others], others


def same_version(one: Record, other: Record, venues: VenueNames) -> bool:
    """Tell whether two published records are of one version, so that one may fill what the other lacks.

    The same DOI or ACL Anthology id proves it, another one disproves it; without them they must agree in year, kind
    (journal or proceedings) and venue, all of them known, and no track may speak against it.
    """
    mine, theirs = dict(one.ids), dict(other.ids)
    if kind := next((kind for kind in ("doi", "acl") if kind in mine and kind in theirs), ""):
        return mine[kind] == theirs[kind]
    here, there = venues.name(one), venues.name(other)
    agree = [(r.year, r.container_kind, venue.venue) for r, venue in ((one, here), (other, there))]
    if agree[0] != agree[1] or not one.year or not here.venue:
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
    return write_range(value, "-") if name == "pages" else value


def write_range(pages: str, dash: str) -> str:
    """Write ranges of pages with one kind of dash; where dashes stand beside hyphens, these belong to the numbers.

    >>> write_range("1 - 10", "--"), write_range("12–19", "-"), write_range("A-12–A-19", "-")
    ('1--10', '12-19', 'A-12--A-19')
    """
    dashed, hyphened = re.search("[–—]|--", pages), re.search(r"(?<!-)[-‐](?!-)", pages)
    sign = r"(?:[–—]|--+)" if dashed else "[-‐]"
    return re.sub(rf"(?:(?<!\s)\s+)?{sign}\s*", "--" if dashed and hyphened else dash, pages.strip())


def _put_calm_first(found: list[tuple[str, str]], venues: VenueNames) -> list[tuple[str, str]]:
    """Put the same text in other capitals first where the first one is in capitals throughout."""
    if not found or not found[0][0].isupper() or " " not in found[0][0]:
        return found
    normal = normalise_title(found[0][0])
    calm = [
        (t, s) for t, s in [*found, (venues.full_names.get(normal, ""), found[0][1])] if normalise_title(t) == normal
    ]
    return [*((t, s) for t, s in calm if not t.isupper()), *found]


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


def _merge_venue(version: Sequence[Record], venues: VenueNames, said: Said) -> WorkVenue:
    """Name the venue: as corrected by hand, else the first that the vocabulary knows, else as a record has it."""
    named = [(r, v) for r in version if (v := venues.name(r)).venue]
    # A correction of the proceedings' name says nothing of the venue, unless the vocabulary knows it.
    if any(r.published for r in version):
        named = [(r, v) for r, v in named if not _by_hand(r) or r.published or v.known or r.fields.get("venue")]
    if not named:
        return WorkVenue("", "")
    record, venue = min(named, key=lambda pair: 0 if _by_hand(pair[0]) else 2 - pair[1].known)
    said["venue"] = venue.venue, record.source
    tracked = next(((v.track, r.source) for r, v in named if v.track and v.venue == venue.venue), None)
    if not tracked:
        return venue
    said["track"] = tracked
    return replace(venue, track=tracked[0])


def _choose_url(ids: Mapping[str, str], said: Said, ranked: Sequence[Record] = ()) -> None:
    """Choose one address: the DOI's where there is one, then a published record's, then another identifier's."""
    found = [(r.fields["url"], r.source) for r in ranked if r.fields.get("url") and r.published]
    if found and "doi" not in ids:
        said.setdefault("url", found[0])
    kind = next((kind for kind in ADDRESSES if kind in ids), "")
    if kind == "doi" or (kind and "url" not in said):
        said["url"] = ADDRESSES[kind].format(ids[kind]), said[kind][1]


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
    sure = any(judge_evidence(r) <= 1 for r in same) or len({r.source for r in same}) > 1
    return sure and not chosen.truncated


# Disagreements


def _find_disagreements(merged: Merged, ranked: Sequence[Record], venues: VenueNames) -> list[Conflict]:
    """List where records of the same kind of version disagree with the value that was taken."""
    known = {normalise_title(merged.title), *(t for r in ranked if r.fields.get("list_title") for t in r.titles)}
    taken = {**merged.fields, **merged.ids, "title": merged.title, "venue": merged.venue.venue}
    taken["authors"] = join_names(merged.authors)
    found: list[Conflict] = []
    for record in ranked:
        other = {kind: value for kind, value in record.ids if kind in ("doi", "arxiv") and value != taken.get(kind)}
        if not record.truncated and not same_people(record.authors, merged.authors):
            other["authors"] = join_names(record.authors)
        if normalise_title(record.fields.get("title", "")) not in known:
            other["title"] = record.fields.get("title", "")
        for name in ("year", "pages", "volume") if record.published else ():
            mine, theirs = taken.get(name, ""), record.year if name == "year" else record.fields.get(name, "")
            if mine and re.findall(r"\w+", mine) != re.findall(r"\w+", theirs):
                other[name] = theirs
        venue = venues.name(record)
        # Two names of one version are no disagreement, unless the vocabulary knows both as names of other venues.
        one = (record.doi and record.doi == taken.get("doi")) or normalise_title(venue.venue) == normalise_title(
            merged.venue.venue
        )
        if record.published and merged.published and not (one and not (venue.known and merged.venue.known)):
            other |= {"venue": venue.venue} if venue.venue != taken["venue"] else {}
        sources = ((name, merged.provenance.get(name, ""), value) for name, value in other.items() if value)
        found += [
            Conflict(name, taken[name], source, value, record.source, "the first by precedence is used")
            for name, source, value in sources
        ]
    return found


# What only all works together can tell


def drop_shared(works: Sequence[Merged]) -> list[Merged]:
    """Take an identifier that several works claim away from all but the one whose it is, if that can be told.

    It is that of the work for which a hand correction names it, else the list, else of the only one whose records
    have no other one: the others then have theirs.
    """
    owners: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, merged in enumerate(works):
        for pair in merged.ids.items():
            owners[pair].append(number)
    result = list(works)
    for (kind, value), numbers in owners.items():
        if len(numbers) < 2:
            continue
        others = {n: _find_other(works[n], kind, owners) for n in numbers}
        reasons = {
            "as corrected by hand": [n for n in numbers if works[n].provenance[kind].startswith(HAND)],
            "as the list links it": [n for n in numbers if any((kind, value) in r.ids for r in works[n].work.rows)],
            "as a record has another one of the other": [n for n in numbers if not others[n][0]],
        }
        keeper, why = next(((named[0], why) for why, named in reasons.items() if len(named) == 1), (-1, ""))
        for number in numbers:
            rest = [works[n] for n in numbers if n != number]
            decision = (
                "neither keeps it"
                if keeper < 0
                else f"{'this one' if number == keeper else 'the other'} keeps it, {why}"
            )
            said = Conflict(
                kind, f"{value} ({works[number].title})", works[number].provenance[kind],
                f"{value} ({'; '.join(other.title for other in rest)})",
                "; ".join(sorted({other.provenance[kind] for other in rest})), f"two works claim it; {decision}",
            )  # fmt: skip
            merged = result[number]
            merged = (
                merged
                if number == keeper
                else _replace_id(merged, kind, value, *(others[number] if keeper >= 0 else ("", "")))
            )
            result[number] = replace(merged, conflicts=(*merged.conflicts, said))
    return result


def _find_other(merged: Merged, kind: str, owners: Mapping[tuple[str, str], list[int]]) -> tuple[str, str]:
    """Return another identifier that a record of a work has and no other work claims, and its source."""
    found = ((v, r.source) for r in rank_records(merged.work.records) for k, v in r.ids if k == kind)
    return next((pair for pair in found if (kind, pair[0]) not in owners), ("", ""))


def _replace_id(merged: Merged, kind: str, value: str, other: str, source: str) -> Merged:
    """Take an identifier, and the address that was made of it, away from a work, or put another one in its place."""
    said: Said = {name: (v, merged.provenance[name]) for name, v in merged.ids.items() if name != kind}
    said |= {kind: (other, source)} if other else {}
    ids, told = {name: v for name, (v, _) in said.items()}, {**merged.provenance}
    fields = dict(merged.fields)
    if find_doi(fields.get("url", "")) == value:
        del fields["url"], told["url"]
        _choose_url(ids, said)
        fields |= {"url": said["url"][0]} if "url" in said else {}
    told = {k: v for k, v in told.items() if k != kind} | {name: by for name, (_, by) in said.items()}
    return replace(merged, ids={k: ids[k] for k in KINDS if k in ids}, fields=fields, provenance=told)


def unify_proceedings(works: Sequence[Merged]) -> list[Merged]:
    """Give the proceedings of one venue, track and year one name: the form that most of their works have.

    Forms that are not much alike, or differ in a number (volumes), stay as they are. What is true of proceedings as a
    whole, such as their editors, is taken over by those of their works whose records do not say it, if all others
    say the same.
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
    for field_name in _OF_PROCEEDINGS:
        said: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
        for merged, place in zip(result, places, strict=True):
            if (title := merged.fields.get("booktitle", "")) and (value := merged.fields.get(field_name, "")):
                said[*place, title].setdefault(value, merged.provenance[field_name])
        for number, (merged, place) in enumerate(zip(result, places, strict=True)):
            known = said.get((*place, merged.fields.get("booktitle", "")), {})
            if len(known) == 1 and field_name not in merged.fields and merged.published and merged.venue.venue:
                result[number] = _say(merged, field_name, *next(iter(known.items())))
    return result


def _say(merged: Merged, name: str, value: str, source: str) -> Merged:
    fields, provenance = {**merged.fields, name: value}, {**merged.provenance, name: source}
    return replace(merged, fields=fields, provenance=provenance)


def name_publishers(works: Sequence[Merged], publishers: pd.DataFrame) -> list[Merged]:
    """Write each publisher in one form, with its place; where no record names one, the DOI's prefix does.

    `publishers` has the columns `prefix`, `publisher`, `other_names` (joined by '; ') and `place`.
    """
    by_prefix = dict(zip(publishers["prefix"], publishers["publisher"], strict=True))
    places = dict(zip(publishers["publisher"], publishers["place"], strict=True))
    forms = {
        normalise_title(form): publisher
        for publisher, others in zip(publishers["publisher"], publishers["other_names"], strict=True)
        for form in filter(None, (publisher, *others.split("; ")))
    }
    result = []
    for merged in works:
        said, source = merged.fields.get("publisher", ""), merged.provenance.get("publisher", PREFIX)
        derived = by_prefix.get(merged.ids.get("doi", "").partition("/")[0], "") if merged.published else ""
        named = forms.get(normalise_title(said), said) or derived
        merged = merged if named == said else _say(merged, "publisher", named, source)
        place = places.get(named, "") if merged.published and "address" not in merged.fields else ""
        result.append(_say(merged, "address", place, PUBLISHER) if place else merged)
    return result
