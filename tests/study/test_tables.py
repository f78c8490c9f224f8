"""Tables survive the way to CSV and back, and break loudly."""

import csv
import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from listometrics.errors import StudyError
from listometrics.study import schema
from listometrics.study.schema import TABLES, Column, Table

ROOT = Path(__file__).resolve().parents[2]
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


def frame(**cells: object) -> pd.DataFrame:
    row = {"id": 1, "kind": "small", "text": "", "month": "", "size": float("nan"), "known": pd.NA}
    return pd.DataFrame([{**row, **cells}])


def test_unknown_is_empty_and_booleans_are_words() -> None:
    two = pd.concat([frame(id=2, known=True, size=0.1), frame()])
    assert schema.to_csv(two, TABLE) == b"id,kind,text,month,size,known\n1,small,,,,\n2,small,,,0.1,true\n"


def test_rows_are_sorted_by_the_key_and_the_frame_is_not_changed() -> None:
    two = pd.concat([frame(id=2), frame(id=1)], ignore_index=True)
    before = two.copy()
    assert schema.to_csv(two, TABLE).decode().split("\n")[1].startswith("1,")
    pd.testing.assert_frame_equal(two, before)


STEERING = st.sampled_from(
    ["'", "''", "=", "+", "-", "@", "\t", "\r", " ", "\u3000", "＝", "＠", "1", ".5", "e3", "\x00"]
)


@given(st.text(st.characters(exclude_categories=("Cs",))) | st.lists(STEERING, max_size=5).map("".join))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    back = schema.from_csv(schema.to_csv(frame(text=text), TABLE), TABLE, "things")
    assert back["text"].tolist() == [text]
    assert back.dtypes.astype(str).to_dict() == {
        "id": "Int64",
        "kind": "str",
        "text": "str",
        "month": "str",
        "size": "float64",
        "known": "boolean",
    }


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "-",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "\tx",
        " =1",
        "\u3000=1",
        "＝1",
        "＋1",
        "－1",
        "＠a",
    ],
)
def test_text_that_a_spreadsheet_would_run_has_an_apostrophe_before_it(text: str) -> None:
    content = schema.to_csv(frame(text=text), TABLE).decode()
    assert next(csv.DictReader(io.StringIO(content, newline="")))["text"] == f"'{text}"


@pytest.mark.parametrize("text", ["-5", "+1.5", "-.5e-3", "a=1", "'t Hooft", "1-2"])
def test_numbers_and_other_text_stay_as_they_are(text: str) -> None:
    content = schema.to_csv(frame(text=text), TABLE).decode()
    assert next(csv.DictReader(io.StringIO(content, newline="")))["text"] == text


def test_the_tables_of_the_study_hold_nothing_that_a_spreadsheet_would_run() -> None:
    for table in TABLES.values():
        path = ROOT / table.path
        if path.is_file():
            frame = pd.read_csv(path, dtype="str", keep_default_na=False)
            for column in (c.name for c in table.columns if c.type == "string" and not c.allowed):
                assert [cell for cell in frame[column] if schema.quote_formula(cell) != cell] == [], table.path


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"kind": "huge"}, r"data/things\.csv: row 1, kind: not one of small, large: 'huge'"),
        ({"kind": ""}, r"row 1, kind: empty"),
        ({"month": "2023"}, r"row 1, month: not of the form"),
        ({"month": "2023-01\n"}, r"row 1, month: not of the form"),
        ({"id": 0}, r"row 1, id: below 1"),
        ({"text": None}, r"row 1, text: no value \(unknown text is ''\): nan"),
        ({"id": "one"}, r"a cell has the wrong type"),
    ],
    ids=["value not allowed", "required and empty", "pattern", "pattern and newline", "below", "NaN", "type"],
)
def test_a_cell_that_breaks_the_schema_is_named(cells: dict[str, object], message: str) -> None:
    with pytest.raises(StudyError, match=message):
        schema.to_csv(frame(**cells), TABLE)


def test_a_doubled_key_is_refused() -> None:
    with pytest.raises(StudyError, match=r"row 2: id '1' stands twice, expected once"):
        schema.to_csv(pd.concat([frame(), frame()]), TABLE)


def test_columns_missing_or_new_are_named() -> None:
    with pytest.raises(StudyError, match=r"columns missing: kind; columns not in the schema: sort\. Expected id, kind"):
        schema.to_csv(frame().rename(columns={"kind": "sort"}), TABLE)


HEADER = b"id,kind,text,month,size,known\n"
BAD_FILES = {
    "columns missing": (b"id,kind\n1,small\n", r"things\.csv: no column text, month, size, known; found id, kind"),
    "empty": (b"", r"things\.csv: not a CSV table"),
    "Latin-1": (HEADER + b"1,small,\xe9,,,\n", r"things\.csv: not UTF-8"),
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
        schema.from_csv(content, TABLE, "things.csv")


def test_a_table_without_rows_keeps_its_types() -> None:
    back = schema.from_csv(schema.to_csv(TABLE.empty(), TABLE), TABLE, "things")
    assert back.dtypes.astype(str).to_dict()["known"] == "boolean"
