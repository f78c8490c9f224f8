"""How groups of tuning strategies are distributed over time, stages and openness of the model."""

from __future__ import annotations

import numpy as np
import pandas as pd

from listometrics.analyse.association import association_by_permutation
from listometrics.analyse.frames import ESTIMATE, make_frame
from listometrics.analyse.intervals import Estimate, share_bootstrap, share_wilson
from listometrics.analyse.logit import share_band
from listometrics.analyse.periods import is_incomplete
from listometrics.analyse.sample import COUNTINGS, EXCLUSIVE, THIN, Sample, name_periods
from listometrics.study.contract.parsed import GROUPS


def estimate_shares(sample: Sample, rng: np.random.Generator, by: pd.Series, groups: list[str]) -> pd.DataFrame:
    """Estimate the share of each strategy group within each class of works, counted both ways.

    `by` gives each key its class; `groups` names the classes in order. Full counting: a work counts once for
    every group that it names, and shares may add to more than 1. Fractional counting: a work with k groups
    counts 1/k for each. Columns: counting, class, strategy_group, hits, then those of an estimate.
    """
    named = sample.strategies[["key", "strategy_group"]].drop_duplicates()
    weights = 1 / named.groupby("key")["strategy_group"].transform("size")
    wide = named.assign(w=weights).pivot(index="key", columns="strategy_group", values="w")
    wide = wide.reindex(columns=list(GROUPS)).fillna(0.0)
    classes = by.reindex(wide.index)
    rows = []
    for counting in COUNTINGS:
        for name in groups:
            inside = wide[(classes == name).to_numpy(dtype=bool)]
            for group in GROUPS:
                share = inside[group].to_numpy(dtype=float)
                if counting == "full":
                    estimate = share_wilson(int((share > 0).sum()), share.size)
                    hits = float((share > 0).sum())
                else:
                    estimate, hits = share_bootstrap(share, rng), float(share.sum())
                rows.append({"counting": counting, "class": name, "strategy_group": group, "hits": hits,
                             **estimate._asdict()})  # fmt: skip
    return make_frame(rows, ["counting", "class", "strategy_group", "hits", *ESTIMATE], hits="float64")


def count_groups(sample: Sample) -> pd.DataFrame:
    """Count works by period of first appearance and strategy group.

    Columns: period, strategy_group, n (full counting), n_fractional (1/k for a work with k groups), incomplete.
    """
    shares = estimate_methods(sample)
    keys = ["period", "strategy_group"]
    full, fractional = (shares[shares["counting"] == c].set_index(keys)["hits"] for c in COUNTINGS)
    table = shares[shares["counting"] == "full"][[*keys, "incomplete"]].reset_index(drop=True)
    places = pd.MultiIndex.from_frame(table[keys])
    table.insert(2, "n", full.reindex(places).to_numpy())
    table.insert(3, "n_fractional", fractional.reindex(places).to_numpy())
    return table.astype({"n": "Int64", "n_fractional": "float64"})


def estimate_methods(sample: Sample) -> pd.DataFrame:
    """Estimate shares of the strategy groups by period of first appearance, counted both ways.

    Columns: counting, period, strategy_group, hits, estimate, low, high, n, method, thin (fewer than 10 works),
    incomplete (the list lags behind). Works without a month form the period `undated`, which comes last. `n` is
    the number of works of the period.
    """
    works = sample.works[sample.works["group"] != ""]
    period, periods = name_periods(sample, works["month"])
    rng = np.random.default_rng(sample.choices.seed)
    table = estimate_shares(sample, rng, period.set_axis(works["key"]), periods)
    table = table.rename(columns={"class": "period"})
    table["thin"] = (table["n"] < THIN).astype("boolean")
    flags = [is_incomplete(name, sample.last_month) for name in table["period"]]
    table["incomplete"] = pd.array(flags, dtype="boolean")
    return table


def cross_stages(sample: Sample) -> pd.DataFrame:
    """Count works by pipeline stage and strategy group, with shares of the stage's works.

    A work in two stages counts in both; one with two groups counts for both (full counting). `stage` is the
    section's first two levels; all stages where something is coded are listed. Columns: stage,
    strategy_group, hits, estimate, low, high, n, method, thin.
    """
    cells = sample.strategies[["key", "stage", "strategy_group"]].drop_duplicates()
    rows = []
    for stage, inside in cells.groupby("stage"):
        n = inside["key"].nunique()
        for group in GROUPS:
            hits = int((inside["strategy_group"] == group).sum())
            rows.append({"stage": stage, "strategy_group": group, "hits": hits, **share_wilson(hits, n)._asdict(),
                         "thin": n < THIN})  # fmt: skip
    return make_frame(rows, ["stage", "strategy_group", "hits", *ESTIMATE, "thin"], hits="Int64")


def associate_stages(sample: Sample) -> tuple[Estimate, float]:
    """Estimate how strongly the exclusive group (frozen, full, peft) goes with the stage, and its p value."""
    works = sample.works[sample.works["group"].isin(EXCLUSIVE)]
    stages = sorted({s for joined in works["stages"] for s in joined.split("; ") if s})
    membership = [[stage in joined.split("; ") for stage in stages] for joined in works["stages"]]
    labels = works["group"].map(EXCLUSIVE.index).to_numpy(dtype=int)
    return association_by_permutation(labels, membership, np.random.default_rng(sample.choices.seed))


def fit_methods(sample: Sample) -> pd.DataFrame:
    """Fit the shares of frozen, full and peft on the month, with a 95 % band.

    Only works with one group are used. Zero rows below 10 works or two months. Columns: month, strategy_group,
    estimate, low, high, n, method.
    """
    works = sample.dated[sample.dated["group"].isin(EXCLUSIVE)]
    columns = ["month", "strategy_group", *ESTIMATE]
    months = number_months(works["month"])
    if len(works) < THIN or months.nunique() < 2:
        return make_frame([], columns)
    at = np.arange(months.min(), months.max() + 1)
    labels = works["group"].map(EXCLUSIVE.index)
    shares, low, high = share_band(months, labels, 3, at, np.random.default_rng(sample.choices.seed))
    method = "ridge multinomial logit, parametric bootstrap"
    rows = [
        {"month": f"{m // 12:04d}-{m % 12 + 1:02d}", "strategy_group": group, "estimate": shares[i, j],
         "low": low[i, j], "high": high[i, j], "n": len(works), "method": method}
        for i, m in enumerate(at) for j, group in enumerate(EXCLUSIVE)
    ]  # fmt: skip
    return make_frame(rows, columns)


def number_months(months: pd.Series) -> pd.Series:
    """Return months as numbers: twelve times the year plus 0 to 11.

    >>> number_months(pd.Series(["2023-01", "2023-12"])).tolist()
    [24276, 24287]
    """
    return pd.to_numeric(months.str[:4]).astype("int64") * 12 + pd.to_numeric(months.str[5:7]).astype("int64") - 1
