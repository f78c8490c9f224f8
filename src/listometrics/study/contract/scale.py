"""Tables of 03_scale: one a figure."""

from __future__ import annotations

from listometrics.study.contract.estimates import ESTIMATE, FOLDER, HITS, INCOMPLETE, PERIOD, THIN, N
from listometrics.study.schema import Column, Table

CLASSES = ("below 1B", "1B to 10B", "10B to 100B", "100B and more", "undisclosed", "unstated")
STATUS = ("known", "at least", "undisclosed", "unstated")

SIZES = Table(
    f"{FOLDER}/scale_sizes.csv",
    "A work that names a model, with the size of its largest.",
    (
        Column("key", "string", "Citation key.", True, unique=True),
        Column("month", "string", "Month of first appearance; empty without an arXiv id."),
        Column("size_m", "number", "Largest stated size, millions of parameters; empty if none is stated.", minimum=0),
        Column("size_status", "string", "`at least`: a model of undisclosed size stands beside.", True, STATUS),
        Column("group", "string", "Strategy group; `mixed` for several; empty if not coded."),
        Column("openness", "string", "Weights of its models; empty if unknown.", False, ("open", "closed", "both")),
        N,
    ),
    key=("key",),
)

MEDIANS = Table(
    f"{FOLDER}/scale_medians.csv",
    "A period with the median stated size of its works, millions of parameters.",
    (
        PERIOD,
        *ESTIMATE,
        Column("q1", "number", "Lower quartile, millions."),
        Column("q3", "number", "Upper quartile, millions."),
        Column("at_least", "integer", "Sizes that are lower bounds.", True, minimum=0),
        Column("undisclosed", "integer", "Works whose size is undisclosed: not in the median.", True, minimum=0),
        Column("unstated", "integer", "Works whose size is not stated: not in the median.", True, minimum=0),
        THIN,
        INCOMPLETE,
    ),
    key=("period",),
)

GROWTH = Table(
    f"{FOLDER}/scale_growth.csv",
    "By how many times a year the largest stated size grows, by one method.",
    (
        Column("statistic", "string", "Which works are used.", True),
        *ESTIMATE,
        Column("ties", "number", "Share of pairs of works of different months with equal sizes.", minimum=0),
    ),
    key=("statistic", "method"),
)

SIZE_CLASSES = Table(
    f"{FOLDER}/scale_classes.csv",
    "Share of a size class among the works of a period that name a model.",
    (
        PERIOD,
        Column("size_class", "string", "Class of the largest model.", True, CLASSES),
        HITS,
        *ESTIMATE,
        THIN,
        INCOMPLETE,
    ),
    key=("period", "size_class"),
)

TABLES = {"scale_sizes": SIZES, "scale_medians": MEDIANS, "scale_growth": GROWTH, "scale_classes": SIZE_CLASSES}
