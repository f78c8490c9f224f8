"""Tables to CSV bytes and back, each checked against its schema."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

import pandas as pd

from listometrics.errors import StudyError
from listometrics.study.schema import DTYPES, Table

FLOAT_FORMAT = "%.10g"
_CRLF = "\r\n"
_SHOWN = 120  # characters of a row in a message
# A spreadsheet runs a cell that begins so, an apostrophe before it keeps it text; a number is none of these.
_FORMULA = re.compile(
    r"(?=('*))\1(?!(?<!')[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\Z)(?:[\s\x00-\x1f]*[=+\-@＝＋－＠]|[\t\r])"
)


class _Lines(io.StringIO):
    """Takes rows that end in CR LF, for which csv quotes each CR of a cell, and ends them in LF."""

    def write(self, row: str) -> int:
        return super().write(row.removesuffix(_CRLF) + "\n")


def to_csv(frame: pd.DataFrame, table: Table) -> bytes:
    """Return a frame as the table's CSV: checked, columns in order, rows sorted by the table's key.

    UTF-8, LF, unknown empty, booleans as true and false, floats with ten significant digits; text that a
    spreadsheet would run has an apostrophe before it, which `from_csv` takes off.
    Raises StudyError with the first failing column and row where the frame breaks the schema.
    """
    checked = table.check(frame)
    ordered = checked.sort_values(list(table.sort), kind="stable") if table.sort else checked
    text = ordered.copy()
    for column in table.columns:
        if column.type == "string" and not column.allowed:
            text[column.name] = ordered[column.name].map(quote_formula).astype("str")
        if column.type == "boolean":
            text[column.name] = ordered[column.name].map({True: "true", False: "false"}).astype("str")
            text.loc[ordered[column.name].isna(), column.name] = ""
    lines = _Lines()
    text.to_csv(lines, index=False, lineterminator=_CRLF, float_format=FLOAT_FORMAT, na_rep="")
    return lines.getvalue().encode("utf-8")


def quote_formula(cell: str) -> str:
    """Return a cell with an apostrophe before it if a spreadsheet would run it, or if its own would be taken for one.

    >>> [quote_formula(cell) for cell in ("=1+1", " @x", "'=1", "-5", "a=b", "'t")]
    ["'=1+1", "' @x", "''=1", '-5', 'a=b', "'t"]
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unquote_formula(cell: str) -> str:
    """Return what `quote_formula` was given.

    >>> [unquote_formula(cell) for cell in ("'=1+1", "''=1", "-5", "'t")]
    ['=1+1', "'=1", '-5', "'t"]
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def from_csv(content: bytes, table: Table, shown: str) -> pd.DataFrame:
    """Read a table's CSV with its types and check it; raises StudyError naming `shown` and the line."""
    names = [column.name for column in table.columns]
    try:
        header, rows, lines = _read_rows(content.decode("utf-8"), shown)
    except UnicodeDecodeError as error:
        raise StudyError(f"{shown}: not UTF-8 ({error.reason}). Save the file as UTF-8.") from None
    except csv.Error as error:
        raise StudyError(f"{shown}: not a CSV table: {error}. Expected the columns {', '.join(names)}.") from None
    if not header:
        raise StudyError(f"{shown}: not a CSV table: it is empty. Expected the columns {', '.join(names)}.")
    missing = [name for name in names if name not in header]
    if missing:
        raise StudyError(
            f"{shown}: no column {', '.join(missing)}; found {', '.join(header)}. "
            "Run the notebook that writes it again, or add the column."
        )
    cells = zip(*rows, strict=True) if rows else [()] * len(header)
    frame = pd.DataFrame(
        {name: pd.Series(list(column), dtype="str") for name, column in zip(header, cells, strict=True)}
    )
    return table.check(_typed(frame[names], table, shown, lines), shown, lines)


def _read_rows(text: str, shown: str) -> tuple[list[str], list[list[str]], list[int]]:
    """Return header, rows and the line of each row; raises StudyError where a row has not as many cells as the header.

    Not pandas: it takes the first column of rows that are too long for row names, and fills those that are too short.
    """
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    header = next(reader, [])
    rows: list[list[str]] = []
    lines: list[int] = []
    line = reader.line_num + 1
    for row in reader:
        if row and len(row) != len(header):
            raise StudyError(
                f"{shown}:{line}: {len(row)} cells, the header has {len(header)}: {','.join(row)[:_SHOWN]!r}. "
                "Put a cell that holds a comma in double quotes."
            )
        if row:
            rows.append(row)
            lines.append(line)
        line = reader.line_num + 1
    return header, rows, lines


def _typed(frame: pd.DataFrame, table: Table, shown: str, lines: Sequence[int]) -> pd.DataFrame:
    typed = frame.copy()
    for column in table.columns:
        cells = frame[column.name]
        if column.type == "boolean":
            values, expected = cells.map({"true": True, "false": False}), "true, false or empty"
        elif column.type in ("integer", "number"):
            values, expected = pd.to_numeric(cells, errors="coerce"), f"{column.type}s"
            if column.type == "integer":
                values = values.mask(values % 1 != 0)
        else:
            typed[column.name] = cells if column.allowed else cells.map(unquote_formula).astype("str")
            continue
        bad = (values.isna() & (cells != "")).to_numpy()
        if bad.any():
            row = int(bad.argmax())
            raise StudyError(f"{shown}:{lines[row]}: column {column.name}: '{cells.iloc[row]}'. Expected {expected}.")
        typed[column.name] = pd.Series(values, dtype=DTYPES[column.type])
    return typed
