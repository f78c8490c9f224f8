"""Works with the sections they stand in: the unit that the landscape counts."""

from __future__ import annotations

import pandas as pd

STAGE_LEVELS = 2


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


def cut_stage(section: str) -> str:
    """Return the stage that a section belongs to: its number to the second level.

    >>> cut_stage("1.3.2"), cut_stage("1.5"), cut_stage("2")
    ('1.3', '1.5', '2')
    """
    return ".".join(section.split(".")[:STAGE_LEVELS])


def name_stages(sections: pd.DataFrame) -> dict[str, str]:
    """Give each stage its title, by the headings of the list."""
    return {str(s): str(t) for s, t in zip(sections["section"], sections["title"], strict=True) if cut_stage(s) == s}


def list_periods(first: str, last: str, period: str) -> list[str]:
    """List all periods from one to another, so that empty ones are not lost.

    >>> list_periods("2022-11", "2023-05", "quarter")
    ['2022Q4', '2023Q1', '2023Q2']
    """
    frequency = {"month": "M", "quarter": "Q", "year": "Y"}[period]
    return [str(p) for p in pd.period_range(first, last, freq=frequency)]


def cut_period(months: pd.Series, period: str) -> pd.Series:
    """Return the month, quarter or year of each month; empty stays empty."""
    if period == "month":
        return months
    year, month = months.str[:4], pd.to_numeric(months.str[5:7], errors="coerce")
    if period == "year":
        return year
    quarter = ((month + 2) // 3).astype("Int64").astype("str")
    return (year + "Q" + quarter).where(months != "", "")
