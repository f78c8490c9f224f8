"""Citation keys: made once, pinned with what identifies the work, never derived again.

The registry is a log of facts, one a row: `key`, `kind`, `identity`, `first_seen`. Rows are only ever added:
a work that gains a DOI, a second title or a corrected name gains rows, and every older row still finds it.
Kinds: `doi`, `arxiv`, `acl`, `openreview`, `title` (normal form), `authors` (folded family names), `year`,
and `alias`, by which a retired key names the key that took its place.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from listometrics.errors import StudyError
from listometrics.identifiers import KINDS
from listometrics.works.titles import telling_words

COLUMNS = ("key", "kind", "identity", "first_seen")
KEY = re.compile(r"[a-z][a-z0-9-]*")
FACTS = (*KINDS, "title", "authors", "year", "alias")


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


# A longer word says no more, and a key is typed by hand.
LONGEST = 30


def derive_key(identity: Identity) -> str:
    """Make a key: first author's family name, year of first appearance, first word of the title that says something.

    Without authors the title's next telling word stands last, so that nobody is named who is not known.

    >>> derive_key(Identity((), (), ("hou", "zhang"), "2023", "Large Language Models are Zero-Shot Rankers"))
    'hou2023large'
    >>> derive_key(Identity((), (), (), "2023", "Product Information Extraction using ChatGPT"))
    'product2023information'
    """
    words = [word[:LONGEST] for word in telling_words(identity.title)]
    family = identity.families[0][:LONGEST] if identity.families else ""
    if not family:
        family, words = (words[0] if words else "work"), words[1:]
    key = f"{family}{identity.year[:4]}{words[0] if words else ''}"
    return key if key[:1].isalpha() else f"n{key}"


@dataclass(slots=True)
class Pinned:
    """Hold what the registry knows of one key."""

    first_seen: str = ""
    facts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


class Registry:
    """Find keys by what identifies a work, and add what is new."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.pinned: dict[str, Pinned] = {}
        self.by_fact: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.added: list[tuple[str, str, str, str]] = []
        absent = [name for name in COLUMNS if name not in frame.columns]
        if absent:
            raise StudyError(f"data/bib/keys.csv: no column {', '.join(absent)}. Expected {', '.join(COLUMNS)}.")
        rows = [tuple(map(str, row)) for row in frame[list(COLUMNS)].itertuples(index=False, name=None)]
        for number, (key, kind, identity, seen) in enumerate(rows, start=2):
            if not KEY.fullmatch(key) or kind not in FACTS or not identity:
                raise StudyError(
                    f"data/bib/keys.csv:{number}: {key!r}, {kind!r}, {identity!r} is no fact about a key. Expected a "
                    f"key of the form {KEY.pattern}, one of {', '.join(FACTS)}, and a value. Restore the row: rows "
                    "may only be added."
                )
            self._enter(key, kind, identity, seen)
        for key, pinned in self.pinned.items():
            for target in pinned.facts.get("alias", ()):
                if target not in self.pinned or self.resolve(target) == key:
                    raise StudyError(
                        f"data/bib/keys.csv: {key} is an alias of {target}, which is no key. Restore its rows."
                    )

    def _enter(self, key: str, kind: str, identity: str, seen: str) -> None:
        pinned = self.pinned.setdefault(key, Pinned(seen))
        if identity not in pinned.facts[kind]:
            pinned.facts[kind].add(identity)
            self.by_fact[kind, identity].append(key)

    def add(self, key: str, kind: str, identity: str, seen: str) -> None:
        """Pin one more fact, unless it is pinned."""
        if identity and identity not in self.pinned.get(key, Pinned()).facts[kind]:
            self._enter(key, kind, identity, seen)
            self.added.append((key, kind, identity, seen))

    def resolve(self, key: str) -> str:
        """Follow aliases to the key that stands today."""
        for _ in range(len(self.pinned)):
            target = min(self.pinned[key].facts.get("alias", ()), default="")
            if not target:
                return key
            key = target
        raise StudyError(f"data/bib/keys.csv: the aliases of {key} go round in a circle. Restore its rows.")

    def find(self, identity: Identity) -> list[str]:
        """List the keys pinned for a work, surest first: by identifier in KINDS' order, else by title."""
        found: list[str] = []
        for kind in KINDS:
            for mine, value in identity.ids:
                if mine == kind:
                    keys = dict.fromkeys(map(self.resolve, self.by_fact.get((kind, value), ())))
                    found.extend(sorted(keys, key=lambda k: (self.pinned[k].first_seen, k)))
        if found:
            return list(dict.fromkeys(found))
        titled = [self.resolve(k) for title in identity.titles for k in self.by_fact.get(("title", title), ())]
        fitting = [key for key in dict.fromkeys(titled) if self._same_work(key, identity)]
        return sorted(fitting, key=lambda k: (self.pinned[k].first_seen, k))

    def _same_work(self, key: str, identity: Identity) -> bool:
        """Tell whether a key found by title alone can be this work's."""
        facts = self.pinned[key].facts
        years = {int(y) for y in facts.get("year", ()) if y.isdigit()}
        year = int(identity.year[:4]) if identity.sure and identity.year[:4].isdigit() else None
        near = year is None or not years or any(abs(year - y) <= 1 for y in years)
        known = {name for names in facts.get("authors", ()) for name in names.split()}
        mine = set(filter(None, identity.families)) if identity.sure else set()
        strangers = bool(known and mine and not known & mine)
        for kind in KINDS:
            ids = {value for k, value in identity.ids if k == kind}
            pinned = facts.get(kind, set())
            if ids and pinned and not ids & pinned and (kind == "arxiv" or strangers or not near):
                return False
        return near or (not strangers and bool(known and mine))

    def pin(self, key: str, identity: Identity, seen: str) -> None:
        """Add every fact about a work that its key does not have yet."""
        for kind, value in identity.ids:
            self.add(key, kind, value, seen)
        for title in identity.titles:
            self.add(key, "title", title, seen)
        if identity.sure:
            self.add(key, "authors", " ".join(filter(None, identity.families)), seen)
            self.add(key, "year", identity.year[:4], seen)

    def new_key(self, identity: Identity) -> str:
        """Derive a key that no work has or had."""
        base = derive_key(identity)
        key, number = base, 2
        while key in self.pinned:
            key, number = f"{base}-{number}", number + 1
        return key

    def frame(self, old: pd.DataFrame) -> pd.DataFrame:
        """Return the registry: the old rows and the added ones, sorted by key, kind and identity."""
        new = pd.DataFrame(self.added, columns=list(COLUMNS), dtype="str")
        both = pd.concat([old[list(COLUMNS)].astype("str"), new], ignore_index=True)
        return both.sort_values(list(COLUMNS), kind="stable", ignore_index=True)


def assign_keys(
    identities: Sequence[Identity], registry: pd.DataFrame, seen: str = ""
) -> tuple[list[str], pd.DataFrame]:
    """Give each work its key and return the registry with the rows added; `seen` dates them.

    A work that the registry knows keeps its key whatever became of its metadata. Where two keys turn out to be
    one work, the one pinned first stays and the other becomes its alias.
    """
    known = Registry(registry)
    found = [known.find(identity) for identity in identities]
    owners: dict[str, int] = {}
    for number in _surest_first(identities, found, known):
        for key in found[number]:
            if key not in owners:
                owners[key] = number
                break
    keys = {number: key for key, number in owners.items()}
    for number, identity in enumerate(identities):
        if number not in keys:
            keys[number] = known.new_key(identity)
        known.pin(keys[number], identity, seen)
        for other in found[number]:
            if other not in owners and other != keys[number]:
                known.add(other, "alias", keys[number], seen)
                owners[other] = number
    return [keys[number] for number in range(len(identities))], known.frame(registry)


def _surest_first(identities: Sequence[Identity], found: Sequence[list[str]], known: Registry) -> Iterable[int]:
    """Order works so that one found by an identifier takes its key before one found by a title."""

    def by_title(number: int) -> bool:
        ids = set(identities[number].ids)
        keys = found[number]
        return not any((kind, v) in ids for key in keys for kind in KINDS for v in known.pinned[key].facts[kind])

    return sorted((n for n in range(len(identities)) if found[n]), key=by_title)


def recall_ids(titles: Mapping[int, str], registry: pd.DataFrame) -> dict[int, tuple[tuple[str, str], ...]]:
    """Return what identifiers are pinned for titles in normal form, by their numbers, where one key alone has them."""
    known = Registry(registry)
    found = {}
    for number, title in titles.items():
        keys = {known.resolve(key) for key in known.by_fact.get(("title", title), ())}
        facts = known.pinned[keys.pop()].facts if len(keys) == 1 else {}
        if ids := tuple((kind, value) for kind in KINDS for value in sorted(facts.get(kind, ()))):
            found[number] = ids
    return found


def retired_keys(registry: pd.DataFrame) -> dict[str, str]:
    """Return the key that stands today for each retired key of a registry."""
    known = Registry(registry)
    return {key: known.resolve(key) for key, pinned in sorted(known.pinned.items()) if pinned.facts.get("alias")}


def empty_registry() -> pd.DataFrame:
    """Return a registry without a row."""
    return pd.DataFrame({name: pd.Series(dtype="str") for name in COLUMNS})
