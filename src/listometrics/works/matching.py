"""Match rows of the list and records of the sources to works.

Records unite first, the surest before the others; then each row finds its work by identifier, else by title.
What counts as the same work is decided in `identity`; here it is applied, and every disagreement is kept.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

import pandas as pd

from listometrics.identifiers import KINDS
from listometrics.works.bibtex_reading import HAND, Record
from listometrics.works.identity import (
    OTHER_TITLE,
    SAME_TITLE,
    STOP_WORDS,
    Clues,
    compare_titles,
    contradict,
    find_obstacle,
    is_confirmed,
    judge_by_identifier,
    normalise_title,
    plausible_years,
    weigh,
)
from listometrics.works.person_names import Name, fold_family, is_anonymous, parse_name

Ids = Sequence[tuple[str, str]]
NOTHING_PINNED: Mapping[int, Ids] = {}
_MOST_WORKS = 50  # works of one title ("Introduction") that are kept to be found by it
_COMMON = 300  # words that stand in more titles than this do not narrow a search
_RAREST = 5
# What makes a record complete: fields that a reference prints, not keywords, abstracts or notes.
_PRINTED_TEXT = """
title booktitle journal series editor volume number pages publisher address month year doi url eprint primaryclass
"""
_PRINTED = tuple(_PRINTED_TEXT.split())
# Names are joined by commas, semicolons, `and` or `&`; what a name never holds makes the text no list of names.
_JOINED = re.compile(r"[,，、&＆]|\band\b", re.IGNORECASE)
_STRANGE = re.compile(r"[\[\](){}<>|:/\\@_=+?!\"“”#$%^~`]|\d|https?")
_MARKS = re.compile(r"[*†‡§¶¹²³⁰-⁹]+")
_OTHERS = re.compile(
    r"(?:[,，;；&]\s{0,5}|\band\s{1,5})?(?:\bet\.? al(?:ii|ia)?\.?|\band others|等人?)\.?(?:\s{0,5}\([^()]{0,99}\))?$",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?:[^\W\d_](?:\.[\s-]?|[\s-]|$)){1,4}")
_LONGEST = 6  # words of one name


@dataclass(frozen=True, slots=True)
class PaperRow:
    """Hold what the list says of one paper entry; `truncated` authors end in `et al.`."""

    entry: int
    title: str
    ids: tuple[tuple[str, str], ...]
    year: str = ""
    line: int = 0
    authors: tuple[Name, ...] = ()
    truncated: bool = False

    @property
    def normal(self) -> str:
        """Return the title's normal form."""
        return normalise_title(self.title)


def year_texts(papers: pd.DataFrame) -> list[str]:
    """Return the years of a frame as text, unknown ones empty."""
    return ["" if pd.isna(year) else str(int(year)) for year in papers["year"]]


def read_rows(entries: pd.DataFrame, links: pd.DataFrame) -> tuple[list[PaperRow], list[PaperRow]]:
    """Take the paper rows of the list from the tables `entries` and `links`.

    A row without a title goes by its name. The second list holds rows that nothing identifies: no title, no name,
    no identifier; they are no works.
    """
    ids: dict[int, dict[tuple[str, str], None]] = defaultdict(dict)
    for entry, kind, identifier in zip(links["entry"], links["kind"], links["identifier"], strict=True):
        if identifier and kind in KINDS:
            ids[int(entry)][str(kind), str(identifier) if kind == "openreview" else str(identifier).lower()] = None
    papers = entries[entries["kind"] == "paper"]
    named = papers["title"].where(papers["title"].astype(bool), papers.get("name", ""))
    other = papers["other"] if "other" in papers.columns else [""] * len(papers)
    rows = []
    told = zip(papers["entry"], named, year_texts(papers), papers["line"], other, strict=True)
    for entry, title, year, line, further in told:
        authors = str(json.loads(further).get("authors", "")) if further else ""
        rows.append(PaperRow(int(entry), str(title), tuple(ids[int(entry)]), year, int(line), *read_authors(authors)))
    return [r for r in rows if r.normal or r.ids], [r for r in rows if not (r.normal or r.ids)]


def read_authors(text: str) -> tuple[tuple[Name, ...], bool]:
    """Read the authors that a list names for a work; the second value tells whether `et al.` cuts them short.

    Nothing where the text is not plainly a list of names: an author is never guessed.

    >>> names, short = read_authors("A. Lindgren, B. Moreau, et al.")
    >>> [name.display for name in names], short
    (['A. Lindgren', 'B. Moreau'], True)
    >>> read_authors("see https://example.org (2023)")
    ((), False)
    """
    plain = _MARKS.sub("", " ".join(text.split())).strip(" .,;")
    named = _OTHERS.sub("", plain).strip(" ,;")
    if not named or _STRANGE.search(named):
        return (), False
    apart = re.search(r"[;；]", named)
    persons = [part.strip() for part in re.split(r"[;；]" if apart else _JOINED, named) if part.strip()]
    persons = persons if apart else _join_initials(persons)
    if any(len(person.split()) > _LONGEST or not re.search(r"[^\W\d_]{2}", person) for person in persons):
        return (), False
    names = tuple(map(parse_name, persons))
    unsigned = any(not name.family or is_anonymous(name) for name in names)
    return ((), False) if unsigned else (names, named != plain)


def _join_initials(parts: list[str]) -> list[str]:
    """Put `Doe`, `J.`, `Roe`, `R. A.` together as `Doe, J.` and `Roe, R. A.`, where all names are of that form."""
    pairs = list(zip(parts[::2], parts[1::2], strict=False))
    inverted = all(_INITIALS.fullmatch(given) and not _INITIALS.fullmatch(family) for family, given in pairs)
    return [f"{family}, {given}" for family, given in pairs] if inverted and len(parts) % 2 == 0 else parts


def join_names(names: Sequence[Name]) -> str:
    """Write names as tables have them."""
    return "; ".join(name.display for name in names)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Say where two statements about a work disagree, and what was done."""

    field: str
    value: str
    source: str
    other: str
    other_source: str
    decision: str
    entry: int = 0


@dataclass(frozen=True, slots=True)
class Work:
    """Hold the rows and records of one work, rows in list order, records in the order of their sources.

    `guessed` works have their records by the title alone: no identifier, no author and no note confirms them.
    """

    rows: tuple[PaperRow, ...]
    records: tuple[Record, ...]
    guessed: bool = False


@dataclass(frozen=True)
class Matching:
    """Hold the works of the list, the records that no row asked for, and every disagreement met."""

    works: tuple[Work, ...]
    unused: tuple[Record, ...]
    conflicts: tuple[Conflict, ...]


# How far a record can be trusted


def judge_evidence(record: Record) -> int:
    """Say how far a record can be trusted: 0 confirmed, 1 confident and to be read again, 2 unsaid, 3 doubtful."""
    if record.fields.get("confirmed_by"):
        return 0
    confidence, found_in = record.fields.get("confidence", ""), record.fields.get("found_in", "")
    if confidence == "high" and any(place in found_in for place in ("http", "DBLP", "ACL Anthology")):
        return 1
    return 3 if confidence == "low" else 2


def rank_records(records: Iterable[Record]) -> list[Record]:
    """Order records by precedence: hand corrections, published, preprints; within each by evidence, then content.

    What a file is called decides nothing: it only settles the order of records that say the same.
    """

    def rank(record: Record) -> tuple[object, ...]:
        kind = 0 if record.source.startswith(HAND) else 1 if record.published else 2
        printed = [record.fields.get(name, "") for name in _PRINTED]
        said = sum(map(bool, printed))
        whole = (not record.authors, record.truncated, -len(record.ids), -said, record.year or "9999")
        return (kind, judge_evidence(record), *whole, join_names(record.authors), printed, record.source, record.line)

    return sorted(records, key=rank)


# Groups of rows and records


@dataclass(slots=True, eq=False)
class Group(Clues):
    """Gather everything that was found to be one work; `number` tells its age, `into` the group that took it over."""

    titles: dict[str, None] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)
    rows: list[PaperRow] = field(default_factory=list)
    guessed: bool = False  # records taken for a row by the title alone
    number: int = 0
    into: "Group | None" = None

    @classmethod
    def of_record(cls, record: Record, number: int) -> "Group":
        """Start a group with a record."""
        years = {int(text[:4]) for text in (record.first_date, record.year) if text}
        named_as = set(filter(None, [normalise_title(record.fields.get("list_title", ""))]))
        ids, titles = _gather_ids(record.ids), dict.fromkeys(record.titles)
        return cls(ids, titles, set(record.families), years, named_as=named_as, records=[record], number=number)

    @classmethod
    def of_row(cls, row: PaperRow, number: int) -> "Group":
        """Start a group with a row of the list."""
        titles, years = dict.fromkeys(filter(None, [row.normal])), {int(row.year)} if row.year else set()
        listed = set(filter(None, map(fold_family, row.authors)))
        return cls(_gather_ids(row.ids), titles, set(), years, listed, rows=[row], number=number)

    def current(self) -> "Group":
        """Return the group that stands for this one today."""
        group = self
        while group.into:
            group.into = group.into.into or group.into
            group = group.into
        return group

    def unite(self, other: "Group") -> "Group":
        """Make two groups one and return it; the one that was added first takes over the other's evidence."""
        first, second = sorted((self.current(), other.current()), key=lambda group: group.number)
        if first is not second:
            second.into = first
            for kind, values in second.ids.items():
                first.ids.setdefault(kind, set()).update(values)
            for name in ("titles", "families", "years", "listed", "named_as"):
                getattr(first, name).update(getattr(second, name))
            first.records += second.records
            first.rows += second.rows
            first.guessed |= second.guessed
        return first

    def with_ids(self, ids: Ids) -> "Group":
        """Return the group with identifiers that were pinned for it earlier, unless it has others."""
        if not ids or contradict(self, Clues(_gather_ids(ids))):
            return self
        return replace(self, ids=_gather_ids(chain(((k, v) for k, values in self.ids.items() for v in values), ids)))


def _gather_ids(ids: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for kind, value in ids:
        found.setdefault(kind, set()).add(value)
    return found


def _current(groups: Iterable[Group]) -> list[Group]:
    return list(dict.fromkeys(group.current() for group in groups))


class GroupIndex:
    """Find groups by identifier, exact title, or rare words of a title."""

    def __init__(self) -> None:
        self.by_id: dict[tuple[str, str], Group] = {}
        self.by_title: dict[str, list[Group]] = defaultdict(list)
        self.by_word: dict[str, list[Group]] = defaultdict(list)

    def enter(self, group: Group, titles: Iterable[str]) -> None:
        """Let a group be found by titles and, unless another group has them, by its identifiers."""
        for kind, values in group.current().ids.items():
            for value in values:
                self.by_id.setdefault((kind, value), group)
        for title in titles:
            same = self.by_title[title]
            if len(same) < _MOST_WORKS and group not in same[-1:]:
                same.append(group)
            for word in set(title.split()) - STOP_WORDS:
                if len(self.by_word[word]) <= _COMMON:
                    self.by_word[word].append(group)

    def owner(self, pair: tuple[str, str]) -> Group | None:
        """Return the group that has an identifier."""
        group = self.by_id.get(pair)
        return group and group.current()

    def with_title(self, titles: Iterable[str]) -> list[Group]:
        """Return the groups that have just one of these titles."""
        return _current(group for title in titles for group in self.by_title.get(title, ()))

    def like(self, title: str) -> list[Group]:
        """Return groups that share rare words with a title, most shared words first, at most 20.

        There is no comparison with every title: it would be quadratic.
        """
        known = [w for w in set(title.split()) - STOP_WORDS if w in self.by_word]
        rare = sorted((w for w in known if len(self.by_word[w]) <= _COMMON), key=lambda w: (len(self.by_word[w]), w))
        counts = Counter(group for word in rare[:_RAREST] for group in self.by_word[word])
        least = 2 if len(rare) > 2 else 1
        likely = [group for group, count in counts.most_common(40) if count >= least]
        return _current(sorted(likely, key=lambda group: (-counts[group], group.number))[:20])


# Matching


class Matcher:
    """Take rows for works of the sources, or for works of their own, and keep what spoke against it."""

    def __init__(self, rows: Sequence[PaperRow], records: Sequence[Record], pinned: Mapping[int, Ids]) -> None:
        self.rows, self.records, self.pinned = rows, records, pinned
        self.places = {id(thing): place for place, thing in enumerate((*records, *rows))}
        self.index = GroupIndex()
        self.claims: list[tuple[str, str, Group, Group]] = []  # identifiers that records of two works claim
        self.conflicts: list[Conflict] = []
        self.refused: set[tuple[int, str]] = set()  # links of rows that lead to other works
        self.told: set[tuple[int, int]] = set()  # rows and records of which a conflict tells

    def run(self) -> Matching:
        """Return works in the order of the list."""
        for number, record in enumerate(rank_records(self.records)):  # what files are called must not decide
            self._add_record(record, Group.of_record(record, number))
        groups = [Group.of_row(row, number) for number, row in enumerate(self.rows, len(self.records))]
        # The rows that say most come first: what they prove must not hang on the order of the list.
        telling = sorted(zip(self.rows, groups, strict=True), key=lambda pair: (not pair[0].ids, not pair[0].authors))
        for late in (False, True):
            telling = [pair for pair in telling if not self._place(*pair, late)]
        for row, group in zip(self.rows, groups, strict=True):
            self._sign(row, group.current())
        found = _current(groups)
        works = tuple(map(self._work, found))
        used = {id(record) for work in works for record in work.records}
        self._tell_claims()
        for group in found:
            self.conflicts += self._tell_look_alikes(group)
        return Matching(works, tuple(r for r in self.records if id(r) not in used), tuple(self.conflicts))

    def _place_of(self, thing: Record | PaperRow) -> int:
        return self.places[id(thing)]

    def _work(self, group: Group) -> Work:
        rows = sorted(group.rows, key=self._place_of)
        own = (replace(r, ids=tuple(i for i in r.ids if (r.entry, i[1]) not in self.refused)) for r in rows)
        return Work(tuple(own), tuple(sorted(group.records, key=self._place_of)), group.guessed)

    def _said(self, group: Group) -> tuple[str, str]:
        """Return a group's title and who says it."""
        record = next(iter(group.records), None)
        return (record.fields.get("title", ""), record.source) if record else (group.rows[0].title, "list")

    def _note(self, field: str, row: PaperRow, theirs: Group, decision: str, mine: str = "", other: str = "") -> None:
        title, source = self._said(theirs)
        self.conflicts.append(Conflict(field, mine or row.title, "list", other or title, source, decision, row.entry))

    def _recall(self, row: PaperRow, mine: Group) -> Group:
        """Return what is known of a row's work, with the identifiers that the registry of keys has of it."""
        return mine.with_ids(self.pinned.get(row.entry, ()))

    # Records

    def _add_record(self, record: Record, group: Group) -> None:
        for kind, value in record.ids:
            other = self.index.owner((kind, value))
            if not other or other is group.current():
                continue
            if judge_by_identifier(kind, weigh(group.current(), other)) == "same":
                other.unite(group)
            else:
                self.claims.append((kind, value, group, other))
        mine = group.current()
        near = self.index.with_title(record.titles)
        near = near or (self.index.like(record.titles[0]) if record.titles and record.families else [])
        for theirs in near:
            # Never on the title alone: an author in common, a plausible year, no identifier against it.
            if theirs is not mine and mine.families & theirs.families:
                evidence = weigh(mine, theirs, SAME_TITLE)
                if evidence.alike >= SAME_TITLE and evidence.years_fit and not evidence.contradicts:
                    theirs.unite(group)
                    break
        self.index.enter(group, record.titles)

    # Rows of the list

    def _place(self, row: PaperRow, mine: Group, late: bool) -> bool:
        """Unite a row by its identifiers where the titles agree, else by its title.

        False where its identifiers belong to works of quite other titles: the title decides when all others are placed.
        """
        ids = sorted(row.ids, key=lambda pair: KINDS.index(pair[0]))
        owned = [(pair, owner) for pair in ids if (owner := self.index.owner(pair))]
        known = _current(owner for _, owner in owned)
        likely = None if late else next((group for group in known if self._is_likely(row, mine, group)), None)
        if likely:
            for other in known:
                if other.current() is not likely.current():
                    self._follow_second_link(row, likely.current(), other)
            self._join(row, mine, likely.current())
            return True
        if known and not late:
            return False
        mine.ids = _gather_ids(pair for pair in ids if not self.index.owner(pair))
        target = self._find_by_title(row, mine)
        if known and (target or known[0].rows):
            (kind, value), theirs = owned[0]
            both = (f"{value} ({row.title})", f"{value} ({self._said(theirs)[0]})")
            self._note(kind, row, theirs, "the link is another work's; the title decides", *both)
            self.refused.add((row.entry, value))
        elif known:
            self._join(row, mine, known[0])
            return True
        if target:
            self._join(row, mine, target, by_title=True)
        else:
            self.index.enter(mine, mine.titles)
        return True

    def _is_likely(self, row: PaperRow, mine: Group, theirs: Group) -> bool:
        """Tell whether a linked work can be the row's: a title like it, and no other work has just the row's title."""
        alike = compare_titles(mine.titles, theirs.titles)
        return alike >= SAME_TITLE or (alike >= OTHER_TITLE and not set(self.index.with_title([row.normal])) - {theirs})

    def _follow_second_link(self, row: PaperRow, target: Group, other: Group) -> None:
        alike = target.titles and other.titles and compare_titles(target.titles, other.titles) >= SAME_TITLE
        if alike and contradict(target, other) != "arxiv":
            target.unite(other)
            return
        self.refused |= {(row.entry, pair[1]) for pair in row.ids if self.index.owner(pair) is other}
        self._note("link", row, other, "a second link leads to another work; not followed")

    def _join(self, row: PaperRow, mine: Group, theirs: Group, by_title: bool = False) -> None:
        # Whoever noted who confirmed a record, or where it was found, looked it up for the list.
        unsaid = bool(theirs.records) and all(judge_evidence(record) > 1 for record in theirs.records)
        guessed = by_title and not theirs.rows and unsaid and not is_confirmed(self._recall(row, mine), theirs)
        if row.normal and theirs.titles and row.normal not in theirs.titles:
            self._note("title", row, theirs, "one work; the source's title is used")
        both = theirs.unite(mine)
        both.guessed |= guessed
        self.index.enter(both, filter(None, [row.normal]))

    def _find_by_title(self, row: PaperRow, mine: Group) -> Group | None:
        """Return the group with the row's title: identifiers must not contradict, the year must fit.

        Another row's work is it by the title; records need more (see `find_obstacle`).
        """
        if not row.normal:
            return None
        scored: dict[Group, tuple[float, bool]] = {}
        noted = False
        for theirs in self.index.with_title([row.normal]) or self.index.like(row.normal):
            alike = compare_titles(mine.titles, theirs.titles, SAME_TITLE)
            if alike < SAME_TITLE or not plausible_years(mine, theirs):
                continue
            if kind := contradict(mine, theirs):
                self.told |= {(row.entry, id(record)) for record in theirs.records}
                if not noted:
                    ids = (" ".join(sorted(group.ids[kind])) for group in (mine, theirs))
                    self._note(kind, row, theirs, "same title, other identifier: two works", *ids)
                noted = True
            elif theirs.rows or not find_obstacle(self._recall(row, mine), theirs):
                scored[theirs] = alike, bool(theirs.rows)
        best = max(scored.values(), default=None)
        fitting = sorted((group for group in scored if scored[group] == best), key=lambda group: group.number)
        for theirs in fitting[1:]:
            self.told |= {(row.entry, id(record)) for record in theirs.records}
            self._note("title", row, theirs, "several records have this title; the surest is used")
        return next(iter(fitting), None)

    def _sign(self, row: PaperRow, mine: Group) -> None:
        """Give a work of which no record names an author the one other work of its title that proves to be it."""
        if mine.families or not mine.records:
            return
        known = self._recall(row, mine)
        signed = [group for group in self.index.with_title(mine.titles) if group.families and not group.rows]
        fitting = [group for group in signed if not find_obstacle(known, group) and is_confirmed(known, group)]
        if len(fitting) == 1:
            fitting[0].unite(mine)

    # What was seen and not used

    def _tell_claims(self) -> None:
        for kind, value, *claiming in self.claims:
            groups = [group.current() for group in claiming]
            listed = [group for group in groups if group.rows]
            if len(listed) != 1:
                continue  # two works of the list tell it themselves
            mine, theirs = sorted(groups, key=lambda group: not group.rows)
            (title, source), (other, other_source) = self._said(mine), self._said(theirs)
            decision = "a record of another work claims it too; this work keeps it"
            both = (f"{value} ({title})", source, f"{value} ({other})", other_source)
            self.conflicts.append(Conflict(kind, *both, decision, min(mine.rows, key=self._place_of).entry))

    def _tell_look_alikes(self, mine: Group) -> Iterator[Conflict]:
        """Name records with a title like a work's that were not taken for it, unless a conflict tells of them."""
        row = min(mine.rows, key=self._place_of)
        known = self._recall(row, mine)
        for theirs in _current([*self.index.with_title(mine.titles), *self.index.like(next(iter(mine.titles), ""))]):
            if theirs.rows or compare_titles(mine.titles, theirs.titles, SAME_TITLE) < SAME_TITLE:
                continue
            why = find_obstacle(known, theirs) or "another work, or one of several that have this title"
            for record in sorted(theirs.records, key=self._place_of):
                if (row.entry, id(record)) not in self.told:
                    said = (record.fields.get("title", ""), record.source, f"line {record.line} not used: {why}")
                    yield Conflict("title", *self._said(mine), *said, row.entry)


def match_works(
    rows: Sequence[PaperRow], records: Sequence[Record], pinned: Mapping[int, Ids] = NOTHING_PINNED
) -> Matching:
    """Match rows and records: DOI, arXiv id, ACL or OpenReview id, then the title with guards.

    `pinned` holds, by entry, the identifiers that the registry of keys knows of the row's work.
    Linear in rows and records: everything is looked up by identifier, title or rare words.
    """
    return Matcher(rows, records, pinned).run()
