"""Change over time, with intervals: slopes of sizes, and shares of classes.

Slopes are Theil-Sen's and the median regression's; shares follow a multinomial logit of a class on time, with a
penalty against separation.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from listometrics.analyse.intervals import NAN, Estimate, Values

Weights = npt.NDArray[np.int64]
RESAMPLES = {"theil_sen": 999, "median_regression": 399}
SMALLEST_STRATUM = 8
CELLS = 200_000
BEYOND = 1000
"""A factor a year beyond this, either way, tells no more than that: its value is not written."""


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


def _median_slopes(pairs: Pairs, weights: Weights) -> Values:
    """Return for each row of weights the median slope where point i counts weights[i] times; NaN where none does."""
    middles = np.full(len(weights), NAN)
    if not pairs.slopes.size:
        return middles
    step = max(1, CELLS // pairs.slopes.size)
    for start in range(0, len(weights), step):
        some = weights[start : start + step].astype(np.int32)
        total = np.cumsum(some[:, pairs.first] * some[:, pairs.second], axis=1, dtype=np.int32)
        half = total[:, -1] / 2
        at = [[np.searchsorted(row, h, side) for row, h in zip(total, half, strict=True)] for side in ("left", "right")]
        ends = pairs.slopes[np.minimum(at, pairs.slopes.size - 1)].mean(axis=0)
        middles[start : start + step] = np.where(half > 0, ends, NAN)
    return middles


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
    """Return the slope of the line that leaves the least absolute deviations; NaN where fewer than two x differ.

    Koenker and Bassett (1978), Econometrica 46:33-50. Where several slopes are as good, as with ties, it is the
    middle of them.
    """
    xs, ys = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    w = np.ones((1, xs.size)) if weights is None else np.asarray(weights, dtype=float).reshape(1, -1)
    return float(_regress(pair_slopes(xs, ys), xs, ys, w)[0])


def _regress(pairs: Pairs, xs: Values, ys: Values, weights: npt.NDArray[Any]) -> Values:
    """Return for each row of weights the slope of least absolute deviations.

    The best line goes through two points, and what it leaves is convex in its slope: of the slopes of pairs, sorted,
    the first and the last best one are found by halving.
    """
    slopes, w = np.unique(pairs.slopes), np.asarray(weights, dtype=float)
    if not slopes.size:
        return np.full(len(w), NAN)
    ends = []
    for strict in (True, False):
        low, high = np.zeros(len(w), dtype=int), np.full(len(w), slopes.size - 1)
        while (low < high).any():
            middle = (low + high) // 2
            here, there = (_leave(xs, ys, w, slopes[np.minimum(m, slopes.size - 1)]) for m in (middle, middle + 1))
            near = 1e-12 * (1 + here)
            further = (there < here - near) if strict else (there <= here + near)
            low, high = np.where(further & (low < high), middle + 1, low), np.where(further, high, middle)
        ends.append(slopes[low])
    several = (w[:, pairs.first] * w[:, pairs.second]).any(axis=1)
    return np.where(several, (ends[0] + ends[1]) / 2, NAN)


def _leave(xs: Values, ys: Values, weights: Values, slopes: Values) -> Values:
    """Return what the best line of each slope leaves: the weighted absolute deviations from the weighted median."""
    rest = ys - slopes[:, None] * xs
    order = np.argsort(rest, axis=1)
    rest, w = np.take_along_axis(rest, order, 1), np.take_along_axis(weights, order, 1)
    total = np.cumsum(w, axis=1)
    middle = np.argmax(total >= total[:, -1:] / 2, axis=1)
    left: Values = (w * np.abs(rest - rest[np.arange(len(rest)), middle][:, None])).sum(axis=1)
    return left


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


def _gather(weights: Weights, place: npt.NDArray[np.intp], points: int) -> Weights:
    """Return draws x distinct points: works of one month and one size count together."""
    gathered = np.zeros((points, len(weights)), dtype=np.int64)
    np.add.at(gathered, place, weights.T)
    return gathered.T


def slope_interval(
    x: npt.ArrayLike, y: npt.ArrayLike, rng: np.random.Generator, how: str = "theil_sen", draws: int = 0
) -> Estimate:
    """Estimate the slope of y on x (months) with a percentile bootstrap of works within pooled quarters.

    `how` is `theil_sen` or `median_regression`; `draws` is the number of resamples, 0 for that of RESAMPLES. NaN
    below three points or two months.
    """
    method = {"theil_sen": "Theil-Sen", "median_regression": "median regression"}[how]
    xs, ys = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if xs.size < 3 or np.unique(xs).size < 2:
        return Estimate(NAN, NAN, NAN, xs.size, method)
    points, place = np.unique(np.column_stack([xs, ys]), axis=0, return_inverse=True)
    weights = _gather(draw_within(pool_strata(xs), rng, draws or RESAMPLES[how]), place, len(points))
    pairs = pair_slopes(*points.T)
    if how == "theil_sen":
        estimate, slopes = theil_sen(xs, ys)[0], _median_slopes(pairs, weights)
    else:
        estimate, slopes = median_regression(xs, ys), _regress(pairs, points[:, 0], points[:, 1], weights)
    slopes = slopes[~np.isnan(slopes)]
    if not slopes.size:
        return Estimate(estimate, NAN, NAN, xs.size, method)
    low, high = np.quantile(slopes, [0.025, 0.975])
    return Estimate(estimate, float(low), float(high), xs.size, method)


def times_per_year(slope: Estimate) -> Estimate:
    """Turn a slope of log10 a month into a factor a year: 1 is no change.

    >>> times_per_year(Estimate(0.0, -0.1, 0.1, 5, "x")).estimate
    1.0
    """
    low, middle, high = (10 ** (12 * value) for value in (slope.low, slope.estimate, slope.high))
    return Estimate(float(middle), float(low), float(high), slope.n, slope.method)


def say_times(factor: float) -> str:
    """Write a factor a year for readers.

    >>> say_times(2.28), say_times(0.04), say_times(6.6e10), say_times(1e-9)
    ('2.3', '0.04', 'above 1,000', 'below 0.001')
    """
    if factor > BEYOND:
        return f"above {BEYOND:,}"
    if factor < 1 / BEYOND:
        return f"below {1 / BEYOND:g}"
    return f"{factor:.1f}" if factor >= 0.1 else f"{factor:.1g}"


PRIOR_SD = 2.5
REFITS = 500


class Band(NamedTuple):
    """Fitted shares and how they differ from those at the first point, with 95 % intervals; each points x classes."""

    shares: Values
    low: Values
    high: Values
    change: Values
    change_low: Values
    change_high: Values


class Fit(NamedTuple):
    """Coefficients, classes x (intercept, slope), and how x was centred and scaled before the fit."""

    coefficients: Values
    centre: float
    scale: float


def fit_logit(x: npt.ArrayLike, labels: npt.ArrayLike, classes: int, prior_sd: float = PRIOR_SD) -> Fit:
    """Fit the shares of classes 0, 1, … as a multinomial logit of x, by Newton's method.

    x is centred and scaled to standard deviation 1. A normal prior with standard deviation `prior_sd` on each
    class's slope (a ridge penalty), symmetric in the classes, keeps estimates finite where the classes are
    separated in time: 2.5 is the weakly informative scale of Gelman et al. (2008), Annals of Applied Statistics
    2:1360-1383. Intercepts have a prior ten times as wide, so that an empty class does no harm.
    """
    xs, y = np.asarray(x, dtype=float), np.asarray(labels, dtype=int)
    design, where, centre, scale = _standardise(xs)
    return Fit(_newton(design, _count(where, y[None], len(design), classes), prior_sd)[0], centre, scale)


def _standardise(xs: Values) -> tuple[Values, npt.NDArray[np.intp], float, float]:
    """Return the distinct x as a design (intercept, standardised x), each point's row in it, centre and scale."""
    centre, scale = float(xs.mean()), float(xs.std()) or 1.0
    distinct, where = np.unique((xs - centre) / scale, return_inverse=True)
    return np.column_stack([np.ones_like(distinct), distinct]), where, centre, scale


def _count(where: npt.NDArray[np.intp], labels: npt.NDArray[np.int_], points: int, classes: int) -> Values:
    """Return fits x distinct x x classes: how many points of each class, for each row of labels."""
    counts = np.zeros((len(labels), points, classes))
    np.add.at(counts, (np.arange(len(labels))[:, None], where[None, :], labels), 1)
    return counts


def _newton(design: Values, counts: Values, prior_sd: float) -> Values:
    """Maximise the penalised likelihood of all fits over all classes' coefficients; the prior makes them unique."""
    (fits, _, classes), width = counts.shape, design.shape[1]
    precision = np.tile([1 / (10 * prior_sd) ** 2, 1 / prior_sd**2], classes)
    totals = counts.sum(axis=2)
    beta = np.zeros((fits, classes, width))
    for _ in range(50):
        p = _softmax(design @ beta.transpose(0, 2, 1))
        gradient = ((counts - totals[:, :, None] * p).transpose(0, 2, 1) @ design).reshape(fits, -1)
        gradient -= precision * beta.reshape(fits, -1)
        spread = totals[:, :, None, None] * (p[:, :, :, None] * np.eye(classes) - p[:, :, :, None] * p[:, :, None, :])
        hessian = np.einsum("dnij,na,nb->diajb", spread, design, design, optimize=True)
        hessian = hessian.reshape(fits, classes * width, -1) + np.diag(precision)
        step = np.linalg.solve(hessian, gradient[:, :, None])[:, :, 0]
        step *= np.minimum(1.0, 5.0 / np.maximum(1e-12, np.abs(step).max(axis=1)))[:, None]
        beta += step.reshape(beta.shape)
        if np.abs(step).max() < 1e-9:
            break
    return beta


def _softmax(eta: Values) -> Values:
    raised = np.exp(eta - eta.max(axis=-1, keepdims=True))
    shares: Values = raised / raised.sum(axis=-1, keepdims=True)
    return shares


def predict_shares(fit: Fit, at: npt.ArrayLike) -> Values:
    """Return points x classes: the fitted shares."""
    z = (np.asarray(at, dtype=float) - fit.centre) / fit.scale
    return _softmax(np.column_stack([np.ones_like(z), z]) @ fit.coefficients.T)


def share_band(
    x: npt.ArrayLike, labels: npt.ArrayLike, classes: int, at: npt.ArrayLike, rng: np.random.Generator
) -> Band:
    """Return the fitted shares with their 95 % band and their change since the first point, by parametric bootstrap.

    Each refit draws new labels at the observed x from the fitted shares. The band is around the fit as it is
    (percentiles), point by point: it does not cover a whole curve at once. The change is that of each refit, so
    that it tells more than whether two bands overlap.
    """
    xs = np.asarray(x, dtype=float)
    fit = fit_logit(xs, labels, classes)
    shares = np.cumsum(predict_shares(fit, xs), axis=1)
    drawn = (rng.random((REFITS, xs.size))[:, :, None] > shares[None, :, :-1]).sum(axis=2)
    design, where, centre, scale = _standardise(xs)
    refits = _newton(design, _count(where, drawn, len(design), classes), PRIOR_SD)
    z = (np.asarray(at, dtype=float) - centre) / scale
    curves = _softmax(np.column_stack([np.ones_like(z), z]) @ refits.transpose(0, 2, 1))
    low, high = np.quantile(curves, [0.025, 0.975], axis=0)
    change_low, change_high = np.quantile(curves - curves[:, :1], [0.025, 0.975], axis=0)
    middle = predict_shares(fit, at)
    return Band(middle, low, high, middle - middle[:1], change_low, change_high)
