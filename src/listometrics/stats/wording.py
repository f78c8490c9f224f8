"""Sentences that follow the numbers: what rose, what fell, and what cannot be told from no change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from listometrics.stats.estimates import difference

NBSP = "\N{NO-BREAK SPACE}"


def percent(share: float) -> str:
    """Write a share for readers.

    >>> percent(0.474), percent(float("nan"))
    ('47\\xa0%', 'an unknown share')
    """
    return "an unknown share" if np.isnan(share) else f"{share * 100:.0f}{NBSP}%"


def name_size(millions: float) -> str:
    """Write a size in millions of parameters as people do.

    >>> name_size(110), name_size(7000), name_size(1500), name_size(1e6)
    ('110M', '7B', '1.5B', '1,000B')
    """
    if millions >= 1e3:
        return f"{millions / 1e3:,.3g}B" if millions < 1e6 else f"{millions / 1e3:,.0f}B"
    return f"{millions:.3g}M"


def upper_first(text: str) -> str:
    """Return a text with a capital at its beginning.

    >>> upper_first("frozen use"), upper_first("LoRA")
    ('Frozen use', 'LoRA')
    """
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """Return a text without a capital at its beginning, unless its first word is a name such as LoRA.

    >>> lower_first("Full finetuning fell"), lower_first("LoRA rose")
    ('full finetuning fell', 'LoRA rose')
    """
    first = text.split(" ", 1)[0]
    return text if first[1:] != first[1:].lower() else text[:1].lower() + text[1:]


def list_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table as a list of rows for JSON; what is missing is None."""
    return [
        {str(k): v for k, v in row.items()}
        for row in table.astype(object).where(table.notna(), None).to_dict("records")
    ]


def say_most(top: pd.DataFrame, column: str, group: str, places: Mapping[str, str], names: Mapping[str, str]) -> str:
    """Say which group is most frequent in which place, from the row of each place with the largest estimate."""
    said = [
        f"{names[row[group]]} in “{places.get(row[column], row[column])}” ({percent(row['estimate'])})"
        for row in top.sort_values(column, kind="stable").to_dict("records")
    ]
    return f"Most frequent: {join_words(said)}"


def join_words(words: Sequence[str]) -> str:
    """Join words as a sentence does.

    >>> join_words(["a"]), join_words(["a", "b"]), join_words(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    *most, last = words or [""]
    return f"{', '.join(most)} and {last}" if most else last


def find_direction(before: Mapping[Any, Any], after: Mapping[Any, Any]) -> int:
    """Return 1 where a share rose, -1 where it fell, 0 where the interval of the change holds none.

    Both sides have `hits` and `n`.
    """
    change = difference((int(after["hits"]), int(before["hits"])), (int(after["n"]), int(before["n"])))
    return int(change.low > 0) - int(change.high < 0)


def say_changes(table: pd.DataFrame, column: str, names: Mapping[str, str], sides: tuple[str, str]) -> str:
    """Say of each group how its share changed since one period, as one sentence without a full stop.

    `table` has the column of the group, `period`, `hits`, `n` and `estimate`; `names` are the groups' names, in the
    order in which they are told; `sides` are the two periods. Groups that rose, that fell, and that show no clear
    change are told apart by the interval of the difference.
    """
    told: dict[int, list[tuple[str, str]]] = {-1: [], 1: [], 0: []}
    cells = {(row[column], row["period"]): row for row in table[table["n"] > 0].to_dict("records")}
    for group, name in names.items():
        before, after = (cells.get((group, side)) for side in sides)
        if before and after:
            shares = f"{percent(before['estimate'])} to {percent(after['estimate'])}"
            told[find_direction(before, after)].append((name, shares))
    parts = []
    for direction, verb in ((-1, " fell"), (1, " rose")):
        said = [f"{name}{'' if i else verb} from {shares}" for i, (name, shares) in enumerate(told[direction])]
        parts += [join_words(said)] if said else []
    if told[0]:
        parts.append(f"{join_words([f'{name} ({shares})' for name, shares in told[0]])} did not clearly change")
    return upper_first(f"{sides[1]}, {'; '.join(parts)}") if parts else _say_side(cells, names, sides)


def _say_side(cells: Mapping[Any, Any], names: Mapping[str, str], sides: tuple[str, str]) -> str:
    """Say the shares of the one period that has works, where there is nothing to compare it with."""
    for side in sides:
        said = [f"{name} {percent(cells[group, side]['estimate'])}" for group, name in names.items()
                if (group, side) in cells]  # fmt: skip
        if said:
            return upper_first(f"{side}: {join_words(said)}")
    return "Too few works to compare"
