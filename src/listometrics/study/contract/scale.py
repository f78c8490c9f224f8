"""Tables of 03_scale: one a figure."""

from __future__ import annotations

from listometrics.study.contract.estimates import ESTIMATE, FOLDER, HITS, INCOMPLETE, PERIOD, THIN, N, P
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

STRATEGIES = Table(
    f"{FOLDER}/scale_strategies.csv",
    "A comparison of sizes between strategy groups, under one assumption about undisclosed sizes.",
    (
        Column("assumption", "string", "`stated` sizes only, these of works with `open weights` alone, or closed "
               "models as small or large as plausible.", True,
               ("stated", "open weights", "closed small", "closed large")),
        Column("statistic", "string", "What is estimated: a median (millions), Cliff's delta, or H.", True,
               ("median", "cliffs_delta", "kruskal_wallis")),
        Column("group_a", "string", "Group; the first of a pair; empty for all."),
        Column("group_b", "string", "Second group of a pair."),
        *ESTIMATE,
        P,
    ),
    key=("assumption", "statistic", "group_a", "group_b"),
)  # fmt: skip

KIND = Column("openness", "string", "Weights of the models.", False, ("open", "closed", "both"))

OPENNESS = Table(
    f"{FOLDER}/scale_openness.csv",
    "Share of works with open, closed and both kinds of models in a period.",
    (PERIOD, KIND, HITS, *ESTIMATE, THIN, INCOMPLETE),
    key=("period", "openness"),
)

FAMILIES = Table(
    f"{FOLDER}/scale_families.csv",
    "A dated work of a family of models.",
    (
        Column(
            "family",
            "string",
            "Family: lineage of the weights; `unknown` for models that the vocabulary does not know.",
            True,
        ),
        Column("rank", "integer", "Place among the family's works by month, from 1.", True, minimum=1),
        Column("month", "string", "Month of first appearance.", True),
        Column("key", "string", "Citation key.", True),
        KIND,
        Column("drawn", "boolean", "Whether the family is one of those in the figure.", True),
        N,
    ),
    key=("family", "rank"),
)

LAGS = Table(
    f"{FOLDER}/scale_lags.csv",
    "A family with the months from its first release in the list to the works that use it.",
    (
        Column("family", "string", "Family.", True, unique=True),
        Column("first_release", "string", "Month of the family's first release here.", True),
        Column("observable", "integer", "Longest lag that the list can show: up to its last month.", True),
        *ESTIMATE,
        Column("q1", "number", "Lower quartile, months."),
        Column("q3", "number", "Upper quartile, months."),
        Column("early", "integer", "Works dated before the release.", True, minimum=0),
        THIN,
    ),
    key=("family",),
    sort=("first_release", "family"),
)

SENSITIVITY = Table(
    f"{FOLDER}/sensitivity.csv",
    "A headline under a variant of the sample.",
    (
        Column("headline", "string", "Name of the headline: a claim's, or one of analyse/sensitivity.py.", True),
        Column("label", "string", "Name for figures.", True),
        Column("variant", "string", "How the list is read.", True),
        *ESTIMATE,
        Column("null", "number", "Null value.", True),
        Column("conclusion", "string", "Where the interval lies from the null value.", True,
               ("above", "below", "around", "too few", "not applicable")),
        Column("outcome", "string", "What becomes of the conclusion as analysed: `holds`; `reverses`; `no longer` "
               "(told from the null value); `only here` (told from it); `too few`; `not applicable` where the variant "
               "cannot touch the headline.", True,
               ("holds", "reverses", "no longer", "only here", "too few", "not applicable")),
        Column("changes", "boolean", "Whether the conclusion differs from the sample as analysed; empty where that "
               "cannot be told."),
        Column("agree", "number", "Share of random relabellings with the same conclusion.", minimum=0),
    ),
    key=("headline", "variant"),
)  # fmt: skip

CLOSED_MODELS = Table(
    "data/vocab/closed_models.csv",
    "A model whose size its developer never disclosed, with the smallest and the largest plausible size.",
    (
        Column("model", "string", "Canonical name.", True, unique=True),
        Column("low_m", "number", "Smallest plausible size, millions of parameters.", True, minimum=0),
        Column("high_m", "number", "Largest plausible size, millions of parameters.", True, minimum=0),
        Column("low_source", "string", "Source of the smallest.", True),
        Column("high_source", "string", "Source of the largest.", True),
        Column("checked", "string", "Day on which the sources were looked up, and what was found there.", True),
        Column("why", "string", "How the sources lead to the sizes.", True),
    ),
    key=("model",),
)

TABLES = {
    "scale_sizes": SIZES,
    "scale_medians": MEDIANS,
    "scale_growth": GROWTH,
    "scale_classes": SIZE_CLASSES,
    "scale_strategies": STRATEGIES,
    "scale_openness": OPENNESS,
    "scale_families": FAMILIES,
    "scale_lags": LAGS,
    "sensitivity": SENSITIVITY,
    "closed_models": CLOSED_MODELS,
}
