"""Strategies one by one: kinds of parameter-efficient finetuning, first appearances, openness of the model."""

from __future__ import annotations

import pandas as pd

from listometrics.analyse.frames import ESTIMATE, make_frame
from listometrics.analyse.intervals import share_wilson
from listometrics.analyse.sample import GROUPS, THIN, Sample

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
