"""Intervals against the literature, and where there is little to go by."""

import math

import numpy as np
import pytest

from listometrics.analyse.intervals import (
    difference_newcombe,
    difference_stratified,
    median_interval,
    share_bootstrap,
    share_wilson,
)

RNG = np.random.default_rng


# Newcombe (1998), Statistics in Medicine 17:857-872, table I, method 3.
@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_agrees_with_newcombe_1998(hits: int, n: int, low: float, high: float) -> None:
    found = share_wilson(hits, n)
    assert (round(found.low, 4), round(found.high, 4), found.n) == (low, high, n)


# Newcombe (1998), Statistics in Medicine 17:873-890, table II, method 10.
@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090), ((10, 10), (0, 10), 0.6075, 1.0)],
)
def test_difference_agrees_with_newcombe_1998(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    found = difference_newcombe((first[0], second[0]), (first[1], second[1]))
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_the_bootstrap_of_whole_works_is_jeffreys_interval() -> None:
    # Brown, Cai and DasGupta (2001): the 2.5 and 97.5 % points of Beta(3.5, 7.5); by R's qbeta 0.0927 and 0.6058.
    found = share_bootstrap([1] * 3 + [0] * 7, RNG(1))
    assert found.estimate == pytest.approx(0.3)
    assert found.low == pytest.approx(0.0927, abs=0.02)
    assert found.high == pytest.approx(0.6058, abs=0.03)


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_at_the_boundary_every_share_has_an_interval_that_ends_there(value: float) -> None:
    for found in (share_wilson(int(4 * value), 4), share_bootstrap([value] * 4, RNG(1))):
        assert found.estimate == value
        assert value in (found.low, found.high)
        assert 0.2 < found.high - found.low < 0.9


@pytest.mark.parametrize(
    "found",
    [
        share_wilson(0, 0),
        share_bootstrap([], RNG(1)),
        difference_newcombe((0, 1), (0, 3)),
        difference_stratified([], RNG(1))[0],
        difference_stratified([[[0, 0], [2, 3]]], RNG(1))[0],
        median_interval([]),
    ],
)
def test_without_works_there_is_no_estimate(found: tuple[float, ...]) -> None:
    assert [math.isnan(value) for value in found[:3]] == [True] * 3


@pytest.mark.parametrize("n", [1, 2, 5])
def test_a_median_of_few_values_has_no_interval(n: int) -> None:
    found = median_interval(range(n))
    assert found.estimate == (n - 1) / 2
    assert math.isnan(found.low)
    assert math.isnan(found.high)


# Conover, Practical Nonparametric Statistics: r with P(X < r) <= 0.025; table A3 gives 2 of 10 and 6 of 20.
@pytest.mark.parametrize(("n", "low", "high"), [(6, 1, 6), (10, 2, 9), (20, 6, 15)])
def test_the_median_lies_between_two_order_statistics(n: int, low: int, high: int) -> None:
    assert median_interval(range(1, n + 1))[1:3] == (low, high)


def test_equal_values_give_a_median_without_width() -> None:
    assert median_interval([7.0] * 12)[:3] == (7.0, 7.0, 7.0)


def test_the_stratified_difference_does_not_see_a_difference_between_strata() -> None:
    # Radelet (1981), American Sociological Review 46:918-927: death penalties by defendant, within race of the victim.
    # Pooled 19/160 - 17/166 = +0.016; within victims, by hand, (-0.0488 * 44.45 - 0.0583 * 8.28) / 52.73 = -0.0503.
    found, p = difference_stratified([[[19, 132], [11, 52]], [[0, 9], [6, 97]]], RNG(1))
    assert found.estimate == pytest.approx(-0.0503, abs=5e-5)
    assert found.low < found.estimate < found.high
    assert 0.1 < p < 1


def test_the_p_value_of_strata_is_cochran_mantel_haenszels() -> None:
    # R: mantelhaen.test(UCBAdmissions, correct = FALSE) gives X-squared = 1.5246, p = 0.2169 (Berkeley admissions).
    admitted = [[512, 313, 89, 19], [353, 207, 17, 8], [120, 205, 202, 391], [138, 279, 131, 244], [53, 138, 94, 299],
                [22, 351, 24, 317]]  # fmt: skip
    found, p = difference_stratified([[[a, b], [c, d]] for a, b, c, d in admitted], RNG(1))
    assert p == pytest.approx(0.2169, abs=5e-5)
    assert found.n == 4526
