"""Themes of the list's notes, by patterns that are data."""

from __future__ import annotations

import re
from collections import Counter
from importlib import import_module
from math import prod
from typing import Any

import pandas as pd

from listometrics.analyse.intervals import share_wilson
from listometrics.analyse.stages import cut_stage
from listometrics.errors import StudyError

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


# Python's own reader of patterns: a second one would disagree with it.
_parser: Any = import_module("re._parser")
_compiler: Any = import_module("re._compiler")

FLAGS = re.I | re.A  # ASCII: \b parts CoT from the Chinese around it
LONGEST = 100
"""As many letters `*` and `+` match at most."""
MOST = 1_000
"""As many ways to match a pattern may have at a place."""
_ONE = frozenset(("LITERAL", "NOT_LITERAL", "ANY", "IN", "AT"))
_REPEATS = frozenset(("MAX_REPEAT", "MIN_REPEAT"))


def compile_pattern(pattern: str) -> re.Pattern[str]:
    r"""Return a pattern that takes a time in proportion to the text, or raise ValueError saying why it might not.

    Taken are letters, classes, `|`, groups, looks ahead and behind, and repeats of what matches in one way only.

    >>> bool(compile_pattern(r"(prefix|soft)[ +]*prompt").search("soft  prompt"))
    True
    >>> compile_pattern(r"(\w+\s?)+#")
    Traceback (most recent call last):
    ValueError: it repeats what matches in several ways
    """
    try:
        parsed = _parser.parse(pattern, FLAGS)
    except re.error as error:
        raise ValueError(f"it is no regular expression: {error}") from None
    except (RecursionError, OverflowError):
        raise ValueError("it is nested too deeply or counts too far") from None
    if _ways(parsed) > MOST:
        raise ValueError(f"it may match in more than {MOST:,} ways")
    compiled: re.Pattern[str] = _compiler.compile(parsed, FLAGS)
    return compiled


def _ways(parsed: Any) -> int:
    """Return in how many ways a parsed pattern may match at a place, at most; ends its endless repeats."""
    return prod(_item_ways(parsed, n) for n in range(len(parsed)))


def _item_ways(parsed: Any, n: int) -> int:
    code, argument = parsed[n]
    if str(code) in _ONE:
        return 1
    if str(code) == "BRANCH":
        return _branch_ways(argument[1])
    if str(code) == "SUBPATTERN":
        return _ways(argument[3])
    if str(code) in ("ASSERT", "ASSERT_NOT"):
        return _ways(argument[1])
    if str(code) not in _REPEATS:
        raise ValueError("it holds more than letters, classes, |, groups and repeats")
    least, most, body = argument
    if most == _parser.MAXREPEAT:
        most = max(least, LONGEST)
        parsed[n] = (code, (least, most, body))
    inner = _ways(body)
    if most <= 1:
        return inner + 1
    if inner > 1:
        raise ValueError("it repeats what matches in several ways")
    if most > LONGEST:
        raise ValueError(f"it counts further than {LONGEST}")
    return int(most - least + 1)


def _branch_ways(branches: Any) -> int:
    """Add the ways of branches that may both match: those that begin with different letters never do."""
    ways: Counter[str] = Counter()
    for branch in branches:
        literal = len(branch) and str(branch[0][0]) == "LITERAL"
        ways[chr(branch[0][1]).lower() if literal else ""] += _ways(branch)
    return ways.pop("", 0) + max(ways.values(), default=0)
