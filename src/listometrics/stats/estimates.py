"""Shares, differences and medians with 95 % intervals, at the sizes that a reading list has."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

NAN = float("nan")


class Estimate(NamedTuple):
    """An estimate with its 95 % interval, the works behind it, and how it was made; NaN where there is none."""

    estimate: float
    low: float
    high: float
    n: int
    method: str


def add_intervals(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with estimate, low, high (Wilson's interval) and method, from its columns hits and n.

    Source: Wilson (1927), method 3 of Newcombe (1998), Statistics in Medicine 17:857-872.

    >>> add_intervals(pd.DataFrame({"hits": [81], "n": [263]}))[["estimate", "low", "high"]].round(4).values.tolist()
    [[0.308, 0.2553, 0.3662]]
    """
    hits, n = table["hits"].to_numpy(dtype=float), table["n"].to_numpy(dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        low, high = proportion_confint(hits, n, method="wilson")
        # Exactly 0 and 1 at the ends, where floating point leaves 1e-17.
        low, high = np.where(hits == 0, low * 0, low), np.where(hits == n, high * 0 + 1, high)
        found = table.assign(estimate=hits / n, low=low, high=high, method="Wilson")
    return found.astype({"method": "str"})


def share(hits: int, n: int) -> Estimate:
    """Estimate a share with Wilson's interval.

    >>> round(share(81, 263).low, 4), share(0, 0).n
    (0.2553, 0)
    """
    row = add_intervals(pd.DataFrame({"hits": [hits], "n": [n]})).iloc[0]
    return Estimate(float(row["estimate"]), float(row["low"]), float(row["high"]), n, "Wilson")


def differences(hits: npt.ArrayLike, n: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Estimate differences of two independent shares, first less second: estimate, low, high, a row a difference.

    `hits` and `n` have two columns, a side each. The intervals are Newcombe's, made of the two Wilson intervals; they
    are those of statsmodels' confint_proportions_2indep, for many pairs at once.
    Source: method 10 of Newcombe (1998), Statistics in Medicine 17:873-890.
    """
    hits, n = np.asarray(hits, dtype=float), np.asarray(n, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        p1, p2 = (hits / n).T
        (low1, low2), (high1, high2) = (end.T for end in proportion_confint(hits, n, method="wilson"))
        below, above = np.hypot(p1 - low1, high2 - p2), np.hypot(high1 - p1, p2 - low2)
    return np.column_stack([p1 - p2, p1 - p2 - below, p1 - p2 + above])


def difference(hits: tuple[int, int], n: tuple[int, int]) -> Estimate:
    """Estimate a difference of two independent shares, first less second, with Newcombe's interval.

    >>> e = difference((56, 48), (70, 80))
    >>> round(e.estimate, 4), round(e.low, 4), round(e.high, 4)
    (0.2, 0.0524, 0.3339)
    """
    if min(n) == 0:
        return Estimate(NAN, NAN, NAN, sum(n), "Newcombe")
    middle, low, high = map(float, differences([hits], [n])[0])
    return Estimate(middle, low, high, sum(n), "Newcombe")


def fisher_p(hits: tuple[int, int], n: tuple[int, int]) -> float:
    """Return Fisher's exact p value of no difference between two shares.

    >>> round(fisher_p((3, 1), (4, 4)), 4)
    0.4857
    """
    table = [[h, m - h] for h, m in zip(hits, n, strict=True)]
    return float(stats.fisher_exact(table).pvalue) if min(n) else NAN


def median_interval(values: npt.ArrayLike) -> Estimate:
    """Estimate a median with the interval between two order statistics (Conover 1999, section 3.2).

    Below six values no such interval reaches 95 %: the bounds are NaN then.

    >>> median_interval([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])[:3]
    (5.5, 2.0, 9.0)
    """
    x = np.sort(np.asarray(values, dtype=float))
    if not x.size:
        return Estimate(NAN, NAN, NAN, 0, "order statistics")
    found = stats.quantile_test(x, q=np.median(x), p=0.5).confidence_interval(0.95) if x.size > 5 else (NAN, NAN)
    low, high = (float(end) for end in found)
    return Estimate(float(np.median(x)), low, high, x.size, "order statistics")


def cramers_v(rows: pd.Series, columns: pd.Series, seed: int, permutations: int = 999) -> tuple[float, float]:
    """Return Cramér's V of two labels of the same works, corrected for bias, and its p value by permutation.

    Source: Bergsma (2013), Journal of the Korean Statistical Society 42:323-328.

    >>> v, p = cramers_v(pd.Series(list("ab") * 20), pd.Series(list("xy") * 20), seed=1)
    >>> round(v, 3), p
    (1.0, 0.001)
    """
    if rows.nunique() < 2 or columns.nunique() < 2:
        return NAN, NAN
    first, second = (pd.factorize(labels, sort=True)[0] for labels in (rows, columns))
    shape = (first.max() + 1, second.max() + 1)
    rng = np.random.default_rng(seed)

    def measure(labels: npt.NDArray[np.intp]) -> float:
        table = np.bincount(labels * shape[1] + second, minlength=shape[0] * shape[1]).reshape(shape)
        expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
        return float(((table - expected) ** 2 / expected).sum() / table.sum())

    n, phi2 = len(first), measure(first)
    beyond = sum(measure(rng.permutation(first)) >= phi2 - 1e-12 for _ in range(permutations))
    most = min(k - (k - 1) ** 2 / (n - 1) for k in shape) - 1
    less = max(0.0, phi2 - (shape[0] - 1) * (shape[1] - 1) / (n - 1))
    # Where all works differ, nothing is left after the correction.
    return float(np.sqrt(less / most)) if most > 1e-9 else NAN, (beyond + 1) / (permutations + 1)
