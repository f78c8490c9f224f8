"""The numbers in captions."""

from collections.abc import Callable

import pandas as pd
import pytest

from listometrics.analyse.captions import TEXTS
from listometrics.analyse.facts import FACTS, find_facts, name_size
from listometrics.analyse.sample import Sample


def test_facts_are_the_counts_of_the_sample(build: Callable[..., Sample]) -> None:
    facts = find_facts(build())
    chosen = {name: facts[name] for name in ("coded", "dated", "undated", "frozen", "hidden", "others", "first")}
    assert chosen == {"coded": 9, "dated": 8, "undated": 1, "frozen": 4, "hidden": 2, "others": 0, "first": "2021-05"}


def test_without_works_facts_are_zero_or_empty(build: Callable[..., Sample]) -> None:
    facts = find_facts(build(first_year=2030))
    assert (facts["coded"], facts["first"]) == (0, "")


def test_every_set_of_facts_belongs_to_a_caption() -> None:
    assert set(FACTS) <= set(TEXTS)


@pytest.mark.parametrize(("millions", "name"), [(110, "110M"), (1500, "1.5B"), (540000, "540B")])
def test_sizes_are_named_for_readers(millions: float, name: str) -> None:
    assert name_size(millions) == name


def say_growth(build: Callable[..., Sample], n: int, low: float, high: float) -> dict[str, str]:
    row = {"statistic": "known sizes", "n": n, "low": low, "estimate": 2.0, "high": high, "method": "Theil-Sen"}
    return FACTS["scale_growth"](build(), pd.DataFrame([{**row, "ties": 0.1}]))


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
