"""Groups of list rows and records that are one work: what they share, and what keeps them apart."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from listometrics.works.bibtex_reading import Record
from listometrics.works.identity import Clues, DisjointSets
from listometrics.works.person_names import fold_family
from listometrics.works.titles import STOP_WORDS, normalise_title
from listometrics.works.works import Row

_COMMON = 300  # words that stand in more titles than this do not narrow a search
_RAREST = 5
_SAME = 50  # works of one title ("Introduction") that are kept to be found by it


@dataclass(slots=True)
class Group(Clues):
    """Gather the evidence of everything that was found to be one work."""

    records: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    listed: set[str] = field(default_factory=set)  # families that the list itself names
    named_as: set[str] = field(default_factory=set)  # titles under which a record says that the list has it
    guessed: bool = False  # records taken for a row by the title alone

    def absorb(self, other: "Group") -> None:
        """Take over another group's evidence."""
        for kind, values in other.ids.items():
            self.ids.setdefault(kind, set()).update(values)
        self.titles.extend(t for t in other.titles if t not in self.titles)
        self.families |= other.families
        self.years |= other.years
        self.records.extend(other.records)
        self.rows.extend(other.rows)
        self.listed |= other.listed
        self.named_as |= other.named_as
        self.guessed = self.guessed or other.guessed


def group_record(index: int, record: Record) -> Group:
    """Start a group with one record."""
    years = {int(text[:4]) for text in (record.first_date, record.year) if text}
    ids = {kind: {value} for kind, value in record.ids}
    listed_as = normalise_title(record.fields.get("list_title", ""))
    named_as = {listed_as} if listed_as else set()
    return Group(ids, list(record.titles), set(record.families), years, records=[index], named_as=named_as)


def group_row(index: int, row: Row) -> Group:
    """Start a group with one row of the list."""
    ids: dict[str, set[str]] = {}
    for kind, value in row.ids:
        ids.setdefault(kind, set()).add(value)
    titles, years = [row.normal] if row.normal else [], {int(row.year)} if row.year else set()
    return Group(ids, titles, set(), years, rows=[index], listed=set(filter(None, map(fold_family, row.authors))))


class Forest:
    """Keep groups under union: the first member's number stands for the group."""

    def __init__(self) -> None:
        self.sets = DisjointSets()
        self.groups: dict[int, Group] = {}
        self.by_id: dict[tuple[str, str], int] = {}

    def add(self, group: Group) -> int:
        """Add a group and return its number; identifiers that are new point to it."""
        number = self.sets.add()
        self.groups[number] = group
        return number

    def claim(self, number: int) -> None:
        """Let the identifiers of a group that no other has be looked up."""
        for kind, values in self.groups[self.find(number)].ids.items():
            for value in values:
                self.by_id.setdefault((kind, value), number)

    def find(self, number: int) -> int:
        """Return the number that stands for a member's group."""
        return self.sets.find(number)

    def get(self, number: int) -> Group:
        """Return a member's group."""
        return self.groups[self.find(number)]

    def unite(self, a: int, b: int) -> int:
        """Make two groups one; the one that was added first stands for both."""
        a, b = self.sets.unite(a, b)
        if a != b:
            self.groups[a].absorb(self.groups.pop(b))
        return a

    def lookup(self, kind: str, value: str) -> int:
        """Return the number of the group that has an identifier, or -1."""
        number = self.by_id.get((kind, value), -1)
        return number if number < 0 else self.find(number)


class TitleIndex:
    """Find titles that are like another by their rare words: no pairwise comparison."""

    def __init__(self) -> None:
        self.exact: dict[str, list[int]] = defaultdict(list)
        self.words: dict[str, list[int]] = defaultdict(list)

    def add(self, number: int, titles: Iterable[str]) -> None:
        """Enter the titles of a group."""
        for title in titles:
            same = self.exact[title]
            if len(same) < _SAME and number not in same[-1:]:
                same.append(number)
            for word in set(title.split()) - STOP_WORDS:
                posts = self.words[word]
                if len(posts) <= _COMMON:
                    posts.append(number)

    def candidates(self, titles: Iterable[str]) -> list[int]:
        """Return groups that share rare words with a title, most shared words first, at most 20 a title."""
        found: list[int] = []
        for title in titles:
            known = [w for w in set(title.split()) - STOP_WORDS if w in self.words]
            rare = sorted((w for w in known if len(self.words[w]) <= _COMMON), key=lambda w: (len(self.words[w]), w))
            counts = Counter(number for word in rare[:_RAREST] for number in self.words[word])
            least = 2 if len(rare) > 2 else 1
            likely = [number for number, count in counts.most_common(40) if count >= least]
            found.extend(sorted(likely, key=lambda n: (-counts[n], n))[:20])
        return list(dict.fromkeys(found))
