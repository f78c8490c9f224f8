"""Tables to CSV bytes and back, each checked against its schema."""

from __future__ import annotations

import io
from typing import Any

import pandas as pd

from listometrics.errors import StudyError
from listometrics.study.schema import Table

FLOAT_FORMAT = "%.10g"


def to_csv(frame: pd.DataFrame, table: Table) -> bytes:
    """Return a frame as the table's CSV: checked, columns in order, rows sorted by the table's key.

    UTF-8, LF, unknown empty, booleans as true and false, floats with ten significant digits.
    Raises StudyError with the first failing column and row where the frame breaks the schema.
    """
    checked = table.check(frame)
    ordered = checked.sort_values(list(table.sort), kind="stable") if table.sort else checked
    text = ordered.copy()
    for column in table.columns:
        if column.type == "boolean":
            text[column.name] = ordered[column.name].map({True: "true", False: "false"}).astype("str")
            text.loc[ordered[column.name].isna(), column.name] = ""
    content: str = text.to_csv(index=False, lineterminator="\n", float_format=FLOAT_FORMAT, na_rep="")
    return content.encode("utf-8")


def from_csv(content: bytes, table: Table, shown: str) -> pd.DataFrame:
    """Read a table's CSV with its types and check it; raises StudyError naming `shown`."""
    names = [column.name for column in table.columns]
    kinds: dict[str, Any] = {c.name: "str" for c in table.columns}
    try:
        frame = pd.read_csv(io.BytesIO(content), dtype=kinds, keep_default_na=False, encoding="utf-8")
    except UnicodeDecodeError as error:
        raise StudyError(f"{shown}: not UTF-8 ({error.reason}). Save the file as UTF-8.") from None
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise StudyError(f"{shown}: not a CSV table: {error}. Expected the columns {', '.join(names)}.") from None
    missing = [name for name in names if name not in frame.columns]
    if missing:
        raise StudyError(
            f"{shown}: no column {', '.join(missing)}; found {', '.join(map(str, frame.columns))}. "
            "Run the notebook that writes it again, or add the column."
        )
    return table.check(_typed(frame[names], table, shown), shown)


def _typed(frame: pd.DataFrame, table: Table, shown: str) -> pd.DataFrame:
    typed = frame.copy()
    for column in table.columns:
        cells = frame[column.name]
        try:
            if column.type == "boolean":
                known = {"true": True, "false": False, "": pd.NA}
                bad = cells[~cells.isin(list(known))]
                if len(bad):
                    raise ValueError(f"'{bad.iloc[0]}' is not true, false or empty")
                typed[column.name] = cells.map(known).astype("boolean")
            elif column.type == "integer":
                typed[column.name] = pd.to_numeric(cells.mask(cells == "")).astype("Int64")
            elif column.type == "number":
                typed[column.name] = pd.to_numeric(cells.mask(cells == "")).astype("float64")
        except (ValueError, TypeError) as error:
            raise StudyError(f"{shown}: column {column.name}: {error}. Expected {column.type}s.") from None
    return typed
