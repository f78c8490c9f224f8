"""Which rows of two versions of a list are the same work, whatever line they stand in."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from listometrics.works.identity import join_versions, list_names

Row = dict[Any, Any]
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
