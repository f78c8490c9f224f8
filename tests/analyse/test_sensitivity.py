"""Headlines when the list is read in other ways, or with wrong labels."""

import math
from collections.abc import Callable

import pandas as pd
import pytest

from listometrics.analyse.sample import Sample, check_choices
from listometrics.analyse.sensitivity import (
    check_sensitivity,
    list_headlines,
    list_variants,
)
from listometrics.study.schema import TABLES

Build = Callable[..., Sample]
CLAIM = {"claim": "peft_over_time", "label": "PEFT", "text": "x", "source": "s", "where": "1",
         "statistic": "difference", "among": "group=full|peft", "outcome": "group=peft", "side_a": "month>=2023-01",
         "side_b": "month<2023-01", "expected": "+", "null": 0.0, "family": "f", "why": "w"}  # fmt: skip
HYPOTHESES = pd.DataFrame([CLAIM, {**CLAIM, "claim": "not_a_headline"}])


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


def test_variants_hold_the_works_that_their_names_say(tables: dict[str, pd.DataFrame]) -> None:
    sizes = {name: len(sample.works) for name, sample in list_variants(tables, check_choices())}
    assert sizes == {
        "as analysed": 10, "fractional counting": 10, "entries, not works": 11, "without surveys and pending list": 9,
        "first section of a work only": 10, "dated by arXiv only": 9, "year by the list's venue": 10,
        "open weights only": 6, "stated sizes only": 5, "read by the maintainer": 2, "not read": 8,
    }  # fmt: skip
    by = dict(list_variants(tables, check_choices()))["year by the list's venue"].works.set_index("key")["month"]
    assert (by["c2022"], by["i2022"]) == ("2023-07", "2022-07")
