"""Intervals for shares, their differences and medians, at the sizes that a reading list has."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import special  # and not scipy.stats, which takes longer to load than most notebooks to run

Values = npt.NDArray[np.float64]
NAN = float("nan")
DRAWS = 2000


class Estimate(NamedTuple):
    """An estimate with its 95 % interval, the number of works behind it, and how it was made.

    `estimate`, `low` and `high` are NaN where the numbers do not allow one.
    """

    estimate: float
    low: float
    high: float
    n: int
    method: str


def share_wilson(hits: int, n: int, level: float = 0.95) -> Estimate:
    """Estimate a share by Wilson's score interval.

    Source: Wilson (1927), method 3 of Newcombe (1998), Statistics in Medicine 17:857-872.

    >>> e = share_wilson(81, 263)
    >>> round(e.estimate, 4), round(e.low, 4), round(e.high, 4)
    (0.308, 0.2553, 0.3662)
    """
    if n == 0:
        return Estimate(NAN, NAN, NAN, 0, "Wilson")
    z = -float(special.ndtri((1 - level) / 2))
    middle = (hits / n + z**2 / (2 * n)) / (1 + z**2 / n)
    reach = z * float(np.sqrt(hits / n * (1 - hits / n) / n + z**2 / (4 * n**2))) / (1 + z**2 / n)
    low, high = middle - reach, middle + reach
    # Rounding must not leave 1e-17 where the bound is 0.
    return Estimate(hits / n, low if hits else 0.0, high if hits < n else 1.0, n, "Wilson")


def share_bootstrap(values: npt.ArrayLike, rng: np.random.Generator, level: float = 0.95) -> Estimate:
    """Estimate the mean of fractions in 0..1, one a work, by the Bayesian bootstrap of works.

    Works get Dirichlet weights (Rubin 1981, Annals of Statistics 9:130-134). Half a work of 0 and half a work
    of 1 join them as a prior: for plain shares the result is Jeffreys' interval (Brown, Cai and DasGupta 2001,
    Statistical Science 16:101-133), which keeps its coverage where a percentile bootstrap collapses to a point,
    at few works and at 0 or 1. The estimate itself is the plain mean.
    """
    return shares_bootstrap(np.asarray(values, dtype=float).reshape(-1, 1), rng, level)[0]


def shares_bootstrap(values: Values, rng: np.random.Generator, level: float = 0.95) -> list[Estimate]:
    """Estimate the mean of each column of works x fractions as share_bootstrap does, all with the same weights."""
    method = "Bayesian bootstrap of works"
    n, columns = values.shape
    if n == 0:
        return [Estimate(NAN, NAN, NAN, 0, method)] * columns
    weights = rng.dirichlet(np.concatenate([np.ones(n), [0.5, 0.5]]), DRAWS)
    draws = weights @ np.vstack([values, np.zeros(columns), np.ones(columns)])
    means = values.mean(axis=0)
    ends = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2], axis=0)
    ends = np.where([means == 0, means == 1], [[0.0], [1.0]], ends)
    return [Estimate(float(m), float(low), float(high), n, method) for m, low, high in zip(means, *ends, strict=True)]


def difference_newcombe(hits: tuple[int, int], n: tuple[int, int], level: float = 0.95) -> Estimate:
    """Estimate a difference of two independent shares, first less second, from the two Wilson intervals.

    Source: method 10 of Newcombe (1998), Statistics in Medicine 17:873-890.

    >>> e = difference_newcombe((56, 48), (70, 80))
    >>> round(e.estimate, 4), round(e.low, 4), round(e.high, 4)
    (0.2, 0.0524, 0.3339)
    """
    from statsmodels.stats.proportion import confint_proportions_2indep

    if min(n) == 0:
        return Estimate(NAN, NAN, NAN, sum(n), "Newcombe")
    low, high = confint_proportions_2indep(
        hits[0], n[0], hits[1], n[1], method="newcomb", compare="diff", alpha=1 - level
    )
    return Estimate(hits[0] / n[0] - hits[1] / n[1], float(low), float(high), sum(n), "Newcombe")


def difference_stratified(
    tables: npt.ArrayLike, rng: np.random.Generator, level: float = 0.95
) -> tuple[Estimate, float]:
    """Estimate a difference of shares within strata, and the p value of no difference.

    `tables` is strata x 2 sides x (hits, misses). The estimate weighs each stratum by n1 n2 / (n1 + n2)
    (Mantel and Haenszel); strata with an empty side carry no weight. The interval draws each side's share from
    its Jeffreys posterior; the p value is the Cochran-Mantel-Haenszel test's, without continuity correction.
    """
    method = "Mantel-Haenszel"
    t = np.asarray(tables, dtype=float).reshape(-1, 2, 2)
    sides = t.sum(axis=2)
    t, sides = t[sides.min(axis=1) > 0], sides[sides.min(axis=1) > 0]
    if not len(t):
        return Estimate(NAN, NAN, NAN, 0, method), NAN
    weights = sides.prod(axis=1) / sides.sum(axis=1)
    weights /= weights.sum()
    shares = t[:, :, 0] / sides
    draws = rng.beta(t[:, :, 0] + 0.5, t[:, :, 1] + 0.5, (DRAWS, *shares.shape))
    low, high = np.quantile((draws[..., 0] - draws[..., 1]) @ weights, [(1 - level) / 2, (1 + level) / 2])
    total = sides.sum(axis=1)
    hits = t[:, :, 0].sum(axis=1)
    expected = sides[:, 0] * hits / total
    variance = sides.prod(axis=1) * hits * (total - hits) / (total**2 * np.maximum(total - 1, 1))
    p = NAN
    if variance.sum() > 0:
        p = float(special.chdtrc(1, (t[:, 0, 0] - expected).sum() ** 2 / variance.sum()))
    estimate = float((shares[:, 0] - shares[:, 1]) @ weights)
    return Estimate(estimate, float(low), float(high), int(sides.sum()), method), p


def median_interval(values: npt.ArrayLike, level: float = 0.95) -> Estimate:
    """Estimate a median with the interval between two order statistics, which needs no distribution.

    Below six values no such interval reaches 95 %: the bounds are NaN then.
    Source: Conover, Practical Nonparametric Statistics, 3rd ed., section 3.2.

    >>> median_interval([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])[:3]
    (5.5, 2.0, 9.0)
    """
    method = "order statistics"
    x = np.sort(np.asarray(values, dtype=float))
    if not x.size:
        return Estimate(NAN, NAN, NAN, 0, method)
    below = special.bdtr(np.arange(x.size + 1), x.size, 0.5)  # P(X <= k) of heads in as many tosses of a coin
    rank = int(np.searchsorted(below, (1 - level) / 2))  # the largest k with P(X < k) <= alpha / 2
    if rank < 1:
        return Estimate(float(np.median(x)), NAN, NAN, x.size, method)
    return Estimate(float(np.median(x)), float(x[rank - 1]), float(x[x.size - rank]), x.size, method)
