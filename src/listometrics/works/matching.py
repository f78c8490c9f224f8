"""Match rows of the list and records of the sources to works.

Records unite first, the surest before the others; then each row finds its work by identifier, else by title.
What counts as the same work is decided in `identity`; here it is applied, and every disagreement is kept.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from listometrics.identifiers import KINDS
from listometrics.works.bibtex_reading import HAND, Record
from listometrics.works.identity import (
    OTHER_TITLE,
    SAME_TITLE,
    Clues,
    DisjointSets,
    compare_titles,
    contradict,
    find_obstacle,
    is_confirmed,
    judge_by_identifier,
    plausible_years,
    weigh,
)
from listometrics.works.list_rows import PaperRow
from listometrics.works.person_names import fold_family
from listometrics.works.titles import STOP_WORDS, normalise_title

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


def is_locatable(record: Record) -> bool:
    """Tell whether a record says where its facts can be read again."""
    found_in = record.fields.get("found_in", "")
    return "http" in found_in or "DBLP" in found_in or "ACL Anthology" in found_in


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


def rank_records(records: Iterable[Record]) -> list[Record]:
    """Order records by precedence: hand corrections, published, preprints; within each by evidence, then content.

    What a file is called decides nothing: it only settles the order of records that say the same.
    """

    def rank(record: Record) -> tuple[object, ...]:
        kind = 0 if record.source.startswith(HAND) else 1 if record.published else 2
        facts = [record.fields.get(name, "") for name in _PRINTED]
        said = sum(map(bool, facts))
        whole = (not record.authors, record.truncated, -len(record.ids), -said, record.year or "9999")
        names = "; ".join(name.display for name in record.authors)
        return (kind, judge_evidence(record), *whole, names, facts, record.source, record.line)

    return sorted(records, key=rank)


# Groups of rows and records


@dataclass(slots=True)
class Group(Clues):
    """Gather everything that was found to be one work, rows and records by their places."""

    titles: dict[str, None] = field(default_factory=dict)
    records: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    guessed: bool = False  # records taken for a row by the title alone

    def absorb(self, other: "Group") -> None:
        """Take over another group's evidence."""
        for kind, values in other.ids.items():
            self.ids.setdefault(kind, set()).update(values)
        self.titles.update(other.titles)
        for name in ("families", "years", "listed", "named_as"):
            getattr(self, name).update(getattr(other, name))
        self.records.extend(other.records)
        self.rows.extend(other.rows)
        self.guessed = self.guessed or other.guessed

    def with_ids(self, ids: Ids) -> "Group":
        """Return the group with identifiers that were pinned for it earlier, unless it has others."""
        pinned = Group(_gather_ids(ids))
        if not ids or contradict(self, pinned):
            return self
        kinds = dict.fromkeys((*self.ids, *pinned.ids))
        return replace(self, ids={kind: self.ids.get(kind, set()) | pinned.ids.get(kind, set()) for kind in kinds})


def _gather_ids(ids: Ids) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for kind, value in ids:
        found.setdefault(kind, set()).add(value)
    return found


def _group_record(place: int, record: Record) -> Group:
    years = {int(text[:4]) for text in (record.first_date, record.year) if text}
    named_as = set(filter(None, [normalise_title(record.fields.get("list_title", ""))]))
    ids, titles = _gather_ids(record.ids), dict.fromkeys(record.titles)
    return Group(ids, titles, set(record.families), years, named_as=named_as, records=[place])


def _group_row(place: int, row: PaperRow) -> Group:
    titles, years = dict.fromkeys(filter(None, [row.normal])), {int(row.year)} if row.year else set()
    listed = set(filter(None, map(fold_family, row.authors)))
    return Group(_gather_ids(row.ids), titles, set(), years, listed, rows=[place])


class GroupIndex:
    """Keep groups under union, and find them by identifier, exact title, or rare words of a title."""

    def __init__(self) -> None:
        self.sets = DisjointSets()
        self.groups: dict[int, Group] = {}
        self.by_id: dict[tuple[str, str], int] = {}
        self.by_title: dict[str, list[int]] = defaultdict(list)
        self.by_word: dict[str, list[int]] = defaultdict(list)

    def add(self, group: Group) -> int:
        """Add a group and return its number."""
        number = self.sets.add()
        self.groups[number] = group
        return number

    def get(self, number: int) -> Group:
        """Return a member's group."""
        return self.groups[self.sets.find(number)]

    def unite(self, a: int, b: int) -> int:
        """Make two groups one; the one that was added first stands for both."""
        first, second = self.sets.unite(a, b)
        if first != second:
            self.groups[first].absorb(self.groups.pop(second))
        return first

    def enter(self, number: int, titles: Iterable[str]) -> None:
        """Let a group be found by titles and, unless another group has them, by its identifiers."""
        for kind, values in self.get(number).ids.items():
            for value in values:
                self.by_id.setdefault((kind, value), number)
        for title in titles:
            same = self.by_title[title]
            if len(same) < _MOST_WORKS and number not in same[-1:]:
                same.append(number)
            for word in set(title.split()) - STOP_WORDS:
                if len(self.by_word[word]) <= _COMMON:
                    self.by_word[word].append(number)

    def owner(self, kind: str, value: str) -> int:
        """Return the number of the group that has an identifier, or -1."""
        number = self.by_id.get((kind, value), -1)
        return number if number < 0 else self.sets.find(number)

    def with_title(self, titles: Iterable[str]) -> list[int]:
        """Return the groups that have just one of these titles."""
        return self._now(number for title in titles for number in self.by_title.get(title, ()))

    def like(self, title: str) -> list[int]:
        """Return groups that share rare words with a title, most shared words first, at most 20.

        There is no comparison with every title: it would be quadratic.
        """
        known = [w for w in set(title.split()) - STOP_WORDS if w in self.by_word]
        rare = sorted((w for w in known if len(self.by_word[w]) <= _COMMON), key=lambda w: (len(self.by_word[w]), w))
        counts = Counter(number for word in rare[:_RAREST] for number in self.by_word[word])
        least = 2 if len(rare) > 2 else 1
        likely = [number for number, count in counts.most_common(40) if count >= least]
        return self._now(sorted(likely, key=lambda n: (-counts[n], n))[:20])

    def _now(self, numbers: Iterable[int]) -> list[int]:
        return list(dict.fromkeys(map(self.sets.find, numbers)))


# Matching


class Matcher:
    """Take rows for works of the sources, or for works of their own, and keep what spoke against it."""

    def __init__(self, rows: Sequence[PaperRow], records: Sequence[Record], pinned: Mapping[int, Ids]) -> None:
        self.rows, self.records, self.pinned = rows, records, pinned
        self.index = GroupIndex()
        self.claims: list[tuple[str, str, int, int]] = []  # identifiers that records of two works claim
        self.conflicts: list[Conflict] = []
        self.refused: set[tuple[int, str]] = set()  # links of rows that lead to other works
        self.told: set[tuple[int, int]] = set()  # rows and records of which a conflict tells

    def run(self) -> Matching:
        """Return works in the order of the list."""
        places = {id(record): place for place, record in enumerate(self.records)}
        for record in rank_records(self.records):  # what files are called must not decide
            self._add_record(places[id(record)], record)
        numbers = [self.index.add(_group_row(place, row)) for place, row in enumerate(self.rows)]
        # The rows that say most come first: what they prove must not hang on the order of the list.
        telling = sorted(zip(self.rows, numbers, strict=True), key=lambda pair: (not pair[0].ids, not pair[0].authors))
        for late in (False, True):
            telling = [pair for pair in telling if not self._place(*pair, late)]
        for row, number in zip(self.rows, numbers, strict=True):
            self._sign(row, number)
        roots = list(dict.fromkeys(map(self.index.sets.find, numbers)))
        works = tuple(self._work(self.index.groups[root]) for root in roots)
        used = {id(record) for work in works for record in work.records}
        self._tell_claims(set(roots))
        for root in roots:
            self.conflicts += self._tell_look_alikes(self.index.groups[root], set(roots))
        return Matching(works, tuple(r for r in self.records if id(r) not in used), tuple(self.conflicts))

    def _work(self, group: Group) -> Work:
        rows = (self.rows[i] for i in sorted(group.rows))
        own = (replace(r, ids=tuple(i for i in r.ids if (r.entry, i[1]) not in self.refused)) for r in rows)
        return Work(tuple(own), tuple(self.records[i] for i in sorted(group.records)), group.guessed)

    def _said(self, group: Group) -> tuple[str, str]:
        """Return a group's title and who says it."""
        if group.records:
            record = self.records[group.records[0]]
            return record.fields.get("title", ""), record.source
        return self.rows[group.rows[0]].title, "list"

    def _note(self, field: str, row: PaperRow, theirs: Group, decision: str, mine: str = "", other: str = "") -> None:
        title, source = self._said(theirs)
        self.conflicts.append(Conflict(field, mine or row.title, "list", other or title, source, decision, row.entry))

    # Records

    def _add_record(self, place: int, record: Record) -> None:
        index = self.index
        number = index.add(_group_record(place, record))
        for kind, value in record.ids:
            other = index.owner(kind, value)
            if other < 0 or other == index.sets.find(number):
                continue
            if judge_by_identifier(kind, weigh(index.get(number), index.get(other))) == "same":
                index.unite(other, number)
            else:
                self.claims.append((kind, value, number, other))
        mine = index.get(number)
        near = index.with_title(record.titles)
        near = near or (index.like(record.titles[0]) if record.titles and record.families else [])
        for other in near:
            theirs = index.get(other)
            # Never on the title alone: an author in common, a plausible year, no identifier against it.
            if other != index.sets.find(number) and mine.families & theirs.families:
                evidence = weigh(mine, theirs, SAME_TITLE)
                if evidence.alike >= SAME_TITLE and evidence.years_fit and not evidence.contradicts:
                    index.unite(other, number)
                    break
        index.enter(number, record.titles)

    # Rows of the list

    def _place(self, row: PaperRow, number: int, late: bool) -> bool:
        """Unite a row by its identifiers where the titles agree, else by its title.

        False where its identifiers belong to works of quite other titles: the title decides when all others are placed.
        """
        index, mine = self.index, self.index.get(number)
        ids = sorted(row.ids, key=lambda pair: KINDS.index(pair[0]))
        owned = [(kind, value, owner) for kind, value in ids if (owner := index.owner(kind, value)) >= 0]
        known = list(dict.fromkeys(owner for *_, owner in owned))
        target = -1 if late else next((n for n in known if self._is_likely(row, mine, n)), -1)
        if target >= 0:
            for other in known:
                if other not in (target, index.sets.find(target)):
                    self._follow_second_link(row, target, other)
            self._join(row, number, target)
            return True
        if known and not late:
            return False
        mine.ids = _gather_ids([pair for pair in ids if index.owner(*pair) < 0])
        target = self._find_by_title(row, mine)
        if known and (target >= 0 or index.get(known[0]).rows):
            kind, value, owner = owned[0]
            theirs = index.get(owner)
            both = (f"{value} ({row.title})", f"{value} ({self._said(theirs)[0]})")
            self._note(kind, row, theirs, "the link is another work's; the title decides", *both)
            self.refused.add((row.entry, value))
        elif known:
            self._join(row, number, known[0])
            return True
        if target >= 0:
            self._join(row, number, target, by_title=True)
        else:
            index.enter(number, mine.titles)
        return True

    def _is_likely(self, row: PaperRow, mine: Group, other: int) -> bool:
        """Tell whether a linked work can be the row's: a title like it, and no other work has just the row's title."""
        theirs = self.index.get(other)
        alike = compare_titles(mine.titles, theirs.titles) if mine.titles and theirs.titles else 1.0
        if alike >= SAME_TITLE:
            return True
        return alike >= OTHER_TITLE and not set(self.index.with_title([row.normal])) - {other}

    def _follow_second_link(self, row: PaperRow, target: int, other: int) -> None:
        a, b = self.index.get(target), self.index.get(other)
        if compare_titles(a.titles, b.titles) >= SAME_TITLE and contradict(a, b) != "arxiv":
            self.index.unite(target, other)
            return
        self.refused |= {(row.entry, v) for k, v in row.ids if self.index.owner(k, v) == self.index.sets.find(other)}
        self._note("link", row, b, "a second link leads to another work; not followed")

    def _join(self, row: PaperRow, number: int, target: int, by_title: bool = False) -> None:
        theirs = self.index.get(target)
        mine = self.index.get(number).with_ids(self.pinned.get(row.entry, ()))
        guessed = by_title and not theirs.rows and bool(theirs.records) and not is_confirmed(mine, theirs)
        # Whoever noted who confirmed a record, or where it was found, looked it up for the list.
        guessed = guessed and all(judge_evidence(self.records[i]) > 1 for i in theirs.records)
        if row.normal and theirs.titles and row.normal not in theirs.titles:
            self._note("title", row, theirs, "one work; the source's title is used")
        root = self.index.unite(target, number)
        self.index.groups[root].guessed |= guessed
        self.index.enter(root, filter(None, [row.normal]))

    def _find_by_title(self, row: PaperRow, mine: Group) -> int:
        """Return the group with the row's title, or -1: identifiers must not contradict, the year must fit.

        Another row's work is it by the title; records need more (see `find_obstacle`).
        """
        if not row.normal:
            return -1
        known = mine.with_ids(self.pinned.get(row.entry, ()))
        scored: dict[int, tuple[float, bool]] = {}
        noted = False
        for other in self.index.with_title([row.normal]) or self.index.like(row.normal):
            theirs = self.index.get(other)
            alike = compare_titles(mine.titles, theirs.titles, SAME_TITLE)
            if alike < SAME_TITLE or not plausible_years(mine, theirs):
                continue
            if kind := contradict(mine, theirs):
                self.told |= {(row.entry, place) for place in theirs.records}
                if not noted:
                    ids = (" ".join(sorted(group.ids[kind])) for group in (mine, theirs))
                    self._note(kind, row, theirs, "same title, other identifier: two works", *ids)
                noted = True
            elif theirs.rows or not find_obstacle(known, theirs):
                scored[other] = alike, bool(theirs.rows)
        best = max(scored.values(), default=None)
        first, *rest = sorted(n for n, alike in scored.items() if alike == best) or [-1]
        for other in rest:
            theirs = self.index.get(other)
            self.told |= {(row.entry, place) for place in theirs.records}
            self._note("title", row, theirs, "several records have this title; the surest is used")
        return first

    def _sign(self, row: PaperRow, number: int) -> None:
        """Give a work of which no record names an author the one other work of its title that proves to be it."""
        mine = self.index.get(number)
        if mine.families or not mine.records:
            return
        known = mine.with_ids(self.pinned.get(row.entry, ()))
        near = {n: self.index.get(n) for n in self.index.with_title(mine.titles)}
        signed = {n: theirs for n, theirs in near.items() if theirs.families and not theirs.rows}
        fitting = [n for n, it in signed.items() if not find_obstacle(known, it) and is_confirmed(known, it)]
        if len(fitting) == 1:
            self.index.unite(fitting[0], number)

    # What was seen and not used

    def _tell_claims(self, listed: set[int]) -> None:
        for kind, value, *numbers in self.claims:
            one, other = map(self.index.sets.find, numbers)
            if one == other or {one, other} <= listed:
                continue  # two works of the list tell it themselves
            for mine, theirs in ((one, other), (other, one)):
                if mine in listed:
                    a, b = self.index.groups[mine], self.index.groups[theirs]
                    (title, source), (other_title, other_source) = self._said(a), self._said(b)
                    self.conflicts.append(Conflict(
                        kind, f"{value} ({title})", source, f"{value} ({other_title})", other_source,
                        "a record of another work claims it too; this work keeps it", self.rows[min(a.rows)].entry,
                    ))  # fmt: skip

    def _tell_look_alikes(self, mine: Group, listed: set[int]) -> Iterator[Conflict]:
        """Name records with a title like a work's that were not taken for it, unless a conflict tells of them."""
        entry = self.rows[min(mine.rows)].entry
        known = mine.with_ids(self.pinned.get(entry, ()))
        near = [*self.index.with_title(mine.titles), *(self.index.like(next(iter(mine.titles), "")))]
        for number in dict.fromkeys(near):
            theirs = self.index.groups[number]
            if number in listed or compare_titles(mine.titles, theirs.titles, SAME_TITLE) < SAME_TITLE:
                continue
            why = find_obstacle(known, theirs) or "another work, or one of several that have this title"
            for place in sorted(theirs.records):
                record = self.records[place]
                if (entry, place) not in self.told:
                    other = record.fields.get("title", "")
                    said = f"line {record.line} not used: {why}"
                    yield Conflict("title", *self._said(mine), other, record.source, said, entry)


def match_works(
    rows: Sequence[PaperRow], records: Sequence[Record], pinned: Mapping[int, Ids] = NOTHING_PINNED
) -> Matching:
    """Match rows and records: DOI, arXiv id, ACL or OpenReview id, then the title with guards.

    `pinned` holds, by entry, the identifiers that the registry of keys knows of the row's work.
    Linear in rows and records: everything is looked up by identifier, title or rare words.
    """
    return Matcher(rows, records, pinned).run()
