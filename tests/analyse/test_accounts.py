"""The works of every caption add up, and are those that the table of the figure holds."""

import re
from collections.abc import Callable

import pandas as pd
import pytest

from listometrics.analyse.caption_data import DRAWN as SAID
from listometrics.analyse.caption_data import count_cases, say_drawn
from listometrics.analyse.model_families import list_families, measure_lags
from listometrics.analyse.model_sizes import (
    compare_growth,
    compare_openness,
    compare_strategies,
    count_classes,
    list_sizes,
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


@pytest.mark.parametrize("choices", [{}, {"period": "year"}, {"first_year": 2023}, {"sections": "1.1, 1.3"}], ids=str)
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


def test_the_trend_says_why_works_are_not_used(build: Build) -> None:
    sample = build()
    text = SAID["methods_trend"](sample, pd.DataFrame())
    assert text == (
        "All works: n = 7 of 9 coded works. Not used: 1 without an arXiv id, 1 with several groups. "
        "Open weights only: n = 5 of 6 coded works. Not used: 1 without an arXiv id."
    )


def test_every_account_belongs_to_a_caption() -> None:
    assert set(SAID) == set(MAKERS) <= set(TEXTS)


def test_a_work_is_left_out_for_its_first_reason() -> None:
    works = pd.DataFrame({"a": [True, True, False]})
    assert count_cases(works, [(works["a"], "one"), (works["a"] | True, "two")]) == [(2, "one"), (1, "two")]
    assert say_drawn("works", 3, []) == "n = 3 of 3 works."


def test_stages_add_up_to_more_only_where_a_work_stands_in_several(build: Build) -> None:
    sample = build()
    crossed = cross_stages(sample)
    assert "Some stand in several stages: the rows' n add up to 10." in SAID["methods_stages"](sample, crossed)
    alone = crossed[crossed["stage"] == "1.2"]
    assert SAID["methods_stages"](sample, alone) == "n = 9 of 9 coded works."


def test_lower_bounds_are_counted_in_the_right_number_or_not_at_all(build: Build) -> None:
    sample = build()
    works = sample.works
    sample.works["group"] = works["group"].mask(works["size_status"] == "at least", "frozen")
    assert "1 of the sizes drawn is a lower bound" in SAID["scale_strategies"](sample, pd.DataFrame())
    sample.works["size_status"] = works["size_status"].replace("at least", "known")
    assert "lower bound" not in SAID["scale_strategies"](sample, pd.DataFrame())
