"""How often each interval holds the truth, at the sizes that a reading list has.

Every scenario draws samples from a known population and counts the nominal 95 % intervals that hold its value; for
Wilson's intervals the chance is computed exactly.
Sizes of models are drawn from a few values, as in lists, so that ties are as common as there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from importlib import resources
from io import StringIO

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from listometrics.analyse.association import association_by_permutation, cliffs_delta, cramers_v
from listometrics.analyse.frames import make_frame
from listometrics.analyse.intervals import (
    Estimate,
    Values,
    difference_newcombe,
    difference_stratified,
    median_interval,
    share_bootstrap,
    share_wilson,
)
from listometrics.analyse.sample import THIN
from listometrics.analyse.trend import median_regression, share_band, slope_interval, theil_sen

Draw = Callable[[np.random.Generator], Estimate]
# log10 of millions of parameters and their chances, for small and for large models; jitter for none-tied sizes.
SMALL, LARGE = (110, 125, 223, 355, 770), (1500, 3000, 6000, 7000, 13000, 175000)
SMALL_P, LARGE_P = (0.55, 0.1, 0.15, 0.1, 0.1), (0.05, 0.1, 0.15, 0.5, 0.15, 0.05)
# Months of 129 works, few in the first years, as in a list that follows a boom.
MONTHS = np.concatenate([np.linspace(0, 29, 24).astype(int), np.repeat(np.arange(30, 42), 9)[:105]])
# Works on two sides, and the shares there.
PAIRS = {(153, 22): (0.45, 0.25), (82, 18): (0.4, 0.1), (47, 59): (0.6, 0.15), (104, 24): (0.6, 0.05)}
SLOW = "logit band"
EXACT = "Wilson"
SLOPES = {"Theil-Sen": "theil_sen", "median regression": "median_regression"}
COLUMNS = ["method", "scenario", "n", "truth", "coverage", "repetitions"]
LEAST = 0.93
"""A nominal 95 % interval that holds the truth less often is named where it is used."""


def read_coverage() -> pd.DataFrame:
    """Return the committed table of coverage.csv, which `python benchmarks/coverage.py` makes.

    Columns: method, scenario, n, truth, coverage, repetitions and seed (empty where it is exact), made (the day), low
    (below 93 %).
    """
    text = resources.files("listometrics.analyse").joinpath("coverage.csv").read_text(encoding="utf-8")
    table = pd.read_csv(StringIO(text))
    types = {"n": "Int64", "repetitions": "Int64", "seed": "Int64", "method": "str", "scenario": "str", "made": "str"}
    return table.assign(low=(table["coverage"] < LEAST).astype("boolean")).astype(types)


def say_coverage(*methods: str) -> dict[str, str]:
    """Return the fact `coverage` for captions: how often these intervals hold the truth where they do so least.

    Scenarios of fewer than 10 works are left out: they are drawn grey.

    >>> say_coverage("no such method")
    {'coverage': ''}
    """
    table = read_coverage()
    rows = table[table["method"].isin(methods) & (table["n"] >= THIN)]
    if rows.empty:
        return {"coverage": ""}
    least = rows.sort_values("coverage").iloc[0]
    rate, place = f"{100 * least['coverage']:.1f} %", f"{least['method']}, n = {least['n']} works, {least['scenario']}"
    which = "the scenario that was tried" if len(rows) == 1 else f"the worst of {len(rows)} scenarios"
    return {"coverage": f"In {which} they hold the truth in {rate} of samples ({place}). "}


def list_scenarios() -> Iterator[tuple[str, str, int, float, Draw | None]]:
    """Yield method, scenario, number of works, true value, and how to draw an estimate (exact ones: None)."""
    for n in (4, 10, 30, 57):
        for p in (0.1, 0.3, 0.5):
            yield EXACT, f"share {p:g}, exact", n, p, None
    for n in (10, 30, 57):
        for chances in ((0.6, 0.1, 0.3), (0.9, 0.05, 0.05)):
            truth = chances[1] / 2 + chances[2]
            draw = partial(_draw_fractions, n, chances)
            yield "Bayesian bootstrap of works", f"fractions, mean {truth:g}", n, truth, draw
    for sides, pair in PAIRS.items():
        name, truth = f"shares {pair[0]:g} and {pair[1]:g}", pair[0] - pair[1]
        yield "Newcombe", name, sum(sides), truth, partial(_draw_pair, sides, pair)
    for gap in (0.0, 0.2):
        yield "Mantel-Haenszel", f"difference {gap:g} in 5 stages", 119, gap, partial(_draw_strata, gap)
    for n in (10, 20, 40):
        yield "order statistics", "median size", n, _population_median(0.6), partial(_draw_median, n)
    for shares in ((0.6, 0.2), (0.5, 0.5), (0.9, 0.3)):
        name, truth = f"large models {shares[0]:g} and {shares[1]:g}", _population_delta(*shares)
        yield "Cliff's delta", name, 94, truth, partial(_draw_delta, *shares)
    for name, chance in (("flat", np.full(len(MONTHS), 0.5)), ("growing", np.clip(MONTHS / 60, 0.02, 1))):
        for method, how in SLOPES.items():
            truth = _population_slope(chance, how)
            yield method, f"sizes {name}", len(MONTHS), truth, partial(_draw_slope, chance, how)
    for twice in (0.0, 0.1):
        for truth, table in _stage_tables():
            also = f", {100 * twice:.0f} % in two stages" if twice else ""
            name = f"3 groups by 5 stages, V {truth:.2f}{also}"
            yield "Cramér's V", name, 175, truth, partial(_draw_association, table, twice)
    yield "logit band", "share in the last month", len(MONTHS), _logit_truth()[1], partial(_draw_logit, "last")
    # At the end, as the seeds of the scenarios above go by their places.
    for n in (4, 10, 30, 57):
        for p in (0.02, 0.05):
            yield EXACT, f"share {p:g}, exact", n, p, None
        yield EXACT, "least favourable share, exact", n, worst_share(n), None
    first, last = _logit_truth()
    yield "logit band", "share in the first month", len(MONTHS), first, partial(_draw_logit, "first")
    yield "logit band", "change from first to last month", len(MONTHS), last - first, partial(_draw_logit, "change")


def measure_coverage(repetitions: int, seed: int = 1, methods: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return the share of intervals that hold the truth, a row a scenario; `methods` keeps only these.

    Intervals that do not exist (too few values) count as misses. The logit, slow, has a fifth of the
    repetitions; exact scenarios have none.
    """
    rows = []
    for number, (method, scenario, n, truth, draw) in enumerate(list_scenarios()):
        if methods and method not in methods:
            continue
        row = {"method": method, "scenario": scenario, "n": n, "truth": round(truth, 9) + 0.0}
        if draw is None:
            rows.append({**row, "coverage": wilson_coverage(n, truth), "repetitions": pd.NA})
            continue
        rng = np.random.default_rng([seed, number])
        times = repetitions if method != SLOW else max(1, repetitions // 5)
        found = [draw(rng) for _ in range(times)]
        held = np.mean([e.low - 1e-9 <= truth <= e.high + 1e-9 for e in found])
        rows.append({**row, "coverage": held, "repetitions": times})
    return make_frame(rows, COLUMNS, truth="float64", coverage="float64", repetitions="Int64")


def _draw_fractions(n: int, chances: tuple[float, ...], rng: np.random.Generator) -> Estimate:
    return share_bootstrap(rng.choice([0, 0.5, 1], n, p=chances), rng)


def _draw_pair(n: tuple[int, int], p: tuple[float, float], rng: np.random.Generator) -> Estimate:
    return difference_newcombe((int(rng.binomial(n[0], p[0])), int(rng.binomial(n[1], p[1]))), n)


def _draw_median(n: int, rng: np.random.Generator) -> Estimate:
    return median_interval(_draw_sizes(rng, np.full(n, 0.6)))


def _draw_delta(first: float, second: float, rng: np.random.Generator) -> Estimate:
    return cliffs_delta(_draw_sizes(rng, np.full(27, first)), _draw_sizes(rng, np.full(67, second)))


def _draw_slope(chance: Values, how: str, rng: np.random.Generator) -> Estimate:
    return slope_interval(MONTHS, np.log10(_draw_sizes(rng, chance)), rng, how)


def _draw_sizes(rng: np.random.Generator, chance: Values) -> Values:
    """Draw a size for each chance of being large."""
    large = rng.random(chance.size) < chance
    sizes = np.where(large, rng.choice(LARGE, chance.size, p=LARGE_P), rng.choice(SMALL, chance.size, p=SMALL_P))
    return sizes.astype(float)


def _weights(share: float) -> tuple[Values, Values]:
    values = np.array(SMALL + LARGE, dtype=float)
    return values, np.concatenate([(1 - share) * np.array(SMALL_P), share * np.array(LARGE_P)])


def _population_median(share: float) -> float:
    values, chances = _weights(share)
    return float(values[np.searchsorted(np.cumsum(chances), 0.5)])


def _population_delta(first: float, second: float) -> float:
    values, p = _weights(first)
    q = _weights(second)[1]
    return float(p @ np.sign(values[:, None] - values[None, :]) @ q)


def _population_slope(chance: Values, how: str) -> float:
    """Return the slope in a sample so large that every month has its shares: many copies of the design.

    Where the shares do not change, it is 0.
    """
    if np.unique(chance).size == 1:
        return 0.0
    rng = np.random.default_rng(0)
    copies = 30
    months = np.tile(MONTHS, copies)
    sizes = np.log10(_draw_sizes(rng, np.tile(chance, copies)))
    if how == "theil_sen":
        return theil_sen(months, sizes)[0]
    points, counts = np.unique(np.column_stack([months, sizes]), axis=0, return_counts=True)
    return median_regression(points[:, 0], points[:, 1], counts)


def _draw_strata(gap: float, rng: np.random.Generator) -> Estimate:
    sizes = ((30, 6), (20, 5), (30, 5), (10, 3), (8, 2))
    base = (0.6, 0.35, 0.25, 0.3, 0.7)
    tables = []
    for (a, b), p in zip(sizes, base, strict=True):
        x, y = rng.binomial(a, p + gap), rng.binomial(b, p)
        tables.append([[x, a - x], [y, b - y]])
    return difference_stratified(tables, rng)[0]


def _stage_tables() -> list[tuple[float, Values]]:
    even = np.outer([0.42, 0.38, 0.2], [0.16, 0.25, 0.47, 0.08, 0.04])
    moved = even.copy()
    moved[0, :3] += [0.05, 0.0, -0.05]
    moved[1, :3] += [-0.05, 0.0, 0.05]
    return [(cramers_v(table * 1e7), table) for table in (even, moved)]


def _draw_association(table: Values, twice: float, rng: np.random.Generator) -> Estimate:
    """Draw works of a group and a stage; a share of them stands in a second stage, drawn as the first."""
    shares = table / table.sum()
    labels, stages = np.divmod(rng.choice(table.size, 175, p=shares.ravel()), table.shape[1])
    membership = np.eye(table.shape[1])[stages]
    for work in np.flatnonzero(rng.random(175) < twice):
        row = shares[labels[work]] / shares[labels[work]].sum()
        membership[work, rng.choice(row.size, p=row)] = 1
    return association_by_permutation(labels, membership, rng, permutations=0)[0]


LOGIT = np.array([[0.0, 0.0], [0.5, -0.06], [-2.5, 0.05]])


def _logit_shares(months: npt.ArrayLike) -> Values:
    eta = np.column_stack([np.ones(np.size(months)), np.atleast_1d(months)]) @ LOGIT.T
    shares: Values = np.exp(eta) / np.exp(eta).sum(axis=1, keepdims=True)
    return shares


def _logit_truth() -> tuple[float, float]:
    return tuple(_logit_shares([MONTHS.min(), MONTHS.max()])[:, 0].tolist())


def _draw_logit(what: str, rng: np.random.Generator) -> Estimate:
    shares = np.cumsum(_logit_shares(MONTHS), axis=1)
    labels = (rng.random(len(MONTHS))[:, None] > shares[:, :-1]).sum(axis=1)
    band = share_band(MONTHS, labels, 3, [MONTHS.min(), MONTHS.max()], rng)
    ends = (band.change, band.change_low, band.change_high) if what == "change" else band[:3]
    middle, low, high = (float(values[int(what != "first"), 0]) for values in ends)
    return Estimate(middle, low, high, len(MONTHS), "logit band")


def wilson_coverage(n: int, share: float) -> float:
    """Return the chance that Wilson's 95 % interval of n works holds the share they are drawn with.

    The coverage falls far below 95 % at shares that one work's interval just misses (Brown, Cai and DasGupta 2001,
    Statistical Science 16:101-133).

    >>> round(wilson_coverage(10, 0.0175), 3), round(wilson_coverage(10, 0.5), 3)
    (0.838, 0.979)
    """
    low, high = _bounds(n)
    held = (low - 1e-9 <= share) & (share <= high + 1e-9)
    return float(stats.binom.pmf(np.arange(n + 1), n, share)[held].sum())


def worst_share(n: int) -> float:
    """Return the share that Wilson's 95 % interval of n works holds least often.

    It lies at an interval's end, just outside it: between two ends the coverage is a smooth arch.

    >>> round(worst_share(10), 4)
    0.0179
    """
    low, high = _bounds(n)
    ends = np.concatenate([low[1:] - 1e-6, high[:-1] + 1e-6])
    return float(min(ends[(ends > 0) & (ends <= 0.5)], key=lambda share: wilson_coverage(n, share)))


def _bounds(n: int) -> tuple[Values, Values]:
    """Return the lower and the upper bounds for 0 to n works of n."""
    found = [share_wilson(hits, n) for hits in range(n + 1)]
    return np.array([e.low for e in found]), np.array([e.high for e in found])
