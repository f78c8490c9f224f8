from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from listometrics.landscape.publishing import count_published

ARXIV = [{"venue": "arXiv", "preprint": True}]


def work(key: str, first: str, status: str, year: int = 0, **more: Any) -> dict[str, Any]:
    known = {"status": status, "venue": "KDD" if status == "published" else ""}
    return {"key": key, "first_date": first, "rows": ARXIV, **known, **({"year": year} if year else {}), **more}


def test_shares_by_horizon_with_bounds_for_the_unknown(make_frames: Callable[..., Any]) -> None:
    frames = make_frames(
        work("a", "2023-03", "published", 2023),
        work("b", "2023-05", "published", 2024),
        work("c", "2023-12", "unknown"),
        work("d", "2023-12", "preprint"),
    )
    table = count_published(*frames, last_date="2025-06").query("cohort == '2023'").set_index("horizon")
    assert table["hits"].tolist() == [1, 2, 2]
    assert table["n"].tolist() == [4, 4, 4]
    assert table["unknown"].tolist() == [1, 1, 1]
    assert table["bound_low"].tolist() == [0.25, 0.5, 0.5]
    assert table["bound_high"].tolist() == [0.5, 0.75, 0.75]
    assert table["complete"].tolist() == [True, True, False]
    assert table.loc[1, ["low", "high"]].tolist() == pytest.approx([0.1500, 0.8500], abs=1e-4)  # Wilson, 2 of 4


def test_works_that_the_list_names_by_a_venue_are_left_out(make_frames: Callable[..., Any]) -> None:
    mixed = [{"venue": "arXiv", "preprint": True}, {"venue": "KDD", "preprint": False}]
    frames = make_frames(
        work("a", "2023-03", "published", 2023, rows=mixed, sections=["1.1.1", "1.2.1"]),
        work("b", "2023-03", "published", 2023, rows=[{}]),
    )
    table = count_published(*frames)
    assert table["n"].tolist() == [0, 0, 0]
    assert table["estimate"].isna().all()


def test_a_year_of_first_appearance_is_enough(make_frames: Callable[..., Any]) -> None:
    table = count_published(*make_frames(work("a", "2021", "published", 2022))).query("cohort == '2021'")
    assert table["hits"].tolist() == [0, 1, 1]
