"""Estimates, intervals and tests against what was published, and where there is little to go by."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats
from scipy.stats.contingency import association

from listometrics.analyse.association import (
    adjust_holm,
    association_by_permutation,
    cliffs_delta,
    cramers_v,
    fisher_p,
    kruskal_wallis,
)
from listometrics.analyse.coverage import wilson_coverage, worst_share
from listometrics.analyse.intervals import (
    difference_newcombe,
    difference_stratified,
    median_interval,
    share_bootstrap,
    share_wilson,
)
from listometrics.analyse.trend import (
    PRIOR_SD,
    RESAMPLES,
    _count,
    _newton,
    _standardise,
    draw_within,
    fit_logit,
    median_regression,
    pool_strata,
    slope_interval,
    theil_sen,
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


# Conover, Practical Nonparametric Statistics: r with P(X < r) <= 0.025; table A3 gives 2 of 10 and 6 of 20.
@pytest.mark.parametrize(("n", "low", "high"), [(6, 1, 6), (10, 2, 9), (20, 6, 15)])
def test_the_median_lies_between_two_order_statistics(n: int, low: int, high: int) -> None:
    assert median_interval(range(1, n + 1))[1:3] == (low, high)


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


@pytest.mark.parametrize("n", [10])
def test_no_share_of_a_fine_grid_is_held_less_often_than_the_worst(n: int) -> None:
    worst = wilson_coverage(n, worst_share(n))
    rates = [wilson_coverage(n, share) for share in np.linspace(0.0005, 0.9995, 2000)]
    assert worst <= min(rates) + 1e-9 and worst == pytest.approx(min(rates), abs=0.02)


def test_cliffs_delta_agrees_with_r_effsize() -> None:
    # effsize 0.8.1, example of cliff.delta: -0.25, 95 percent confidence interval -0.7265846 to 0.3890062.
    found = cliffs_delta([10, 10, 20, 20, 20, 30, 30, 30, 40, 50], [10, 20, 30, 40, 40, 50])
    assert found.estimate == -0.25
    assert (round(found.low, 7), round(found.high, 7)) == (-0.7265846, 0.3890062)


def test_kruskal_wallis_agrees_with_r() -> None:
    # R, example of kruskal.test (Hollander and Wolfe 1973, p. 116): 0.77143, p = 0.68.
    h, p, n = kruskal_wallis([[2.9, 3.0, 2.5, 2.6, 3.2], [3.8, 2.7, 4.0, 2.4], [2.8, 3.4, 3.7, 2.2, 2.0]])
    assert (round(h, 5), round(p, 2), n) == (0.77143, 0.68, 14)


def test_fisher_agrees_with_the_lady_tasting_tea() -> None:
    assert round(fisher_p((3, 1), (1, 3)), 4) == 0.4857  # R: fisher.test(TeaTasting)


def test_holm_agrees_with_r() -> None:
    # R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") gives 0.03 0.06 0.06 0.02.
    assert [round(p, 10) for p in adjust_holm([0.01, 0.04, 0.03, 0.005])] == [0.03, 0.06, 0.06, 0.02]


def test_cramers_v_is_the_usual_one_less_its_bias() -> None:
    table = np.array([[20, 10, 5], [5, 15, 25]])
    n, plain = table.sum(), association(table)  # scipy's is not corrected
    phi2 = plain**2 - 2 / (n - 1)
    assert cramers_v(table) == pytest.approx(math.sqrt(phi2 / (min(2 - 1 / (n - 1), 3 - 4 / (n - 1)) - 1)))


def test_cliffs_delta_is_that_of_all_pairs_compared_one_by_one() -> None:
    rng = np.random.default_rng(5)
    for size in (2, 7, 40):
        x, y = rng.integers(0, 6, size).astype(float), rng.integers(1, 7, size + 3).astype(float)
        dominance = np.sign(x[:, None] - y[None, :])
        n, m, d = x.size, y.size, dominance.mean()
        rows, columns = ((dominance.mean(axis=1) - d) ** 2).sum(), ((dominance.mean(axis=0) - d) ** 2).sum()
        variance = (m**2 * rows + n**2 * columns - ((dominance - d) ** 2).sum()) / (n * m * (n - 1) * (m - 1))
        variance = max(variance, (1 - d**2) / (n * m - 1))
        t = stats.t.ppf(0.975, n + m - 2)
        root = t * np.sqrt(variance) * np.sqrt((1 - d**2) ** 2 + t**2 * variance)
        found = cliffs_delta(x, y)
        assert found.estimate == pytest.approx(d)
        assert found.low == pytest.approx(max(-1, (d - d**3 - root) / (1 - d**2 + t**2 * variance)))


def test_without_a_penalty_it_is_statsmodels_mnlogit() -> None:
    x, y = RNG(0).normal(size=200), RNG(1).integers(0, 3, 200)
    fit = fit_logit(x, y, 3, prior_sd=1e4)
    reference = sm.MNLogit(y, sm.add_constant((x - x.mean()) / x.std())).fit(disp=0)
    against_first = fit.coefficients - fit.coefficients[0]
    assert against_first[1:] == pytest.approx(np.asarray(reference.params).T, abs=1e-5)


def test_refits_together_are_the_fits_one_by_one() -> None:
    x, labels = RNG(4).integers(0, 9, 60), RNG(5).integers(0, 3, (4, 60))
    design, where, _, _ = _standardise(x.astype(float))
    together = _newton(design, _count(where, labels, len(design), 3), PRIOR_SD)
    for row, found in zip(labels, together, strict=True):
        assert found == pytest.approx(fit_logit(x, row, 3).coefficients, abs=1e-7)


def test_theil_sen_agrees_with_sens_example() -> None:
    # Sen (1968), Journal of the American Statistical Association 63:1379-1389, section 6: slope 4.
    slope, ties = theil_sen([1, 2, 3, 4, 10, 12, 18], [9, 15, 19, 20, 45, 55, 78])
    assert (slope, ties) == (4.0, 0.0)


def test_median_regression_agrees_with_koenker_and_bassett() -> None:
    # Engel's food expenditure: slope 0.5602 (Koenker and Bassett 1982; quantreg's vignette).
    engel = sm.datasets.engel.load_pandas().data
    assert round(median_regression(engel["income"], engel["foodexp"]), 4) == 0.5602


def test_equal_points_counted_once_with_their_number_give_the_median_of_all_pairs() -> None:
    rng = np.random.default_rng(4)
    x, y = rng.integers(0, 9, 60).astype(float), rng.integers(0, 4, 60).astype(float)
    weights = draw_within(pool_strata(x), np.random.default_rng(7), RESAMPLES["theil_sen"])
    slopes = [theil_sen(np.repeat(x, w), np.repeat(y, w))[0] for w in weights]
    found = slope_interval(x, y, np.random.default_rng(7))
    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(slopes, [0.025, 0.975])))


def test_too_little_says_nothing() -> None:
    assert math.isnan(cliffs_delta([1], [2, 3]).estimate)
    assert math.isnan(kruskal_wallis([[3, 3], [3]])[0])
    assert math.isnan(cramers_v([[3, 4]]))
    for labels, stages in (([], []), ([0, 1], [0, 1]), ([0, 0, 0], [0, 1, 1])):
        found, p = association_by_permutation(labels, np.eye(2)[np.array(stages, dtype=int)], RNG(1), 99)
        assert math.isnan(found.estimate) and math.isnan(p)
