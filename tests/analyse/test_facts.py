"""The numbers in captions."""

from collections.abc import Callable

import pandas as pd
import pytest

from listometrics.analyse.caption_data import NUMBERS, _say_bounds, _say_others, common_numbers, name_size
from listometrics.analyse.model_sizes import count_classes
from listometrics.analyse.sample import Sample
from listometrics.analyse.study_captions import TEXTS
from listometrics.report.report_findings import rank_families


def test_facts_are_the_counts_of_the_sample(build: Callable[..., Sample]) -> None:
    facts = common_numbers(build())
    chosen = {name: facts[name] for name in ("coded", "dated", "undated", "frozen", "hidden", "others", "first")}
    assert chosen == {"coded": 9, "dated": 8, "undated": 1, "frozen": 4, "hidden": 2, "others": "", "first": "2021-05"}


def test_without_works_facts_are_zero_or_empty(build: Callable[..., Sample]) -> None:
    facts = common_numbers(build(first_year=2030))
    assert (facts["coded"], facts["first"]) == (0, "")


def test_every_set_of_facts_belongs_to_a_caption() -> None:
    assert set(NUMBERS) <= set(TEXTS)


@pytest.mark.parametrize(("millions", "name"), [(110, "110M"), (1500, "1.5B"), (540000, "540B")])
def test_sizes_are_named_for_readers(millions: float, name: str) -> None:
    assert name_size(millions) == name


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


@pytest.mark.parametrize(
    ("n", "says"),
    [
        (0, ""),
        (1, " The 1 work tuned by an API or in a way not said has no panel, but counts among the works."),
        (2, " The 2 works tuned by an API or in a way not said have no panel, but count among the works."),
    ],
)
def test_works_without_a_panel_are_named_where_there_are_some(n: int, says: str) -> None:
    assert _say_others(n) == says


@pytest.mark.parametrize(
    ("n", "inside", "says"),
    [
        (0, 0, ""),
        (1, 1, "Of 1 work with a lower bound alone, as a model of undisclosed size stands beside, 1 is in this class."),
        (5, 4, ", 4 are in this class; 1 is in the highest class, which the bound reaches."),
        (2, 0, ", none are in this class; 2 are in the highest class, which the bound reaches."),
    ],
)
def test_lower_bounds_stand_in_the_class_of_undisclosed_sizes_or_in_the_highest(n: int, inside: int, says: str) -> None:
    assert _say_bounds(n, inside).strip().endswith(says) and bool(_say_bounds(n, inside)) is bool(n)


def test_the_caption_of_classes_accounts_for_all_bounds_and_explains_unstated(build: Callable[..., Sample]) -> None:
    said = NUMBERS["scale_classes"](build(), count_classes(build()))
    assert said["bounds"].startswith(" Of 1 work with a lower bound alone")
    assert said["unstated"].startswith(" Unstated (1 work): neither the list nor the vocabulary of models states")


def test_families_are_ranked_as_in_the_report_and_unknown_is_none(build: Callable[..., Sample]) -> None:
    table = pd.DataFrame({"family": ["unknown", "unknown", "T5", "BERT"], "key": list("abcd"), "n": 1})
    assert NUMBERS["scale_families"](build(), table)["families_text"] == "Most used: BERT (1), T5 (1)"
    assert rank_families(table)["top"] == ["BERT (1)", "T5 (1)"]


def test_one_of_a_thing_is_not_many(build: Callable[..., Sample]) -> None:
    row = {"headline": "a", "label": "A", "variant": "entries, not works", "outcome": "reverses"}
    said = NUMBERS["sensitivity"](build(), pd.DataFrame([row]))
    assert (said["headlines"], said["variants"]) == ("1 headline", "1 variant")
    both = NUMBERS["sensitivity"](build(), pd.DataFrame([row, {**row, "variant": "not read"}]))
    assert both["reverses"] == "A (entries, not works; not read)"
