"""How tuning strategies are distributed over time, stages and openness of the model: groups, then single ones."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from listometrics.analyse.association import association_by_permutation
from listometrics.analyse.frames import ESTIMATE, make_frame
from listometrics.analyse.intervals import Estimate, share_wilson, shares_bootstrap
from listometrics.analyse.periods import is_incomplete, number_months
from listometrics.analyse.sample import COUNTINGS, EXCLUSIVE, GROUPS, THIN, Sample, name_periods
from listometrics.analyse.stages import find_pipeline
from listometrics.analyse.trend import share_band

AMONG = ("all", "open")
CHANGE = ["change", "change_low", "change_high"]


def count_groups(sample: Sample) -> pd.DataFrame:
    """Count works by period of first appearance and strategy group.

    Columns: period, strategy_group, n (full counting), n_fractional (1/k for a work with k groups), thin (fewer than
    10 works in the period), incomplete.
    """
    fractions, period, periods = _place_fractions(sample)
    rows = []
    for name in periods:
        inside = fractions[(period == name).to_numpy(dtype=bool)]
        flags = {"thin": len(inside) < THIN, "incomplete": is_incomplete(name, sample.last_month)}
        rows += [
            {"period": name, "strategy_group": group, "n": int((inside[group] > 0).sum())}
            | {"n_fractional": float(inside[group].sum()), **flags}
            for group in GROUPS
        ]
    columns = ["period", "strategy_group", "n", "n_fractional", "thin", "incomplete"]
    return make_frame(rows, columns, n_fractional="float64")


def estimate_methods(sample: Sample) -> pd.DataFrame:
    """Estimate shares of the strategy groups by period of first appearance, counted both ways, and on open weights.

    Full counting: a work counts once for every group that it names, and shares may add to more than 1. Fractional
    counting: a work with k groups counts 1/k for each. Columns: among (`all` works, or those with `open` weights
    alone), counting, period, strategy_group, hits, estimate, low, high, n, method, thin (fewer than 10 works),
    incomplete (the list lags behind). Works without a month form the period `undated`, which comes last. `n` is
    the number of works of the period.
    """
    fractions, period, periods = _place_fractions(sample)
    kind = sample.works.set_index("key")["openness"].reindex(fractions.index)
    rng = np.random.default_rng(sample.choices.seed)
    rows = []
    for among, counting in product(AMONG, COUNTINGS):
        for name in periods:
            here = (period == name).to_numpy(dtype=bool) & ((kind == "open").to_numpy(dtype=bool) | (among == "all"))
            inside = fractions.to_numpy(dtype=float)[here]
            hits = (inside > 0).sum(axis=0) if counting == "full" else inside.sum(axis=0)
            found = [share_wilson(int(h), len(inside)) for h in hits]
            found = found if counting == "full" else shares_bootstrap(inside, rng)
            where = {"among": among, "counting": counting, "period": name, "thin": len(inside) < THIN}
            where["incomplete"] = is_incomplete(name, sample.last_month)
            rows += [
                {**where, "strategy_group": group, "hits": float(h), **e._asdict()}
                for group, h, e in zip(GROUPS, hits, found, strict=True)
            ]
    columns = ["among", "counting", "period", "strategy_group", "hits", *ESTIMATE, "thin", "incomplete"]
    return make_frame(rows, columns, hits="float64")


def _place_fractions(sample: Sample) -> tuple[pd.DataFrame, pd.Series, list[str]]:
    """Return coded works x groups, 1/k in each of a work's k groups, the works' periods, and all periods."""
    named = sample.strategies[["key", "strategy_group"]].drop_duplicates()
    weights = 1 / named.groupby("key")["strategy_group"].transform("size")
    wide = named.assign(w=weights).pivot(index="key", columns="strategy_group", values="w")
    works = sample.works[sample.works["group"] != ""].set_index("key")
    period, periods = name_periods(sample, works["month"])
    return wide.reindex(index=works.index, columns=list(GROUPS)).fillna(0.0).astype("float64"), period, periods


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


def associate_stages(sample: Sample, names: Mapping[str, str]) -> tuple[Estimate, float, list[str]]:
    """Estimate how strongly the exclusive group (frozen, full, peft) goes with the stage of the pipeline.

    `names` gives the stages' titles. Returns the estimate, its p value and the stages used: those of one pipeline, by
    find_pipeline, so that what is left over and other chapters of the list do not count. Works of other stages are
    left out; a work in several stages is one work with several memberships.
    """
    works = sample.works[sample.works["group"].isin(EXCLUSIVE)]
    placed = works["stages"].str.split("; ")
    stages = find_pipeline(placed.explode().astype("str"), names)
    held = placed.map(lambda mine: [stage in mine for stage in stages])
    inside = held.map(any).to_numpy(dtype=bool)
    labels = works["group"].map(EXCLUSIVE.index).to_numpy(dtype=int)[inside]
    rng = np.random.default_rng(sample.choices.seed)
    return *association_by_permutation(labels, held[inside].tolist(), rng), stages


def fit_methods(sample: Sample) -> pd.DataFrame:
    """Fit the shares of frozen, full and peft on the month, with a 95 % band, on all works and on open weights.

    Only works with one group are used. No rows for fewer than 10 works or two months. Columns: among (`all` works, or
    those with `open` weights alone), month, strategy_group, estimate, low, high, n, method, and the change since the
    first month with its interval: change, change_low, change_high.
    """
    works = sample.dated[sample.dated["group"].isin(EXCLUSIVE)]
    some = {"all": works, "open": works[works["openness"] == "open"]}
    rows = [{"among": name, **row} for name, used in some.items() for row in _fit(used, sample.choices.seed)]
    return make_frame(
        rows, ["among", "month", "strategy_group", *ESTIMATE, *CHANGE], **dict.fromkeys(CHANGE, "float64")
    )


def _fit(works: pd.DataFrame, seed: int) -> list[dict[str, Any]]:
    months = number_months(works["month"])
    if len(works) < THIN or months.nunique() < 2:
        return []
    at = np.arange(months.min(), months.max() + 1)
    labels = works["group"].map(EXCLUSIVE.index)
    band = share_band(months, labels, 3, at, np.random.default_rng(seed))
    method = "ridge multinomial logit, parametric bootstrap"
    return [
        {"month": f"{m // 12:04d}-{m % 12 + 1:02d}", "strategy_group": group, "estimate": band.shares[i, j],
         "low": band.low[i, j], "high": band.high[i, j], "n": len(works), "method": method,
         **{name: getattr(band, name)[i, j] for name in CHANGE}}
        for i, m in enumerate(at) for j, group in enumerate(EXCLUSIVE)
    ]  # fmt: skip


# Lialin, Deshpande and Rumshisky, "Scaling Down to Scale Up", arXiv:2303.15647.
PEFT_KINDS = {
    "lora": "reparametrization",
    "qlora": "reparametrization",
    "prompt_tuning": "additive",
    "prefix_tuning": "additive",
    "adapter_tuning": "additive",
    "option_tuning": "additive",
    "partial_finetuning": "selective",
    "other_peft": "other",
}
OPENNESS = ("open", "closed", "both")


def count_peft(sample: Sample) -> pd.DataFrame:
    """Estimate the share of each strategy among the works that name a parameter-efficient one.

    A work with two of them counts for both. Rows are sorted by falling number of works; kinds follow
    arXiv:2303.15647. Columns: strategy, peft_kind, hits, estimate, low, high, n, method.
    """
    named = sample.strategies[["key", "strategy"]].drop_duplicates()
    named = named[named["strategy"].isin(list(PEFT_KINDS))]
    n = named["key"].nunique()
    hits = named["strategy"].value_counts()
    rows = [
        {"strategy": s, "peft_kind": kind, "hits": int(hits[s]), **share_wilson(int(hits[s]), n)._asdict()}
        for s, kind in PEFT_KINDS.items()
        if s in hits
    ]
    table = make_frame(rows, ["strategy", "peft_kind", "hits", *ESTIMATE], hits="Int64")
    return table.sort_values(["hits", "strategy"], ascending=[False, True], ignore_index=True)


def list_appearances(sample: Sample) -> pd.DataFrame:
    """List the works of each strategy in order of month, so that rank 1 is its first appearance in the list.

    Works without a month are left out. Columns: strategy, strategy_group, rank, month, key, n (1 each).
    Strategies come in the order of their first appearance.
    """
    named = sample.strategies[["key", "strategy", "strategy_group"]].drop_duplicates()
    dated = named.merge(sample.dated[["key", "month"]], on="key").sort_values(["month", "key"], ignore_index=True)
    order = {strategy: i for i, strategy in enumerate(dict.fromkeys(dated["strategy"]))}
    dated = dated.assign(rank=dated.groupby("strategy").cumcount() + 1, n=1, order=dated["strategy"].map(order))
    dated = dated.sort_values(["order", "rank"], ignore_index=True)
    return make_frame(
        [{str(k): v for k, v in row.items()} for row in dated.to_dict("records")],
        ["strategy", "strategy_group", "rank", "month", "key", "n"],
    )


def cross_openness(sample: Sample) -> pd.DataFrame:
    """Estimate the share of strategy groups by openness of a work's models, over all and within each stage.

    Full counting; `stage` is `all` or a stage of the list. Works whose models' availability is unknown are left
    out. Columns: stage, openness, strategy_group, hits, estimate, low, high, n, method, thin.
    """
    named = sample.strategies.merge(sample.works[["key", "openness"]], on="key")
    rows = []
    for stage in ["all", *sorted(set(named["stage"]))]:
        inside = named if stage == "all" else named[named["stage"] == stage]
        for openness in OPENNESS:
            some = inside[inside["openness"] == openness]
            n = some["key"].nunique()
            if not n:
                continue
            for group in GROUPS:
                hits = int(some.loc[some["strategy_group"] == group, "key"].nunique())
                rows.append(
                    {"stage": stage, "openness": openness, "strategy_group": group, "hits": hits}
                    | share_wilson(hits, n)._asdict()
                    | {"thin": n < THIN}
                )
    columns = ["stage", "openness", "strategy_group", "hits", *ESTIMATE, "thin"]
    return make_frame(rows, columns, hits="Int64")
