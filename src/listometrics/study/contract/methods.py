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
    P,
)
from listometrics.study.schema import Column, Table

AMONG = Column("among", "string", "Works used: `all`, or those with `open` weights alone.", True, ("all", "open"))

COUNTS = Table(
    f"{FOLDER}/methods_counts.csv",
    "Works of a period and a strategy group; a work with several groups counts for each.",
    (
        PERIOD,
        GROUP,
        N,
        Column("n_fractional", "number", "Works, each counting one over the number of its groups.", True, minimum=0),
        THIN,
        INCOMPLETE,
    ),
    key=("period", "strategy_group"),
)

SHARES = Table(
    f"{FOLDER}/methods_shares.csv",
    "Share of a strategy group among the coded works of a period, by one way of counting.",
    (
        AMONG,
        Column("counting", "string", "`full`: one for each group a work names; `fractional`: one over their number.",
               True, ("full", "fractional")),
        PERIOD,
        GROUP,
        Column("hits", "number", "Works that have it, in this counting.", True, minimum=0),
        *ESTIMATE,
        THIN,
        INCOMPLETE,
    ),
    key=("among", "counting", "period", "strategy_group"),
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
    (
        AMONG,
        Column("month", "string", "Month.", True),
        GROUP,
        *ESTIMATE,
        Column("change", "number", "The share less that of the first month.", True),
        Column("change_low", "number", "Lower end of its 95 % interval, from the same refits.", True),
        Column("change_high", "number", "Upper end of it.", True),
    ),
    key=("among", "month", "strategy_group"),
)

PEFT = Table(
    f"{FOLDER}/methods_peft.csv",
    "Share of a strategy among the works that name a parameter-efficient one.",
    (
        Column("strategy", "string", "Strategy.", True, unique=True),
        Column("peft_kind", "string", "Kind, after arXiv:2303.15647.", True,
               ("reparametrization", "additive", "selective", "other")),
        HITS,
        *ESTIMATE,
    ),
    key=("strategy",),
)  # fmt: skip

FIRST = Table(
    f"{FOLDER}/methods_first.csv",
    "A dated work of a strategy; rank 1 is the strategy's first appearance in the list.",
    (
        Column("strategy", "string", "Strategy.", True),
        GROUP,
        Column("rank", "integer", "Place among the strategy's works by month, from 1.", True, minimum=1),
        Column("month", "string", "Month of first appearance.", True),
        Column("key", "string", "Citation key.", True),
        N,
    ),
    key=("strategy", "rank"),
)

OPENNESS = Table(
    f"{FOLDER}/methods_openness.csv",
    "Share of a strategy group among the works with open, closed or both kinds of models, by stage.",
    (
        Column("stage", "string", "`all`, or a stage: the first two levels of the section.", True),
        Column("openness", "string", "Weights of the work's models.", True, ("open", "closed", "both")),
        GROUP,
        HITS,
        *ESTIMATE,
        THIN,
    ),
    key=("stage", "openness", "strategy_group"),
)

STATISTICS = ("difference", "share", "stratified")
CLAIM = Column("claim", "string", "Name of the claim.", True, unique=True)
LABEL = Column("label", "string", "Name for figures.", True)
TEXT = Column("text", "string", "The claim in our words.", True)
SOURCE = Column("source", "string", "Who makes it.", True)
WHERE = Column("where", "string", "Where the source makes it.", True)
FAMILY = Column("family", "string", "Family of claims that Holm's correction covers.", True)
STATISTIC = Column("statistic", "string", "`difference` of side a less side b, `share`, or `stratified` difference "
                   "within stages.", True, STATISTICS)  # fmt: skip
EXPECTED = Column("expected", "string", "Side of the null value that the claim expects.", True, ("+", "-"))
NULL = Column("null", "number", "Null value.", True)

HYPOTHESES = Table(
    "data/vocab/hypotheses.csv",
    "A claim of the survey, with the statistic that it is held against; written before the numbers were computed.",
    (
        CLAIM,
        LABEL,
        TEXT,
        SOURCE,
        WHERE,
        STATISTIC,
        Column("among", "string", "Condition for a work to be counted: column=value|value, joined by &."),
        Column("outcome", "string", "Condition whose share is taken.", True),
        Column("side_a", "string", "Condition of the first side."),
        Column("side_b", "string", "Condition of the second side."),
        EXPECTED,
        NULL,
        FAMILY,
        Column("why", "string", "Why it is computed like this.", True),
    ),
    key=("claim",),
)

CLAIMS = Table(
    f"{FOLDER}/methods_claims.csv",
    "A claim with its estimate and verdict.",
    (
        CLAIM,
        LABEL,
        TEXT,
        SOURCE,
        WHERE,
        FAMILY,
        STATISTIC,
        EXPECTED,
        NULL,
        *ESTIMATE,
        Column("n_a", "integer", "Works on the first side.", True, minimum=0),
        Column("n_b", "integer", "Works on the second side; empty where there is one.", minimum=0),
        P,
        Column("p_holm", "number", "p value after Holm's correction; empty with too few works.", minimum=0),
        Column("verdict", "string", "`too few`: fewer than 10 works on a side; `consistent`: as claimed, p_holm below "
               "0.05; `undecided`: as claimed, but chance would do; `not consistent`: the other way.", True,
               ("consistent", "not consistent", "undecided", "too few")),
    ),
    key=("claim",),
)  # fmt: skip

COVERAGE = Table(
    f"{FOLDER}/methods_coverage.csv",
    "How often a nominal 95 % interval holds the truth, exact or simulated; made by `python benchmarks/coverage.py`.",
    (
        Column("method", "string", "Method of the interval.", True),
        Column("scenario", "string", "Population that samples were drawn from.", True),
        Column("n", "integer", "Works of a sample.", True, minimum=1),
        Column("truth", "number", "Value in the population.", True),
        Column("coverage", "number", "Share of the intervals that hold it; none counts as a miss.", True, minimum=0),
        Column("repetitions", "integer", "Samples drawn; empty where the share is exact.", minimum=1),
        Column("seed", "integer", "Seed of the simulation; empty where the share is exact."),
        Column("made", "string", "Day of the computation.", True),
        Column("low", "boolean", "Below 93 %.", True),
    ),
    key=("method", "scenario", "n"),
)

TABLES = {
    "methods_coverage": COVERAGE,
    "methods_counts": COUNTS,
    "methods_shares": SHARES,
    "methods_stages": STAGES,
    "methods_trend": TREND,
    "methods_peft": PEFT,
    "methods_first": FIRST,
    "methods_openness": OPENNESS,
    "methods_claims": CLAIMS,
    "hypotheses": HYPOTHESES,
}
