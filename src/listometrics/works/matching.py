"""Match rows of the list and records of the sources to works.

The list comes first: its rows make the works, and no record makes two of them one. Then each record, the surest
before the others, goes to the work that it fits best, and what it tells may bring further records. What counts as
the same work is decided in `identity`; here it is applied, and every disagreement is kept.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from itertools import chain

import pandas as pd

from listometrics.identifiers import KINDS
from listometrics.works.bibtex_reading import HAND, Record
from listometrics.works.identity import (
    OTHER_TITLE,
    PROOF,
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
from listometrics.works.person_names import Name, fold_family, join_names, read_authors

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


# Finding


class TitleIndex:
    """Find numbered things by identifier, exact title, or rare words of a title."""

    def __init__(self) -> None:
        self.by_id: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.by_title: dict[str, list[int]] = defaultdict(list)
        self.by_word: dict[str, list[int]] = defaultdict(list)

    def enter(self, number: int, clues: Clues) -> None:
        """Let a thing be found by its identifiers and titles."""
        found = [(self.by_id[pair], set[str]()) for pair in clues.pairs]
        found += [(self.by_title[title], set(title.split()) - STOP_WORDS) for title in clues.titles]
        for same, words in found:
            if len(same) < _MOST_WORKS and number not in same:
                same.append(number)
                for word in words:
                    if len(self.by_word[word]) <= _COMMON:
                        self.by_word[word].append(number)

    def find(self, clues: Clues, titles: bool = True) -> list[int]:
        """List what has one of some identifiers, or just one of some titles."""
        found = [self.by_id.get(pair, ()) for pair in clues.pairs]
        found += [self.by_title.get(title, ()) for title in clues.titles] if titles else []
        return list(dict.fromkeys(chain.from_iterable(found)))

    def like(self, title: str) -> list[int]:
        """List what has a title or shares rare words with it, most shared words first, at most 20.

        There is no comparison with every title: it would be quadratic.
        """
        known = [w for w in set(title.split()) - STOP_WORDS if w in self.by_word]
        rare = sorted((w for w in known if len(self.by_word[w]) <= _COMMON), key=lambda w: (len(self.by_word[w]), w))
        counts = Counter(number for word in rare[:_RAREST] for number in self.by_word[word])
        least = 2 if len(rare) > 2 else 1
        likely = sorted((-count, number) for number, count in counts.items() if count >= least)
        return list(dict.fromkeys([*self.by_title.get(title, ()), *(number for _, number in likely[:20])]))


@dataclass(slots=True, eq=False)
class Group(Clues):
    """Gather what was found to be one work: its rows, the records taken for it, and the clues of all of them.

    `stated` is what the list says, with what the registry of keys has pinned for it.
    """

    rows: list[PaperRow] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    stated: Clues = field(default_factory=Clues)


def read_clues(thing: Record | PaperRow) -> Clues:
    """Return what a row or record tells of its work."""
    if isinstance(thing, PaperRow):
        # An organisation that a list names looks like a person: its whole name may be the family name of a record.
        whole = (Name("", "", name.display) for name in thing.authors)
        listed = set(filter(None, map(fold_family, (*thing.authors, *whole))))
        years = {int(thing.year)} if thing.year else set()
        return Clues.of(thing.ids, [thing.normal] if thing.normal else [], years=years, listed=listed)
    years = {int(text[:4]) for text in (thing.first_date, thing.year) if text}
    named_as = set(filter(None, [normalise_title(thing.fields.get("list_title", ""))]))
    return Clues.of(thing.ids, thing.titles, families=set(thing.families), years=years, named_as=named_as)


# Matching


class Matcher:
    """Make works of rows, take records for them, and keep what spoke against it."""

    def __init__(self, rows: Sequence[PaperRow], records: Sequence[Record], pinned: Mapping[int, Ids]) -> None:
        self.rows, self.given, self.pinned = rows, records, pinned
        self.records = rank_records(records)  # what files are called must not decide
        self.clues = [read_clues(record) for record in self.records]
        self.known, self.listed = TitleIndex(), TitleIndex()  # of the numbers of records, and of works
        for number, clues in enumerate(self.clues):
            self.known.enter(number, clues)
        self.works: list[Group] = []
        self.owner: dict[int, int] = {}  # the work of each record that is used
        self.like: dict[str, list[int]] = {}  # the records that have a title or one like it
        self.rivals: dict[tuple[str, str], set[str]] = defaultdict(set)  # titles of the rows that have a link
        for row in rows:
            for pair in row.ids:
                self.rivals[pair].add(row.normal)
        self.row_titles = {row.normal for row in rows}
        self.conflicts: list[Conflict] = []
        self.refused: set[tuple[int, tuple[str, str]]] = set()  # links of rows that lead to other works

    def run(self) -> Matching:
        """Return works in the order of the list."""
        # The rows that say most come first: what they prove must not hang on the order of the list. Rows whose title
        # is not just a record's come last, and are compared with those before them.
        order = {row.entry: (row.normal not in self.known.by_title, not row.ids, not row.authors) for row in self.rows}
        for row in sorted(self.rows, key=lambda row: order[row.entry]):
            self._place(row)
        self._take(range(len(self.works)))
        for number, work in enumerate(self.works):  # a link to a paper of quite another title, and nothing else known
            linked = chain.from_iterable(self.known.by_id.get(p, ()) for r in work.rows for p in self._links(r))
            if not work.records and (free := [place for place in linked if place not in self.owner]):
                self._attach(free[0], number)
                self._take([number])
        place = {id(thing): number for number, thing in enumerate((*self.given, *self.rows))}
        for work in self.works:
            work.rows.sort(key=lambda row: place[id(row)])
            work.records.sort(key=lambda record: place[id(record)])
        self.conflicts += [conflict for number in range(len(self.works)) for conflict in self._tell(number)]
        works = sorted(self.works, key=lambda work: place[id(work.rows[0])])
        unused = [record for number, record in enumerate(self.records) if number not in self.owner]
        unused.sort(key=lambda record: place[id(record)])
        return Matching(tuple(map(self._work, works)), tuple(unused), tuple(self.conflicts))

    def _links(self, row: PaperRow) -> tuple[tuple[str, str], ...]:
        """Return a row's links without those that lead to other works."""
        return tuple(pair for pair in row.ids if (row.entry, pair) not in self.refused)

    def _work(self, work: Group) -> Work:
        sure = any(judge_evidence(r) <= 1 or is_confirmed(work.stated, read_clues(r)) for r in work.records)
        rows = tuple(replace(row, ids=self._links(row)) for row in work.rows)
        return Work(rows, tuple(work.records), bool(work.records) and not sure)

    # Rows of the list

    def _place(self, row: PaperRow) -> None:
        self._check_links(row)
        mine = read_clues(replace(row, ids=self._links(row)))
        pinned = Clues.of(self.pinned.get(row.entry, ()))
        mine.take(pinned if not contradict(mine, pinned) else Clues())
        number = self._find_work(row, mine)
        if number == len(self.works):
            self.works.append(Group())
        self.works[number].rows.append(row)
        self.works[number].stated.take(mine)
        self._learn(number, mine)

    def _check_links(self, row: PaperRow) -> None:
        """Refuse links to records of other titles, where the row's title stands in another record."""
        pairs = sorted(row.ids, key=lambda pair: KINDS.index(pair[0]))
        claimed = {pair: found for pair in pairs if (found := self.known.by_id.get(pair))}
        mine = read_clues(replace(row, ids=tuple(pair for pair in pairs if pair not in claimed)))
        mine.take(Clues.of(self.pinned.get(row.entry, ())))
        likely = [pair for pair, found in claimed.items() if self._is_likely(row, found)]
        if likely:
            first = claimed[likely[0]]
            titles = {title for number in first for title in self.clues[number].titles} | mine.titles.keys()
            for pair, found in claimed.items():
                if not any(self._is_of(number, first, titles) for number in found):
                    self._refuse(row, pair, "link", "a second link leads to another work; not followed")
            return
        twins = [n for n in self._find_like(row.normal) if not find_obstacle(mine, self.clues[n])] if claimed else []
        for pair, found in claimed.items():
            theirs = [title for number in found for title in self.clues[number].titles]
            rivals = self.rivals[pair] - {row.normal}
            if (
                twins
                or self.row_titles.intersection(theirs)
                or any(compare_titles([r], theirs) >= SAME_TITLE for r in rivals)
            ):
                self._refuse(row, pair, pair[0], "the link is another work's; the title decides")

    def _is_likely(self, row: PaperRow, found: Sequence[int]) -> bool:
        """Tell whether one of some linked records can be the row's: a title like it, and no other has just that."""
        alike = max(compare_titles([row.normal] if row.normal else [], self.clues[n].titles) for n in found)
        return alike >= SAME_TITLE or (
            alike >= OTHER_TITLE and not set(self.known.by_title.get(row.normal, ())) - set(found)
        )

    def _is_of(self, number: int, first: Sequence[int], titles: Collection[str]) -> bool:
        clues = self.clues[number]
        other = any(contradict(self.clues[n], clues) == "arxiv" for n in first)
        return number in first or (not other and compare_titles(titles, clues.titles) >= SAME_TITLE)

    def _refuse(self, row: PaperRow, pair: tuple[str, str], field: str, decision: str) -> None:
        self.refused.add((row.entry, pair))
        theirs = self.records[self.known.by_id[pair][0]]
        mine, other = row.title, theirs.fields.get("title", "")
        if field != "link":
            mine, other = f"{pair[1]} ({mine})", f"{pair[1]} ({other})"
        self.conflicts.append(Conflict(field, mine, "list", other, theirs.source, decision, row.entry))

    def _find_work(self, row: PaperRow, mine: Clues) -> int:
        """Return the number of the work that has the row's link or title, else of a new one."""
        exact = self.listed.by_title.get(row.normal, [])
        for number in self.listed.find(mine, titles=False):
            alike = compare_titles(mine.titles, self.works[number].titles)
            if alike >= SAME_TITLE or (alike >= OTHER_TITLE and not {*exact} - {number}):
                return number
        found: dict[int, float] = {}
        records = self.known.by_title.get(row.normal, ()) if not exact else ()
        near = exact or [n for place in records for n in self.listed.find(Clues(titles=self.clues[place].titles))]
        if not records and not exact and row.normal:
            near = self.listed.like(row.normal)
        for number in near:
            theirs = self.works[number]
            alike = compare_titles(mine.titles, theirs.titles, SAME_TITLE)
            if alike < SAME_TITLE or not plausible_years(mine, theirs):
                continue
            if kind := contradict(mine, theirs):
                ids = [" ".join(sorted(side.ids[kind])) for side in (mine, theirs)]
                decision = "same title, other identifier: two works"
                self.conflicts.append(Conflict(kind, ids[0], "list", ids[1], "list", decision, row.entry))
            else:
                found[number] = alike
        return max(found, key=lambda number: (found[number], -number), default=len(self.works))

    # Records

    def _learn(self, number: int, clues: Clues) -> None:
        self.works[number].take(clues)
        self.listed.enter(number, clues)

    def _attach(self, place: int, number: int) -> None:
        self.owner[place] = number
        self.works[number].records.append(self.records[place])
        self._learn(number, self.clues[place])

    def _find_like(self, title: str) -> list[int]:
        """List the records that have a title or one like it."""
        if title not in self.like:
            found = self.known.like(title) if title else []
            self.like[title] = [
                n
                for n in found
                if compare_titles([title], self.clues[n].titles, SAME_TITLE) >= SAME_TITLE and self.clues[n].titles
            ]
        return self.like[title]

    def _take(self, numbers: Iterable[int]) -> None:
        """Take the records that belong to some works, the surest first; each may bring further ones."""
        waiting: list[int] = []
        callers: dict[int, dict[int, None]] = defaultdict(dict)

        def call(number: int) -> None:
            work = self.works[number]
            for place in {*self.known.find(work), *chain.from_iterable(map(self._find_like, work.titles))}:
                if place not in self.owner:
                    callers[place][number] = None
                    heappush(waiting, place)

        for number in numbers:
            call(number)
        while waiting:
            place = heappop(waiting)
            near = {*callers[place], *self.listed.find(self.clues[place])} if place not in self.owner else ()
            fits = [(fit, -number) for number in near if (fit := self._fit(number, place))]
            if fits:
                number = -max(fits)[1]
                self._attach(place, number)
                call(number)

    def _fit(self, number: int, place: int) -> tuple[float, ...]:
        """Say how well a record fits a work, the greater the better, or nothing if it does not."""
        work, clues = self.works[number], self.clues[place]
        evidence = weigh(work, clues)
        shared = next((kind for kind in PROOF if work.ids.get(kind, set()) & clues.ids.get(kind, set())), "")
        titled = bool(clues.titles) and evidence.alike >= SAME_TITLE
        same = shared and judge_by_identifier(shared, evidence) == "same"
        if not same and not (titled and (evidence.other_version or not find_obstacle(work, clues))):
            return ()
        # A record of quite another title than its identifier's is not of this work where the list has that title.
        if not titled and any(self._is_titled(other, clues) for t in clues.titles for other in self.listed.like(t)):
            return ()
        return titled, shared == "arxiv", bool(shared), evidence.alike

    def _is_titled(self, number: int, clues: Clues) -> bool:
        stated = self.works[number].stated.titles
        return bool(stated) and compare_titles(stated, clues.titles, SAME_TITLE) >= SAME_TITLE

    # What was seen and not used

    def _tell(self, number: int) -> Iterator[Conflict]:
        """Say where list and records differ, which records claim an identifier of a work, and which look like it."""
        work, row = self.works[number], self.works[number].rows[0]
        records = rank_records(work.records) if len(work.records) > 1 else work.records
        titles = {title for record in records for title in record.titles} or {row.normal}
        said = (records[0].fields.get("title", ""), records[0].source) if records else (row.title, "list")
        for one in work.rows:
            if one.normal and one.normal not in titles:
                titles.add(one.normal)
                yield Conflict("title", one.title, "list", *said, "one work; the source's title is used", one.entry)
        for kind, value in dict.fromkeys(chain(*(r.ids for r in work.rows), *(r.ids for r in records))):
            for place in self.known.by_id.get((kind, value), ()):
                if place not in self.owner and (row.entry, (kind, value)) not in self.refused:
                    theirs = self.records[place]
                    both = (
                        f"{value} ({said[0]})",
                        said[1],
                        f"{value} ({theirs.fields.get('title', '')})",
                        theirs.source,
                    )
                    decision = "a record of another work claims it too; this work keeps it"
                    yield Conflict(kind, *both, decision, row.entry)
        for place in dict.fromkeys(chain.from_iterable(map(self._find_like, work.titles))):
            if place not in self.owner:
                theirs = self.records[place]
                why = find_obstacle(work, self.clues[place]) or "another work, or one of several that have this title"
                decision = f"line {theirs.line} not used: {why}"
                yield Conflict("title", *said, theirs.fields.get("title", ""), theirs.source, decision, row.entry)


def match_works(
    rows: Sequence[PaperRow], records: Sequence[Record], pinned: Mapping[int, Ids] = NOTHING_PINNED
) -> Matching:
    """Match rows and records: DOI, arXiv id, ACL or OpenReview id, then the title with guards.

    `pinned` holds, by entry, the identifiers that the registry of keys knows of the row's work.
    Linear in rows and records: everything is looked up by identifier, title or rare words.
    """
    return Matcher(rows, records, pinned).run()
