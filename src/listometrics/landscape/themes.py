"""Themes of the list's notes, by patterns that are data."""

from __future__ import annotations

import re

import pandas as pd

from listometrics.analyse.intervals import share_wilson
from listometrics.analyse.stages import cut_stage
from listometrics.errors import StudyError
from listometrics.landscape.patterns import compile_pattern

ALL = "all"


def find_themes(
    entries: pd.DataFrame, entry_papers: pd.DataFrame, themes: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find the themes of each work's notes.

    `themes` has theme (English name), pattern (a regular expression of those that `compile_pattern` takes; case
    does not matter), why. Returns the works with a note, one row for each stage (key, stage, note: all its notes
    joined), and the themes found (key, theme).
    """
    notes = entries.loc[(entries["kind"] == "paper") & (entries["note"] != ""), ["entry", "section", "note"]]
    notes = notes.merge(entry_papers, on="entry")
    notes = notes.assign(stage=notes["section"].map(cut_stage))
    joined = notes.drop_duplicates(["key", "note"]).groupby("key")["note"].agg("\n".join)
    works = notes[["key", "stage"]].drop_duplicates().sort_values(["key", "stage"]).reset_index(drop=True)
    works = works.assign(note=works["key"].map(joined))
    patterns = [
        (str(theme), _compile(str(p), str(theme))) for theme, p in zip(themes["theme"], themes["pattern"], strict=True)
    ]
    found = [(k, theme) for k, note in joined.items() for theme, p in patterns if p.search(str(note))]
    return works, pd.DataFrame(found, columns=["key", "theme"], dtype="str").drop_duplicates()


def count_themes(works: pd.DataFrame, found: pd.DataFrame, themes: pd.DataFrame) -> pd.DataFrame:
    """Count works with a note by theme and stage, and over all stages (stage `all`).

    Returns theme, stage, hits, n (works with a note), estimate, low, high, method; most frequent theme first.
    """
    rows = []
    every = works.assign(stage=ALL).drop_duplicates("key")
    names = list(dict.fromkeys(str(theme) for theme in themes["theme"]))
    for stage, ours in [(ALL, every), *works.groupby("stage")]:
        hits = found[found["key"].isin(ours["key"])].groupby("theme")["key"].nunique()
        for theme in names:
            share = share_wilson(int(hits.get(theme, 0)), len(ours))
            rows.append((theme, stage, int(hits.get(theme, 0)), *_cells(share)))
    table = pd.DataFrame(rows, columns=["theme", "stage", "hits", "n", "estimate", "low", "high", "method"])
    order = table[table["stage"] == ALL].sort_values(["hits", "theme"], ascending=[False, True])["theme"]
    rank = {theme: i for i, theme in enumerate(order)}
    table = table.sort_values(["theme", "stage"], key=lambda c: c.map(rank) if c.name == "theme" else c, kind="stable")
    return table.reset_index(drop=True).astype({"theme": "str", "stage": "str", "hits": "Int64", "n": "Int64"})


def _cells(share: tuple[float, float, float, int, str]) -> tuple[int, float, float, float, str]:
    estimate, low, high, n, method = share
    return n, estimate, low, high, method


def _compile(pattern: str, theme: str) -> re.Pattern[str]:
    try:
        return compile_pattern(pattern)
    except ValueError as error:
        raise StudyError(
            f"data/vocab/themes.csv: theme {theme!r}: the pattern {pattern!r} is not used: {error}. Correct it there."
        ) from None
