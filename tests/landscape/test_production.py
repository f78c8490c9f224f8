from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from listometrics.landscape.production import count_kinds, count_production


def test_production_counts_works_fully_and_in_fractions(make_frames: Callable[..., Any]) -> None:
    frames = make_frames(
        {"key": "a", "sections": ["1.1.1", "1.3.1"], "first_date": "2023-01"},
        {"key": "b", "sections": ["1.3.1", "1.3.2"], "first_date": "2023-07"},
        {"key": "c", "sections": ["1.1.1"], "first_date": "2020"},
    )
    table = count_production(*frames, period="quarter")
    rows = {(p, s): (int(n), f) for p, s, n, f in table.itertuples(index=False)}
    assert rows["2023Q1", "1.1"] == (1, 0.5)
    assert rows["2023Q1", "1.3"] == (1, 0.5)
    assert rows["2023Q2", "1.3"] == (0, 0.0)
    assert rows["2023Q3", "1.3"] == (1, 1.0)
    assert rows["undated", "1.1"] == (1, 1.0)
    assert table["n_fractional"].sum() == 3


def test_no_works_give_no_rows(make_frames: Callable[..., Any]) -> None:
    frames = make_frames({"key": "a"})
    assert count_production(*(frame.iloc[:0] for frame in frames)).empty


def test_kinds_are_counted_by_section(make_frames: Callable[..., Any]) -> None:
    entries = make_frames({"key": "a", "sections": ["1.1.1", "3.1"]}).entries
    entries["kind"] = pd.Series(["paper", "dataset"], dtype="str")
    assert count_kinds(entries).values.tolist() == [["1.1.1", "paper", 1], ["3.1", "dataset", 1]]
