from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from listometrics.landscape.publishing import count_venues, find_least, find_ties, sum_zones


def published(venue: str, n: int) -> list[dict[str, Any]]:
    return [{"key": f"{venue}{i}", "status": "published", "venue": venue, "venue_type": "journal"} for i in range(n)]


def test_zones_hold_a_third_of_the_works_each(make_frames: Callable[..., Any]) -> None:
    """Bradford's own numbers: 9, 59 and 258 journals of applied geophysics make zones of about a third each."""
    works = [w for i in range(9) for w in published(f"a{i}", 47)]  # 423
    works += [w for i in range(59) for w in published(f"b{i:02}", 8)]  # 472
    works += [w for i in range(258) for w in published(f"c{i:03}", 2)]  # 516
    venues = count_venues(make_frames(*works).papers)
    zones = sum_zones(venues)
    assert venues["n"].sum() == zones["n"].sum() == len(works)
    assert abs(zones["n"] - len(works) / 3).max() <= 47
    assert zones["venues"].is_monotonic_increasing
    assert zones.loc[1, "multiplier"] == zones.loc[1, "venues"] / zones.loc[0, "venues"]


def test_ranks_are_by_works_then_alphabet(make_frames: Callable[..., Any]) -> None:
    papers = make_frames(*published("B", 1), *published("C", 2), *published("A", 1)).papers
    venues = count_venues(papers)
    assert venues[["venue", "n", "rank", "cumulative"]].values.tolist() == [
        ["C", 2, 1, 2],
        ["A", 1, 2, 3],
        ["B", 1, 3, 4],
    ]


def test_preprints_and_works_without_a_venue_are_left_out(make_frames: Callable[..., Any]) -> None:
    papers = make_frames(
        {"key": "a", "status": "preprint", "venue": "arXiv"}, {"key": "b", "status": "published"}
    ).papers
    assert count_venues(papers).empty
    assert sum_zones(count_venues(papers)).empty


def test_ties_across_a_border_are_found(make_frames: Callable[..., Any]) -> None:
    works = [w for name, n in {"A": 4, "B": 2, "C": 2, "D": 2, "E": 2}.items() for w in published(name, n)]
    venues = count_venues(make_frames(*works).papers)
    assert venues["zone"].tolist() == [1, 2, 2, 3, 3]
    assert find_ties(venues).values.tolist() == [[2, 2, 4]]
    assert find_ties(venues[venues["zone"] == 1]).empty
    assert find_ties(venues.iloc[:0]).empty


@pytest.mark.parametrize(
    ("counts", "most", "least"),
    [([5, 4, 3], 3, 1), ([5, 4, 3, 1], 3, 2), ([5, 3, 3, 3], 3, 4), ([2, 2, 2, 2], 3, 3), ([], 3, 1)],
    ids=["all fit", "one too many", "a tie at the cut", "nothing but ties", "nothing"],
)
def test_the_least_count_leaves_no_equal_ones_out(counts: list[int], most: int, least: int) -> None:
    assert find_least(pd.Series(counts, dtype="Int64"), most) == least
