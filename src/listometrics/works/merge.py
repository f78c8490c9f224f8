"""Merge what rows and records say of a work, field by field, and remember who said it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from listometrics.identifiers import KINDS, date_arxiv
from listometrics.works.authors import choose_authors, judge_authors, same_people
from listometrics.works.bibtex_reading import HAND, Record
from listometrics.works.containers import name_series, tidy_container
from listometrics.works.evidence import find_strangers, published_version, rank_records, tell_strangers
from listometrics.works.person_names import Name
from listometrics.works.titles import calm_title, is_shouted, normalise_title
from listometrics.works.venues import Venue, Venues
from listometrics.works.works import Conflict, Work

LIST = "list"
DERIVED = "arXiv id"
# What a published version is made of: taken together from one record, filled from others of the same version.
_PUBLISHED_FIELDS_TEXT = """
booktitle journal series editor volume number pages publisher address month year doi url isbn issn
"""
PUBLISHED_FIELDS = tuple(_PUBLISHED_FIELDS_TEXT.split())
ASKED = ("title", "authors", "first_date", "arxiv", "primaryclass", "venue", "track", *PUBLISHED_FIELDS)


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
    venue: Venue
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


def _value(record: Record, name: str) -> str:
    if name in ("doi", "year"):
        return record.doi if name == "doi" else record.year
    if name in ("booktitle", "journal"):
        return record.container if record.container_kind == name else ""
    value = record.fields.get(name, "")
    return re.sub(r"(?:(?<!\s)\s+)?[-–—‐]+\s*", "-", value) if name == "pages" else value


def merge_work(work: Work, venues: Venues) -> Merged:
    """Merge one work: hand corrections, then published records, then preprints, then the list itself."""
    ranked = rank_records(work.records)
    strangers = find_strangers(ranked)
    ranked = [r for r in ranked if r not in strangers]
    hand = [r for r in ranked if r.source.startswith(HAND)]
    published = published_version(ranked, venues)
    provenance: dict[str, str] = {}
    fields: dict[str, str] = {}

    kind = next((r.container_kind for r in (*hand, *published) if r.container_kind), "")
    for name in PUBLISHED_FIELDS:
        if name in ("booktitle", "journal") and name != kind:
            continue
        for record in (*hand, *published):
            value = _value(record, name)
            if value:
                fields[name], provenance[name] = value, record.source
                break
    _tidy_booktitle(fields, provenance)
    title, provenance["title"] = _merge_title(work, ranked)
    chosen, spelt = choose_authors(ranked)
    authors, truncated, said_by = (spelt.authors, spelt.truncated, spelt.source) if spelt else _listed_authors(work)
    if authors:
        provenance["authors"] = said_by
    ids = _merge_ids(work, ranked, fields, provenance)
    first_date = _merge_date(work, ranked, ids, provenance)
    said = [(r, venues.name(r)) for r in (*hand, *published)]
    # A correction of the proceedings' name says nothing of the venue, unless the vocabulary knows it.
    said = [(r, v) for r, v in said if r not in hand or r.published or v.known or r.fields.get("venue")]
    venue = _merge_venue([(r.source, v) for r, v in said], sum(r in hand for r, _ in said), provenance)
    if not venue.venue and ids.get("arxiv"):
        venue, provenance["venue"] = Venue("arXiv", "preprint"), provenance["arxiv"]
    primary = next((r for r in ranked if r.fields.get("primaryclass")), None)
    if primary is not None and ids.get("arxiv"):
        fields["primaryclass"], provenance["primaryclass"] = primary.fields["primaryclass"], primary.source
    merge_url(ranked, ids, fields, provenance)
    if fields.get("booktitle"):
        _fill(fields, provenance, "url", zip(("series", "volume"), name_series(fields.get("url", "")), strict=True))
    _merge_use(ranked, fields, provenance)
    stated = any(r.unpublished for r in ranked)
    merged = Merged(
        work, title, authors, truncated, ids, first_date,
        "published" if published else "preprint" if stated else "unknown", venue, fields,
        judge_authors(ranked, chosen) if spelt or not authors else "unconfirmed", provenance,
    )  # fmt: skip
    if not merged.citable or (work.guessed and merged.bib_status == "verified"):
        merged = replace(merged, bib_status="unconfirmed" if merged.citable else "partial")
    told = tell_strangers(strangers, merged.authors, provenance.get("authors", ""))
    return replace(merged, conflicts=(*_disagreements(merged, ranked, venues), *told))


def _listed_authors(work: Work) -> tuple[tuple[Name, ...], bool, str]:
    """Return the authors that the list itself names for a work, of several rows the fullest; nobody confirms them."""
    row = max(work.rows, key=lambda row: (bool(row.authors), not row.truncated, len(row.authors)), default=None)
    return (row.authors, row.truncated, LIST) if row else ((), False, LIST)


def _fill(fields: dict[str, str], provenance: dict[str, str], told_by: str, values: Iterable[tuple[str, str]]) -> None:
    """Fill fields that another field tells, with its source, where no source has them."""
    for name, value in values:
        if value and not fields.get(name):
            fields[name], provenance[name] = value, provenance[told_by]


def _tidy_booktitle(fields: dict[str, str], provenance: dict[str, str]) -> None:
    if fields.get("booktitle"):
        tidied = tidy_container(fields["booktitle"])
        fields["booktitle"] = tidied.title
        _fill(fields, provenance, "booktitle", (("series", tidied.series), ("volume", tidied.volume)))


def _merge_title(work: Work, ranked: Sequence[Record]) -> tuple[str, str]:
    """Return the title and who says it: of the same title, one that is not in capitals throughout."""
    said = [(r.fields["title"], r.source) for r in ranked if r.fields.get("title")]
    listed = [(row.title, LIST) for row in work.rows if row.title]
    title, source = next(iter((*said, *listed)), ("", LIST))
    if not is_shouted(title):
        return title, source
    normal = normalise_title(title)
    calm = ((t, s) for t, s in (*said, *listed) if normalise_title(t) == normal and not is_shouted(t))
    return next(calm, (calm_title(title), source))


def _merge_venue(said: Sequence[tuple[str, Venue]], by_hand: int, provenance: dict[str, str]) -> Venue:
    """Name the venue: as corrected by hand, else the first that the vocabulary knows, else as a record has it."""
    named = [(source, venue) for source, venue in said[:by_hand] if venue.venue]
    named = named or [(source, venue) for source, venue in said if venue.known]
    named = named or [(source, venue) for source, venue in said if venue.venue]
    if not named:
        return Venue("", "")
    provenance["venue"], venue = named[0]
    tracked = next(((source, v.track) for source, v in said if v.track and v.venue == venue.venue), None)
    if tracked is not None:
        provenance["track"] = tracked[0]
        return replace(venue, track=tracked[1])
    return venue


def _merge_use(ranked: Sequence[Record], fields: dict[str, str], provenance: dict[str, str]) -> None:
    """Say whether any source calls the work retracted, and take the largest count of citations with its date."""
    retracting = next((r for r in ranked if r.fields.get("retracted", "").lower() == "true"), None)
    if retracting is not None:
        fields["retracted"], provenance["retracted"] = "true", retracting.source
    counted = [(int(r.fields["citations"]), r) for r in ranked if r.fields.get("citations", "").isdecimal()]
    if counted:
        count, record = max(counted, key=lambda pair: pair[0])
        fields["citations"], provenance["citations"] = str(count), record.source
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", record.fields.get("citations_date", "")):
            fields["citations_date"] = record.fields["citations_date"]


def _merge_ids(
    work: Work, ranked: Sequence[Record], fields: dict[str, str], provenance: dict[str, str]
) -> dict[str, str]:
    ids: dict[str, str] = {}
    for kind in KINDS:
        said = [(v, r.source) for r in ranked for k, v in r.ids if k == kind]
        said += [(v, LIST) for row in work.rows for k, v in row.ids if k == kind]
        if kind == "doi" and fields.get("doi"):
            said = [(fields["doi"], provenance["doi"]), *said]
        if said:
            ids[kind], provenance[kind] = said[0]
    return ids


def _merge_date(work: Work, ranked: Sequence[Record], ids: dict[str, str], provenance: dict[str, str]) -> str:
    if ids.get("arxiv") and (date := date_arxiv(ids["arxiv"])):
        provenance["first_date"] = DERIVED
        return date
    dates = [(r.first_date, r.source) for r in ranked if r.first_date]
    dates += [(row.year, LIST) for row in work.rows if row.year] if not dates else []
    if not dates:
        return ""
    date, provenance["first_date"] = min(dates)
    return date


def merge_url(
    ranked: Sequence[Record], ids: dict[str, str], fields: dict[str, str], provenance: dict[str, str]
) -> None:
    """Choose one address: the DOI's where there is one, for styles print addresses that ignore DOIs."""
    if ids.get("doi"):
        fields["url"], provenance["url"] = f"https://doi.org/{ids['doi']}", provenance["doi"]
    elif not fields.get("url"):
        other = next((r for r in ranked if r.fields.get("url") and r.published), None)
        if other is not None:
            fields["url"], provenance["url"] = other.fields["url"], other.source
        elif ids.get("acl"):
            fields["url"], provenance["url"] = f"https://aclanthology.org/{ids['acl']}/", provenance["acl"]
        elif ids.get("arxiv"):
            fields["url"], provenance["url"] = f"https://arxiv.org/abs/{ids['arxiv']}", provenance["arxiv"]
        elif ids.get("openreview"):
            fields["url"] = f"https://openreview.net/forum?id={ids['openreview']}"
            provenance["url"] = provenance["openreview"]


def _disagreements(merged: Merged, ranked: Sequence[Record], venues: Venues) -> list[Conflict]:
    """List where records of the same kind of version disagree with the value that was taken."""
    found: list[Conflict] = []
    decision = "the first by precedence is used"
    for name in ("doi", "arxiv"):
        mine = merged.ids.get(name, "")
        for record in ranked:
            theirs = dict(record.ids).get(name, "")
            if theirs and theirs != mine:
                found.append(Conflict(name, mine, merged.provenance[name], theirs, record.source, decision))
    known = {normalise_title(merged.title), *(t for r in ranked if r.fields.get("list_title") for t in r.titles)}
    for record in ranked:
        if record.authors and not record.truncated and not same_people(record.authors, merged.authors):
            mine, theirs = ("; ".join(n.display for n in names) for names in (merged.authors, record.authors))
            found.append(Conflict("authors", mine, merged.provenance["authors"], theirs, record.source, decision))
        title = record.fields.get("title", "")
        if title and normalise_title(title) not in known:
            found.append(Conflict("title", merged.title, merged.provenance["title"], title, record.source, decision))
        if not record.published:
            continue
        for name in ("year", "pages", "volume"):
            mine, theirs = merged.fields.get(name, ""), record.fields.get(name, "")
            if mine and theirs and re.findall(r"\w+", mine) != re.findall(r"\w+", theirs):
                found.append(Conflict(name, mine, merged.provenance[name], theirs, record.source, decision))
        venue = venues.name(record).venue
        if venue and merged.published and venue != merged.venue.venue:
            pair = (merged.venue.venue, merged.provenance["venue"])
            found.append(Conflict("venue", *pair, venue, record.source, decision))
    return found
