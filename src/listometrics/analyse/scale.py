"""The size of a paper's largest model over time, and what undisclosed sizes do to it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from listometrics.analyse.frames import ESTIMATE, make_frame
from listometrics.analyse.intervals import Estimate, median_interval, share_wilson
from listometrics.analyse.periods import is_incomplete, number_months
from listometrics.analyse.sample import CLASSES, THIN, Sample, name_periods
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
