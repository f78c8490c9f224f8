"""Strategy groups over time and by stage."""

from collections.abc import Callable

import pandas as pd
import pytest

from listometrics.analyse.sample import Sample
from listometrics.analyse.tuning import (
    associate_stages,
    count_groups,
    cross_stages,
    estimate_methods,
    fit_methods,
)
from listometrics.study.schema import TABLES

Build = Callable[..., Sample]


def get_row(table: pd.DataFrame, **values: object) -> pd.Series:
    rows = table
    for name, value in values.items():
        rows = rows[rows[name] == value]
    assert len(rows) == 1, values
    return rows.iloc[0]


def test_full_counting_counts_a_work_for_each_group_and_fractional_its_fraction(build: Build) -> None:
    table = count_groups(build())
    frozen = get_row(table, period="2023Q1", strategy_group="frozen")
    assert (frozen["n"], frozen["n_fractional"]) == (2, 1.5)
    peft = get_row(table, period="2023Q1", strategy_group="peft")
    assert (peft["n"], peft["n_fractional"]) == (2, 1.5)


def test_fractions_add_up_to_the_coded_works(build: Build) -> None:
    sample = build()
    assert count_groups(sample)["n_fractional"].sum() == (sample.works["group"] != "").sum()


def test_works_without_a_month_form_a_line_of_their_own(build: Build) -> None:
    row = get_row(estimate_methods(build()), among="all", counting="full", period="undated", strategy_group="full")
    assert (row["hits"], row["n"], row["estimate"]) == (1, 1, 1)


def test_shares_are_of_the_works_of_the_period(build: Build) -> None:
    row = get_row(
        estimate_methods(build(period="year")), among="all", counting="full", period="2023", strategy_group="frozen"
    )
    assert (row["hits"], row["n"], row["estimate"]) == (4, 5, 0.8)
    assert row["thin"]


def test_a_quarter_without_works_stays_in_the_table(build: Build) -> None:
    row = get_row(estimate_methods(build()), among="all", counting="full", period="2021Q3", strategy_group="full")
    assert row["n"] == 0
    assert pd.isna(row["estimate"])


def test_a_work_in_two_stages_counts_in_both(build: Build) -> None:
    table = cross_stages(build())
    assert get_row(table, stage="1.1", strategy_group="peft")["hits"] == 1
    assert get_row(table, stage="1.3", strategy_group="peft")["hits"] == 2
    assert get_row(table, stage="1.3", strategy_group="frozen")["n"] == 3


def test_shares_are_told_again_on_open_weights_alone(build: Build) -> None:
    table = estimate_methods(build(period="year"))
    row = get_row(table, among="open", counting="full", period="2023", strategy_group="frozen")
    assert (row["hits"], row["n"]) == (1, 2)  # d2023 and g2023; f2023 names a closed model, too
    row = get_row(table, among="open", counting="fractional", period="2023", strategy_group="peft")
    assert (row["hits"], row["estimate"]) == (1, 0.5)


def test_the_trend_is_fitted_again_on_open_weights_alone(build: Build) -> None:
    sample = build()
    works = pd.concat([sample.works.assign(key=sample.works["key"] + str(i)) for i in range(4)], ignore_index=True)
    object.__setattr__(sample, "works", works)
    table = fit_methods(sample)
    assert table.groupby("among")["n"].first().to_dict() == {"all": 28, "open": 20}
    # Without the closed models, which are all frozen, frozen use at the end is rarer.
    last = table[table["strategy_group"] == "frozen"].groupby("among")["estimate"].last()
    assert last["open"] < last["all"]


def test_only_stages_of_the_pipeline_are_associated(build: Build) -> None:
    names = {"1.1": "Encoder", "1.2": "Other related papers", "1.3": "Ranking"}
    found, _, used = associate_stages(build(), names)
    assert used == ["1.1", "1.3"]
    assert found.n == 5  # a2021 d2023 e2023 g2023 h2023; those of 1.2 are left out, f2023 has two groups
    assert "bootstrap" in found.method


def test_the_trend_needs_ten_works(build: Build) -> None:
    assert fit_methods(build()).empty


@pytest.mark.parametrize("make", [count_groups, estimate_methods, cross_stages, fit_methods])
def test_an_impossible_choice_gives_a_table_without_rows(build: Build, make: Callable[[Sample], pd.DataFrame]) -> None:
    full, empty = make(build()), make(build(first_year=2030))
    assert empty.empty
    pd.testing.assert_series_equal(full.dtypes, empty.dtypes)


def test_the_association_of_nothing_says_nothing(build: Build) -> None:
    assert pd.isna(associate_stages(build(first_year=2030), {})[1])


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("methods_counts", count_groups),
        ("methods_shares", estimate_methods),
        ("methods_stages", cross_stages),
        ("methods_trend", fit_methods),
    ],
)
def test_tables_keep_to_their_schema(build: Build, name: str, make: Callable[[Sample], pd.DataFrame]) -> None:
    TABLES[name].check(make(build()))


def test_the_seed_decides_the_fractional_intervals(build: Build) -> None:
    one, again, other = (estimate_methods(build(seed=seed)) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one, again)
    assert not one["low"].equals(other["low"])
