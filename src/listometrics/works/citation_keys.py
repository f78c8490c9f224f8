"""Citation keys: made once, pinned with what identifies the work, never derived again.

The registry is a log of facts, one a row: `key`, `kind`, `identity`, `first_seen`. Rows are only ever added:
a work that gains a DOI, a second title or a corrected name gains rows, and every older row still finds it.
Kinds: `doi`, `arxiv`, `acl`, `openreview`, `title` (normal form), `authors` (folded family names), `year`,
and `alias`, by which a retired key names the key that took its place.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count

import pandas as pd

from listometrics.errors import StudyError
from listometrics.identifiers import KINDS
from listometrics.study.schema import TABLES
from listometrics.works.identity import telling_words

PATH = "data/bib/keys.csv"
COLUMNS = TABLES["keys"].names
LONGEST = 30  # a longer word says no more, and a key is typed by hand


@dataclass(frozen=True, slots=True)
class Identity:
    """Hold what identifies a work: for the key at first, to find the key again later.

    `families` are folded and in order, empty for a name without a Latin letter. Unless `sure`, nothing confirms them
    and the year: they serve to make a key, and are no facts about it.
    """

    ids: tuple[tuple[str, str], ...]
    titles: tuple[str, ...]
    families: tuple[str, ...]
    year: str
    title: str
    sure: bool = True

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Return what the registry can know of the work, by kind."""
        found = [*self.ids, *(("title", title) for title in self.titles)]
        if self.sure:
            found += [("authors", " ".join(filter(None, self.families))), ("year", self.year[:4])]
        return [(kind, value) for kind, value in found if value]


def derive_key(identity: Identity) -> str:
    """Make a key: first author's family name, year of first appearance, first word of the title that says something.

    Without authors the title's next telling word stands last, so that nobody is named who is not known.

    >>> derive_key(Identity((), (), ("hou", "zhang"), "2023", "Large Language Models are Zero-Shot Rankers"))
    'hou2023large'
    >>> derive_key(Identity((), (), (), "2023", "Product Information Extraction using ChatGPT"))
    'product2023information'
    """
    words = [word[:LONGEST] for word in (*identity.families[:1], *telling_words(identity.title)) if word] or ["work"]
    key = f"{words[0]}{identity.year[:4]}{''.join(words[1:2])}"
    return key if key[:1].isalpha() else f"n{key}"


class Registry:
    """Find keys by what identifies a work, and add what is new."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.first_seen: dict[str, str] = {}
        self.facts: dict[str, dict[str, set[str]]] = {}
        self.by_fact: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.rows: list[tuple[str, ...]] = []
        for key, kind, value, seen in frame[COLUMNS].astype("str").itertuples(index=False, name=None):
            self.pin(key, [(kind, value)], seen)
        for key in self.facts:
            for target in self.facts[key].get("alias", ()):
                if target not in self.facts or self.resolve(target) == key:
                    raise StudyError(f"{PATH}: {key} is an alias of {target}, which is no key. Restore its rows.")

    def pin(self, key: str, facts: Iterable[tuple[str, str]], seen: str) -> None:
        """Add every fact that a key does not have yet."""
        self.first_seen.setdefault(key, seen)
        known = self.facts.setdefault(key, {})
        for kind, value in facts:
            if value not in known.setdefault(kind, set()):
                known[kind].add(value)
                self.by_fact[kind, value].append(key)
                self.rows.append((key, kind, value, seen))

    def resolve(self, key: str) -> str:
        """Follow aliases to the key that stands today."""
        for _ in self.facts:
            target = min(self.facts[key].get("alias", ()), default="")
            if not target:
                return key
            key = target
        raise StudyError(f"{PATH}: the aliases of {key} go round in a circle. Restore its rows.")

    def keys_of(self, *facts: tuple[str, str]) -> list[str]:
        """List the keys that stand today for any of some facts, the one pinned first before the others."""
        keys = {self.resolve(key) for fact in facts for key in self.by_fact.get(fact, ())}
        return sorted(keys, key=lambda key: (self.first_seen[key], key))

    def find(self, identity: Identity) -> list[str]:
        """List the keys pinned for a work, surest first: by identifier in KINDS' order, else by title."""
        ids = sorted(identity.ids, key=lambda pair: KINDS.index(pair[0]))
        by_id = dict.fromkeys(key for pair in ids for key in self.keys_of(pair))
        titled = self.keys_of(*(("title", title) for title in identity.titles))
        return list(by_id) or [key for key in titled if self._is_same_work(key, identity)]

    def _is_same_work(self, key: str, identity: Identity) -> bool:
        """Tell whether a key found by title alone can be this work's."""
        pinned, mine = self.facts[key], defaultdict[str, set[str]](set)
        for kind, value in identity.facts:
            mine[kind] |= set(value.split() if kind == "authors" else [value])
        years = [{int(y) for y in side.get("year", ()) if y.isdigit()} for side in (mine, pinned)]
        near = min((abs(a - b) for a in years[0] for b in years[1]), default=0) <= 1
        authors = {name for names in pinned.get("authors", ()) for name in names.split()}
        strangers = bool(authors and mine["authors"] and not authors & mine["authors"])
        differ = [kind for kind in KINDS if mine[kind] and pinned.get(kind) and not mine[kind] & pinned[kind]]
        if "arxiv" in differ or (differ and (strangers or not near)):
            return False
        return near or bool(authors & mine["authors"])

    def new_key(self, identity: Identity) -> str:
        """Derive a key that no work has or had."""
        base = derive_key(identity)
        return next(key for key in chain([base], (f"{base}-{n}" for n in count(2))) if key not in self.facts)


def assign_keys(
    identities: Sequence[Identity], registry: pd.DataFrame, seen: str = ""
) -> tuple[list[str], pd.DataFrame]:
    """Give each work its key and return the registry with the rows added; `seen` dates them.

    A work that the registry knows keeps its key whatever became of its metadata. Where two keys turn out to be
    one work, the one pinned first stays and the other becomes its alias.
    """
    known = Registry(registry)
    old = len(known.rows)
    found = [known.find(identity) for identity in identities]
    # A work found by an identifier takes its key before one found by a title.
    by_title = [not any(pair in known.by_fact for pair in identity.ids) for identity in identities]
    owners: dict[str, int] = {}
    for number in sorted(range(len(identities)), key=by_title.__getitem__):
        if free := next((key for key in found[number] if key not in owners), ""):
            owners[free] = number
    keys = {number: key for key, number in owners.items()}
    for number, identity in enumerate(identities):
        key = keys[number] = keys.get(number) or known.new_key(identity)
        known.pin(key, identity.facts, seen)
        for other in found[number]:
            if owners.setdefault(other, number) == number and other != key:
                known.pin(other, [("alias", key)], seen)
    added = pd.DataFrame(known.rows[old:], columns=COLUMNS, dtype="str")
    both = pd.concat([registry[COLUMNS].astype("str"), added]).sort_values(COLUMNS, kind="stable", ignore_index=True)
    return [keys[number] for number in range(len(identities))], both


def recall_ids(titles: Mapping[int, str], registry: pd.DataFrame) -> dict[int, tuple[tuple[str, str], ...]]:
    """Return what identifiers are pinned for titles in normal form, by their numbers, where one key alone has them."""
    known = Registry(registry)
    found = {}
    for number, title in titles.items():
        keys = known.keys_of(("title", title))
        facts = known.facts[keys[0]] if len(keys) == 1 else {}
        if ids := tuple((kind, value) for kind in KINDS for value in sorted(facts.get(kind, ()))):
            found[number] = ids
    return found


def retired_keys(registry: pd.DataFrame) -> dict[str, str]:
    """Return the key that stands today for each retired key of a registry."""
    known = Registry(registry)
    return {key: known.resolve(key) for key, facts in sorted(known.facts.items()) if facts.get("alias")}
