"""Growth and sizes by strategy under assumptions about what is not disclosed."""

from collections.abc import Callable

import pandas as pd
import pytest

from listometrics.analyse.model_sizes import assume_sizes, compare_growth, compare_strategies
from listometrics.analyse.sample import Sample
from listometrics.study.schema import TABLES

Build = Callable[..., Sample]
CLOSED = pd.DataFrame({"model": ["ChatGPT", "GPT-4"], "low_m": [7000.0, 20000.0], "high_m": [175000.0, 1760000.0]})
MAKERS: dict[str, Callable[[Sample], pd.DataFrame]] = {
    "scale_growth": lambda sample: compare_growth(sample, CLOSED),
    "scale_strategies": lambda sample: compare_strategies(sample, CLOSED),
}


@pytest.mark.parametrize("name", MAKERS)
def test_tables_keep_to_their_schema_and_may_be_empty(build: Build, name: str) -> None:
    full, empty = MAKERS[name](build()), MAKERS[name](build(first_year=2030))
    TABLES[name].check(full)
    assert empty.empty
    pd.testing.assert_series_equal(full.dtypes, empty.dtypes)


def test_assumed_sizes_fill_only_what_is_undisclosed(build: Build) -> None:
    sample = build()
    low = assume_sizes(sample, CLOSED, "low_m").set_index("key")["size_m"]
    high = assume_sizes(sample, CLOSED, "high_m").set_index("key")["size_m"]
    assert (low["a2021"], low["e2023"], low["f2023"], low["h2023"]) == (110, 7000, 7000, 20000)
    assert (high["e2023"], high["f2023"], high["g2023"]) == (175000, 175000, 13000)
    assert pd.isna(low["c2022"])


def test_the_headline_growth_comes_first(build: Build) -> None:
    table = compare_growth(build(), CLOSED)
    assert table.loc[0, ["statistic", "method", "n"]].tolist() == ["known sizes", "Theil-Sen", 4]
    by = table.set_index(["statistic", "method"])["n"]
    assert by["with lower bounds", "Theil-Sen"] == 5
    assert by["undisclosed, if small", "Theil-Sen"] == 7


def test_sizes_by_strategy_are_compared_under_each_assumption(build: Build) -> None:
    table = compare_strategies(build(), CLOSED)
    medians = table[table["statistic"] == "median"].set_index(["assumption", "group_a"])["estimate"]
    assert medians["stated", "full"] == 110
    assert medians["stated", "frozen"] == 13000
    assert medians["closed large", "frozen"] == 175000
    assert len(table) == 4 * (3 + 3 + 1)
    assert medians["open weights", "frozen"] == 13000
    n = table[table["statistic"] == "kruskal_wallis"].set_index("assumption")["n"]
    assert (n["stated"], n["open weights"], n["closed small"]) == (5, 5, 7)
