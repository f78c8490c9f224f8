"""A table's description holds frames to columns, types, values and keys, and says which row broke it."""

import pandas as pd
import pytest

from listometrics.errors import StudyError
from listometrics.study.schema import Column, Table

TABLE = Table(
    "data/x.csv",
    "a thing",
    (
        Column("name", "string", "its name", required=True),
        Column("kind", "string", "its kind", allowed=("a", "b")),
        Column("month", "string", "its month", pattern=r"\d{4}-\d{2}"),
        Column("size", "integer", "its size", minimum=1),
        Column("known", "boolean", "whether it is known", required=True),
    ),
    key=("name",),
)
GOOD = {"name": ["x", "y"], "kind": ["a", ""], "month": ["2024-01", ""], "size": [1, None], "known": [True, False]}


def frame(**changed: list[object]) -> pd.DataFrame:
    return pd.DataFrame({**GOOD, **changed})


def test_a_good_frame_gets_its_types_and_columns_in_order() -> None:
    checked = TABLE.check(frame()[["known", "name", "size", "kind", "month"]])
    assert checked.dtypes.astype(str).to_dict() == {
        "name": "str", "kind": "str", "month": "str", "size": "Int64", "known": "boolean"
    }  # fmt: skip


def test_an_empty_frame_is_good() -> None:
    assert TABLE.check(TABLE.empty()).empty


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"name": ["x", ""]}, r"^data/x\.csv: row 2, name: empty: ''"),
        ({"name": ["x", "x"]}, r"^data/x\.csv: row 2: name 'x' stands twice, expected once"),
        ({"name": ["x", None]}, r"^data/x\.csv: row 2, name: no value"),
        ({"kind": ["a", "c"]}, r"^data/x\.csv: row 2, kind: not one of a, b: 'c'"),
        ({"month": ["2024-1", ""]}, r"^data/x\.csv: row 1, month: not of the form .*: '2024-1'"),
        ({"month": ["2024-01\n", ""]}, r"^data/x\.csv: row 1, month: not of the form"),
        ({"size": [0, 1]}, r"^data/x\.csv: row 1, size: below 1: 0"),
        ({"size": ["many", 1]}, r"^data/x\.csv: a cell has the wrong type"),
        ({"known": [True, None]}, r"^data/x\.csv: row 2, known: "),
        ({"other": [1, 2]}, r"^data/x\.csv: columns missing: none; columns not in the schema: other"),
    ],
    ids=["empty", "twice", "NaN", "value", "form", "line feed", "too small", "no number", "unknown", "column"],
)
def test_a_frame_that_breaks_the_description_is_refused_with_its_row(
    changed: dict[str, list[object]], message: str
) -> None:
    with pytest.raises(StudyError, match=message):
        TABLE.check(frame(**changed))


def test_a_missing_column_is_named() -> None:
    with pytest.raises(StudyError, match=r"^shown\.csv: columns missing: kind; columns not in the schema: none"):
        TABLE.check(frame().drop(columns="kind"), "shown.csv")


def test_a_cell_that_points_nowhere_is_refused_and_an_empty_one_is_not() -> None:
    with pytest.raises(StudyError, match=r"^data/x\.csv: kind 'a' is in no row of the table that it points to"):
        TABLE.check_foreign(frame(), "kind", pd.Series(["b"]))
    TABLE.check_foreign(frame(kind=["b", ""]), "kind", pd.Series(["b"]))
