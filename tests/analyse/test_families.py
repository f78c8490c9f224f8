"""Families over time, adoption lags, and open against closed models."""

from collections.abc import Callable

import pandas as pd
import pytest

from listometrics.analyse.model_families import list_families, measure_lags
from listometrics.analyse.model_sizes import compare_openness
from listometrics.analyse.sample import Sample, build_sample, check_choices
from listometrics.study.schema import TABLES

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


def test_lags_count_from_the_familys_first_release_whichever_model_is_used(
    tables: dict[str, pd.DataFrame],
) -> None:
    models = tables["entry_models"]
    later = models["params_m"] == 13000
    models.loc[later, ["model", "released"]] = ["LLaMA2", "2023-07"]
    row = measure_lags(build_sample(tables, check_choices())).set_index("family").loc["LLaMA"]
    assert row[["first_release", "observable", "n", "early"]].tolist() == ["2023-02", 11, 3, 1]
    assert row["q3"] == 1.5  # lags of -1, 1 and 2 months, as before


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


def test_of_families_with_equally_many_works_all_are_drawn_or_none(build: Build) -> None:
    # LLaMA 3, BERT and ChatGPT 2, T5 and GPT-4 1
    for most, drawn in ((1, ["LLaMA"]), (2, ["LLaMA"]), (3, ["BERT", "ChatGPT", "LLaMA"]), (5, None)):
        table = list_families(build(), most)
        families = sorted(set(table.loc[table["drawn"], "family"]))
        assert families == (drawn or sorted(set(table["family"])))


def test_open_closed_and_both_add_up_to_the_works_of_a_period(build: Build) -> None:
    table = compare_openness(build(period="year"))
    sums = table.groupby("period")["hits"].sum()
    sizes = table.drop_duplicates("period").set_index("period")["n"]
    assert (sums == sizes).all()
