"""Tables of 03_methods: one a figure."""

from __future__ import annotations

from listometrics.study.contract.estimates import (
    ESTIMATE,
    FOLDER,
    GROUP,
    HITS,
    INCOMPLETE,
    PERIOD,
    STAGE,
    THIN,
    N,
)
from listometrics.study.schema import Column, Table

COUNTS = Table(
    f"{FOLDER}/methods_counts.csv",
    "Works of a period and a strategy group; a work with several groups counts for each.",
    (
        PERIOD,
        GROUP,
        N,
        Column("n_fractional", "number", "Works, each counting one over the number of its groups.", True, minimum=0),
        INCOMPLETE,
    ),
    key=("period", "strategy_group"),
)

SHARES = Table(
    f"{FOLDER}/methods_shares.csv",
    "Share of a strategy group among the coded works of a period, by one way of counting.",
    (
        Column("counting", "string", "`full`: one for each group a work names; `fractional`: one over their number.",
               True, ("full", "fractional")),
        PERIOD,
        GROUP,
        Column("hits", "number", "Works that have it, in this counting.", True, minimum=0),
        *ESTIMATE,
        THIN,
        INCOMPLETE,
    ),
    key=("counting", "period", "strategy_group"),
)  # fmt: skip

STAGES = Table(
    f"{FOLDER}/methods_stages.csv",
    "Share of a strategy group among the coded works of a pipeline stage (full counting).",
    (STAGE, GROUP, HITS, *ESTIMATE, THIN),
    key=("stage", "strategy_group"),
)

TREND = Table(
    f"{FOLDER}/methods_trend.csv",
    "Fitted share of a strategy group in a month, by a penalised multinomial logit.",
    (Column("month", "string", "Month.", True), GROUP, *ESTIMATE),
    key=("month", "strategy_group"),
)

TABLES = {"methods_counts": COUNTS, "methods_shares": SHARES, "methods_stages": STAGES, "methods_trend": TREND}
