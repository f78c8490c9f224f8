"""Marks that figures share."""

from itertools import pairwise

import pandas as pd
import pytest

from listometrics.figures.plot_helpers import (
    label_sizes,
    label_years,
    name_strategy,
    number_years,
    place_months,
    shade_incomplete,
    spread,
    wrap,
)
from listometrics.figures.plot_tuning import find_middle
from listometrics.figures.theme import new_figure


@pytest.mark.parametrize(
    ("periods", "place"), [(["2023-01", "2023-02"], 1.0), (["2022Q4", "2023Q1"], 1.0), (["2022", "2023"], 0.625)]
)
def test_a_month_falls_into_its_period(periods: list[str], place: float) -> None:
    assert place_months({"LLaMA": "2023-02"}, periods) == {"LLaMA": place}


def test_months_outside_of_the_periods_are_left_out() -> None:
    assert place_months({"LLaMA": "2023-02"}, ["2024Q1"]) == place_months({"LLaMA": "2023-02"}, []) == {}


@pytest.mark.parametrize(("period", "middle"), [("2023", 2023.5), ("2023Q4", 2023.875), ("2023-07", 2023 + 6.5 / 12)])
def test_the_middle_of_a_period(period: str, middle: float) -> None:
    assert find_middle(period) == pytest.approx(middle)


def test_years_are_marked_only_where_there_are_works() -> None:
    _, axes = new_figure()
    label_years(axes, number_years(pd.Series(["2021-05", "2023-11"])), 0.6, 0.6)
    assert [label.get_text() for label in axes.get_xticklabels()] == ["2021", "2022", "2023"]


def test_sizes_are_marked_at_powers_of_ten() -> None:
    _, axes = new_figure()
    axes.set_ylim(90, 9000)
    label_sizes(axes)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["100M", "1B"]


def test_names_of_strategies_are_for_readers() -> None:
    assert [name_strategy(s) for s in ("qlora", "prefix_tuning")] == ["QLoRA", "prefix tuning"]


def test_long_labels_are_broken_between_words() -> None:
    assert wrap("one two three", 7) == "one two\nthree"


def test_labels_are_moved_apart_in_their_order() -> None:
    places = spread({"a": 0.5, "b": 0.5, "c": 0.55, "d": 0.9}, 0.1)
    moved = list(places.values())
    assert moved == sorted(moved)
    assert min(b - a for a, b in pairwise(moved)) > 0.099


@pytest.mark.parametrize(("since", "shades"), [("2023-10", 1), ("2020-01", 1), ("2025-01", 0), ("", 0)])
def test_only_months_on_the_axis_are_shaded(since: str, shades: int) -> None:
    _, axes = new_figure()
    axes.set_xlim(2021, 2024.5)
    shade_incomplete([axes], since)
    assert len(axes.patches) == shades
    assert axes.get_xlim() == (2021, 2024.5)
