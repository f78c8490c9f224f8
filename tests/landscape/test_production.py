from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from listometrics.landscape.contents import count_kinds
from listometrics.landscape.production import count_months, count_production


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


def test_months_count_every_kind(make_frames: Callable[..., Any]) -> None:
    frames = make_frames(
        {"key": "a", "sections": ["1.1.1", "1.3.1"], "first_date": "2023-01"},
        {"key": "b", "sections": ["1.1.1"], "first_date": "2023-03"},
        {"key": "c", "sections": ["1.1.1"], "first_date": "2020"},
    )
    more = [{"entry": 5, "section": "3.1", "kind": "dataset"}, {"entry": 6, "section": "4", "kind": "repository"}]
    entries = pd.concat([frames.entries, pd.DataFrame(more)]).astype({"entry": "Int64", "kind": "str"})
    links = [
        (5, 1, "github", "a/b"),
        (5, 3, "arxiv", "2401.00001"),
        (5, 2, "arxiv", "2302.00001"),
        (6, 1, "github", ""),
    ]
    table = count_months(
        {
            "entries": entries,
            "entry_papers": frames.entry_papers,
            "papers": frames.papers,
            "links": pd.DataFrame(links, columns=["entry", "position", "kind", "identifier"]),
        }
    )
    rows = {tuple(key): (int(n), part) for *key, n, part in table.itertuples(index=False)}
    assert rows["2023-01", "1.1", "paper"] == (1, 0.5)
    assert rows["2023-02", "1.1", "paper"] == (0, 0.0)
    assert rows["2023-02", "3.1", "dataset"] == (1, 1.0)
    assert rows["2023-03", "1.1", "paper"] == (1, 1.0)
    assert rows["undated", "1.1", "paper"] == rows["undated", "4", "repository"] == (1, 1.0)
    assert table["n_fractional"].sum() == 5
    assert list(dict.fromkeys(table["month"])) == ["2023-01", "2023-02", "2023-03", "undated"]


def test_kinds_are_counted_by_section(make_frames: Callable[..., Any]) -> None:
    entries = make_frames({"key": "a", "sections": ["1.1.1", "3.1"]}).entries
    entries["kind"] = pd.Series(["paper", "dataset"], dtype="str")
    assert count_kinds(entries).values.tolist() == [
        ["1.1.1", "Part 1.1.1", "paper", 1],
        ["3.1", "Part 3.1", "dataset", 1],
    ]
