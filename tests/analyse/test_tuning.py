"""Tuning strategies over time, by stage and by openness."""

from collections.abc import Callable

import pandas as pd

from listometrics.analyse.sample import Sample
from listometrics.analyse.tuning import (
    associate_stages,
    count_groups,
    count_peft,
    cross_openness,
    cross_stages,
    estimate_methods,
    list_appearances,
)

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


def test_only_stages_of_the_pipeline_are_associated(build: Build) -> None:
    names = {"1.1": "Encoder", "1.2": "Other related papers", "1.3": "Ranking"}
    found, _, used = associate_stages(build(), names)
    assert used == ["1.1", "1.3"]
    assert found.n == 5  # a2021 d2023 e2023 g2023 h2023; those of 1.2 are left out, f2023 has two groups
    assert "bootstrap" in found.method


def test_peft_strategies_are_counted_among_the_works_that_name_one(build: Build) -> None:
    table = count_peft(build()).set_index("strategy")
    assert table["hits"].to_dict() == {"lora": 2, "prompt_tuning": 1}
    assert set(table["n"]) == {3}
    assert table["peft_kind"].to_dict() == {"lora": "reparametrization", "prompt_tuning": "additive"}


def test_first_appearances_come_in_order_of_month(build: Build) -> None:
    table = list_appearances(build())
    first = table[table["rank"] == 1].set_index("strategy")["month"].to_dict()
    assert first == {
        "full_finetuning": "2021-05", "prompt_tuning": "2022-12", "lora": "2023-01", "frozen": "2023-02",
    }  # fmt: skip
    assert (table["n"] == 1).all()


def test_frozen_use_is_split_by_openness_over_all_and_by_stage(build: Build) -> None:
    table = cross_openness(build())
    frozen = table[table["strategy_group"] == "frozen"].set_index(["stage", "openness"])
    assert frozen.loc[("all", "closed"), ["hits", "n"]].tolist() == [2, 2]
    assert frozen.loc[("all", "open"), ["hits", "n"]].tolist() == [1, 6]
    assert frozen.loc[("1.3", "both"), ["hits", "n"]].tolist() == [1, 1]
