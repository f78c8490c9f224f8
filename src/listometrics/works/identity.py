"""Decide what is the same work: the one place that `enrich`, `audit`, `diff` and `fetch` ask.

- *By name*: `list_names` names a row of the list by its identifiers and its exact title, and `join_names` numbers
  the rows that share a name. This finds nearly every work. `join_versions` does it for two versions of a list, where
  an identifier may stand on another title than before.
- *By evidence*, for what is left: gather what is known of each side as `Clues`, `weigh` the two, and let
  `judge_by_identifier` or `judge_by_title` say `same`, `perhaps` (a person decides) or `other`.

The rules, surest first: an identifier counts unless the titles have little in common and no author is shared;
another arXiv id outweighs any other identifier in common; a title counts only with an author in common, a plausible
year and no identifier against it; a title alone only where no author is known and the title can stand for one paper.
A link of the list to a work of another title gives way to the list's title. The numbers below were chosen on labelled
pairs of titles.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations, islice
from typing import Any, Literal

from rapidfuzz import fuzz

from listometrics.identifiers import KINDS
from listometrics.works.person_names import to_ascii

Verdict = Literal["same", "perhaps", "other"]

SAME_TITLE = 0.9
# A preprint may be published under a new title; then its authors speak, and a person decides.
RETITLED = 0.75
# Below this, one identifier on two titles is taken for a slip and not for a retitled paper.
OTHER_TITLE = 0.5
YEARS_APART = 3
MOST_TITLES = 50  # titles of one work that are compared; of very many the first ones stand for all
MOST_SHARING = 50  # groups on one identifier: one that more of them share (a template's) says nothing of any
# In this order an identifier speaks against two works being one; each with how a record says that it has it.
PROOF = {
    "arxiv": "eprint = {{{}}}, archiveprefix = {{arXiv}}", "doi": "doi = {{{}}}",
    "acl": "url = {{https://aclanthology.org/{}/}}", "openreview": "url = {{https://openreview.net/forum?id={}}}",
}  # fmt: skip
_PREFIXES = tuple(f"{kind} " for kind in PROOF)
_STOP_WORDS_TEXT = """
a an the and or but nor if of on in at to from for with by as via into onto over under upon per than then toward
towards between among through throughout during after before about against across without within beyond around
is are was were be been being am do does did done doing can could may might must shall should will would have
has had not no how what when where which who whom whose why it its this that these those there here i me my mine
we us our you your he him his she her they them their all any each every both one some such so only own let lets
make makes made go get use uses used using meet meets still yet up out off more most much many vs versus
"""
STOP_WORDS = frozenset(_STOP_WORDS_TEXT.split())
_SMALL_WORDS_TEXT = "a an the and or nor but if of on in at to from for with by as via into onto per than is are be do"
_SMALL_WORDS = frozenset(_SMALL_WORDS_TEXT.split())

# Titles


@lru_cache(maxsize=10_000)  # a title is asked for several times in a row
def normalise_title(title: str) -> str:
    """Return a title as it is compared: ASCII words in lower case, one blank between them.

    >>> normalise_title("LLM-Rec: Personalized Recommendation — via Prompting")
    'llm rec personalized recommendation via prompting'
    """
    words = re.sub(r"[^a-z0-9]+", " ", to_ascii(title).lower().replace("'", "")).strip()
    # A title in another script keeps its letters: it must not equal every other such title.
    return words or " ".join(re.findall(r"\w+", title.lower()))


def title_words(title: str) -> list[str]:
    """List the words of a title as keys write them: hyphenated words joined, ASCII, lower case.

    >>> title_words("LLM-Rec: Is It Zero-Shot?")
    ['llmrec', 'is', 'it', 'zeroshot']
    """
    words = re.split(r"[^\w\-'’‐‑&]+|--+|[–—]", title)
    return [folded for word in words if (folded := re.sub(r"[^a-z0-9]", "", to_ascii(word).lower()))]


def telling_words(title: str) -> list[str]:
    """List the words of a title that say something; all words if none does."""
    words = title_words(title)
    return [word for word in words if word not in STOP_WORDS] or words


def says_enough(title: str) -> bool:
    """Tell whether a title in normal form can stand for one paper: four words, three of them telling.

    A word in a script without blanks counts as one for every two letters.

    >>> says_enough("a survey of recommendation"), says_enough("talking to lists with models")
    (False, True)
    """
    words = title.split()
    more = sum(len(word) // 2 - 1 for word in words if not word.isascii())
    return len(words) + more >= 4 and sum(word not in STOP_WORDS for word in words) + more >= 3


def is_shouted(title: str) -> bool:
    """Tell whether a title is written in capitals throughout, as some exports have it."""
    letters = [c for c in title if c.isalpha() and c.isascii()]
    return len(letters) > 12 and len(title.split()) > 2 and all(c.isupper() for c in letters)


def calm_title(title: str) -> str:
    """Write a title in capitals with capitals at the beginnings of words only.

    Words that cannot be words (a digit in them, no vowel) keep theirs: they are names or abbreviations.

    >>> calm_title("TALKING TO LISTS WITH LLMS AND BERT4REC: A STUDY")
    'Talking to Lists with LLMS and BERT4REC: A Study'
    """

    def calm(match: re.Match[str]) -> str:
        word = match.group()
        if re.search(r"\d", word) or not set(word) & set("AEIOUY"):
            return word
        first = title[: match.start()].rstrip()[-1:] in ("", ":", "?", "!")
        return word.lower() if word.lower() in _SMALL_WORDS and not first else word.capitalize()

    return re.sub(r"[^\W_]+(?:['’][^\W_]+)*", calm, title)


def compare_titles(a: Collection[str], b: Collection[str], floor: float = 0.0) -> float:
    """Return the greatest similarity (0 to 1) of two works' titles in normal form; below `floor` it may be 0.

    A work without a title contradicts none. Titles with other numbers in them (part 1 and part 2, a second version)
    are at most half alike.

    >>> compare_titles(["llm rec via prompting"], ["llm rec via prompts"]) > 0.85
    True
    """
    if not a or not b or any(title in b for title in a):
        return 1.0
    best = 0.0
    for one in islice(a, MOST_TITLES):
        for other in islice(b, MOST_TITLES):
            alike = fuzz.ratio(one, other, score_cutoff=max(best, floor) * 100) / 100
            if alike > max(best, 0.5) and re.findall(r"\d+", one) != re.findall(r"\d+", other):
                alike = 0.5
            best = max(best, alike)
    return best


# Evidence


@dataclass(slots=True, eq=False)
class Clues:
    """Hold what is known of one side: identifiers by kind, normal titles, folded family names, years.

    `listed` are family names that the list itself gives, `named_as` titles under which a record says that the list
    has its work.
    """

    ids: dict[str, set[str]] = field(default_factory=dict)
    titles: dict[str, None] = field(default_factory=dict)
    families: set[str] = field(default_factory=set)
    years: set[int] = field(default_factory=set)
    listed: set[str] = field(default_factory=set)
    named_as: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, ids: Iterable[tuple[str, str]], titles: Iterable[str] = (), **known: Any) -> "Clues":
        """Gather identifiers and titles, and what else is known."""
        clues = cls(titles=dict.fromkeys(titles), **known)
        for kind, value in ids:
            clues.ids.setdefault(kind, set()).add(value)
        return clues

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """List the identifiers."""
        return [(kind, value) for kind, values in self.ids.items() for value in values]

    def take(self, other: "Clues") -> None:
        """Add what is known of another side."""
        for kind, values in other.ids.items():
            self.ids.setdefault(kind, set()).update(values)
        for name in ("titles", "families", "years", "listed", "named_as"):
            getattr(self, name).update(getattr(other, name))


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
    def other_version(self) -> bool:
        """Tell whether only the DOI differs: one of the two is of another version, or wrong."""
        return self.contradicts == "doi" and says_enough(self.exact) and self.half and self.years_fit

    @property
    def text(self) -> str:
        """Say it in words."""
        known = f"{self.shared} of {self.theirs} authors in common" if self.mine else "no author known to compare"
        apart = "" if self.years_fit else f"more than {YEARS_APART} years apart"
        another = f"another {self.contradicts}" if self.contradicts else ""
        return "; ".join(filter(None, (f"title {self.alike:.2f} alike", known, apart, another)))


def contradict(a: Clues, b: Clues) -> str:
    """Return the kind of identifier that both sides have and in which they differ, or nothing."""
    both = (kind for kind in PROOF if a.ids.get(kind) and b.ids.get(kind))
    return next((kind for kind in both if not a.ids[kind] & b.ids[kind]), "")


def plausible_years(a: Clues, b: Clues) -> bool:
    """Tell whether two sides can be one work by their years; unknown years do not speak against it."""
    return min((abs(x - y) for x in a.years for y in b.years), default=0) <= YEARS_APART


def weigh(mine: Clues, theirs: Clues, floor: float = 0.0) -> Evidence:
    """Compare two sides; a similarity of titles below `floor` may be told as 0."""
    alike = compare_titles(mine.titles, theirs.titles, floor)
    exact = next((title for title in mine.titles if title in theirs.titles), "")
    people = mine.families | mine.listed
    authors = (len(people & theirs.families), len(people), len(theirs.families))
    return Evidence(alike, exact, *authors, plausible_years(mine, theirs), contradict(mine, theirs))


def judge_by_identifier(kind: str, evidence: Evidence) -> Verdict:
    """Judge two sides that share an identifier of this kind; another arXiv id needs title and authors to agree."""
    if kind != "arxiv" and evidence.contradicts == "arxiv":
        unknown = not evidence.mine or not evidence.theirs
        titled = evidence.exact or SAME_TITLE <= evidence.alike < 1  # both have a title
        same = bool(titled) and (evidence.shared > 0 or unknown)
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
        if evidence.mine:
            return "same" if evidence.half else "other"
        return "same" if says_enough(evidence.exact) else "perhaps"
    retitled = evidence.alike >= RETITLED and evidence.half
    most = evidence.alike >= OTHER_TITLE and 4 * evidence.shared >= 3 * min(evidence.mine, evidence.theirs)
    return "perhaps" if not published and evidence.shared > 1 and (retitled or most) else "other"


def prove(mine: Clues, theirs: Clues) -> bool:
    """Tell whether two sides have an identifier or an author in common."""
    ids = any(values & theirs.ids.get(kind, set()) for kind, values in mine.ids.items())
    return ids or bool((mine.families | mine.listed) & theirs.families)


def is_confirmed(mine: Clues, theirs: Clues) -> bool:
    """Tell whether more than a like title speaks for records: an identifier, an author, or a note by hand."""
    return prove(mine, theirs) or bool(theirs.named_as.intersection(mine.titles))


def find_obstacle(mine: Clues, theirs: Clues) -> str:
    """Say what keeps records of a like title from being taken for a work, and how to confirm them; else nothing.

    Needed is an identifier or an author in common. A work of which neither is known takes records of just its title,
    if that can stand for one paper, or if a record says that the list has it so.
    """
    if kind := contradict(mine, theirs):
        return f"a like title, other {kind}"
    if not plausible_years(mine, theirs):
        return "a like title, years too far apart"
    if prove(mine, theirs):
        return ""
    if theirs.families and (mine.families or mine.listed):
        return "a like title, no author in common"
    same = {title for title in mine.titles if title in theirs.titles}
    if mine.ids:
        why = "a like title and nothing else in common"
    elif same & theirs.named_as or any(map(says_enough, same)):
        return ""
    else:
        why = "the same title, but too short to name one paper" if same else "a like title, not the same"
    kind = next((kind for kind in KINDS if mine.ids.get(kind)), "")
    proof = PROOF[kind].format(min(mine.ids[kind])) if kind else "list_title = {its title in the list}"
    return f"{why}. If it is this work, add {proof} to the record"


# Names


class DisjointSets:
    """Unite numbers; the least of each set stands for all of it."""

    def __init__(self) -> None:
        self.parents: dict[int, int] = {}

    def find(self, number: int) -> int:
        """Return the number that stands for a member's set."""
        while (parent := self.parents.get(number, number)) != number:
            self.parents[number] = number = self.parents.get(parent, parent)
        return number

    def unite(self, a: int, b: int) -> int:
        """Make two sets one and return the number that stands for both."""
        first, second = sorted((self.find(a), self.find(b)))
        self.parents[second] = first
        return first


def list_names(row: Mapping[Any, Any], links: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Name what a row of the list is about: a paper by the identifiers of its links (kind, value) and its title."""
    kind = row["kind"]
    if kind == "paper":
        yield from (f"{kind} {value.lower()}" for kind, value in links if kind in PROOF and value)
        if title := normalise_title(str(row["title"])):
            yield f"title {title}"
    elif name := normalise_title(str(row["name"])):
        yield f"{kind} {name}"


def join_names(names: Sequence[Sequence[str]]) -> list[int]:
    """Number the groups of things that share a name, directly or by way of others.

    >>> join_names([["a"], ["b"], ["a", "b"], [], ["c"]])
    [0, 0, 0, 3, 4]
    """
    sets, first = DisjointSets(), dict[str, int]()
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
    sharing: dict[str, dict[int, None]] = {}
    for i, group in enumerate(groups):
        held.setdefault(group, (set(), set()))[sides[i]].update(name.partition(" ")[2] for name in titles[i])
        for name in set(names[i]).difference(titles[i]):
            sharing.setdefault(name, {})[group] = None
    few = (found for found in sharing.values() if len(found) <= MOST_SHARING)
    pairs = {pair for found in few for pair in combinations(sorted(found), 2)}
    alike = {(a, b): _compare(held[a][0] | held[a][1], held[b][0] | held[b][1]) for a, b in pairs}
    sets = DisjointSets()
    for a, b in sorted(pairs, key=lambda pair: (-alike[pair], pair)):
        one, other = sets.find(a), sets.find(b)
        if one != other and all(_compare(held[one][k], held[other][k]) >= OTHER_TITLE for k in (0, 1)):
            held[sets.unite(one, other)] = (held[one][0] | held[other][0], held[one][1] | held[other][1])
    return [sets.find(group) for group in groups]


def _compare(a: set[str], b: set[str]) -> float:
    return compare_titles(sorted(a), sorted(b))
