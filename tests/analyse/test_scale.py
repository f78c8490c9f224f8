"""Sizes over time, their medians and classes, and their growth."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from listometrics.analyse.model_sizes import count_classes, estimate_growth, find_events, list_sizes, sum_sizes
from listometrics.analyse.sample import Sample
from listometrics.study.schema import TABLES

Build = Callable[..., Sample]
MAKERS: dict[str, Callable[[Sample], pd.DataFrame]] = {
    "scale_sizes": list_sizes,
    "scale_medians": sum_sizes,
    "scale_classes": count_classes,
}


@pytest.mark.parametrize("name", MAKERS)
def test_tables_keep_to_their_schema_and_may_be_empty(build: Build, name: str) -> None:
    full, empty = MAKERS[name](build()), MAKERS[name](build(first_year=2030))
    TABLES[name].check(full)
    assert empty.empty
    pd.testing.assert_series_equal(full.dtypes, empty.dtypes)


def test_every_work_with_a_model_is_listed_once(build: Build) -> None:
    table = list_sizes(build()).set_index("key")
    assert len(table) == 9
    assert table.loc["f2023", "size_status"] == "at least"
    assert pd.isna(table.loc["e2023", "size_m"])


def test_medians_leave_out_what_is_not_disclosed_and_count_it(build: Build) -> None:
    row = sum_sizes(build()).set_index("period").loc["2023Q1"]
    assert (row["estimate"], row["n"], row["undisclosed"], row["at_least"]) == (7000, 2, 1, 1)
    row = sum_sizes(build()).set_index("period").loc["2022Q4"]
    assert (row["n"], row["unstated"]) == (0, 1)


def test_undisclosed_is_a_class_of_its_own(build: Build) -> None:
    table = count_classes(build(period="year")).set_index(["period", "size_class"])["hits"]
    assert table["2023", "undisclosed"] == 3
    assert table["2023", "1B to 10B"] == 1
    assert table["2023", "10B to 100B"] == 1


def test_growth_is_tenfold_where_sizes_grow_tenfold_a_year() -> None:
    months = [f"{2020 + i // 12}-{i % 12 + 1:02d}" for i in range(36)]
    works = pd.DataFrame({"month": months, "size_m": 100 * 10 ** (np.arange(36) / 12)})
    found, ties = estimate_growth(works, 1)
    assert found[:4] == pytest.approx((10, 10, 10, 36))
    assert ties == 0


def test_events_are_the_releases_that_the_sample_knows(build: Build) -> None:
    assert find_events(build()) == {"ChatGPT": "2022-11", "LLaMA": "2023-02"}
    assert find_events(build(first_year=2030)) == {}


def test_of_very_many_works_so_many_as_stated_are_drawn_and_the_method_says_so() -> None:
    rng = np.random.default_rng(3)
    month = rng.integers(0, 36, 3000)
    works = pd.DataFrame(
        {
            "month": [f"{2021 + m // 12}-{m % 12 + 1:02d}" for m in month],
            "size_m": 10 ** (2 + np.log10(2) / 12 * month + rng.normal(0, 0.2, month.size)).round(1),
        }
    )
    growth, _ = estimate_growth(works, 1)
    assert growth.method == "Theil-Sen, 1,000 of 3,000 works drawn at random"
    assert growth.n == 1000
    assert growth.low < 2 < growth.high
    assert growth == estimate_growth(works, 1)[0]
    assert estimate_growth(works.head(1000), 1)[0].method == "Theil-Sen"
