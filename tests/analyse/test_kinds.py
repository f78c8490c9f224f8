"""Kinds of parameter-efficient finetuning, first appearances, openness."""

from collections.abc import Callable

import pandas as pd
import pytest

from listometrics.analyse.sample import Sample
from listometrics.analyse.tuning import PEFT_KINDS, count_peft, cross_openness, list_appearances
from listometrics.study.schema import TABLES

Build = Callable[..., Sample]
MAKERS = {"methods_peft": count_peft, "methods_first": list_appearances, "methods_openness": cross_openness}


def test_peft_strategies_are_counted_among_the_works_that_name_one(build: Build) -> None:
    table = count_peft(build()).set_index("strategy")
    assert table["hits"].to_dict() == {"lora": 2, "prompt_tuning": 1}
    assert set(table["n"]) == {3}
    assert table["peft_kind"].to_dict() == {"lora": "reparametrization", "prompt_tuning": "additive"}


def test_every_known_strategy_has_a_kind_or_is_no_peft() -> None:
    others = {"frozen", "full_finetuning", "api_finetuning", "finetuning_unspecified"}
    assert set(TABLES["strategies"]["strategy"].allowed) - set(PEFT_KINDS) == others


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


@pytest.mark.parametrize("name", MAKERS)
def test_tables_keep_to_their_schema_and_may_be_empty(build: Build, name: str) -> None:
    full, empty = MAKERS[name](build()), MAKERS[name](build(first_year=2030))
    TABLES[name].check(full)
    assert empty.empty
    pd.testing.assert_series_equal(full.dtypes, empty.dtypes)
