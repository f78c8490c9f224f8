"""Captions say who is counted and what is not drawn, and their numbers are those of the tables."""

import re
from collections.abc import Callable

import pandas as pd
import pytest

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


@pytest.mark.parametrize("name", [*MAKERS, "scale_medians"])
def test_tables_keep_to_their_schema_and_may_be_empty(build: Build, name: str) -> None:
    make = {**MAKERS, "scale_medians": sum_sizes}[name]
    full, empty = make(build()), make(build(first_year=2030))
    TABLES[name].check(full)
    assert empty.empty
    pd.testing.assert_series_equal(full.dtypes, empty.dtypes)
