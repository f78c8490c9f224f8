"""Captions say who is counted and what is not drawn, and their numbers are those of the tables."""

import re
from collections.abc import Callable

import pandas as pd
import pytest

from listometrics.analyse.caption_data import (
    NUMBERS,
    common_numbers,
)
from listometrics.analyse.coverage import read_coverage
from listometrics.analyse.model_families import list_families, measure_lags
from listometrics.analyse.model_sizes import (
    compare_growth,
    compare_openness,
    compare_strategies,
    count_classes,
    list_sizes,
    sum_sizes,
)
from listometrics.analyse.sample import Sample
from listometrics.analyse.study_captions import TEXTS, write_caption
from listometrics.analyse.tuning import (
    count_groups,
    count_peft,
    cross_openness,
    cross_stages,
    estimate_methods,
    fit_methods,
    list_appearances,
)
from listometrics.study.schema import TABLES

Build = Callable[..., Sample]
CLOSED = pd.DataFrame({"model": ["ChatGPT"], "low_m": [7000.0], "high_m": [175000.0]})
COUNTED = re.compile(r"n = (\d+) of (\d+) [^.]*\.(?: Not (?:drawn|used): ([^.]*)\.)?")
MAKERS: dict[str, Callable[[Sample], pd.DataFrame]] = {
    "methods_counts": count_groups, "methods_shares": estimate_methods, "methods_trend": fit_methods,
    "methods_stages": cross_stages, "methods_peft": count_peft, "methods_first": list_appearances,
    "methods_openness": cross_openness, "scale_sizes": list_sizes, "scale_classes": count_classes,
    "scale_growth": lambda s: compare_growth(s, CLOSED), "scale_strategies": lambda s: compare_strategies(s, CLOSED),
    "scale_openness": compare_openness, "scale_families": list_families, "scale_lags": measure_lags,
}  # fmt: skip


def dated(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["period"] != "undated"].drop_duplicates("period")


# How many works (or uses) the table of a figure draws.
DRAWN: dict[str, Callable[[pd.DataFrame], int]] = {
    "methods_counts": lambda t: round(t.loc[t["period"] != "undated", "n_fractional"].sum()),
    "methods_shares": lambda t: dated(t[(t["among"] == "all") & (t["counting"] == "full")])["n"].sum(),
    "methods_peft": lambda t: t["n"].iloc[0],
    "methods_first": lambda t: t["key"].nunique(),
    "methods_openness": lambda t: t[
        (t["stage"] == "all") & (t["openness"] != "both") & (t["strategy_group"] == "frozen")
    ]["n"].sum(),
    "scale_sizes": lambda t: ((t["month"] != "") & (t["size_status"] != "unstated")).sum(),
    "scale_classes": lambda t: dated(t)["n"].sum(),
    "scale_growth": lambda t: t["n"].iloc[0],
    "scale_strategies": lambda t: t[(t["assumption"] == "stated") & (t["statistic"] == "median")]["n"].sum(),
    "scale_openness": lambda t: dated(t)["n"].sum(),
    "scale_families": lambda t: t["drawn"].sum(),
    "scale_lags": lambda t: t.loc[t["n"] > 1, "n"].sum(),
}


@pytest.mark.parametrize("choices", [{}, {"period": "year"}], ids=str)
@pytest.mark.parametrize("name", MAKERS)
def test_drawn_and_not_drawn_add_up(build: Build, name: str, choices: dict[str, object]) -> None:
    sample = build(**choices)
    table = MAKERS[name](sample)
    if table.empty:
        return
    found = COUNTED.findall(write_caption(name, sample, table)[0])
    assert found
    for drawn, total, reasons in found:
        assert int(drawn) + sum(int(n) for n in re.findall(r"(?:^|, )(\d+) ", reasons)) == int(total)


@pytest.mark.parametrize("name", DRAWN)
def test_what_is_said_to_be_drawn_is_what_the_table_holds(build: Build, name: str) -> None:
    sample = build()
    table = MAKERS[name](sample)
    drawn = COUNTED.search(write_caption(name, sample, table)[0])
    assert drawn is not None
    assert int(drawn[1]) == DRAWN[name](table)


def test_captions_follow_the_parameters(build: Build) -> None:
    sample = build(period="year", count="fractional")
    caption, alt = write_caption("methods_shares", sample, estimate_methods(sample))
    assert "of a year, fractional counting" in caption
    assert "Bayesian bootstrap of works" in caption
    assert "2023, with most works, has 70 % frozen, 0 % full, 30 % peft" in alt


def test_the_caption_of_sizes_counts_what_has_none(build: Build) -> None:
    caption, alt = write_caption("scale_sizes", build(), list_sizes(build()))
    assert "n = 7 of 9 works that name a model. Not drawn: 1 without an arXiv id, 1 whose size is not" in caption
    assert "Above: 2 of them, whose only models are of undisclosed size; below: 5 with a stated one" in caption
    assert "from 2021-05 to 2023-04" in alt


def test_captions_say_how_often_their_intervals_hold_the_truth(build: Build) -> None:
    sample = build(count="fractional")
    caption, _ = write_caption("methods_shares", sample, estimate_methods(sample))
    table = read_coverage()
    rows = table[(table["method"] == "Bayesian bootstrap of works") & (table["n"] >= 10)]
    assert f"hold the truth in {100 * rows['coverage'].min():.1f} % of samples" in caption


@pytest.mark.parametrize("name", TEXTS)
def test_a_table_without_rows_has_a_caption_that_says_so(build: Build, name: str) -> None:
    empty = pd.DataFrame({"n": pd.Series(dtype="Int64")})
    lacking = {"methods": " with a tuning strategy", "scale": " with a model"}.get(name.split("_")[0], "")
    assert write_caption(name, build(first_year=2030), empty)[0] == f"No papers{lacking} with these parameters."


def test_facts_are_the_counts_of_the_sample(build: Callable[..., Sample]) -> None:
    facts = common_numbers(build())
    chosen = {name: facts[name] for name in ("coded", "dated", "undated", "frozen", "hidden", "others", "first")}
    assert chosen == {"coded": 9, "dated": 8, "undated": 1, "frozen": 4, "hidden": 2, "others": "", "first": "2021-05"}


def say_growth(build: Callable[..., Sample], n: int, low: float, high: float) -> dict[str, str]:
    row = {"statistic": "known sizes", "n": n, "low": low, "estimate": 2.0, "high": high, "method": "Theil-Sen"}
    return NUMBERS["scale_growth"](build(), pd.DataFrame([{**row, "ties": 0.1}]))


def test_growth_of_too_few_works_is_not_told(build: Callable[..., Sample]) -> None:
    said = say_growth(build, 9, 0.5, 3.0)
    assert said["growth"] == "there are too few works"
    assert said["few"] == "Too few: fewer than 10 works. "
    assert say_growth(build, 10, 0.5, 3.0)["growth"] == "2.0 times by Theil-Sen (0.5 to 3.0)"


def test_an_interval_of_growth_that_tells_nothing_is_said_to_be_beyond(build: Callable[..., Sample]) -> None:
    said = say_growth(build, 10, 1e-9, 66_409_793_400.0)
    assert said["growth"] == "2.0 times by Theil-Sen (below 0.001 to above 1,000)"
    assert said["clipped"] == "Arrows: intervals that go beyond a factor of 1,000. "
    assert say_growth(build, 10, 0.5, 3.0)["clipped"] == ""


@pytest.mark.parametrize("name", [*MAKERS, "scale_medians"])
def test_tables_keep_to_their_schema_and_may_be_empty(build: Build, name: str) -> None:
    make = {**MAKERS, "scale_medians": sum_sizes}[name]
    full, empty = make(build()), make(build(first_year=2030))
    TABLES[name].check(full)
    assert empty.empty
    pd.testing.assert_series_equal(full.dtypes, empty.dtypes)
