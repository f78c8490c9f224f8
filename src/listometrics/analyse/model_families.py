"""Which families of models are used when, and how soon after their release."""

from __future__ import annotations

import pandas as pd

from listometrics.analyse.frames import ESTIMATE, make_frame
from listometrics.analyse.intervals import median_interval
from listometrics.analyse.periods import number_months
from listometrics.analyse.sample import THIN, Sample

UNKNOWN = "unknown"
NOT_A_FAMILY = ("", UNKNOWN)
"""Models that the vocabulary does not know."""
MOST = 14
MOST_FAMILIES = 3
"""So many of the most used families are named in sentences."""


def list_families(sample: Sample, most: int = MOST) -> pd.DataFrame:
    """List the works of each family by month; a work with two families counts for both.

    Works without a month are left out; models that the vocabulary does not know form the family `unknown`. Families
    come in the order of their first use in the list. `drawn` tells the at most 14 families with most works: of
    families with equally many, all are drawn or none. Columns: family, rank, month, key, openness (`open` `closed`
    `both` of the family's models here, empty where unknown), drawn, n (1 each).
    """
    models = name_families(sample.models)
    openness = models.groupby(["family", "key"])["open_weights"].agg(_name_openness)
    named = openness.reset_index(name="openness")
    dated = named.merge(sample.dated[["key", "month"]], on="key").sort_values(["month", "key"], ignore_index=True)
    order = {family: i for i, family in enumerate(dict.fromkeys(dated["family"]))}
    dated = dated.assign(rank=dated.groupby("family").cumcount() + 1, n=1, order=dated["family"].map(order))
    dated = dated.sort_values(["order", "rank"], ignore_index=True)
    counts = dated["family"].value_counts()
    enough = counts.iloc[most] if len(counts) > most else 0
    dated = dated.assign(drawn=dated["family"].map(counts) > enough)
    rows = [{str(k): v for k, v in row.items()} for row in dated.to_dict("records")]
    return make_frame(rows, ["family", "rank", "month", "key", "openness", "drawn", "n"])


def name_families(models: pd.DataFrame) -> pd.DataFrame:
    """Return the models with the family `unknown` where the vocabulary does not know it."""
    return models.assign(family=models["family"].where(models["family"] != "", UNKNOWN))


def rank_families(families: pd.DataFrame) -> pd.DataFrame:
    """Return family and n, the works of each family, most first; what the vocabulary does not know is no family.

    `families` is the table of list_families, with a row for each family of each work.

    >>> rank_families(pd.DataFrame({"family": ["T5", "BERT", "T5", "unknown"], "key": ["a", "b", "b", "c"]})).values
    array([['T5', 2],
           ['BERT', 1]], dtype=object)
    """
    known = families[~families["family"].isin(NOT_A_FAMILY)]
    works = known.groupby("family")["key"].nunique().reset_index(name="n")
    return works.sort_values(["n", "family"], ascending=[False, True], ignore_index=True)


def _name_openness(values: pd.Series) -> str:
    known = set(values.dropna())
    return {(): "", (True,): "open", (False,): "closed"}.get(tuple(known), "both")


def measure_lags(sample: Sample) -> pd.DataFrame:
    """Estimate the months from a family's first release to the first appearance of the works that use it.

    The release is that of the family's first model in the list, and a work counts once a family, whichever of its
    models it uses. Only lags up to `observable` months can be seen, from that release to the list's last month: for a
    young family the median is too small (right truncation). Works dated before the release count as `early` and
    stay in. Models of unknown release are left out. Columns: family, first_release, observable, estimate, low, high,
    n, method, q1, q3, early, thin.
    """
    models = name_families(sample.models)
    known = models[models["released"] != ""].merge(sample.dated[["key", "month"]], on="key")
    rows = []
    for family, inside in known.groupby("family"):
        first = str(inside["released"].min())
        start, last = number_months(pd.Series([first, sample.last_month]))
        lag = (number_months(inside.drop_duplicates("key")["month"]) - start).astype(float)
        rows.append({"family": family, "first_release": first, "observable": int(last - start),
                     **median_interval(lag)._asdict(), "q1": float(lag.quantile(0.25)),
                     "q3": float(lag.quantile(0.75)), "early": int((lag < 0).sum()),
                     "thin": len(lag) < THIN})  # fmt: skip
    columns = ["family", "first_release", "observable", *ESTIMATE, "q1", "q3", "early", "thin"]
    table = make_frame(rows, columns, observable="Int64", early="Int64")
    return table.sort_values(["first_release", "family"], ignore_index=True)
