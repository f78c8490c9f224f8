"""What the conclusions on size become when undisclosed sizes are as small, or as large, as plausible."""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from listometrics.analyse.association import cliffs_delta, kruskal_wallis
from listometrics.analyse.frames import ESTIMATE, make_frame
from listometrics.analyse.intervals import NAN, Estimate, median_interval
from listometrics.analyse.sample import EXCLUSIVE, Sample
from listometrics.analyse.scale import estimate_growth

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
