"""Families over time, adoption lags, and open against closed models."""

from collections.abc import Callable

import pandas as pd
import pytest

from listometrics.analyse.families import compare_openness, list_families, measure_lags
from listometrics.analyse.sample import Sample
from listometrics.study.contract.scale import TABLES

Build = Callable[..., Sample]
MAKERS = {
    "scale_openness": compare_openness,
    "scale_families": list_families,
    "scale_lags": measure_lags,
}


@pytest.mark.parametrize("name", MAKERS)
def test_tables_keep_to_their_schema_and_may_be_empty(build: Build, name: str) -> None:
    full, empty = MAKERS[name](build()), MAKERS[name](build(first_year=2030))
    TABLES[name].check(full)
    assert empty.empty
    pd.testing.assert_series_equal(full.dtypes, empty.dtypes)


def test_a_family_counts_a_work_once_and_comes_in_order_of_first_use(build: Build) -> None:
    table = list_families(build())
    assert list(dict.fromkeys(table["family"])) == ["BERT", "T5", "LLaMA", "ChatGPT", "GPT-4"]
    assert table.groupby("family")["n"].sum().to_dict() == {
        "BERT": 2, "ChatGPT": 2, "GPT-4": 1, "LLaMA": 3, "T5": 1,
    }  # fmt: skip


def test_lags_are_in_months_and_know_what_could_be_seen(build: Build) -> None:
    row = measure_lags(build()).set_index("family").loc["LLaMA"]
    assert row[["first_release", "observable", "n", "early"]].tolist() == ["2023-02", 11, 3, 1]
    assert row["estimate"] == 1  # lags of -1, 1 and 2 months


def test_open_closed_and_both_add_up_to_the_works_of_a_period(build: Build) -> None:
    table = compare_openness(build(period="year"))
    sums = table.groupby("period")["hits"].sum()
    sizes = table.drop_duplicates("period").set_index("period")["n"]
    assert (sums == sizes).all()
