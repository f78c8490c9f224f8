"""The columns that tables of estimates share, with their types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

ESTIMATE = ["estimate", "low", "high", "n", "method"]
FLOATS = ("estimate", "low", "high", "q1", "q3", "ties", "p", "p_holm", "null", "params_m", "size_m", "share")
INTEGERS = ("n", "at_least", "undisclosed", "unstated", "n_a", "n_b", "rank")
BOOLEANS = ("thin", "incomplete", "drawn", "changes")


def make_frame(rows: list[dict[str, Any]], columns: list[str], **types: str) -> pd.DataFrame:
    """Return rows as a frame with these columns in this order, typed the same where there are none.

    Columns of the names above have their types, the rest are text; `types` overrules.
    """
    known = {
        **dict.fromkeys(columns, "str"),
        **dict.fromkeys(FLOATS, "float64"),
        **dict.fromkeys(INTEGERS, "Int64"),
        **dict.fromkeys(BOOLEANS, "boolean"),
        **types,
    }
    return pd.DataFrame(rows, columns=columns).astype({name: known[name] for name in columns})


def as_number(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return an estimate as a plain dictionary for JSON: NaN becomes None.

    >>> as_number({"estimate": 0.5, "low": float("nan"), "high": 1.0, "n": 3, "method": "x"})["low"] is None
    True
    """
    return {name: _plain(row[name]) for name in ESTIMATE}


def _plain(value: Any) -> Any:
    value = value.item() if hasattr(value, "item") else value
    return None if pd.isna(value) else value
