"""Match rows of the list and records of the sources to works."""

from collections.abc import Sequence
from dataclasses import replace

from listometrics.enrich.afterwards import Afterwards, hinder
from listometrics.enrich.evidence import rank_records
from listometrics.enrich.groups import (
    OTHER_TITLE,
    SAME_TITLE,
    Forest,
    Group,
    TitleIndex,
    compare_titles,
    contradict,
    group_record,
    group_row,
    plausible_years,
)
from listometrics.enrich.sources import Record
from listometrics.enrich.works import Conflict, Matching, Row, Work
from listometrics.identifiers import KINDS


class Matcher:
    """Unite records, then rows, and keep what spoke against it."""

    def __init__(self, rows: Sequence[Row], records: Sequence[Record]) -> None:
        self.rows, self.records = rows, records
        self.forest = Forest()
        self.index = TitleIndex()
        self.conflicts: list[Conflict] = []
        self.refused: set[tuple[int, str]] = set()  # links of rows that lead to other works
        self.places = {id(record): place for place, record in enumerate(records)}
        self.claims: list[tuple[str, str, int, int]] = []  # identifiers that records of two works claim
        self.bare: list[int] = []  # groups of records without authors
        self.told: set[tuple[int, int]] = set()  # rows and records of which a conflict tells

    def run(self) -> Matching:
        """Return works in the order of the list."""
        # The surest records come first, whatever their files are called.
        for record in rank_records(self.records):
            self._add_record(self.places[id(record)], record)
        self._complete_records()
        numbers = {row.entry: self.forest.add(group_row(i, row)) for i, row in enumerate(self.rows)}
        late = [row for row in self.rows if not self._place(row, numbers[row.entry])]
        for row in late:
            self._place_late(row, numbers[row.entry])
        roots = list(dict.fromkeys(self.forest.find(numbers[row.entry]) for row in self.rows))
        works = tuple(self._work(self.forest.groups[root]) for root in roots)
        used = {id(record) for work in works for record in work.records}
        later = Afterwards(self.forest, self.index, self.rows, self.records)
        self.conflicts += later.tell(roots, self.claims, self.told)
        return Matching(works, tuple(r for r in self.records if id(r) not in used), tuple(self.conflicts))

    def _work(self, group: Group) -> Work:
        rows = (self.rows[i] for i in sorted(group.rows))
        own = (replace(r, ids=tuple(i for i in r.ids if (r.entry, i[1]) not in self.refused)) for r in rows)
        return Work(tuple(own), tuple(self.records[i] for i in sorted(group.records)))

    def _note(self, field: str, mine: tuple[str, str], theirs: tuple[str, str], decision: str, entry: int = 0) -> None:
        self.conflicts.append(Conflict(field, *mine, *theirs, decision, entry))

    def _source_of(self, group: Group) -> str:
        return self.records[group.records[0]].source if group.records else "list"

    def _title_of(self, group: Group) -> str:
        if group.records:
            return self.records[group.records[0]].fields.get("title", "")
        return self.rows[group.rows[0]].title if group.rows else ""

    # Records among themselves

    def _add_record(self, index: int, record: Record) -> None:
        number = self.forest.add(group_record(index, record))
        for kind, value in record.ids:
            other = self.forest.lookup(kind, value)
            if other < 0 or other == self.forest.find(number):
                continue
            if self._same_by_id(kind, self.forest.get(number), self.forest.get(other)):
                self.forest.unite(other, number)
            else:
                self.claims.append((kind, value, number, other))
        if record.titles:
            self._unite_by_title(number, record)
        self.forest.claim(number)
        self.index.add(number, record.titles)
        if not record.families:
            self.bare.append(number)

    def _complete_records(self) -> None:
        """Unite a record without authors with the one other work of just its title, where nothing speaks against it."""
        for number in self.bare:
            mine = self.forest.get(number)
            if mine.families:
                continue
            near = (n for title in mine.titles for n in self.index.exact.get(title, ()))
            others = dict.fromkeys(self.forest.find(n) for n in near if self.forest.find(n) != self.forest.find(number))
            fitting = [n for n in others if not hinder(mine, self.forest.get(n))]
            signed = [n for n in fitting if self.forest.get(n).families]
            if len(signed) == 1 or (fitting and not signed):
                self.forest.unite((signed or fitting)[0], number)

    def _same_by_id(self, kind: str, a: Group, b: Group) -> bool:
        alike = compare_titles(a.titles, b.titles) if a.titles and b.titles else 1.0
        shared = bool(a.families & b.families) or not a.families or not b.families
        if kind != "arxiv" and contradict(a, b, ("arxiv",)):
            return alike >= SAME_TITLE and shared
        return alike >= OTHER_TITLE or bool(a.families & b.families)

    def _unite_by_title(self, number: int, record: Record) -> None:
        mine = self.forest.get(number)
        near = [n for title in record.titles for n in self.index.exact.get(title, ())]
        if not near and record.families:
            near = self.index.candidates(record.titles[:1])
        for other in dict.fromkeys(self.forest.find(n) for n in near):
            theirs = self.forest.get(other)
            # Never on the title alone: an author in common, a plausible year, no identifier against it.
            if other == self.forest.find(number) or not mine.families & theirs.families:
                continue
            alike = compare_titles(mine.titles, theirs.titles, SAME_TITLE)
            if alike < SAME_TITLE or not plausible_years(mine, theirs) or contradict(mine, theirs):
                continue
            self.forest.unite(other, number)
            return

    # Rows of the list

    def _place(self, row: Row, number: int) -> bool:
        """Unite a row by its identifiers where the titles agree, else by its title; False: decide later."""
        mine = self.forest.get(number)
        found = [self.forest.lookup(kind, value) for kind in KINDS for k, value in row.ids if k == kind]
        known = list(dict.fromkeys(n for n in found if n >= 0 and n != self.forest.find(number)))
        if known:
            likely = [n for n in known if self._likely(row, mine, n)]
            if not likely:
                return False
            target = likely[0]
            for other in known:
                if other not in (target, self.forest.find(target)):
                    self._second_link(row, target, other)
            self._join(row, number, target)
            return True
        target = self._by_title(row, mine)
        if target >= 0:
            self._join(row, number, target)
        else:
            self.forest.claim(number)
            self.index.add(number, mine.titles)
        return True

    def _second_link(self, row: Row, target: int, other: int) -> None:
        a, b = self.forest.get(target), self.forest.get(other)
        if compare_titles(a.titles, b.titles) >= SAME_TITLE and not contradict(a, b, ("arxiv",)):
            self.forest.unite(target, other)
            return
        self.refused |= {(row.entry, v) for k, v in row.ids if self.forest.lookup(k, v) == self.forest.find(other)}
        self._note(
            "link", (row.title, "list"), (self._title_of(b), self._source_of(b)),
            "a second link leads to another work; not followed", row.entry,
        )  # fmt: skip

    def _likely(self, row: Row, mine: Group, other: int) -> bool:
        """Tell whether a linked work can be the row's: a title like it, and no other work has just the row's title."""
        alike = self._alike(mine, other)
        if alike >= SAME_TITLE:
            return True
        elsewhere = {self.forest.find(n) for n in self.index.exact.get(row.normal, ())} - {self.forest.find(other)}
        return alike >= OTHER_TITLE and not elsewhere

    def _alike(self, mine: Group, other: int) -> float:
        theirs = self.forest.get(other)
        if not mine.titles or not theirs.titles:
            return 1.0
        return compare_titles(mine.titles, theirs.titles)

    def _join(self, row: Row, number: int, target: int) -> None:
        theirs = self.forest.get(target)
        if row.normal and theirs.titles and row.normal not in theirs.titles:
            self._note(
                "title", (row.title, "list"), (self._title_of(theirs), self._source_of(theirs)),
                "one work; the source's title is used", row.entry,
            )  # fmt: skip
        root = self.forest.unite(target, number)
        self.forest.claim(root)
        self.index.add(root, [row.normal] if row.normal else [])

    def _by_title(self, row: Row, mine: Group) -> int:
        """Return the group with the row's title, or -1: identifiers must not contradict, the year must fit."""
        if not row.normal:
            return -1
        near = self.index.exact.get(row.normal) or self.index.candidates([row.normal])
        scored: dict[int, float] = {}
        told = False
        for other in dict.fromkeys(self.forest.find(n) for n in near):
            theirs = self.forest.get(other)
            alike = compare_titles(mine.titles, theirs.titles, SAME_TITLE)
            if alike >= SAME_TITLE and plausible_years(mine, theirs):
                kind = contradict(mine, theirs)
                self.told |= {(row.entry, place) for place in theirs.records}
                if kind and not told:
                    told = True
                    self._note(
                        kind, (" ".join(sorted(mine.ids[kind])), "list"),
                        (" ".join(sorted(theirs.ids[kind])), self._source_of(theirs)),
                        "same title, other identifier: two works", row.entry,
                    )  # fmt: skip
                elif not kind:
                    scored[other] = alike
        if not scored:
            return -1
        best = max(scored.values())
        first, *rest = sorted(n for n, alike in scored.items() if alike == best)
        for other in rest:
            theirs = self.forest.get(other)
            self._note(
                "title", (row.title, "list"), (self._title_of(theirs), self._source_of(theirs)),
                "several records have this title; the surest is used", row.entry,
            )  # fmt: skip
        return first

    def _place_late(self, row: Row, number: int) -> None:
        """Place a row whose identifier belongs to a work with quite another title."""
        mine = self.forest.get(number)
        kind, value = next((k, v) for kind in KINDS for k, v in row.ids if k == kind and self.forest.lookup(k, v) >= 0)
        owner = self.forest.lookup(kind, value)
        theirs = self.forest.get(owner)
        titled = self._by_title(row, Group(titles=mine.titles, years=mine.years))
        if titled < 0 and not theirs.rows:
            self._join(row, number, owner)
            return
        owned = f"{value} ({self._title_of(theirs)})"
        self._note(
            kind, (f"{value} ({row.title})", "list"), (owned, self._source_of(theirs)),
            "the link is another work's; the title decides", row.entry,
        )  # fmt: skip
        self.refused.add((row.entry, value))
        mine.ids = {k: left for k, values in mine.ids.items() if (left := values - {value})}
        if titled >= 0:
            self._join(row, number, titled)
        else:
            self.index.add(number, mine.titles)


def match_works(rows: Sequence[Row], records: Sequence[Record]) -> Matching:
    """Match rows and records: DOI, arXiv id, ACL or OpenReview id, then the title with guards.

    Linear in rows and records: everything is looked up by identifier, title or rare words.
    """
    return Matcher(rows, records).run()
