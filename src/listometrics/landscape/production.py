"""How many works appeared when, in which stage, and what kinds of things the list holds."""

from __future__ import annotations

import pandas as pd

from listometrics.analyse.periods import cut_period, list_periods
from listometrics.landscape.works import join_works


def count_production(
    entries: pd.DataFrame, entry_papers: pd.DataFrame, papers: pd.DataFrame, period: str = "month"
) -> pd.DataFrame:
    """Count works by period of first appearance and stage.

    Returns period, stage, n (full counting: a work counts in each of its stages), n_fractional (a work of k
    stages counts 1/k in each) for every period between the first and the last, zeros included; then the works
    of which only the year is known, with period `undated`.
    """
    works = join_works(entries, entry_papers, papers)
    works = works.assign(period=cut_period(works["month"], period).where(works["month"] != "", "undated"))
    counted = works.groupby(["period", "stage"])["weight"].agg(n="size", n_fractional="sum")
    dated = works.loc[works["month"] != "", "month"]
    periods = list_periods(dated.min(), dated.max(), period) if len(dated) else []
    if (works["month"] == "").any():
        periods.append("undated")
    stages = sorted(works["stage"].unique())
    full = pd.MultiIndex.from_product([periods, stages], names=["period", "stage"])
    table = counted.reindex(full, fill_value=0).reset_index()
    return table.astype({"period": "str", "stage": "str", "n": "Int64", "n_fractional": "float64"})


def count_kinds(entries: pd.DataFrame) -> pd.DataFrame:
    """Count entries by section and kind: section, kind, n."""
    counted = entries.groupby(["section", "kind"]).size().rename("n").reset_index()
    return counted.astype({"n": "Int64"})
