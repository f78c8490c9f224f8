from __future__ import annotations

from collections.abc import Callable
from typing import Any

from listometrics.landscape.authorship import count_teams


def test_the_median_team_by_year(make_frames: Callable[..., Any]) -> None:
    sizes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    works = [{"key": f"w{n}", "authors": "; ".join("ABCDEFGHIJ"[:n]), "first_date": "2023-01"} for n in sizes]
    works += [{"key": "x", "authors": "A; B", "first_date": "2020"}, {"key": "y", "authors": "", "first_date": "2020"}]
    table = count_teams(make_frames(*works).papers).set_index("year")
    assert table.loc[2023, ["estimate", "low", "high", "n", "solo", "largest"]].tolist() == [5.5, 2.0, 9.0, 10, 1, 10]
    assert table.loc[2020, ["estimate", "n"]].tolist() == [2.0, 1]
    assert table.loc[2020, ["low", "high"]].isna().all()


def test_no_authors_give_no_rows(make_frames: Callable[..., Any]) -> None:
    assert count_teams(make_frames({"key": "a"}).papers).empty
