"""Tables of estimates have the same types with and without rows."""

import pandas as pd

from listometrics.analyse.frames import ESTIMATE, as_number, make_frame


def test_a_table_without_rows_has_the_types_of_one_with_rows() -> None:
    row = {"name": "a", "estimate": 1.0, "low": 0.5, "high": 2.0, "n": 3, "method": "m", "thin": True, "hits": 2}
    columns = ["name", *ESTIMATE, "thin", "hits"]
    full, empty = make_frame([row], columns, hits="Int64"), make_frame([], columns, hits="Int64")
    pd.testing.assert_series_equal(full.dtypes, empty.dtypes)


def test_an_estimate_for_json_has_none_for_unknown() -> None:
    row = {"estimate": float("nan"), "low": 0.1, "high": pd.NA, "n": 0, "method": "m"}
    assert as_number(row) == {"estimate": None, "low": 0.1, "high": None, "n": 0, "method": "m"}
