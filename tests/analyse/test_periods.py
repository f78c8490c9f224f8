"""Months, quarters and years."""

import pandas as pd
import pytest

from listometrics.analyse.periods import cut_period, find_lag_start, is_incomplete, list_periods
from listometrics.errors import StudyError


def test_periods_have_no_gaps() -> None:
    assert list_periods("2022-12", "2023-02", "month") == ["2022-12", "2023-01", "2023-02"]
    assert list_periods("2021-03", "2023-02", "year") == ["2021", "2022", "2023"]


def test_months_are_cut_to_periods() -> None:
    months = pd.Series(["2023-01", "2023-06", ""], dtype="str")
    assert cut_period(months, "quarter").tolist() == ["2023Q1", "2023Q2", ""]
    assert cut_period(months, "year").tolist() == ["2023", "2023", ""]
    assert cut_period(months, "month").tolist() == months.tolist()


def test_an_unknown_kind_of_period_is_named_with_those_there_are() -> None:
    message = "period: found 'decade', expected one of month, quarter, year"
    with pytest.raises(StudyError, match=message):
        list_periods("2021-03", "2023-02", "decade")
    with pytest.raises(StudyError, match=message):
        cut_period(pd.Series(["2023-01"]), "decade")


@pytest.mark.parametrize(
    ("period", "incomplete"),
    [("2023-12", False), ("2024-01", True), ("2023Q4", False), ("2024Q1", True), ("2023", False), ("2024", True)],
)
def test_periods_of_the_last_half_year_are_incomplete(period: str, incomplete: bool) -> None:
    assert is_incomplete(period, "2024-06") is incomplete


@pytest.mark.parametrize("last", ["2024-06", "2024-01", "2023-12"])
def test_the_first_incomplete_month_is_the_first_that_is_incomplete(last: str) -> None:
    start = find_lag_start(last)
    assert is_incomplete(start, last)
    assert not is_incomplete(str(pd.Period(start) - 1), last)
