"""Slopes against worked examples of their authors, and where there is little to go by."""

import math

import numpy as np
import pytest
import statsmodels.api as sm

from listometrics.analyse.intervals import Estimate
from listometrics.analyse.trend import (
    RESAMPLES,
    draw_within,
    median_regression,
    pair_slopes,
    pool_strata,
    slope_interval,
    theil_sen,
    times_per_year,
)

RNG = np.random.default_rng
HOW = ["theil_sen", "median_regression"]


def test_theil_sen_agrees_with_sens_example() -> None:
    # Sen (1968), Journal of the American Statistical Association 63:1379-1389, section 6: slope 4.
    slope, ties = theil_sen([1, 2, 3, 4, 10, 12, 18], [9, 15, 19, 20, 45, 55, 78])
    assert (slope, ties) == (4.0, 0.0)


def test_median_regression_agrees_with_koenker_and_bassett() -> None:
    # Engel's food expenditure: slope 0.5602 (Koenker and Bassett 1982; quantreg's vignette).
    engel = sm.datasets.engel.load_pandas().data
    assert round(median_regression(engel["income"], engel["foodexp"]), 4) == 0.5602


def test_weights_count_points_as_often() -> None:
    x, y = np.array([0.0, 1, 2, 3, 5]), np.array([1.0, 0, 4, 2, 9])
    w = np.array([1, 2, 0, 3, 1])
    assert median_regression(x, y, w) == pytest.approx(median_regression(np.repeat(x, w), np.repeat(y, w)))


def test_ties_are_the_share_of_pairs_of_equal_size() -> None:
    assert theil_sen([1, 2, 3], [5, 5, 6])[1] == pytest.approx(1 / 3)
    assert theil_sen([1, 1, 2], [5, 5, 5])[1] == 1  # the pair of one month has no slope
    assert len(pair_slopes([1, 1, 2], [5, 5, 5]).slopes) == 2


@pytest.mark.parametrize("how", HOW)
def test_a_straight_line_is_found_without_doubt(how: str) -> None:
    x = np.arange(24)
    found = slope_interval(x, 2 * x + 1, RNG(1), how)
    assert found[:4] == pytest.approx((2, 2, 2, 24))


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize(("x", "y"), [([], []), ([1], [2]), ([1, 2], [2, 3]), ([4, 4, 4], [1, 2, 3])])
def test_too_few_points_or_months_give_no_slope(how: str, x: list[float], y: list[float]) -> None:
    found = slope_interval(x, y, RNG(1), how)
    assert math.isnan(found.estimate)
    assert found.n == len(x)


@pytest.mark.parametrize("how", HOW)
def test_equal_sizes_do_not_grow(how: str) -> None:
    assert slope_interval(range(12), [3.0] * 12, RNG(1), how)[:3] == pytest.approx((0, 0, 0))


def test_thin_quarters_are_pooled_with_their_neighbours() -> None:
    x = [0, 3, 6, *[9] * 8, *[12] * 9, 15]
    assert pool_strata(x, 8).tolist() == [0] * 11 + [1] * 10


def test_every_stratum_keeps_its_size() -> None:
    strata = np.array([0] * 5 + [1] * 7)
    drawn = draw_within(strata, RNG(1), 50)
    assert set(drawn[:, :5].sum(axis=1)) == {5}
    assert set(drawn[:, 5:].sum(axis=1)) == {7}


def test_the_same_seed_gives_the_same_interval() -> None:
    x, y = RNG(3).integers(0, 30, 40), RNG(4).choice([2.0, 3.8], 40)
    assert slope_interval(x, y, RNG(1)) == slope_interval(x, y, RNG(1))


def test_a_slope_of_log10_a_month_becomes_a_factor_a_year() -> None:
    found = times_per_year(Estimate(1 / 12, 0.0, 2 / 12, 9, "x"))
    assert found[:3] == pytest.approx((10, 1, 100))


def test_equal_points_counted_once_with_their_number_give_the_median_of_all_pairs() -> None:
    rng = np.random.default_rng(4)
    x, y = rng.integers(0, 9, 60).astype(float), rng.integers(0, 4, 60).astype(float)
    weights = draw_within(pool_strata(x), np.random.default_rng(7), RESAMPLES["theil_sen"])
    slopes = [theil_sen(np.repeat(x, w), np.repeat(y, w))[0] for w in weights]
    found = slope_interval(x, y, np.random.default_rng(7))
    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(slopes, [0.025, 0.975])))
