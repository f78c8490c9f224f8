"""Headlines under other readings of the list."""

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from listometrics.analyse.intervals import Estimate
from listometrics.analyse.sample import Sample, build_sample, check_choices
from listometrics.analyse.sensitivity import (
    check_sensitivity,
    conclude,
    flip_labels,
    keep_entries,
    list_headlines,
    list_variants,
    split_entries,
)
from listometrics.study.contract.scale import TABLES

Build = Callable[..., Sample]
NAN = float("nan")
CLAIM = {"claim": "peft_over_time", "label": "PEFT", "text": "x", "source": "s", "where": "1",
         "statistic": "difference", "among": "group=full|peft", "outcome": "group=peft", "side_a": "month>=2023-01",
         "side_b": "month<2023-01", "expected": "+", "null": 0.0, "family": "f", "why": "w"}  # fmt: skip
HYPOTHESES = pd.DataFrame([CLAIM, {**CLAIM, "claim": "not_a_headline"}])


@pytest.mark.parametrize(
    ("low", "high", "null", "conclusion"),
    [(0.1, 0.3, 0, "above"), (-0.3, -0.1, 0, "below"), (-0.1, 0.3, 0, "around"), (1.0, 4.0, 1, "around"),
     (NAN, NAN, 0, "too few")],
)  # fmt: skip
def test_a_conclusion_is_where_the_interval_lies(low: float, high: float, null: float, conclusion: str) -> None:
    assert conclude(Estimate(0.2, low, high, 9, ""), null) == conclusion


def test_splitting_makes_every_entry_a_work(tables: dict[str, pd.DataFrame]) -> None:
    sample = build_sample(split_entries(tables), check_choices())
    assert len(sample.works) == 11
    assert (sample.works["group"] == "peft").sum() == 3  # d2023 twice, c2022


def test_keeping_first_entries_gives_each_work_one_stage(tables: dict[str, pd.DataFrame]) -> None:
    sample = build_sample(keep_entries(tables, pd.Series([1, 2, 3, 4])), check_choices())
    assert sample.works.set_index("key")["stages"].to_dict() == {
        "a2021": "1.1", "b2022": "1.2", "c2022": "1.2", "d2023": "1.1",
    }  # fmt: skip


def test_variants_hold_the_works_that_their_names_say(tables: dict[str, pd.DataFrame]) -> None:
    sizes = {name: len(sample.works) for name, sample in list_variants(tables, check_choices())}
    assert sizes == {
        "as analysed": 10, "fractional counting": 10, "entries, not works": 11, "without surveys and pending list": 9,
        "first section of a work only": 10, "dated by arXiv only": 9, "year by the list's venue": 10,
        "stated sizes only": 5, "read by the maintainer": 2, "not read": 8,
    }  # fmt: skip
    by = dict(list_variants(tables, check_choices()))["year by the list's venue"].works.set_index("key")["month"]
    assert (by["c2022"], by["i2022"]) == ("2023-07", "2022-07")


def test_frozen_less_full_is_a_difference_of_shares(build: Build) -> None:
    compute = list_headlines(HYPOTHESES)["frozen_less_full"]
    assert compute(build()).estimate == pytest.approx((3 - 3) / 8)
    assert compute(build(count="fractional")).estimate == pytest.approx((3.5 - 3) / 9)
    assert math.isnan(compute(build(first_year=2030)).estimate)


def test_only_claims_that_are_headlines_are_taken() -> None:
    assert list(list_headlines(HYPOTHESES)) == ["frozen_less_full", "growth", "peft_over_time"]


def test_flipping_none_or_all_labels(build: Build) -> None:
    sample = build()
    same = flip_labels(sample, 0.0, np.random.default_rng(1)).works
    pd.testing.assert_frame_equal(same, sample.works)
    other = flip_labels(sample, 1.0, np.random.default_rng(1)).works
    labelled = sample.works["group"].isin(["frozen", "full", "peft"])
    assert (other.loc[labelled, "group"] != sample.works.loc[labelled, "group"]).all()
    assert (other.loc[~labelled, "group"] == sample.works.loc[~labelled, "group"]).all()
    assert other["size_m"].notna().equals(sample.works["size_m"].notna())


def test_the_table_has_a_row_for_each_headline_and_variant(tables: dict[str, pd.DataFrame]) -> None:
    table = check_sensitivity(tables, check_choices(), HYPOTHESES)
    TABLES["sensitivity"].check(table)
    assert len(table) == 3 * 12
    few = table[table["headline"] == "peft_over_time"]
    assert set(few["conclusion"]) == {"too few"}
    assert few["changes"].isna().all()
    assert table.loc[table["variant"].str.contains("wrong"), "agree"].notna().all()


def test_an_impossible_choice_gives_a_table_without_rows(tables: dict[str, pd.DataFrame]) -> None:
    assert check_sensitivity(tables, check_choices(first_year=2030), HYPOTHESES).empty
