"""What is left to tell when all is matched: who shares an identifier, and which look-alikes stayed unused."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from listometrics.works.bibtex_reading import Record
from listometrics.works.groups import Forest, Group, TitleIndex
from listometrics.works.identity import SAME_TITLE, compare_titles
from listometrics.works.proof import add_ids, hinder
from listometrics.works.works import Conflict, Row

OTHERS = "another work, or one of several that have this title"


class Afterwards:
    """Tell of the works of the list what matching saw and did not use."""

    def __init__(
        self, forest: Forest, index: TitleIndex, rows: Sequence[Row], records: Sequence[Record],
        pinned: Mapping[int, Sequence[tuple[str, str]]],
    ) -> None:  # fmt: skip
        self.forest, self.index, self.rows, self.records, self.pinned = forest, index, rows, records, pinned

    def tell(
        self, roots: Sequence[int], claims: Sequence[tuple[str, str, int, int]], told: AbstractSet[tuple[int, int]]
    ) -> list[Conflict]:
        """Return conflicts of the listed works, each with an entry.

        `claims` are identifiers of two works; `told` holds the rows and records of which a conflict tells already.
        """
        listed = set(roots)
        found = list(self._claims(listed, claims))
        for root in roots:
            alike = self._look_alikes(root, listed)
            found += [conflict for place, conflict in alike if (conflict.entry, place) not in told]
        return found

    def _title(self, group: Group) -> str:
        return (
            self.records[min(group.records)].fields.get("title", "")
            if group.records
            else self.rows[group.rows[0]].title
        )

    def _source(self, group: Group) -> str:
        return self.records[min(group.records)].source if group.records else "list"

    def _claims(self, listed: set[int], claims: Sequence[tuple[str, str, int, int]]) -> Iterator[Conflict]:
        for kind, value, *numbers in claims:
            one, other = (self.forest.find(number) for number in numbers)
            if one == other or {one, other} <= listed:
                continue  # two works of the list tell it themselves
            for mine, theirs in ((one, other), (other, one)):
                if mine in listed:
                    a, b = self.forest.groups[mine], self.forest.groups[theirs]
                    yield Conflict(
                        kind, f"{value} ({self._title(a)})", self._source(a), f"{value} ({self._title(b)})",
                        self._source(b), "a record of another work claims it too; this work keeps it",
                        self.rows[min(a.rows)].entry,
                    )  # fmt: skip

    def _look_alikes(self, root: int, listed: set[int]) -> Iterator[tuple[int, Conflict]]:
        """Name records with a title like a work's that were not taken for it, with their places."""
        mine = self.forest.groups[root]
        titles = [title for title in dict.fromkeys(mine.titles) if title]
        near = [n for title in titles for n in self.index.exact.get(title, ())]
        near += self.index.candidates(titles[:1])
        entry = self.rows[min(mine.rows)].entry
        known = add_ids(mine, self.pinned.get(entry, ()))
        for number in dict.fromkeys(self.forest.find(n) for n in near):
            theirs = self.forest.groups[number]
            if number in listed or not theirs.records or not theirs.titles:
                continue
            if compare_titles(titles, theirs.titles, SAME_TITLE) < SAME_TITLE:
                continue
            for place in sorted(theirs.records):
                record = self.records[place]
                yield place, Conflict(
                    "title", self._title(mine), self._source(mine), record.fields.get("title", ""), record.source,
                    f"line {record.line} not used: {hinder(known, theirs) or OTHERS}", entry,
                )  # fmt: skip
