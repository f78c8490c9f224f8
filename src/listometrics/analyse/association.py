"""How strongly two things go together, and how likely chance alone would do it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import stats
from statsmodels.stats.multitest import multipletests

from listometrics.analyse.intervals import NAN, Estimate

PERMUTATIONS = 1999
RESAMPLES = 1999


def cramers_v(table: npt.ArrayLike) -> float:
    """Return Cramér's V corrected for bias, 0 to 1; NaN below two rows or columns that hold something.

    Source: Bergsma (2013), Journal of the Korean Statistical Society 42:323-328.

    >>> round(cramers_v([[10, 0], [0, 10]]), 3), cramers_v([[5, 5], [5, 5]])
    (1.0, 0.0)
    """
    t = np.asarray(table, dtype=float)
    if t.ndim != 2:
        return NAN
    t = t[t.sum(axis=1) > 0][:, t.sum(axis=0) > 0]
    n, (rows, columns) = t.sum(), t.shape
    if min(rows, columns) < 2 or n < 2:
        return NAN
    expected = np.outer(t.sum(axis=1), t.sum(axis=0)) / n
    phi2 = ((t - expected) ** 2 / expected).sum() / n
    phi2 = max(0.0, phi2 - (rows - 1) * (columns - 1) / (n - 1))
    rows_c, columns_c = rows - (rows - 1) ** 2 / (n - 1), columns - (columns - 1) ** 2 / (n - 1)
    smallest = min(rows_c, columns_c) - 1
    return float(np.sqrt(phi2 / smallest)) if smallest > 0 else NAN


def association_by_permutation(
    labels: npt.ArrayLike, membership: npt.ArrayLike, rng: np.random.Generator, permutations: int = PERMUTATIONS
) -> tuple[Estimate, float]:
    """Estimate Cramér's V of works' labels with memberships, and its p value by permuting works.

    `labels` holds one code (0, 1, …) a work; `membership` is works x classes, true where a work belongs to a
    class. Memberships of one work are not independent, so that works are permuted, and resampled, as a whole. The
    interval takes the quantiles of phi squared over resamples of works (Efron and Tibshirani 1993, chapter 13), less
    what the resampling itself adds to it: unlike a plain bootstrap of V it can reach 0.
    """
    method = "Cramér's V, bias-corrected; bootstrap and permutation of works"
    y = np.asarray(labels, dtype=int)
    if not y.size:
        return Estimate(NAN, NAN, NAN, 0, method), NAN
    m = np.asarray(membership, dtype=float).reshape(y.size, -1)
    one_hot = np.eye(int(y.max()) + 1)[y]
    table = one_hot.T @ m
    observed = cramers_v(table)
    if np.isnan(observed):
        return Estimate(NAN, NAN, NAN, y.size, method), NAN
    low, high = _resample_v(one_hot, m, rng)
    low, high = min(low, observed), max(high, observed)
    if not permutations:
        return Estimate(observed, low, high, y.size, method), NAN
    shuffled = np.eye(one_hot.shape[1])[rng.permuted(np.tile(y, (permutations, 1)), axis=1)]
    hits = int((_phi2(np.einsum("dwg,wc->dgc", shuffled, m)) >= _phi2(table[None]) - 1e-12).sum())
    return Estimate(observed, low, high, y.size, method), (hits + 1) / (permutations + 1)


def _resample_v(
    one_hot: npt.NDArray[np.float64], membership: npt.NDArray[np.float64], rng: np.random.Generator
) -> tuple[float, float]:
    """Return the outer 2.5 % of V over resamples of works."""
    works = len(one_hot)
    cells = (one_hot[:, :, None] * membership[:, None, :]).reshape(works, -1)
    table = cells.sum(axis=0).reshape(1, one_hot.shape[1], -1)
    filled = table[0][table[0].sum(axis=1) > 0][:, table[0].sum(axis=0) > 0]
    n, (rows, columns) = filled.sum(), filled.shape
    drawn = rng.multinomial(works, np.full(works, 1 / works), RESAMPLES) @ cells
    added = 2 * (rows - 1) * (columns - 1) / (n - 1)  # once by the sample, once by each resample
    smallest = min(rows - (rows - 1) ** 2 / (n - 1), columns - (columns - 1) ** 2 / (n - 1)) - 1
    low, high = np.quantile(_phi2(drawn.reshape(RESAMPLES, *table.shape[1:])) - added, [0.025, 0.975])
    v = np.sqrt(np.clip([low, high], 0, None) / smallest)
    return float(v[0]), min(1.0, float(v[1]))


def _phi2(tables: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return chi squared over n of each table (tables x rows x columns)."""
    n = tables.sum(axis=(1, 2))
    expected = tables.sum(axis=2)[:, :, None] * tables.sum(axis=1)[:, None, :] / n[:, None, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(expected > 0, (tables - expected) ** 2 / expected, 0.0)
    phi2: npt.NDArray[np.float64] = parts.sum(axis=(1, 2)) / n
    return phi2


def cliffs_delta(first: npt.ArrayLike, second: npt.ArrayLike, level: float = 0.95) -> Estimate:
    """Estimate Cliff's delta, P(first > second) - P(first < second), with Cliff's asymmetric interval.

    The interval uses the unbiased variance and Student's t (Feng and Cliff 2004, Journal of Modern Applied
    Statistical Methods 3:322-332). NaN below two values a side.

    >>> e = cliffs_delta([10, 10, 20, 20, 20, 30, 30, 30, 40, 50], [10, 20, 30, 40, 40, 50])
    >>> e.estimate
    -0.25
    """
    method = "Cliff's delta"
    x, y = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    n, m = x.size, y.size
    if min(n, m) < 2:
        return Estimate(NAN, NAN, NAN, n + m, method)
    over, under = _dominance(x, y), -_dominance(y, x)
    d = float(over.sum() / n / m)
    if abs(d) == 1:
        # No overlap leaves no variance: the inner bound is Feng and Cliff's, from the smaller side.
        z2 = stats.norm.ppf((1 + level) / 2) ** 2
        inner = float((min(n, m) - z2) / (min(n, m) + z2))
        return Estimate(d, inner if d > 0 else -1.0, 1.0 if d > 0 else -inner, n + m, method)
    rows = ((over / m - d) ** 2).sum()
    columns = ((under / n - d) ** 2).sum()
    cells = _count_untied(x, y) - n * m * d**2
    variance = (m**2 * rows + n**2 * columns - cells) / (n * m * (n - 1) * (m - 1))
    variance = max(variance, (1 - d**2) / (n * m - 1))
    t = stats.t.ppf((1 + level) / 2, n + m - 2)
    root = t * np.sqrt(variance) * np.sqrt((1 - d**2) ** 2 + t**2 * variance)
    scale = 1 - d**2 + t**2 * variance
    low, high = (d - d**3 - root) / scale, (d - d**3 + root) / scale
    return Estimate(d, max(-1.0, float(low)), min(1.0, float(high)), n + m, method)


def _dominance(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Return for each x how many y it exceeds, less how many exceed it, without comparing each pair."""
    others = np.sort(y)
    below, up_to = np.searchsorted(others, x), np.searchsorted(others, x, side="right")
    return np.asarray(below - (y.size - up_to), dtype=np.int64)


def _count_untied(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> int:
    others = np.sort(y)
    ties = np.searchsorted(others, x, side="right") - np.searchsorted(others, x)
    return int(x.size * y.size - ties.sum())


def kruskal_wallis(groups: Sequence[npt.ArrayLike]) -> tuple[float, float, int]:
    """Return H, its p value and the number of values; NaN below two groups or where all values are equal.

    Source: Kruskal and Wallis (1952), Journal of the American Statistical Association 47:583-621.
    """
    filled = [np.asarray(g, dtype=float) for g in groups if np.asarray(g).size]
    n = sum(g.size for g in filled)
    if len(filled) < 2 or np.unique(np.concatenate(filled)).size < 2:
        return NAN, NAN, n
    result = stats.kruskal(*filled)
    return float(result.statistic), float(result.pvalue), n


def fisher_p(first: tuple[int, int], second: tuple[int, int]) -> float:
    """Return the two-sided p value of Fisher's exact test of (hits, misses) on two sides.

    >>> round(fisher_p((3, 1), (1, 3)), 4)  # the lady tasting tea
    0.4857
    """
    return float(stats.fisher_exact([first, second]).pvalue)


def adjust_holm(p_values: Sequence[float]) -> list[float]:
    """Return p values after Holm's correction, in the order given; NaN stays NaN and does not count.

    Source: Holm (1979), Scandinavian Journal of Statistics 6:65-70.

    >>> [round(p, 2) for p in adjust_holm([0.01, 0.04, 0.03, 0.005])]
    [0.03, 0.06, 0.06, 0.02]
    """
    p = np.asarray(p_values, dtype=float)
    known = ~np.isnan(p)
    if known.any():
        p[known] = multipletests(p[known], method="holm")[1]
    return [float(value) for value in p]
