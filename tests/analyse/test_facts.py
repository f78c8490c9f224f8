"""The numbers in captions."""

from collections.abc import Callable

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
