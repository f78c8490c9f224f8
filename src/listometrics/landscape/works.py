"""Works with the sections they stand in: the unit that the landscape counts."""

from __future__ import annotations

import pandas as pd

from listometrics.analyse.stages import cut_stage


def join_works(entries: pd.DataFrame, entry_papers: pd.DataFrame, papers: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each work and stage that it stands in.

    Columns: key, stage (the first two levels of the section, such as 1.3), section_title (of the stage's
    first row), month (`YYYY-MM`; empty where only the year is known), year (Int64), weight (one over the
    number of the work's stages, for fractional counting).
    """
    rows = entry_papers[["entry", "key"]].merge(entries[["entry", "section", "kind"]], on="entry")
    rows = rows[rows["kind"] == "paper"]
    stages = rows.assign(stage=rows["section"].map(cut_stage)).drop_duplicates(["key", "stage"])
    stages = stages.assign(weight=1 / stages.groupby("key")["stage"].transform("size"))
    dated = papers[["key", "first_date"]]
    joined = stages[["key", "stage", "weight"]].merge(dated, on="key")
    whole = joined["first_date"].str.fullmatch(r"\d{4}-\d{2}")
    joined = joined.assign(
        month=joined["first_date"].where(whole, ""),
        year=pd.to_numeric(joined["first_date"].str[:4], errors="coerce").astype("Int64"),
    )
    return joined[["key", "stage", "month", "year", "weight"]].sort_values(["key", "stage"]).reset_index(drop=True)
