"""Sizes and families of models over time, and what undisclosed sizes do."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from listometrics.analyse.model_families import list_families, measure_lags
from listometrics.analyse.model_sizes import (
    assume_sizes,
    compare_growth,
    compare_openness,
    compare_strategies,
    count_classes,
    estimate_growth,
    list_sizes,
    sum_sizes,
)
from listometrics.analyse.sample import Sample, build_sample, check_choices
from listometrics.study.schema import TABLES

Build = Callable[..., Sample]
MAKERS: dict[str, Callable[[Sample], pd.DataFrame]] = {
    "scale_sizes": list_sizes,
    "scale_medians": sum_sizes,
    "scale_classes": count_classes,
}


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


CLOSED = pd.DataFrame({"model": ["ChatGPT", "GPT-4"], "low_m": [7000.0, 20000.0], "high_m": [175000.0, 1760000.0]})
MAKERS: dict[str, Callable[[Sample], pd.DataFrame]] = {
    "scale_growth": lambda sample: compare_growth(sample, CLOSED),
    "scale_strategies": lambda sample: compare_strategies(sample, CLOSED),
}


def test_assumed_sizes_fill_only_what_is_undisclosed(build: Build) -> None:
    sample = build()
    low = assume_sizes(sample, CLOSED, "low_m").set_index("key")["size_m"]
    high = assume_sizes(sample, CLOSED, "high_m").set_index("key")["size_m"]
    assert (low["a2021"], low["e2023"], low["f2023"], low["h2023"]) == (110, 7000, 7000, 20000)
    assert (high["e2023"], high["f2023"], high["g2023"]) == (175000, 175000, 13000)
    assert pd.isna(low["c2022"])


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


MAKERS = {
    "scale_openness": compare_openness,
    "scale_families": list_families,
    "scale_lags": measure_lags,
}


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


def test_models_that_the_vocabulary_does_not_know_are_a_family_of_their_own(tables: dict[str, pd.DataFrame]) -> None:
    unknown = tables["entry_models"]["model"] == "T5"
    tables["entry_models"].loc[unknown, ["family", "released"]] = ""
    tables["entry_models"].loc[unknown, "open_weights"] = pd.NA
    sample = build_sample(tables, check_choices())
    table = list_families(sample)
    TABLES["scale_families"].check(table)
    assert table.loc[table["family"] == "unknown", ["key", "openness"]].values.tolist() == [["c2022", ""]]
    assert "unknown" not in set(measure_lags(sample)["family"])
    assert "T5" not in set(table["family"])
