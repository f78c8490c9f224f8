"""Numbers, lists, links and citations as prose writes them."""

import math

import pandas as pd
import pytest

from listometrics.errors import StudyError
from listometrics.report import filters


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, "", math.inf])
def test_a_number_that_is_not_there_is_said_so(missing: object) -> None:
    assert filters.number(missing) == filters.share(missing) == filters.p_value(missing) == "not estimable"
    assert filters.estimate({"estimate": missing, "low": 0, "high": 1}) == "not estimable"
    assert not filters.is_known(missing)


def test_an_estimate_without_an_interval_stands_alone() -> None:
    assert filters.estimate({"estimate": 0.5, "low": float("nan"), "high": 1}) == "50\N{NO-BREAK SPACE}%"


def test_an_interval_of_numbers_keeps_its_sign_and_digits() -> None:
    row = {"estimate": -0.25, "low": -1.5, "high": 1234.5}
    assert filters.estimate(row, "number", 1, 0.9) == "−0.2 (90\N{NO-BREAK SPACE}% CI −1.5 to 1,234.5)"


def test_no_minus_zero() -> None:
    assert filters.number(-0.001, 1) == "0.0"


def test_names_are_escaped_and_the_rest_is_counted() -> None:
    assert filters.names(["a*b", "c"]) == r"a\*b and c"
    assert filters.names(range(1200), 2) == "0, 1 and 1,198 more"
    assert filters.names([]) == "none"


def test_code_keeps_backticks_apart() -> None:
    assert filters.code("a``b`") == "``` a``b` ```"
    assert filters.code("") == ""


def test_a_year_alone_and_no_date() -> None:
    assert filters.month("2023") == "2023" and filters.month("") == "not known"


def test_a_key_that_could_not_be_cited_is_refused() -> None:
    with pytest.raises(StudyError, match=r"citation key 'a\]': expected letters, digits and - only"):
        filters.cite(["good", "a]"])
    assert filters.cite([]) == ""
