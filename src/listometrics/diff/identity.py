"""Which rows of two versions of a list are the same work, whatever line they stand in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any, NamedTuple

import pandas as pd

from listometrics.works.groups import OTHER_TITLE, compare_titles
from listometrics.works.titles import normalise_title

Row = dict[Any, Any]
IDENTIFIERS = ("arxiv", "doi", "acl", "openreview")
_MOST = 50  # titles on one link: a link that more of them share (a template's) says nothing of any
_PREFIXES = tuple(f"{kind} " for kind in IDENTIFIERS)
FRAMES = ("entries", "entry_models", "entry_strategies", "links", "rejected")


class Version(NamedTuple):
    """A version of a list: its name for people, and its tables as the parser returns them."""

    name: str
    entries: pd.DataFrame
    entry_models: pd.DataFrame
    entry_strategies: pd.DataFrame
    links: pd.DataFrame
    rejected: pd.DataFrame


class Pair(NamedTuple):
    """A work (or dataset, benchmark, repository) with its rows in the old and in the new version."""

    old: list[Row]
    new: list[Row]

    @property
    def title(self) -> str:
        """Return the name for people: the newest title, else the name."""
        row = (self.new or self.old)[0]
        return str(row["title"] or row["name"] or f"line {row['line']}")


def pair_works(old: Version, new: Version) -> list[Pair]:
    """Pair the rows of two versions by work.

    Rows are one work where they share an identifier or a normalised title, also by way of a third row: so that
    a renamed work that keeps its arXiv id stays the same, and one that gets its link later, too. Within one version
    an identifier joins only titles that agree, as in the study: a new title on another work's link is a work of its
    own. Works come in the order of the new list, removed ones last.
    """
    rows: list[tuple[int, Row]] = []
    names: list[list[str]] = []
    for side, version in enumerate((old, new)):
        links = _group_links(version.links)
        for row in _records(version):
            rows.append((side, row))
            names.append(list(list_names(row, links.get(int(row["entry"]), []))))
    groups = join_versions(names, [side for side, _ in rows])
    pairs: dict[int, Pair] = {}
    for group, (side, row) in zip(groups, rows, strict=True):
        pair = pairs.setdefault(group, Pair([], []))
        (pair.new if side else pair.old).append(row)
    return sorted(pairs.values(), key=lambda pair: (not pair.new, int((pair.new or pair.old)[0]["entry"])))


def _records(version: Version) -> list[Row]:
    """List the entries as dicts with their coded models and strategies as sorted texts."""
    rows: list[Row] = version.entries.sort_values("entry").to_dict("records")
    models = _sets(version.entry_models, "model")
    strategies = _sets(version.entry_strategies, "strategy")
    links = version.links.groupby("entry")["url"].agg(" ".join).to_dict() if len(version.links) else {}
    for row in rows:
        entry = int(row["entry"])
        row["models"], row["strategies"] = models.get(entry, ""), strategies.get(entry, "")
        row["links"] = str(links.get(entry, ""))
        row["preprint"] = None if pd.isna(row["preprint"]) else bool(row["preprint"])
        row["year"] = "" if pd.isna(row["year"]) else str(int(row["year"]))
    return rows


def _sets(frame: pd.DataFrame, column: str) -> dict[int, str]:
    found: dict[int, set[str]] = {}
    for entry, value in zip(frame["entry"], frame[column], strict=True):
        if value:
            found.setdefault(int(entry), set()).add(str(value))
    return {entry: ", ".join(sorted(values)) for entry, values in found.items()}


def _group_links(links: pd.DataFrame) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    for entry, kind, identifier in zip(links["entry"], links["kind"], links["identifier"], strict=True):
        found.setdefault(int(entry), []).append((str(kind), str(identifier)))
    return found


def list_names(row: Row, links: list[tuple[str, str]]) -> Iterator[str]:
    """Name what a row is about, by the kinds and identifiers of its links and by its title."""
    kind = row["kind"]
    if kind == "paper":
        for link_kind, identifier in links:
            if link_kind in IDENTIFIERS and identifier:
                yield f"{link_kind} {identifier.lower()}"
        if title := normalise_title(str(row["title"])):
            yield f"title {title}"
    elif name := normalise_title(str(row["name"])):
        yield f"{kind} {name}"


def join_names(names: list[list[str]]) -> list[int]:
    """Number the groups of rows that share a name, directly or by way of others."""
    parent = list(range(len(names)))

    def find(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    first: dict[str, int] = {}
    for i, own in enumerate(names):
        for name in own:
            a, b = find(first.setdefault(name, i)), find(i)
            parent[max(a, b)] = min(a, b)
    return [find(i) for i in range(len(names))]


def join_versions(names: list[list[str]], sides: list[int]) -> list[int]:
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
    pairs = {pair for found in sharing.values() if len(found) <= _MOST for pair in combinations(sorted(found), 2)}
    alike = {(a, b): _compare(held[a][0] | held[a][1], held[b][0] | held[b][1]) for a, b in pairs}
    into = {group: group for group in held}
    for a, b in sorted(pairs, key=lambda pair: (-alike[pair], pair)):
        first, second = sorted((into[a], into[b]))
        if first == second or any(_compare(held[first][k], held[second][k]) < OTHER_TITLE for k in (0, 1)):
            continue
        for k in (0, 1):
            held[first][k].update(held[second][k])
        into = {group: first if now == second else now for group, now in into.items()}
    return [into[group] for group in groups]


def _compare(a: set[str], b: set[str]) -> float:
    """Return how alike two sets of titles are; a missing one contradicts none."""
    return compare_titles(sorted(a), sorted(b)) if a and b else 1.0
