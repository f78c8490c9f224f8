"""The size of a work's largest model over time, and what undisclosed sizes do to the conclusions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from listometrics.analyse.association import cliffs_delta, kruskal_wallis
from listometrics.analyse.frames import ESTIMATE, make_frame
from listometrics.analyse.intervals import NAN, Estimate, median_interval, share_wilson
from listometrics.analyse.periods import is_incomplete, number_months
from listometrics.analyse.sample import CLASSES, EXCLUSIVE, THIN, Sample, name_periods
from listometrics.analyse.trend import slope_interval, theil_sen, times_per_year

OPENNESS = ("open", "both", "closed")
MOST = 1000  # works whose pairs are compared: their number grows with the square


def list_sizes(sample: Sample) -> pd.DataFrame:
    """Return one row a work with a model: key, month, size_m, size_status, group, openness, n (1 each).

    A work whose size is undisclosed has no size_m; one that names an undisclosed model beside a stated one has
    the stated size as its lower bound (`at least`).
    """
    works = sample.works[sample.works["size_status"] != ""].sort_values(["month", "key"])
    table = works[["key", "month", "size_m", "size_status", "group", "openness"]].reset_index(drop=True)
    return table.assign(n=pd.array([1] * len(table), "Int64"))


def sum_sizes(sample: Sample) -> pd.DataFrame:
    """Estimate the median stated size by period, with its quartiles and the works that have no size.

    `estimate`, `low`, `high` (an interval between order statistics) are in millions; so are `q1` and `q3`.
    `at_least` counts sizes that are lower bounds, `undisclosed` and `unstated` works without one.
    """
    works = sample.works[sample.works["size_status"] != ""]
    period, periods = name_periods(sample, works["month"])
    rows = []
    for name in periods:
        inside = works[(period == name).to_numpy(dtype=bool)]
        sizes = inside["size_m"].dropna()
        counts = inside["size_status"].value_counts()
        quartiles = [float(sizes.quantile(q)) if len(sizes) else float("nan") for q in (0.25, 0.75)]
        rows.append({"period": name, **median_interval(sizes)._asdict(), "q1": quartiles[0], "q3": quartiles[1],
                     **{s.replace(" ", "_"): counts.get(s, 0) for s in ("at least", "undisclosed", "unstated")},
                     "thin": len(sizes) < THIN, "incomplete": is_incomplete(name, sample.last_month)})  # fmt: skip
    columns = ["period", *ESTIMATE, "q1", "q3", "at_least", "undisclosed", "unstated", "thin", "incomplete"]
    return make_frame(rows, columns)


def estimate_growth(works: pd.DataFrame, seed: int, how: str = "theil_sen", draws: int = 0) -> tuple[Estimate, float]:
    """Estimate by how many times a year the size grows, and the share of tied pairs of works.

    `works` needs month and size_m; works without either are left out. The slopes are those of pairs of works: of
    more than MOST works, so many are drawn at random, and the method says so. `draws`: resamples, 0 for the usual
    number.
    """
    used = works[(works["month"] != "") & works["size_m"].notna()]
    total, drawn = len(used), ""
    if total > MOST:
        used, drawn = (
            used.sample(MOST, random_state=seed).sort_index(),
            f", {MOST:,} of {total:,} works drawn at random",
        )
    months, sizes = number_months(used["month"]), np.log10(used["size_m"].to_numpy(dtype=float))
    slope = slope_interval(months, sizes, np.random.default_rng(seed), how, draws)
    slope = slope._replace(method=slope.method + drawn)
    return times_per_year(slope), theil_sen(months, sizes)[1]


def find_events(sample: Sample, names: Sequence[str] = ("ChatGPT", "LLaMA")) -> dict[str, str]:
    """Return the month of release of these models, where the sample knows it."""
    models = sample.models[sample.models["released"] != ""].drop_duplicates("model").set_index("model")
    return {name: str(models.loc[name, "released"]) for name in names if name in models.index}


def count_classes(sample: Sample) -> pd.DataFrame:
    """Estimate the share of size classes by period; `undisclosed` and `unstated` are classes of their own.

    Columns: period, size_class, hits, estimate, low, high, n, method, thin, incomplete.
    """
    return share_by_period(sample, "size_class", CLASSES)


def compare_openness(sample: Sample) -> pd.DataFrame:
    """Estimate the share of works with open, with closed and with both kinds of models, by period.

    Works whose models' availability is unknown are left out. Columns: period, openness, hits, estimate, low,
    high, n, method, thin, incomplete.
    """
    return share_by_period(sample, "openness", OPENNESS)


def share_by_period(sample: Sample, column: str, values: Sequence[str]) -> pd.DataFrame:
    """Estimate the share of each value of a column among the works of a period for which it is not empty."""
    works = sample.works[sample.works[column] != ""]
    period, periods = name_periods(sample, works["month"])
    rows = []
    for name in periods:
        inside = works.loc[(period == name).to_numpy(dtype=bool), column]
        flags = {"thin": len(inside) < THIN, "incomplete": is_incomplete(name, sample.last_month)}
        for value in values:
            hits = int((inside == value).sum())
            rows.append(
                {"period": name, column: value, "hits": hits, **share_wilson(hits, len(inside))._asdict(), **flags}
            )
    return make_frame(rows, ["period", column, "hits", *ESTIMATE, "thin", "incomplete"], hits="Int64")


METHODS = ("theil_sen", "median_regression")
ASSUMPTIONS = ("stated", "open weights", "closed small", "closed large")


def assume_sizes(sample: Sample, closed: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the works with size_m taken anew, models of undisclosed size having the one in `column`.

    `closed` is the table closed_models (model, low_m, high_m). A model that it does not have stays without a
    size, and so does a work of which nothing else is stated.
    """
    plausible = closed.set_index("model")[column]
    models = sample.models
    size = models["params_m"].fillna(models["model"].map(plausible).astype("float64"))
    largest = size.groupby(models["key"]).max()
    return sample.works.assign(size_m=sample.works["key"].map(largest).astype("float64"))


def compare_growth(sample: Sample, closed: pd.DataFrame) -> pd.DataFrame:
    """Estimate the growth of sizes a year under each assumption about what is not disclosed.

    Columns: statistic (which works), estimate, low, high (times a year), n, method, ties (share of pairs of works
    of different months with equal sizes). The first row is the headline: known sizes, Theil-Sen. A work that names a
    model of undisclosed size beside a stated one is censored from below: it is left out there, and taken at its
    bound in `with lower bounds`.
    """
    works = sample.works
    scenarios = {
        "known sizes": works[works["size_status"] == "known"],
        "with lower bounds": works,
        "open weights only": works[works["openness"] == "open"],
        "undisclosed, if small": assume_sizes(sample, closed, "low_m"),
        "undisclosed, if large": assume_sizes(sample, closed, "high_m"),
    }
    rows = []
    for name, used in scenarios.items():
        for how in METHODS:
            estimate, ties = estimate_growth(used, sample.choices.seed, how)
            if estimate.n:
                rows.append({"statistic": name, **estimate._asdict(), "ties": ties})
    return make_frame(rows, ["statistic", *ESTIMATE, "ties"])


def compare_strategies(sample: Sample, closed: pd.DataFrame) -> pd.DataFrame:
    """Compare sizes between the exclusive groups frozen, full and peft, under each assumption.

    `open weights` takes the stated sizes of works with open weights alone, as closed models can hardly be tuned.
    Rows: the median of each group (millions), Cliff's delta of each pair (group_a against group_b), and the
    Kruskal-Wallis test over all three (H as estimate, no interval). Columns: assumption, statistic, group_a,
    group_b, estimate, low, high, n, method, p.
    """
    works = sample.works
    taken = {"stated": works, "open weights": works[works["openness"] == "open"]}
    taken |= {
        "closed small": assume_sizes(sample, closed, "low_m"),
        "closed large": assume_sizes(sample, closed, "high_m"),
    }
    rows = []
    for assumption in ASSUMPTIONS:
        sized = taken[assumption][taken[assumption]["size_m"].notna()]
        by = {g: sized.loc[sized["group"] == g, "size_m"].to_numpy(dtype=float) for g in EXCLUSIVE}
        if not any(values.size for values in by.values()):
            continue
        found: list[tuple[str, str, str, Estimate, float]] = [
            ("median", g, "", median_interval(values), NAN) for g, values in by.items()
        ]
        found += [("cliffs_delta", a, b, cliffs_delta(by[a], by[b]), NAN) for a, b in combinations(EXCLUSIVE, 2)]
        h, p, n = kruskal_wallis(list(by.values()))
        found.append(("kruskal_wallis", "", "", Estimate(h, NAN, NAN, n, "Kruskal-Wallis"), p))
        rows += [
            {"assumption": assumption, "statistic": s, "group_a": a, "group_b": b, **e._asdict(), "p": p}
            for s, a, b, e, p in found
        ]
    return make_frame(rows, ["assumption", "statistic", "group_a", "group_b", *ESTIMATE, "p"])
