"""Did sizes jump or grow? Two regimes with one break against a line, and what undisclosed sizes could change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import optimize

from listometrics.stats.estimates import NAN, Estimate, median_interval
from listometrics.stats.wording import name_size
from listometrics.stats.work_sample import Sample

Values = npt.NDArray[np.float64]
RESAMPLES = 999
MOST_PAIRS = 20_000
"""Pairs of works behind a slope: all of them up to 200 works, beyond that as many drawn at random."""
LEVEL = 0.05
SIMULATIONS = 199


class Break(NamedTuple):
    """One break in the median against a straight line, both by least absolute deviations of log10 size.

    `month` is the first of the second regime; `deviations` and `line_deviations` are the sums of absolute deviations
    (smaller fits better; a break and a line have as many free numbers, the break's place apart); `p` is the share of
    lists simulated from the line in which a break gains at least as much: the chance of such a jump in steady growth.
    """

    month: str
    deviations: float
    line_deviations: float
    n: int
    p: float


def number_years(months: pd.Series) -> Values:
    """Return the middle of each month as a year with a fraction.

    >>> number_years(pd.Series(["2023-07"])).round(3).tolist()
    [2023.542]
    """
    years, of_year = (months.str[part].astype("float64").to_numpy() for part in (slice(4), slice(5, 7)))
    return np.asarray(years + (of_year - 0.5) / 12, dtype=np.float64)


def name_month(time: float) -> str:
    """Return the name of the month of a year with a fraction.

    >>> name_month(2023.542)
    'July 2023'
    """
    return f"{pd.Timestamp(int(time), int(time % 1 * 12) + 1, 1).month_name()} {int(time)}"


def find_break(works: pd.DataFrame, seed: int) -> Break:
    """Find the month at which the median size jumps, and test the jump against a line.

    `works` has month and size_m (known sizes). The test draws lists from the line, each work's deviation
    drawn from all of them. Fewer than 12 works, or fewer than three months, have no break.
    """
    works = works.sort_values("month", kind="stable")
    months, x = works["month"].to_numpy(dtype=str), number_years(works["month"])
    y = np.log10(works["size_m"].to_numpy(dtype=float))
    starts = np.flatnonzero(np.append(False, months[1:] != months[:-1]))
    starts = starts[(starts >= 3) & (starts <= len(x) - 3)]
    if len(x) < 12 or not len(starts):
        return Break("", NAN, NAN, len(x), NAN)
    broken, at = _fit_break(y, starts)
    slope, line = _fit_line(x, y)
    rest = y - slope * x
    rng, gained = np.random.default_rng(seed), 0
    for _ in range(SIMULATIONS):
        drawn = slope * x + rng.choice(rest, len(rest))
        gained += _fit_line(x, drawn)[1] - _fit_break(drawn, starts)[0] >= line - broken
    return Break(str(months[at]), round(broken, 6), round(line, 6), len(x), (gained + 1) / (SIMULATIONS + 1))


def _fit_break(y: Values, starts: npt.NDArray[np.intp]) -> tuple[float, int]:
    """Return the least sum of absolute deviations from two medians, and where the second regime starts."""
    left = [float(np.abs(side - np.median(side)).sum()) for at in starts for side in (y[:at], y[at:])]
    sums = np.add(left[::2], left[1::2]).round(9)  # the last digits are the processor's
    return float(sums.min()), int(starts[sums.argmin()])


def _fit_line(x: Values, y: Values) -> tuple[float, float]:
    """Return slope and sum of absolute deviations of the line that leaves the least (Koenker and Bassett 1978)."""

    def leave(slope: float) -> float:
        rest = y - slope * x
        return float(np.abs(rest - np.median(rest)).sum())

    found = optimize.minimize_scalar(leave, bounds=(-5, 5), method="bounded")  # convex in the slope
    return float(found.x), float(found.fun)


def yearly_factor(works: pd.DataFrame, seed: int) -> Estimate:
    """Estimate how many times larger sizes become a year: the median slope of all pairs, bootstrap of works.

    `works` has month and size_m. Source: Sen (1968), Journal of the American Statistical Association 63:1379-1389.
    """
    thinned = len(works) * (len(works) - 1) / 2 > MOST_PAIRS
    method = f"Theil-Sen{f' on {MOST_PAIRS:,} pairs' if thinned else ''}, bootstrap of works"
    if len(works) < 6 or works["month"].nunique() < 2:
        return Estimate(NAN, NAN, NAN, len(works), method)
    x, y = number_years(works["month"]), np.log10(works["size_m"].to_numpy(dtype=float))
    rng, slopes = np.random.default_rng(seed), []
    middle = _median_slope(x, y, rng)
    for _ in range(RESAMPLES):
        drawn = rng.integers(len(x), size=len(x))
        slopes.append(_median_slope(x[drawn], y[drawn], rng))
    low, high = np.nanquantile(slopes, [0.025, 0.975])
    factors = [float(10**slope) for slope in (middle, low, high)]
    return Estimate(factors[0], factors[1], factors[2], len(works), method)


def _median_slope(x: Values, y: Values, rng: np.random.Generator) -> float:
    """Return the median slope of all pairs; of very many works, that of pairs drawn at random."""
    if len(x) * (len(x) - 1) / 2 <= MOST_PAIRS:
        first, second = np.triu_indices(len(x), 1)
    else:
        first, second = rng.integers(len(x), size=(2, MOST_PAIRS))
    apart = x[first] != x[second]
    slopes = (y[second] - y[first])[apart] / (x[second] - x[first])[apart]
    return float(np.median(slopes)) if slopes.size else NAN


def describe_regimes(sample: Sample, first_until: str, second_from: str) -> pd.DataFrame:
    """Describe sizes before and after the jump: regime, quantity, estimate, low, high, n, method.

    For each regime the median size (millions of parameters) and the factor a year within it, on known sizes of works
    that are dated by month.
    """
    known = sample.works[(sample.works["size_status"] == "known") & (sample.works["month"] != "")]
    sides = {
        f"until {first_until}": known["month"] <= first_until,
        f"from {second_from}": known["month"] >= second_from,
    }
    rows = []
    for regime, inside in sides.items():
        works = known[inside]
        found = {"median size": median_interval(works["size_m"])}
        found["times a year"] = yearly_factor(works, sample.choices.seed)
        rows += [{"regime": regime, "quantity": quantity, **e._asdict()} for quantity, e in found.items()]
    return pd.DataFrame(rows)


def say_jump(jump: Break, medians: Sequence[float], growth: pd.DataFrame) -> str:
    """Say whether sizes jumped, as a finding that follows the numbers.

    `medians` are those of the two regimes; `growth` has the interval of the yearly factor in each.
    """
    first, second = medians
    if np.isnan(jump.p):
        return "Too few works with a month and a size to look for a jump"
    if not (jump.p < LEVEL and first != second):
        return f"No clear jump in size: p = {jump.p:.2f}"
    verb = "jumped" if second > first else "fell"
    said = f"The typical model {verb} from {name_size(first)} to {name_size(second)} in {jump.month[:4]}"
    steady = ((growth["low"] <= 1) & (growth["high"] >= 1)).all()
    return f"{said}; there is no clear growth before or after" if steady else said


def bound_undisclosed(sample: Sample, closed: pd.DataFrame) -> pd.DataFrame:
    """Return what the comparison before and after can become, over all ways to fill undisclosed sizes.

    `closed` is the vocabulary closed_models: model, low_m, high_m (the smallest and largest plausible size). Each
    quantity rises, or falls, with every single size, so that its extremes stand where each work takes an end of its
    range: the early ones the large end and the late ones the small one, or the other way round. Columns: quantity,
    estimate (on disclosed sizes), low and high (the extremes; no intervals), n, filled (works that had to be filled),
    method.
    """
    models = sample.models.merge(closed[["model", "low_m", "high_m"]], on="model", how="left")
    ends = {
        side: models.assign(size=models["params_m"].astype("float64").fillna(models[f"{side}_m"].astype("float64")))
        .groupby("key")["size"].max()
        for side in ("low", "high")
    }  # fmt: skip
    works = sample.works.set_index("key")
    works = works[works["period"] != ""]
    early = works["period"].str.startswith("before")
    low, high = (ends[side].reindex(works.index).astype("float64") for side in ("low", "high"))
    fills = [low, high, low.where(~early, high), high.where(~early, low)]
    found = pd.DataFrame([_measure(size, early) for size in (works["size_m"], *fills)])
    table = pd.DataFrame({"estimate": found.iloc[0], "low": found[1:].min(), "high": found[1:].max()})
    filled = int((works["size_m"].isna() & low.notna()).sum())
    table = table.assign(n=int(low.notna().sum()), filled=filled, method="extremes over all ways to fill")
    return table.rename_axis("quantity").reset_index().astype({"n": "Int64", "filled": "Int64"})


def _measure(size: pd.Series, early: pd.Series) -> dict[str, float]:
    known = [size[side].dropna() for side in (early, ~early)]
    shares, medians = [float((side >= 1e3).mean()) for side in known], [float(side.median()) for side in known]
    return {
        "share of at least 1B before": shares[0],
        "share of at least 1B since": shares[1],
        "difference of these shares": shares[1] - shares[0],
        "median size before": medians[0],
        "median size since": medians[1],
        "ratio of the medians": medians[1] / medians[0],
    }
