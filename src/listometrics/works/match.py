"""Match rows of the list and records of the sources to works."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from listometrics.identifiers import KINDS
from listometrics.works.afterwards import Afterwards
from listometrics.works.bibtex_reading import Record
from listometrics.works.groups import Group, group_row
from listometrics.works.identity import OTHER_TITLE, SAME_TITLE, compare_titles, contradict, plausible_years
from listometrics.works.proof import add_ids, hinder, is_proven
from listometrics.works.union import RecordUnion
from listometrics.works.works import Conflict, Matching, Row, Work

Ids = Sequence[tuple[str, str]]
NOTHING_PINNED: Mapping[int, Ids] = {}


class Matcher:
    """Take rows for works of the sources, or for works of their own, and keep what spoke against it."""

    def __init__(self, rows: Sequence[Row], records: Sequence[Record], pinned: Mapping[int, Ids]) -> None:
        self.rows, self.records, self.pinned = rows, records, pinned
        self.union = RecordUnion(records)
        self.forest, self.index = self.union.forest, self.union.index
        self.conflicts: list[Conflict] = []
        self.refused: set[tuple[int, str]] = set()  # links of rows that lead to other works
        self.told: set[tuple[int, int]] = set()  # rows and records of which a conflict tells

    def run(self) -> Matching:
        """Return works in the order of the list."""
        self.union.run()
        numbers = {row.entry: self.forest.add(group_row(i, row)) for i, row in enumerate(self.rows)}
        # The rows that say most come first: what they prove must not hang on the order of the list.
        telling = sorted(self.rows, key=lambda row: (not row.ids, not row.authors))
        late = [row for row in telling if not self._place(row, numbers[row.entry])]
        for row in late:
            self._place_late(row, numbers[row.entry])
        self._complete_works(numbers)
        roots = list(dict.fromkeys(self.forest.find(numbers[row.entry]) for row in self.rows))
        works = tuple(self._work(self.forest.groups[root]) for root in roots)
        used = {id(record) for work in works for record in work.records}
        later = Afterwards(self.forest, self.index, self.rows, self.records, self.pinned)
        self.conflicts += later.tell(roots, self.union.claims, self.told)
        return Matching(works, tuple(r for r in self.records if id(r) not in used), tuple(self.conflicts))

    def _work(self, group: Group) -> Work:
        rows = (self.rows[i] for i in sorted(group.rows))
        own = (replace(r, ids=tuple(i for i in r.ids if (r.entry, i[1]) not in self.refused)) for r in rows)
        return Work(tuple(own), tuple(self.records[i] for i in sorted(group.records)), group.guessed)

    def _note(self, field: str, mine: tuple[str, str], theirs: tuple[str, str], decision: str, entry: int = 0) -> None:
        self.conflicts.append(Conflict(field, *mine, *theirs, decision, entry))

    def _source_of(self, group: Group) -> str:
        return self.records[group.records[0]].source if group.records else "list"

    def _title_of(self, group: Group) -> str:
        if group.records:
            return self.records[group.records[0]].fields.get("title", "")
        return self.rows[group.rows[0]].title if group.rows else ""

    # Rows of the list

    def _complete_works(self, numbers: Mapping[int, int]) -> None:
        """Give a work of which no record names an author the one other work of its title that proves to be it."""
        for row in self.rows:
            mine = self.forest.get(numbers[row.entry])
            known = add_ids(mine, self.pinned.get(row.entry, ()))
            if mine.families or not mine.records:
                continue
            near = (self.forest.find(n) for title in mine.titles for n in self.index.exact.get(title, ()))
            signed = [n for n in dict.fromkeys(near) if self.forest.groups[n].families]
            fitting = [
                n for n in signed
                if not self.forest.groups[n].rows and not hinder(known, self.forest.groups[n])
                and is_proven(known, self.forest.groups[n], ())
            ]  # fmt: skip
            if len(fitting) == 1:
                self.forest.unite(fitting[0], numbers[row.entry])

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
            self._join(row, number, target, by_title=True)
        else:
            self.forest.claim(number)
            self.index.add(number, mine.titles)
        return True

    def _second_link(self, row: Row, target: int, other: int) -> None:
        a, b = self.forest.get(target), self.forest.get(other)
        if compare_titles(a.titles, b.titles) >= SAME_TITLE and contradict(a, b) != "arxiv":
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

    def _join(self, row: Row, number: int, target: int, by_title: bool = False) -> None:
        theirs = self.forest.get(target)
        known = add_ids(self.forest.get(number), self.pinned.get(row.entry, ()))
        claimed = [self.records[place] for place in theirs.records]
        guessed = by_title and not theirs.rows and bool(claimed) and not is_proven(known, theirs, claimed)
        if row.normal and theirs.titles and row.normal not in theirs.titles:
            self._note(
                "title", (row.title, "list"), (self._title_of(theirs), self._source_of(theirs)),
                "one work; the source's title is used", row.entry,
            )  # fmt: skip
        root = self.forest.unite(target, number)
        self.forest.groups[root].guessed |= guessed
        self.forest.claim(root)
        self.index.add(root, [row.normal] if row.normal else [])

    def _by_title(self, row: Row, mine: Group) -> int:
        """Return the group with the row's title, or -1: identifiers must not contradict, the year must fit.

        Another row's work is it by the title; records need more (see `hinder`).
        """
        if not row.normal:
            return -1
        known = add_ids(mine, self.pinned.get(row.entry, ()))
        near = self.index.exact.get(row.normal) or self.index.candidates([row.normal])
        scored: dict[int, tuple[float, bool]] = {}
        told = False
        for other in dict.fromkeys(self.forest.find(n) for n in near):
            theirs = self.forest.get(other)
            alike = compare_titles(mine.titles, theirs.titles, SAME_TITLE)
            if alike >= SAME_TITLE and plausible_years(mine, theirs):
                kind = contradict(mine, theirs)
                if kind:
                    self.told |= {(row.entry, place) for place in theirs.records}
                if kind and not told:
                    told = True
                    self._note(
                        kind, (" ".join(sorted(mine.ids[kind])), "list"),
                        (" ".join(sorted(theirs.ids[kind])), self._source_of(theirs)),
                        "same title, other identifier: two works", row.entry,
                    )  # fmt: skip
                elif not kind and (theirs.rows or not hinder(known, theirs)):
                    scored[other] = alike, bool(theirs.rows)
        if not scored:
            return -1
        best = max(scored.values())
        first, *rest = sorted(n for n, alike in scored.items() if alike == best)
        for other in rest:
            theirs = self.forest.get(other)
            self.told |= {(row.entry, place) for place in theirs.records}
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
        unknown = {k: {v for v in values if self.forest.lookup(k, v) < 0} for k, values in mine.ids.items()}
        mine.ids = {k: values for k, values in unknown.items() if values}
        titled = self._by_title(row, mine)
        if titled < 0 and not theirs.rows:
            self._join(row, number, owner)
            return
        owned = f"{value} ({self._title_of(theirs)})"
        self._note(
            kind, (f"{value} ({row.title})", "list"), (owned, self._source_of(theirs)),
            "the link is another work's; the title decides", row.entry,
        )  # fmt: skip
        self.refused.add((row.entry, value))
        if titled >= 0:
            self._join(row, number, titled, by_title=True)
        else:
            self.index.add(number, mine.titles)


def match_works(rows: Sequence[Row], records: Sequence[Record], pinned: Mapping[int, Ids] = NOTHING_PINNED) -> Matching:
    """Match rows and records: DOI, arXiv id, ACL or OpenReview id, then the title with guards.

    `pinned` holds, by entry, the identifiers that the registry of keys knows of the row's work.
    Linear in rows and records: everything is looked up by identifier, title or rare words.
    """
    return Matcher(rows, records, pinned).run()
