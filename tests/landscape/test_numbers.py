from __future__ import annotations

import pandas as pd

from listometrics.landscape.landscape_numbers import landscape_numbers
from listometrics.landscape.network import make_network

NO_NETWORK = make_network(pd.DataFrame({"key": [], "author": [], "authors": []}), 1)


def test_a_table_that_is_left_out_gives_no_numbers() -> None:
    numbers = landscape_numbers({}, NO_NETWORK)
    assert list(numbers) == ["network"]
    assert numbers["network"]["largest_share"] is None


def test_months_are_summed_by_kind() -> None:
    papers = [("2023-01", "1.1", "paper", 2, 1.5), ("2023-01", "1.2", "paper", 1, 0.5)]
    rows = [*papers, ("2023-02", "3", "dataset", 1, 1.0), ("undated", "3", "dataset", 4, 4.0)]
    table = pd.DataFrame(rows, columns=["month", "stage", "kind", "n", "n_fractional"])
    assert landscape_numbers({"production_months": table}, NO_NETWORK)["production_months"] == {
        "first": "2023-01",
        "last": "2023-02",
        "peak": "2023-01",
        "peak_n": 2,
        "all": {"dataset": 5, "paper": 2},
        "dated": {"dataset": 1, "paper": 2},
    }


def test_bradford_says_how_far_the_zones_grow() -> None:
    rows = [(1, 4, 57, float("nan")), (2, 10, 54, 2.5), (3, 43, 54, 4.3)]
    zones = pd.DataFrame(rows, columns=["zone", "venues", "n", "multiplier"])
    bradford = landscape_numbers({"zones": zones}, NO_NETWORK)["bradford"]
    assert (bradford["core_venues"], bradford["core_works"], bradford["works"]) == (4, 57, 165)
    assert bradford["core_share"] == 57 / 165
    assert (bradford["multiplier_least"], bradford["multiplier_most"]) == (2.5, 4.3)
    none = landscape_numbers({"zones": zones.iloc[:0]}, NO_NETWORK)["bradford"]
    assert (none["core_share"], none["multiplier_least"]) == (None, None)


def test_what_is_too_small_to_be_drawn_is_counted() -> None:
    cohorts = pd.DataFrame(
        [("all", 0, 9), ("2021", 0, 2), ("2021", 1, 2), ("2022", 0, 5)], columns=["cohort", "horizon", "n"]
    )
    columns = dict.fromkeys(("hits", "unknown", "estimate", "low", "high", "bound_low", "bound_high"), 0.0)
    numbers = landscape_numbers({"publishing": cohorts.assign(complete=True, **columns)}, NO_NETWORK)
    assert numbers["publishing_not_drawn"] == {"2021": 2}
    names = [f"D{i:02}" for i in range(26)]
    developers = pd.DataFrame({"developer": names, "openness": "open", "n": [3] * 20 + [1] * 6})
    numbers = landscape_numbers({"developers": developers.assign(n_fractional=1.0, models=1)}, NO_NETWORK)
    assert (numbers["developers"]["least_drawn"], numbers["developers"]["not_drawn"]) == (2, 6)


def test_works_without_a_named_developer_are_no_developer() -> None:
    rows = [("OpenAI", 5), ("not named", 2), ("Meta AI", 1)]
    table = pd.DataFrame(rows, columns=["developer", "n"]).assign(openness="open", n_fractional=1.0, models=1)
    numbers = landscape_numbers({"developers": table}, NO_NETWORK)["developers"]
    assert (numbers["developers"], numbers["not_named"]) == (2, 2)
