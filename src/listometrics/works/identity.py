"""Decide what is the same work: the one place that `enrich`, `audit`, `diff` and `fetch` ask.

- *By name*: `list_names` names a row of the list by its identifiers and its exact title, and `join_names` numbers
  the rows that share a name. This finds nearly every work. `join_versions` does it for two versions of a list, where
  an identifier may stand on another title than before.
- *By evidence*, for what is left: gather what is known of each side as `Clues` (titles as `normalise_title` writes
  them, family names as `fold_family` does), `weigh` the two, and let `judge_by_identifier` or `judge_by_title` say
  `same`, `perhaps` (a person decides) or `other`. `Evidence.text` says why in words.

The rules, surest first: an identifier counts unless the titles have little in common and no author is shared; a
title counts only with an author in common, a plausible year and no identifier against it; a title alone only where
no author is known and the title can stand for one paper. The numbers below were chosen on labelled pairs of titles.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, islice
from typing import Any, Literal

from rapidfuzz import fuzz

from listometrics.identifiers import KINDS
from listometrics.works.titles import normalise_title, says_enough

Verdict = Literal["same", "perhaps", "other"]

SAME_TITLE = 0.9
# A preprint may be published under a new title; then its authors speak, and a person decides.
RETITLED = 0.75
# Below this, one identifier on two titles is taken for a slip and not for a retitled paper.
OTHER_TITLE = 0.5
YEARS_APART = 3
MOST_TITLES = 50  # titles of one work that are compared; of very many the first ones stand for all
MOST_SHARING = 50  # groups on one identifier: one that more of them share (a template's) says nothing of any

# In this order an identifier speaks against two works being one.
CONTRADICTING = ("arxiv", "doi", "acl", "openreview")
# How a record says that it has an identifier.
_PROOF = {
    "doi": "doi = {{{}}}", "arxiv": "eprint = {{{}}}, archiveprefix = {{arXiv}}",
    "acl": "url = {{https://aclanthology.org/{}/}}", "openreview": "url = {{https://openreview.net/forum?id={}}}",
}  # fmt: skip
_PREFIXES = tuple(f"{kind} " for kind in CONTRADICTING)


@dataclass(slots=True)
class Clues:
    """Hold what is known of one side: identifiers by kind, normal titles, folded family names, years.

    `listed` are family names that the list itself gives, `named_as` titles under which a record says that the list
    has its work.
    """

    ids: dict[str, set[str]] = field(default_factory=dict)
    titles: Collection[str] = ()
    families: set[str] = field(default_factory=set)
    years: set[int] = field(default_factory=set)
    listed: set[str] = field(default_factory=set)
    named_as: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Hold what speaks for two sides being one work.

    `alike` is the similarity of their titles (0 to 1; 1 where one has none), `exact` a title that both have;
    `shared`, `mine` and `theirs` count authors in common and of each; `contradicts` is the kind of identifier in
    which they differ.
    """

    alike: float
    exact: str
    shared: int
    mine: int
    theirs: int
    years_fit: bool
    contradicts: str

    @property
    def half(self) -> bool:
        """Tell whether half of the shorter list of authors is in common."""
        return self.shared > 0 and 2 * self.shared >= min(self.mine, self.theirs)

    @property
    def text(self) -> str:
        """Say it in words."""
        known = f"{self.shared} of {self.theirs} authors in common" if self.mine else "no author known to compare"
        said = [f"title {self.alike:.2f} alike", known]
        said += [] if self.years_fit else [f"more than {YEARS_APART} years apart"]
        said += [f"another {self.contradicts}"] if self.contradicts else []
        return "; ".join(said)


def compare_titles(a: Collection[str], b: Collection[str], floor: float = 0.0) -> float:
    """Return the greatest similarity (0 to 1) of two works' titles in normal form; below `floor` it may be 0.

    Titles with other numbers in them (part 1 and part 2, a second version) are at most half alike.

    >>> compare_titles(["llm rec via prompting"], ["llm rec via prompts"]) > 0.85
    True
    """
    if any(title in b for title in a):
        return 1.0
    best = 0.0
    for one in islice(a, MOST_TITLES):
        for other in islice(b, MOST_TITLES):
            alike = fuzz.ratio(one, other, score_cutoff=max(best, floor) * 100) / 100
            if alike > max(best, 0.5) and re.findall(r"\d+", one) != re.findall(r"\d+", other):
                alike = 0.5
            best = max(best, alike)
    return best


def contradict(a: Clues, b: Clues) -> str:
    """Return the kind of identifier that both sides have and in which they differ, or nothing."""
    for kind in CONTRADICTING:
        mine, theirs = a.ids.get(kind), b.ids.get(kind)
        if mine and theirs and not mine & theirs:
            return kind
    return ""


def plausible_years(a: Clues, b: Clues) -> bool:
    """Tell whether two sides can be one work by their years; unknown years do not speak against it."""
    if not a.years or not b.years:
        return True
    return min(abs(x - y) for x in a.years for y in b.years) <= YEARS_APART


def weigh(mine: Clues, theirs: Clues, floor: float = 0.0) -> Evidence:
    """Compare two sides; a similarity of titles below `floor` may be told as 0."""
    alike = compare_titles(mine.titles, theirs.titles, floor) if mine.titles and theirs.titles else 1.0
    exact = next((title for title in mine.titles if title in theirs.titles), "")
    authors = (len(mine.families & theirs.families), len(mine.families), len(theirs.families))
    return Evidence(alike, exact, *authors, plausible_years(mine, theirs), contradict(mine, theirs))


def judge_by_identifier(kind: str, evidence: Evidence) -> Verdict:
    """Judge two sides that share an identifier of this kind.

    Another arXiv id outweighs any other identifier in common, unless title and authors agree.
    """
    if kind != "arxiv" and evidence.contradicts == "arxiv":
        unknown = not evidence.mine or not evidence.theirs
        same = evidence.alike >= SAME_TITLE and (evidence.shared > 0 or unknown)
    else:
        same = evidence.alike >= OTHER_TITLE or evidence.shared > 0
    return "same" if same else "perhaps"


def judge_by_title(evidence: Evidence, published: bool = False, preprint: bool = False) -> Verdict:
    """Judge two sides that share no identifier.

    `published` says that a published version of mine is known already, `preprint` that theirs is none: only a first
    published version is worth a person's time where identifiers or years speak against it.
    """
    if evidence.contradicts or not evidence.years_fit:
        news = not published and not preprint
        return "perhaps" if news and evidence.alike >= SAME_TITLE and evidence.half else "other"
    if evidence.alike >= SAME_TITLE:
        if evidence.half:
            return "same"
        if evidence.mine:
            return "other"
        return "same" if says_enough(evidence.exact) else "perhaps"
    several = evidence.shared > 1
    retitled = evidence.alike >= RETITLED and evidence.half
    most = evidence.alike >= OTHER_TITLE and 4 * evidence.shared >= 3 * min(evidence.mine, evidence.theirs)
    return "perhaps" if not published and several and (retitled or most) else "other"


def share_identifier(mine: Clues, theirs: Clues) -> bool:
    """Tell whether two sides have an identifier in common."""
    return any(values & theirs.ids.get(kind, set()) for kind, values in mine.ids.items())


def is_confirmed(mine: Clues, theirs: Clues) -> bool:
    """Tell whether more than a like title speaks for records: an identifier, an author, or a note by hand."""
    known = mine.families | mine.listed
    return share_identifier(mine, theirs) or bool(known & theirs.families or theirs.named_as.intersection(mine.titles))


def find_obstacle(mine: Clues, theirs: Clues) -> str:
    """Say what keeps records of a like title from being taken for a work, and how to confirm them; else nothing.

    Needed is an identifier or an author in common. A work of which neither is known takes records of just its title,
    if that can stand for one paper, or if a record says that the list has it so.
    """
    if kind := contradict(mine, theirs):
        return f"a like title, other {kind}"
    if not plausible_years(mine, theirs):
        return "a like title, years too far apart"
    named = mine.families | mine.listed
    if share_identifier(mine, theirs) or named & theirs.families:
        return ""
    if named and theirs.families:
        return "a like title, no author in common"
    same = {title for title in mine.titles if title in theirs.titles}
    if mine.ids:
        why = "a like title and nothing else in common"
    elif same & theirs.named_as or any(map(says_enough, same)):
        return ""
    else:
        why = "the same title, but too short to name one paper" if same else "a like title, not the same"
    return f"{why}. If it is this work, add {_write_proof(mine)} to the record"


def _write_proof(mine: Clues) -> str:
    """Write the field that shows that a record is of the work after all."""
    kind = next((kind for kind in KINDS if mine.ids.get(kind)), "")
    return _PROOF[kind].format(min(mine.ids[kind])) if kind else "list_title = {its title in the list}"


class DisjointSets:
    """Number things and unite them; the first member's number stands for all."""

    def __init__(self, size: int = 0) -> None:
        self.parents = list(range(size))

    def add(self) -> int:
        """Add a set of one and return its number."""
        self.parents.append(len(self.parents))
        return self.parents[-1]

    def find(self, number: int) -> int:
        """Return the number that stands for a member's set."""
        while self.parents[number] != number:
            self.parents[number] = self.parents[self.parents[number]]
            number = self.parents[number]
        return number

    def unite(self, a: int, b: int) -> tuple[int, int]:
        """Make two sets one; return the number that stands for both, and the one that did for the other."""
        first, second = sorted((self.find(a), self.find(b)))
        self.parents[second] = first
        return first, second


def list_names(row: Mapping[Any, Any], links: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Name what a row of the list is about: a paper by the identifiers of its links (kind, value) and its title."""
    kind = row["kind"]
    if kind == "paper":
        for link_kind, identifier in links:
            if link_kind in CONTRADICTING and identifier:
                yield f"{link_kind} {identifier.lower()}"
        if title := normalise_title(str(row["title"])):
            yield f"title {title}"
    elif name := normalise_title(str(row["name"])):
        yield f"{kind} {name}"


def join_names(names: Sequence[Sequence[str]]) -> list[int]:
    """Number the groups of things that share a name, directly or by way of others.

    >>> join_names([["a"], ["b"], ["a", "b"], [], ["c"]])
    [0, 0, 0, 3, 4]
    """
    sets = DisjointSets(len(names))
    first: dict[str, int] = {}
    for i, own in enumerate(names):
        for name in own:
            sets.unite(first.setdefault(name, i), i)
    return [sets.find(i) for i in range(len(names))]


def join_versions(names: Sequence[Sequence[str]], sides: Sequence[int]) -> list[int]:
    """Number the groups of rows that are one work, where each row belongs to one of two versions.

    A shared title joins always. A shared identifier joins the most alike first, and never two groups that hold other
    titles in the same version.

    >>> join_versions([["arxiv 1", "title a b"], ["arxiv 1", "title a b"], ["arxiv 1", "title x y z"]], [0, 1, 1])
    [0, 0, 2]
    """
    titles = [[name for name in own if not name.startswith(_PREFIXES)] for own in names]
    groups = join_names(titles)
    held: dict[int, tuple[set[str], set[str]]] = {}
    for i, group in enumerate(groups):
        held.setdefault(group, (set(), set()))[sides[i]].update(name.partition(" ")[2] for name in titles[i])
    sharing: dict[str, dict[int, None]] = {}
    for own, group in zip(names, groups, strict=True):
        for name in own:
            if name.startswith(_PREFIXES):
                sharing.setdefault(name, {})[group] = None
    few = (found for found in sharing.values() if len(found) <= MOST_SHARING)
    pairs = {pair for found in few for pair in combinations(sorted(found), 2)}
    alike = {(a, b): _compare(held[a][0] | held[a][1], held[b][0] | held[b][1]) for a, b in pairs}
    sets = DisjointSets(len(names))
    for a, b in sorted(pairs, key=lambda pair: (-alike[pair], pair)):
        one, other = sets.find(a), sets.find(b)
        if one == other or any(_compare(held[one][k], held[other][k]) < OTHER_TITLE for k in (0, 1)):
            continue
        first, second = sets.unite(one, other)
        for k in (0, 1):
            held[first][k].update(held[second][k])
    return [sets.find(group) for group in groups]


def _compare(a: set[str], b: set[str]) -> float:
    """Return how alike two sets of titles are; a missing one contradicts none."""
    return compare_titles(sorted(a), sorted(b)) if a and b else 1.0
