"""Tables survive the way to CSV and back; what breaks their description is refused with its row or line."""

import csv
import io

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listometrics.errors import StudyError
from listometrics.study.schema import Column, Table, from_csv, to_csv

TABLE = Table(
    "data/things.csv",
    "A thing.",
    (
        Column("id", "integer", "Number.", True, minimum=1),
        Column("kind", "string", "Kind.", True, ("small", "large")),
        Column("text", "string", "Text."),
        Column("month", "string", "Month.", False, (), r"\d{4}-\d{2}"),
        Column("size", "number", "Size."),
        Column("known", "boolean", "Known."),
    ),
    key=("id",),
    sort=("id",),
)
TYPES = {"id": "Int64", "kind": "str", "text": "str", "month": "str", "size": "float64", "known": "boolean"}


def frame(*rows: dict[str, object]) -> pd.DataFrame:
    row = {"kind": "small", "text": "", "month": "", "size": float("nan"), "known": pd.NA}
    return pd.DataFrame([{"id": number, **row, **given} for number, given in enumerate(rows, start=1)])


def test_rows_are_sorted_unknown_is_empty_booleans_are_words_and_the_frame_is_not_changed() -> None:
    two = frame({"id": 2, "known": True, "size": 0.1}, {"id": 1})
    before = two.copy()
    assert to_csv(two, TABLE) == b"id,kind,text,month,size,known\n1,small,,,,\n2,small,,,0.1,true\n"
    pd.testing.assert_frame_equal(two, before)


STEERING = st.sampled_from(
    ["'", "''", "=", "+", "-", "@", "\t", "\r", " ", "\u3000", "＝", "＠", "1", ".5", "e3", "\x00"]
)


ANY_TEXT = st.text(st.characters(exclude_categories=("Cs",))) | st.lists(STEERING, max_size=5).map("".join)


@settings(max_examples=20)
@given(st.lists(ANY_TEXT, min_size=10, max_size=40))
def test_any_text_comes_back_as_it_was(texts: list[str]) -> None:
    many = frame(*({"text": text} for text in texts))
    back = from_csv(to_csv(many, TABLE), TABLE, "things")
    assert back["text"].tolist() == texts
    assert back.dtypes.astype(str).to_dict() == TYPES


FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "-", "@SUM(1)", "\t=1", "\r=1", "\tx", " =1", "\u3000=1", "＝1",
            "＋1", "－1", "＠a"]  # fmt: skip


def test_text_that_a_spreadsheet_would_run_has_an_apostrophe_before_it() -> None:
    texts = [*FORMULAS, "-5", "+1.5", "-.5e-3", "a=1", "'t Hooft", "1-2"]
    content = to_csv(frame(*({"text": text} for text in texts)), TABLE)
    rows = [row["text"] for row in csv.DictReader(io.StringIO(content.decode(), newline=""))]
    assert rows == [f"'{text}" for text in FORMULAS] + texts[len(FORMULAS) :]


BAD_CELLS = [
    ({"kind": "huge"}, r"^data/things\.csv: row 2, kind: not one of small, large: 'huge'"),
    ({"kind": ""}, r"row 2, kind: empty"),
    ({"month": "2023"}, r"row 2, month: not of the form .*: '2023'"),
    ({"month": "2023-01\n"}, r"row 2, month: not of the form"),
    ({"id": 0}, r"row 2, id: below 1: 0"),
    ({"id": 1}, r"^data/things\.csv: row 2: id '1' stands twice, expected once"),
    ({"id": None}, r"row 2, id: no value"),
    ({"text": None}, r"row 2, text: no value \(unknown text is ''\): nan"),
    ({"id": "one"}, r"^data/things\.csv: a cell has the wrong type"),
    ({"sort": 1}, r"columns missing: none; columns not in the schema: sort\. Expected id, kind"),
]


@pytest.mark.parametrize(("cells", "message"), BAD_CELLS)
def test_a_frame_that_breaks_its_description_is_refused_with_its_row(cells: dict[str, object], message: str) -> None:
    with pytest.raises(StudyError, match=message):
        to_csv(frame({}, cells), TABLE)


def test_a_missing_column_is_named_and_a_frame_without_rows_is_good() -> None:
    with pytest.raises(StudyError, match=r"^shown\.csv: columns missing: kind; columns not in the schema: none"):
        TABLE.check(frame({}).drop(columns="kind"), "shown.csv")
    assert from_csv(to_csv(TABLE.empty(), TABLE), TABLE, "things").dtypes.astype(str).to_dict() == TYPES


def test_a_cell_that_points_nowhere_is_refused_and_an_empty_one_is_not() -> None:
    with pytest.raises(
        StudyError, match=r"^data/things\.csv: kind 'small' is in no row of the table that it points to"
    ):
        TABLE.check_foreign(frame({}), "kind", pd.Series(["large"]))
    TABLE.check_foreign(frame({"kind": ""}, {"kind": "large"}), "kind", pd.Series(["large"]))


HEADER = b"id,kind,text,month,size,known\n"
BAD_FILES = {
    "columns missing": (b"id,kind\n1,small\n", r"things\.csv: no column text, month, size, known; found id, kind"),
    "empty": (b"", r"things\.csv: not a CSV table"),
    "Latin-1": (HEADER + b"1,small,\xe9,,,\n", r"things\.csv:2: byte 0xe9 is not UTF-8"),
    "no number": (HEADER + b"1,small,,,big,\n", r"things\.csv:2: column size: 'big'\. Expected numbers"),
    "no boolean": (HEADER + b"1,small,,,,yes\n", r"things\.csv:2: column known: 'yes'\. Expected true, false or empty"),
    "no integer": (HEADER + b"1.5,small,,,,\n", r"column id: .*Expected integers"),
    "a row too long": (HEADER + b"1,small,a,,,\n\n2,small,b, c,,,\n", r"things\.csv:4: 7 cells, the header has 6: '2"),
    "all rows too long": (HEADER + b"1,small,,,,,\n", r"things\.csv:2: 7 cells, the header has 6"),
    "a row too short": (HEADER + b"1,small\n", r"things\.csv:2: 2 cells, .*Put a cell that holds a comma in double"),
    "a value not allowed": (
        HEADER + b'1,small,"a\nb",,,\n2,papr,,,,\n',
        r"things\.csv:4: kind: not one of small, large",
    ),
    "a doubled key": (HEADER + b"1,small,,,,\n1,small,,,,\n", r"things\.csv:3: id '1' stands twice"),
    "an open quotation mark": (HEADER + b'1,small,"a,,,\n', r"things\.csv: not a CSV table: unexpected end of data"),
}


@pytest.mark.parametrize(("content", "message"), BAD_FILES.values(), ids=BAD_FILES.keys())
def test_a_file_that_is_not_the_table_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(StudyError, match=message):
        from_csv(content, TABLE, "things.csv")
