"""Slopes of a few distinct values against months: Theil-Sen and the median regression, with intervals."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

from listometrics.analyse.intervals import NAN, Estimate, Values

Weights = npt.NDArray[np.int64]
RESAMPLES = {"theil_sen": 999, "median_regression": 399}
SMALLEST_STRATUM = 8


class Pairs(NamedTuple):
    """The slopes of all pairs of points with different x, sorted, and the two points of each."""

    slopes: Values
    first: npt.NDArray[np.intp]
    second: npt.NDArray[np.intp]


def pair_slopes(x: npt.ArrayLike, y: npt.ArrayLike) -> Pairs:
    """Return the slope of each pair of points that differ in x, sorted."""
    xs, ys = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    first, second = np.triu_indices(xs.size, 1)
    apart = xs[first] != xs[second]
    first, second = first[apart], second[apart]
    slopes = (ys[second] - ys[first]) / (xs[second] - xs[first])
    order = np.argsort(slopes, kind="stable")
    return Pairs(slopes[order], first[order], second[order])


def _weighted_median(pairs: Pairs, weights: Weights) -> float:
    """Return the median slope where point i counts weights[i] times."""
    total = np.cumsum(weights[pairs.first] * weights[pairs.second])
    if not total.size or total[-1] == 0:
        return NAN
    low = np.searchsorted(total, total[-1] / 2)
    high = np.searchsorted(total, total[-1] / 2, side="right")
    high = min(int(high), total.size - 1)
    return float((pairs.slopes[low] + pairs.slopes[high]) / 2)


def theil_sen(x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[float, float]:
    """Return the median slope of all pairs and the share of pairs that are tied in y (slope zero).

    Source: Sen (1968), Journal of the American Statistical Association 63:1379-1389.

    >>> theil_sen([1, 2, 3, 4, 10, 12, 18], [9, 15, 19, 20, 45, 55, 78])
    (4.0, 0.0)
    """
    pairs = pair_slopes(x, y)
    if not pairs.slopes.size:
        return NAN, NAN
    return float(np.median(pairs.slopes)), float((pairs.slopes == 0).mean())


def median_regression(x: npt.ArrayLike, y: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> float:
    """Return the slope of the line that leaves the least absolute deviations.

    The dual linear programme of Koenker and Bassett (1978), Econometrica 46:33-50, solved exactly. NaN where
    fewer than two x differ.
    """
    xs, ys = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    w = np.ones(xs.size) if weights is None else np.asarray(weights, dtype=float)
    xs, ys, w = xs[w > 0], ys[w > 0], w[w > 0]
    if np.unique(xs).size < 2:
        return NAN
    design = np.vstack([np.ones(xs.size), xs])
    bounds = np.column_stack([np.zeros(xs.size), w])
    result = linprog(-ys, A_eq=design, b_eq=0.5 * design @ w, bounds=bounds, method="highs")
    return float(-result.eqlin.marginals[1]) + 0.0  # no negative zero


def pool_strata(x: npt.ArrayLike, smallest: int = SMALLEST_STRATUM) -> npt.NDArray[np.int64]:
    """Return the stratum of each point: neighbouring periods (quarters of x) joined until each holds enough.

    A quarter with one work would be drawn again and again without any variation, and the interval of a thin
    tail come out too short.
    """
    quarters = np.floor_divide(np.asarray(x, dtype=float), 3).astype(np.int64)
    strata = np.zeros(quarters.size, dtype=np.int64)
    stratum = held = 0
    for quarter in np.unique(quarters):
        inside = quarters == quarter
        if held >= smallest:
            stratum, held = stratum + 1, 0
        strata[inside] = stratum
        held += int(inside.sum())
    if held < smallest and stratum:
        strata[strata == stratum] = stratum - 1
    return strata


def draw_within(strata: npt.NDArray[np.int64], rng: np.random.Generator, draws: int) -> Weights:
    """Return draws x points: how often each point is drawn when every stratum keeps its size."""
    weights = np.zeros((draws, strata.size), dtype=np.int64)
    for stratum in np.unique(strata):
        inside = np.flatnonzero(strata == stratum)
        weights[:, inside] = rng.multinomial(inside.size, np.full(inside.size, 1 / inside.size), draws)
    return weights


def slope_interval(
    x: npt.ArrayLike, y: npt.ArrayLike, rng: np.random.Generator, how: str = "theil_sen", level: float = 0.95
) -> Estimate:
    """Estimate the slope of y on x (months) with a percentile bootstrap of works within pooled quarters.

    `how` is `theil_sen` or `median_regression`. NaN below three points or two months.
    """
    method = {"theil_sen": "Theil-Sen", "median_regression": "median regression"}[how]
    xs, ys = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if xs.size < 3 or np.unique(xs).size < 2:
        return Estimate(NAN, NAN, NAN, xs.size, method)
    weights = draw_within(pool_strata(xs), rng, RESAMPLES[how])
    if how == "theil_sen":
        # Works of one month and size are one point that counts as often: far fewer pairs, and the same median.
        points, place = np.unique(np.column_stack([xs, ys]), axis=0, return_inverse=True)
        pairs, place = pair_slopes(points[:, 0], points[:, 1]), place.ravel()
        estimate = theil_sen(xs, ys)[0]

        def slope(drawn: Weights) -> float:
            return _weighted_median(pairs, np.bincount(place, drawn, len(points)).astype(np.int64))

    else:
        estimate = median_regression(xs, ys)

        def slope(drawn: Weights) -> float:
            return median_regression(xs, ys, drawn)

    slopes = np.array([slope(w) for w in weights])
    slopes = slopes[~np.isnan(slopes)]
    if not slopes.size:
        return Estimate(estimate, NAN, NAN, xs.size, method)
    low, high = np.quantile(slopes, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(estimate, float(low), float(high), xs.size, method)


def times_per_year(slope: Estimate) -> Estimate:
    """Turn a slope of log10 a month into a factor a year: 1 is no change.

    >>> times_per_year(Estimate(0.0, -0.1, 0.1, 5, "x")).estimate
    1.0
    """
    low, middle, high = (10 ** (12 * value) for value in (slope.low, slope.estimate, slope.high))
    return Estimate(float(middle), float(low), float(high), slope.n, slope.method)
