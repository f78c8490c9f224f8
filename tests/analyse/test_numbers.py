"""The numbers that prose needs can go to JSON, whatever the parameters."""

import json
from collections.abc import Callable

import pandas as pd
import pytest

from listometrics.analyse.model_sizes import compare_growth
from listometrics.analyse.sample import Sample
from listometrics.analyse.study_numbers import methods_numbers, scale_numbers
from listometrics.analyse.tuning import count_peft, fit_methods

Build = Callable[..., Sample]
CLOSED = pd.DataFrame({"model": ["ChatGPT"], "low_m": [7000.0], "high_m": [175000.0]})


@pytest.mark.parametrize("choices", [{}, {"first_year": 2030}, {"sections": "1.6"}, {"last_date": "2021"}])
def test_numbers_are_plain_values(build: Build, choices: dict[str, object]) -> None:
    sample = build(**choices)
    for numbers in (
        methods_numbers(sample, {}, fit_methods(sample), peft=count_peft(sample)),
        scale_numbers(sample, compare_growth(sample, CLOSED)),
    ):
        assert json.loads(json.dumps(numbers, allow_nan=False)) == numbers


def test_headlines_are_the_counts_of_the_sample(build: Build) -> None:
    numbers = methods_numbers(build(), {}, fit_methods(build()))
    assert (numbers["shares"]["frozen"]["hits"], numbers["shares"]["frozen"]["n"]) == (4, 9)
    assert numbers["shares_by_openness"]["closed"]["frozen"]["estimate"] == 1
    assert numbers["several_groups"] == 1
    assert numbers["stages"]["used"] == ["1.1", "1.2", "1.3"]
    assert (numbers["sample"]["first_month"], numbers["sample"]["last_month"]) == ("2021-05", "2023-12")
    numbers = scale_numbers(build(), compare_growth(build(), CLOSED))
    assert numbers["sizes"] == {"known": 5, "at least": 1, "undisclosed": 2, "unstated": 1}
    assert numbers["most_frequent_sizes"][0] == {"params_m": 110.0, "n": 3}
    assert numbers["growth"][0]["method"] == "Theil-Sen"


def test_without_works_the_numbers_are_unknown_and_not_zero(build: Build) -> None:
    numbers = methods_numbers(build(first_year=2030), {}, fit_methods(build(first_year=2030)))
    assert numbers["shares"]["frozen"]["estimate"] is None
    assert numbers["stages"]["p"] is None
    assert scale_numbers(build(first_year=2030), compare_growth(build(first_year=2030), CLOSED))["median_m"] is None
