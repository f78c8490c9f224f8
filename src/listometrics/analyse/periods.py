"""Months, quarters and years, and which of them are incomplete because a list lags behind."""

from __future__ import annotations

import pandas as pd

from listometrics.errors import StudyError

FREQUENCIES = {"month": "M", "quarter": "Q", "year": "Y"}
LAG_MONTHS = 6
"""Months that a list lags behind: periods that end later than this before its last month are incomplete."""


def check_period(period: str) -> str:
    """Return the kind of period, or raise StudyError with those there are."""
    if period not in FREQUENCIES:
        raise StudyError(f"period: found {period!r}, expected one of {', '.join(FREQUENCIES)}.")
    return period


def list_periods(first: str, last: str, period: str) -> list[str]:
    """List all periods from one to another, so that empty ones are not lost.

    >>> list_periods("2022-11", "2023-05", "quarter")
    ['2022Q4', '2023Q1', '2023Q2']
    """
    return [str(p) for p in pd.period_range(first, last, freq=FREQUENCIES[check_period(period)])]


def cut_period(months: pd.Series, period: str) -> pd.Series:
    """Return the month, quarter or year of each month; empty stays empty."""
    if check_period(period) == "month":
        return months
    year, month = months.str[:4], pd.to_numeric(months.str[5:7], errors="coerce")
    if period == "year":
        return year
    quarter = ((month + 2) // 3).astype("Int64").astype("str")
    return (year + "Q" + quarter).where(months != "", "")


def number_months(months: pd.Series) -> pd.Series:
    """Return months as numbers: twelve times the year plus 0 to 11.

    >>> number_months(pd.Series(["2023-01", "2023-12"])).tolist()
    [24276, 24287]
    """
    return pd.to_numeric(months.str[:4]).astype("int64") * 12 + pd.to_numeric(months.str[5:7]).astype("int64") - 1


def is_incomplete(period: str, last_month: str) -> bool:
    """Tell whether a period ends later than half a year before the last month of the list.

    >>> is_incomplete("2024Q1", "2024-06"), is_incomplete("2023Q4", "2024-06"), is_incomplete("undated", "2024-06")
    (True, False, False)
    """
    if period == "undated" or not last_month:
        return False
    end = pd.Period(period, freq={4: "Y", 6: "Q", 7: "M"}[len(period)]).asfreq("M", how="end")
    return bool(end > pd.Period(last_month, freq="M") - LAG_MONTHS)


def find_lag_start(last_month: str) -> str:
    """Return the first month that is incomplete; nothing where the last month is unknown.

    >>> find_lag_start("2024-06"), find_lag_start("")
    ('2024-01', '')
    """
    return str(pd.Period(last_month, freq="M") - LAG_MONTHS + 1) if last_month else ""
