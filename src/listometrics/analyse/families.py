"""Which families of models are used when, and how soon after their release."""

from __future__ import annotations

import numpy as np
import pandas as pd

from listometrics.analyse.frames import ESTIMATE, make_frame
from listometrics.analyse.intervals import median_interval, share_wilson
from listometrics.analyse.methods import number_months
from listometrics.analyse.sample import THIN, Sample, is_incomplete, name_periods

OPENNESS = ("open", "both", "closed")


def list_families(sample: Sample) -> pd.DataFrame:
    """List the works of each family by month; a work with two families counts for both.

    Works without a month are left out. Families come in the order of their first use in the list. Columns:
    family, rank, month, key, open_weights (`open` `closed` `both` of the family's models here), n (1 each).
    """
    openness = sample.models.groupby(["family", "key"])["open_weights"].agg(_name_openness)
    named = openness.reset_index(name="openness")
    dated = named.merge(sample.dated[["key", "month"]], on="key").sort_values(["month", "key"], ignore_index=True)
    order = {family: i for i, family in enumerate(dict.fromkeys(dated["family"]))}
    dated = dated.assign(rank=dated.groupby("family").cumcount() + 1, n=1, order=dated["family"].map(order))
    dated = dated.sort_values(["order", "rank"], ignore_index=True)
    rows = [{str(k): v for k, v in row.items()} for row in dated.to_dict("records")]
    return make_frame(rows, ["family", "rank", "month", "key", "openness", "n"])


def _name_openness(values: pd.Series) -> str:
    known = set(values.dropna())
    return {(): "", (True,): "open", (False,): "closed"}.get(tuple(known), "both")


def measure_lags(sample: Sample) -> pd.DataFrame:
    """Estimate the months from a model's release to the first appearance of the works that use it, by family.

    A work counts once a family, with the family's model released last before it (the smallest lag). Only lags up
    to `observable` months can be seen, from the family's first release to the list's last month: for a young
    family the median is too small (right truncation). Works dated before the release count as `early` and
    stay in. Columns: family, first_release, observable, estimate, low, high, n, method, q1, q3, early, thin.
    """
    known = sample.models[sample.models["released"] != ""].merge(sample.dated[["key", "month"]], on="key")
    known = known.assign(lag=number_months(known["month"]) - number_months(known["released"]))
    known = known.assign(before=known["lag"] < 0, size=known["lag"].abs())
    nearest = known.sort_values(["before", "size"]).drop_duplicates(["key", "family"])
    rows = []
    for family, inside in nearest.groupby("family"):
        first = str(known.loc[known["family"] == family, "released"].min())
        lag = inside["lag"].astype(float)
        last = number_months(pd.Series([sample.last_month, first]))
        rows.append({"family": family, "first_release": first, "observable": int(last[0] - last[1]),
                     **median_interval(lag)._asdict(), "q1": float(lag.quantile(0.25)),
                     "q3": float(lag.quantile(0.75)), "early": int((lag < 0).sum()),
                     "thin": len(lag) < THIN})  # fmt: skip
    columns = ["family", "first_release", "observable", *ESTIMATE, "q1", "q3", "early", "thin"]
    table = make_frame(rows, columns, observable="Int64", early="Int64")
    return table.sort_values(["first_release", "family"], ignore_index=True)


def compare_openness(sample: Sample) -> pd.DataFrame:
    """Estimate the share of works with open, with closed and with both kinds of models, by period.

    Works whose models' availability is unknown are left out. Columns: period, openness, hits, estimate, low,
    high, n, method, thin, incomplete.
    """
    works = sample.works[sample.works["openness"] != ""]
    period, periods = name_periods(sample, works["month"])
    rows = []
    for name in periods:
        inside = works.loc[np.asarray(period == name, dtype=bool), "openness"]
        for openness in OPENNESS:
            hits = int((inside == openness).sum())
            rows.append({"period": name, "openness": openness, "hits": hits,
                         **share_wilson(hits, len(inside))._asdict(), "thin": len(inside) < THIN,
                         "incomplete": is_incomplete(name, sample.last_month)})  # fmt: skip
    columns = ["period", "openness", "hits", *ESTIMATE, "thin", "incomplete"]
    return make_frame(rows, columns, hits="Int64")
