"""Records of the sources that are one work: by identifier, else by title with an author in common."""

from collections.abc import Sequence

from listometrics.works.bibtex_reading import Record
from listometrics.works.evidence import rank_records
from listometrics.works.groups import Forest, TitleIndex, group_record
from listometrics.works.identity import (
    SAME_TITLE,
    compare_titles,
    contradict,
    judge_by_identifier,
    plausible_years,
    weigh,
)


class RecordUnion:
    """Unite records to groups; `claims` holds the identifiers that records of two works claim."""

    def __init__(self, records: Sequence[Record]) -> None:
        self.records = records
        self.forest = Forest()
        self.index = TitleIndex()
        self.claims: list[tuple[str, str, int, int]] = []

    def run(self) -> None:
        """Unite all records, the surest first, whatever their files are called."""
        places = {id(record): place for place, record in enumerate(self.records)}
        for record in rank_records(self.records):
            self._add(places[id(record)], record)

    def _add(self, index: int, record: Record) -> None:
        number = self.forest.add(group_record(index, record))
        for kind, value in record.ids:
            other = self.forest.lookup(kind, value)
            if other < 0 or other == self.forest.find(number):
                continue
            evidence = weigh(self.forest.get(number), self.forest.get(other))
            if judge_by_identifier(kind, evidence) == "same":
                self.forest.unite(other, number)
            else:
                self.claims.append((kind, value, number, other))
        if record.titles:
            self._unite_by_title(number, record)
        self.forest.claim(number)
        self.index.add(number, record.titles)

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
