"""Headlines under other readings of the list."""

import math
from collections.abc import Callable

import pandas as pd
import pytest

from listometrics.analyse import sensitivity
from listometrics.analyse.intervals import Estimate
from listometrics.analyse.sample import Sample, check_choices
from listometrics.analyse.sensitivity import (
    check_sensitivity,
    compare_conclusions,
    conclude,
    list_headlines,
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


def test_changes_are_outcomes_that_do_not_hold(
    tables: dict[str, pd.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sensitivity, "THIN", 4)
    table = check_sensitivity(tables, check_choices(), HYPOTHESES)
    told = table[table["changes"].notna()]
    assert ((told["outcome"] != "holds") == told["changes"]).all()
    assert set(table.loc[table["variant"] == "as analysed", "outcome"]) == {"holds", "too few"}


def test_wrong_labels_say_how_many_works_they_leave(tables: dict[str, pd.DataFrame]) -> None:
    table = check_sensitivity(tables, check_choices(), HYPOTHESES).set_index(["headline", "variant"])
    assert table.loc[("frozen_less_full", "10 % of labels wrong"), "n"] == 8


def test_frozen_less_full_is_a_difference_of_shares(build: Build) -> None:
    compute = list_headlines(HYPOTHESES)["frozen_less_full"].compute
    assert compute(build()).estimate == pytest.approx((3 - 3) / 8)
    assert compute(build(count="fractional")).estimate == pytest.approx((3.5 - 3) / 9)
    assert math.isnan(compute(build(first_year=2030)).estimate)


def test_only_claims_that_are_headlines_are_taken() -> None:
    assert list(list_headlines(HYPOTHESES)) == ["frozen_less_full", "growth", "peft_over_time"]


def test_the_table_has_a_row_for_each_headline_and_variant(tables: dict[str, pd.DataFrame]) -> None:
    table = check_sensitivity(tables, check_choices(), HYPOTHESES)
    TABLES["sensitivity"].check(table)
    assert len(table) == 3 * 13
    few = table[table["headline"] == "peft_over_time"]
    assert set(few["conclusion"]) == {"too few", "not applicable"}
    assert few["changes"].isna().all()
    assert table.loc[table["variant"].str.contains("wrong"), "agree"].notna().all()


def test_an_impossible_choice_gives_a_table_without_rows(tables: dict[str, pd.DataFrame]) -> None:
    assert check_sensitivity(tables, check_choices(first_year=2030), HYPOTHESES).empty
