"""Headlines when the list is read in other ways, or with wrong labels."""

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from listometrics.analyse.intervals import Estimate
from listometrics.analyse.sample import Sample, build_sample, check_choices
from listometrics.analyse.sensitivity import (
    check_sensitivity,
    compare_conclusions,
    conclude,
    flip_labels,
    list_headlines,
    list_variants,
    split_entries,
)
from listometrics.study.schema import TABLES

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
    assert conclude(Estimate(0.2, low, high, 10, ""), null) == conclusion
    assert conclude(Estimate(0.2, low, high, 9, ""), null) == "too few"


@pytest.mark.parametrize(
    ("conclusion", "first", "outcome"),
    [("above", "above", "holds"), ("around", "around", "holds"), ("below", "above", "reverses"),
     ("above", "below", "reverses"), ("around", "below", "no longer"), ("above", "around", "only here"),
     ("too few", "above", "too few"), ("above", "too few", "too few")],
)  # fmt: skip
def test_what_becomes_of_a_conclusion(conclusion: str, first: str, outcome: str) -> None:
    assert compare_conclusions(conclusion, first) == outcome


def test_a_variant_that_cannot_touch_a_headline_is_not_applicable(tables: dict[str, pd.DataFrame]) -> None:
    table = check_sensitivity(tables, check_choices(), HYPOTHESES)
    aside = table[table["outcome"] == "not applicable"]
    assert set(zip(aside["headline"], aside["variant"], strict=True)) == {
        ("frozen_less_full", "year by the list's venue"), ("growth", "fractional counting"),
        ("growth", "dated by arXiv only"), ("growth", "stated sizes only"), ("peft_over_time", "fractional counting"),
        ("peft_over_time", "dated by arXiv only"),
    }  # fmt: skip
    assert aside["estimate"].isna().all()
    assert aside["changes"].isna().all()
    assert (aside["n"] == 0).all()


def test_frozen_less_full_is_a_difference_of_shares(build: Build) -> None:
    compute = list_headlines(HYPOTHESES)["frozen_less_full"].compute
    assert compute(build()).estimate == pytest.approx((3 - 3) / 8)
    assert compute(build(count="fractional")).estimate == pytest.approx((3.5 - 3) / 9)
    assert math.isnan(compute(build(first_year=2030)).estimate)


def test_the_table_has_a_row_for_each_headline_and_variant(tables: dict[str, pd.DataFrame]) -> None:
    table = check_sensitivity(tables, check_choices(), HYPOTHESES)
    TABLES["sensitivity"].check(table)
    assert len(table) == 3 * 13
    few = table[table["headline"] == "peft_over_time"]
    assert set(few["conclusion"]) == {"too few", "not applicable"}
    assert few["changes"].isna().all()
    assert table.loc[table["variant"].str.contains("wrong"), "agree"].notna().all()


def test_splitting_makes_every_entry_a_work(tables: dict[str, pd.DataFrame]) -> None:
    sample = build_sample(split_entries(tables), check_choices())
    assert len(sample.works) == 11
    assert (sample.works["group"] == "peft").sum() == 3  # d2023 twice, c2022


def test_variants_hold_the_works_that_their_names_say(tables: dict[str, pd.DataFrame]) -> None:
    sizes = {name: len(sample.works) for name, sample in list_variants(tables, check_choices())}
    assert sizes == {
        "as analysed": 10, "fractional counting": 10, "entries, not works": 11, "without surveys and pending list": 9,
        "first section of a work only": 10, "dated by arXiv only": 9, "year by the list's venue": 10,
        "open weights only": 6, "stated sizes only": 5, "read by the maintainer": 2, "not read": 8,
    }  # fmt: skip
    by = dict(list_variants(tables, check_choices()))["year by the list's venue"].works.set_index("key")["month"]
    assert (by["c2022"], by["i2022"]) == ("2023-07", "2022-07")


def test_flipping_none_or_all_labels(build: Build) -> None:
    sample = build()
    same = flip_labels(sample, 0.0, np.random.default_rng(1)).works
    pd.testing.assert_frame_equal(same, sample.works)
    other = flip_labels(sample, 1.0, np.random.default_rng(1)).works
    labelled = sample.works["group"].isin(["frozen", "full", "peft"])
    assert (other.loc[labelled, "group"] != sample.works.loc[labelled, "group"]).all()
    assert (other.loc[~labelled, "group"] == sample.works.loc[~labelled, "group"]).all()
    assert other["size_m"].notna().equals(sample.works["size_m"].notna())
