from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.special import zeta

from listometrics.analyse.intervals import Estimate
from listometrics.landscape.authorship import (
    count_authors,
    count_productivity,
    describe_law,
    estimate_lotka,
    find_variants,
    list_authors,
)


def papers_by(make_frames: Callable[..., Any], *names: str) -> pd.DataFrame:
    return make_frames(*({"key": f"w{i}", "authors": n} for i, n in enumerate(names))).papers  # type: ignore[no-any-return]


def test_spellings_of_one_name_are_one_person(make_frames: Callable[..., Any]) -> None:
    authors = list_authors(papers_by(make_frames, "Ed H. Chi; Wei Wang", "Ed H. Chi", "ED  H Chi"))
    assert authors["author"].tolist() == ["Ed H. Chi", "Wei Wang", "Ed H. Chi", "Ed H. Chi"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Wei Wang", "W. Wang", id="an initial"),
        pytest.param("Ed Chi", "Ed H. Chi", id="a middle name"),
        pytest.param("Hao Wang", "Haofen Wang", id="a longer given name"),
        pytest.param("José Silva", "Jose Silva", id="an accent"),
    ],
)
def test_names_are_not_merged_by_surname_and_initial(make_frames: Callable[..., Any], one: str, other: str) -> None:
    assert list_authors(papers_by(make_frames, one, other))["author"].nunique() == 2


def test_names_that_may_be_one_person_are_listed(make_frames: Callable[..., Any]) -> None:
    authors = list_authors(papers_by(make_frames, "Ed Chi; Hao Wang", "Ed H. Chi; Haofen Wang", "H. Wang"))
    pairs = {tuple(pair) for pair in find_variants(authors).values.tolist()}
    assert pairs == {("Ed Chi", "Ed H. Chi"), ("H. Wang", "Hao Wang"), ("H. Wang", "Haofen Wang")}


def test_authors_are_counted_fully_and_in_fractions(make_frames: Callable[..., Any]) -> None:
    counted = count_authors(list_authors(papers_by(make_frames, "A A; B B", "A A", "")))
    assert counted.values.tolist() == [["A A", 2, 1.5], ["B B", 1, 0.5]]


def test_an_author_named_twice_on_a_work_counts_once(make_frames: Callable[..., Any]) -> None:
    assert count_authors(list_authors(papers_by(make_frames, "A A; A A")))["n"].tolist() == [1]


def test_the_exponent_solves_the_likelihood_equation() -> None:
    """At the maximum the law's mean of log k, -zeta'(a) / zeta(a), is the observed one."""
    works = np.array([1] * 743 + [2] * 125 + [3] * 57 + [4] * 15 + [5] * 4 + [6] * 10)
    estimate, _ = estimate_lotka(works, np.random.default_rng(1))
    step, a = 1e-6, estimate.estimate
    mean = -(np.log(zeta(a + step)) - np.log(zeta(a - step))) / (2 * step)
    assert mean == pytest.approx(np.log(works).mean(), abs=1e-4)
    assert estimate.low < a < estimate.high
    assert estimate.n == works.size


@pytest.mark.parametrize("works", [[], [1], [1, 1, 1]], ids=["nobody", "one author", "one work each"])
def test_no_exponent_where_nobody_has_two_works(works: list[int]) -> None:
    estimate, p = estimate_lotka(works, np.random.default_rng(1))
    assert np.isnan([estimate.estimate, estimate.low, estimate.high, p]).all()
    assert estimate.n == len(works)


@pytest.mark.parametrize(
    ("lists", "least"),
    [pytest.param(25, 20, id="25 lists"), pytest.param(400, 368, id="400 lists", marks=pytest.mark.slow)],
)
def test_the_interval_covers_the_exponent_at_the_size_of_the_list(lists: int, least: int) -> None:
    """Nominal 95 %, for as many independent authors as the list has; at least 92 % of many lists."""
    rng = np.random.default_rng(7)
    covered = 0
    for _ in range(lists):
        estimate, _ = estimate_lotka(rng.zipf(2.7, 964), rng)
        covered += estimate.low <= 2.7 <= estimate.high
    assert covered >= least


def test_the_fit_is_refused_for_counts_that_follow_no_such_law() -> None:
    rng = np.random.default_rng(3)
    assert estimate_lotka(rng.poisson(6, 400) + 1, rng)[1] < 0.01
    assert estimate_lotka(rng.zipf(2.5, 400), rng)[1] > 0.05


def test_productivity_lists_every_number_of_works_up_to_the_most() -> None:
    counted = pd.DataFrame({"n": pd.array([1, 1, 3], dtype="Int64")})
    table = count_productivity(counted, 2.0)
    assert table[["works", "hits", "n"]].values.tolist() == [[1, 2, 3], [2, 0, 3], [3, 1, 3]]
    assert table["expected"].tolist() == pytest.approx([3 / zeta(2), 3 / 4 / zeta(2), 3 / 9 / zeta(2)])
    assert table["estimate"].tolist() == pytest.approx([2 / 3, 0, 1 / 3])
    assert table.loc[0, ["low", "high"]].tolist() == pytest.approx([0.2077, 0.9385], abs=1e-4)  # Wilson, 2 of 3
    assert count_productivity(counted.iloc[:0], float("nan")).empty


@pytest.mark.parametrize(
    ("p", "rejected"),
    [
        pytest.param(0.049, True, id="a poor fit"),
        pytest.param(0.051, False, id="a fit"),
        pytest.param(float("nan"), None, id="no fit"),
    ],
)
def test_the_law_says_whether_it_is_rejected(p: float, rejected: bool | None) -> None:
    row = describe_law((Estimate(2.7, 2.5, 2.9, 964, "m"), p)).iloc[0]
    assert row[["estimate", "low", "high", "n", "method"]].tolist() == [2.7, 2.5, 2.9, 964, "m"]
    assert (None if pd.isna(row["rejected"]) else bool(row["rejected"])) is rejected
