"""The numbers that prose needs, as plain values for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from listometrics.analyse.frames import as_number
from listometrics.analyse.intervals import share_bootstrap, share_wilson
from listometrics.analyse.periods import LAG_MONTHS
from listometrics.analyse.sample import GROUPS, THIN, Sample
from listometrics.analyse.tuning import associate_stages


def sample_numbers(sample: Sample) -> dict[str, Any]:
    """Return who was counted: the flow of records, first and last month, choices, and the constants used."""
    months = sorted(m for m in sample.works.loc[sample.works["group"] != "", "month"] if m)
    return {
        "flow": {row["step"]: int(row["n"]) for row in sample.flow.to_dict("records")},
        "first_month": months[0] if months else None,
        "last_month": months[-1] if months else None,
        "list_last_month": sample.last_month or None,
        "thin": THIN,
        "lag_months": LAG_MONTHS,
        "first_year": sample.choices.first_year,
        "last_date": sample.choices.last_date,
        "count": sample.choices.count,
        "period": sample.choices.period,
        "sections": list(sample.choices.sections),
    }


def methods_numbers(
    sample: Sample, names: Mapping[str, str], trend: pd.DataFrame, **tables: pd.DataFrame
) -> dict[str, Any]:
    """Return the headline numbers of the methods.

    `shares` by group, over all coded works, and by openness of the model; `shares_fractional`, where each work counts
    as one in all; `stages`, how strongly group and stage go together, and in `used` in which stages (`names` gives
    their titles); `trend`, the first and the last month of the table of `methods.fit_methods`, over all works and on
    open weights. Further tables join as lists of rows under their names.
    """
    coded = sample.works[sample.works["group"] != ""]
    named = sample.strategies[["key", "strategy_group"]].drop_duplicates()
    v, p, used = associate_stages(sample, names)
    ends = [rows[rows["month"].isin([rows["month"].min(), rows["month"].max()])] for _, rows in trend.groupby("among")]
    return {
        "sample": sample_numbers(sample),
        "shares": {group: _share(coded, named, group) for group in GROUPS},
        "shares_fractional": {group: _fraction(coded, named, group, sample.choices.seed) for group in GROUPS},
        "shares_by_openness": {
            kind: {group: _share(coded[coded["openness"] == kind], named, group) for group in GROUPS}
            for kind in ("open", "closed", "both")
        },
        "several_groups": int((coded["group"] == "mixed").sum()),
        "stages": {**as_number(v._asdict()), "p": None if pd.isna(p) else p, "used": used},
        "trend": [row for rows in ends for row in list_rows(rows)],
        **{name: list_rows(table) for name, table in tables.items()},
    }


def scale_numbers(sample: Sample, growth: pd.DataFrame, **tables: pd.DataFrame) -> dict[str, Any]:
    """Return the headline numbers of the scale: growth a year, and how many sizes are known or hidden.

    `growth` is the table of `bounds.compare_growth`. Further tables join as lists of rows under their names.
    """
    named = sample.works[sample.works["size_status"] != ""]
    counts = named["size_status"].value_counts()
    sizes = named["size_m"].dropna().value_counts().sort_values(ascending=False, kind="stable").head(5)
    return {
        "sample": sample_numbers(sample),
        "growth": list_rows(growth),
        "sizes": {s: int(counts.get(s, 0)) for s in ("known", "at least", "undisclosed", "unstated")},
        "most_frequent_sizes": [{"params_m": float(m), "n": int(n)} for m, n in sizes.items()],  # type: ignore[arg-type]
        "undisclosed": as_number(share_wilson(int(counts.get("undisclosed", 0)), len(named))._asdict()),
        "median_m": float(named["size_m"].median()) if named["size_m"].notna().any() else None,
        **{name: list_rows(table) for name, table in tables.items()},
    }


def list_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table's rows as plain dictionaries; unknown becomes None.

    >>> list_rows(pd.DataFrame({"a": [1.5, float("nan")]}))
    [{'a': 1.5}, {'a': None}]
    """
    plain = table.astype(object).where(table.notna(), None)
    return [{str(k): v.item() if hasattr(v, "item") else v for k, v in row.items()} for row in plain.to_dict("records")]


def _share(works: pd.DataFrame, named: pd.DataFrame, group: str) -> dict[str, Any]:
    hits = int(works["key"].isin(named.loc[named["strategy_group"] == group, "key"]).sum())
    return {**as_number(share_wilson(hits, len(works))._asdict()), "hits": hits}


def _fraction(works: pd.DataFrame, named: pd.DataFrame, group: str, seed: int) -> dict[str, Any]:
    parts = (named["strategy_group"] == group).groupby(named["key"]).mean()
    fractions = works["key"].map(parts).fillna(0.0).astype("float64")
    return as_number(share_bootstrap(fractions, np.random.default_rng(seed))._asdict())
