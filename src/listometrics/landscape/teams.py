"""How many people write a work."""

from __future__ import annotations

import pandas as pd

from listometrics.analyse.intervals import median_interval


def count_teams(papers: pd.DataFrame) -> pd.DataFrame:
    """Estimate the median team by year of first appearance.

    Returns year, n (works with known authors), estimate, low, high, method, solo (works of one author) and
    largest. Below six works the interval is empty.
    """
    known = papers[papers["authors"] != ""]
    sizes = known["authors"].str.count(";") + 1
    years = pd.to_numeric(known["first_date"].str[:4], errors="coerce").astype("Int64")
    rows = []
    for year, ours in sizes.groupby(years):
        median = median_interval(ours.astype("float64"))
        rows.append((year, *median, int((ours == 1).sum()), int(ours.max())))
    table = pd.DataFrame(rows, columns=["year", "estimate", "low", "high", "n", "method", "solo", "largest"])
    floats = dict.fromkeys(("estimate", "low", "high"), "float64")
    return table.astype({"year": "Int64", "n": "Int64", "method": "str", "solo": "Int64", "largest": "Int64"} | floats)
