"""What the report's sentences say of trends, sizes and readings follows the tables, and too little gives nothing."""

from typing import Any

import pandas as pd
import pytest

from listometrics.report import report_findings as findings


def make_trend(change_low: float, change_high: float) -> pd.DataFrame:
    rows = [("2022-01", 0.1, 0.3, 0.0, 0.0), ("2023-01", 0.2, 0.4, change_low, change_high)]
    frame = pd.DataFrame(rows, columns=["month", "low", "high", "change_low", "change_high"])
    middle = (frame["low"] + frame["high"]) / 2
    return frame.assign(strategy_group="frozen", estimate=middle, change=middle - middle[0])


@pytest.mark.parametrize(
    ("low", "high", "way"),
    [(0.02, 0.2, 1), (-0.2, -0.02, -1), (-0.02, 0.2, 0)],
    ids=["a rise", "a fall", "no change that can be told"],
)
def test_a_trend_rises_or_falls_where_the_interval_of_its_change_leaves_zero(low: float, high: float, way: int) -> None:
    (row,) = findings.compare_ends(make_trend(low, high))
    assert (row["group"], row["way"]) == ("frozen use", way)
    assert row["change"] == {"estimate": pytest.approx(0.1), "low": low, "high": high}
    assert (row["first"]["month"], row["last"]["month"]) == ("2022-01", "2023-01")


def test_a_trend_of_one_month_is_none() -> None:
    assert findings.compare_ends(make_trend((0, 1), (0, 1)).head(1)) == []


def test_a_table_without_rows_over_open_weights_has_none() -> None:
    trend = make_trend((0, 1), (0, 1))
    assert len(findings.choose_works(trend, "all")) == 2 and len(findings.choose_works(trend, "open")) == 0


def test_rows_over_open_weights_alone_do_not_enter_the_shares_of_all() -> None:
    rows = pd.DataFrame({"among": ["all", "open"], "counting": "fractional", "strategy_group": "peft"})
    ends = {"low": 0.1, "high": 0.6}
    (row,) = findings.sum_fractional(rows.assign(hits=[1.0, 9.0], n=[4, 9]), {"peft": ends})
    assert row == {"group": "parameter-efficient finetuning", "estimate": 0.25, **ends, "n": 4}
    (row,) = findings.sum_fractional(rows.assign(hits=[1.0, 9.0], n=[4, 9]), {})
    assert row["low"] is None and row["high"] is None


def make_delta(assumption: str, low: float | None, high: float | None) -> dict[str, Any]:
    pair = {"statistic": "cliffs_delta", "group_a": "frozen", "group_b": "full", "p": None}
    return {**pair, "assumption": assumption, "estimate": 0.0, "low": low, "high": high}


@pytest.mark.parametrize(
    ("stated", "small", "way", "stays"),
    [((0.1, 0.5), (0.2, 0.6), 1, True), ((-0.5, -0.1), (-0.1, 0.2), -1, False), ((-0.2, 0.2), (0.1, 0.3), 0, False)],
    ids=["larger, always", "smaller, then not", "the same, then not"],
)
def test_a_difference_in_size_stays_only_where_it_does_under_both_assumptions(
    stated: tuple[float, float], small: tuple[float, float], way: int, stays: bool
) -> None:
    rows = [make_delta("stated", *stated), make_delta("closed small", *small), make_delta("closed large", *small)]
    (pair,) = findings.compare_sizes([*rows, make_delta("open weights", -0.1, 0.1)])["pairs"]
    assert (pair["first"], pair["second"]) == ("frozen use", "full finetuning")
    assert (pair["way"], pair["stays"], pair["open"]) == (way, stays, [way == 0])


def test_nothing_is_compared_without_rows() -> None:
    assert findings.compare_sizes([]) == {"medians": [], "test": None, "pairs": []}


def make_reading(variant: str, conclusion: str, n: int = 50) -> dict[str, Any]:
    return {"headline": "growth", "label": "Growth", "variant": variant, "conclusion": conclusion, "n": n}


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ("above", "below", "reversed"),
        ("above", "around", "lost"),
        ("around", "below", "gained"),
        ("above", "above", None),
        ("above", "too few", None),
        ("too few", "above", None),
    ],
)
def test_readings_that_turn_lose_or_gain_a_conclusion_are_told_apart(was: str, now: str, says: str | None) -> None:
    found = findings.compare_readings([make_reading("as analysed", was), make_reading("other", now)], thin=10)
    assert {name for name in ("reversed", "lost", "gained") if found[name]} == ({says} if says else set())
    assert not says or found[says] == [{"label": "Growth", "variants": ["other"]}]
    assert found["told"] is (was != "too few")


def test_headlines_that_holms_correction_leaves_undecided_are_named() -> None:
    claims = [
        {"claim": "growth", "label": "Growth", "verdict": "undecided"},
        {"claim": "other", "label": "Other", "verdict": "undecided"},
        {"claim": "lag", "label": "Lag", "verdict": "consistent"},
    ]
    headlines = [make_reading("as analysed", "above"), {**make_reading("as analysed", "above"), "headline": "lag"}]
    assert findings.list_undecided(headlines, claims) == ["“Growth”"]


def test_a_headline_of_a_few_works_is_no_conclusion() -> None:
    assert findings.compare_readings([make_reading("as analysed", "around", n=3)], thin=10)["told"] is False


@pytest.mark.parametrize(
    ("full", "fractional", "says"),
    [
        ("above", "above", "frozen use is"),
        ("below", "below", "full finetuning is"),
        ("around", "above", "do not agree"),
    ],
)
def test_both_ways_of_counting_are_compared(full: str, fractional: str, says: str) -> None:
    rows = [make_reading("as analysed", full), make_reading("fractional counting", fractional)]
    found = findings.compare_countings([{**row, "headline": "frozen_less_full"} for row in rows])
    assert says in found["leads"] and len(found["frozen_less_full"]) == 2


def test_models_that_the_vocabulary_does_not_know_are_no_family() -> None:
    families = pd.DataFrame({"family": ["unknown", "unknown", "T5", ""], "key": ["a", "b", "c", "d"]})
    assert findings.rank_families(families) == {"families": 1, "top": ["T5 (1)"]}


def test_families_with_few_works_have_no_lag_to_compare() -> None:
    lags = pd.DataFrame({"family": ["A", "B", "C"], "estimate": [9.0, 3.0, 1.0], "thin": [False, False, True]})
    assert [row["family"] for row in findings.compare_lags(lags)] == ["B", "A"]
    assert findings.compare_lags(lags.assign(thin=True)) == []


def test_the_developer_named_is_one_that_the_vocabulary_knows() -> None:
    top = [{"developer": "not named", "n": 9}, {"developer": "Meta", "n": 3}]
    landscape = {"zones": [], "publishing": {}, "developers": {"top": top}}
    assert findings.describe_field(landscape)["developer"]["developer"] == "Meta"
    assert findings.describe_field({**landscape, "developers": {"top": []}})["developer"] is None


def test_the_most_used_parameter_efficient_strategy_has_its_readers_name() -> None:
    rows = [{"strategy": "adapter_tuning", "hits": 1}, {"strategy": "lora", "hits": 5}]
    assert findings.find_first(rows) == {"strategy": "LoRA", "hits": 5}
    assert findings.find_first([{"strategy": "lora", "hits": 0}]) is None
