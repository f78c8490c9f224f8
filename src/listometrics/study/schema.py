"""What each table holds, and how a frame is checked against that, written as CSV, and read back.

`tables.csv` has a row for each table, with its columns in order; `columns.csv` a row for each column. A row of
`columns.csv` without a table holds for all tables that have such a column and no row of their own for it.
The codebook and the Frictionless data package are made from the same descriptions.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from listometrics.errors import StudyError
from listometrics.study import files

if TYPE_CHECKING:  # else where they are used: the command line knows the tables before it knows what it will do
    import pandas as pd
    import pandera.pandas as pa

DTYPES = {"string": "str", "integer": "Int64", "number": "float64", "boolean": "boolean"}
FLOAT_FORMAT = "%.10g"
_CRLF = "\r\n"
_SHOWN = 120  # characters of a row in a message
# A spreadsheet runs a cell that begins so; an apostrophe before it keeps it text. A number is none of these.
_FORMULA = re.compile(
    r"(?=('*))\1(?!(?<!')[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\Z)(?:[\s\x00-\x1f]*[=+\-@＝＋－＠]|[\t\r])"
)


@dataclass(frozen=True)
class Column:
    """A column: its name, type and meaning, and what its cells may hold."""

    name: str
    type: str
    meaning: str
    required: bool = False  # its cells may not be empty
    allowed: tuple[str, ...] = ()  # the values of a coded column
    pattern: str = ""  # a regular expression that a filled cell matches whole
    minimum: int | None = None

    def make_schema(self) -> pa.Column:
        """Return the column's pandera schema."""
        import pandera.pandas as pa

        checks: list[pa.Check] = []
        if self.type != "string":
            checks += [pa.Check.ge(self.minimum, error=f"below {self.minimum}")] if self.minimum is not None else []
            return pa.Column(DTYPES[self.type], checks, nullable=not self.required)
        if self.required:
            checks.append(pa.Check.str_length(min_value=1, error="empty"))
        if self.allowed:
            allowed = self.allowed if self.required else (*self.allowed, "")
            checks.append(pa.Check.isin(allowed, error=f"not one of {', '.join(self.allowed)}"))
        if self.pattern:
            whole = self.pattern if self.required else f"(?:{self.pattern})?"
            checks.append(pa.Check.str_matches(rf"^{whole}\Z", error=f"not of the form {self.pattern}"))
        return pa.Column(DTYPES[self.type], checks)


@dataclass(frozen=True)
class Table:
    """A table of the study: where it lies below the root, what a row is, its columns and its key."""

    path: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
    foreign: tuple[tuple[str, str, str], ...] = ()  # a column, the table that it points to, the column there

    def __getitem__(self, name: str) -> Column:
        """Return a column by its name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> list[str]:
        """Return the columns' names in order."""
        return [column.name for column in self.columns]

    @property
    def dtypes(self) -> dict[str, str]:
        """Return the columns' types in pandas, by name."""
        return {column.name: DTYPES[column.type] for column in self.columns}

    def empty(self) -> pd.DataFrame:
        """Return a frame with the table's columns and types and no rows."""
        import pandas as pd

        return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in self.dtypes.items()})

    @cached_property
    def schema(self) -> pa.DataFrameSchema:
        """Return the table's pandera schema."""
        import pandera.pandas as pa

        return pa.DataFrameSchema({column.name: column.make_schema() for column in self.columns})

    def check(self, frame: pd.DataFrame, shown: str = "", lines: Sequence[int] = ()) -> pd.DataFrame:
        """Return the frame with the table's types, or raise StudyError with the first ways it breaks the schema.

        Columns must be the table's own, in any order; `shown` replaces the table's path in messages, which name
        the line of each row in a file where `lines` has them.
        """
        import pandera.errors

        shown = shown or self.path
        absent = [name for name in self.names if name not in frame.columns]
        extra = [str(name) for name in frame.columns if name not in self.names]
        if absent or extra:
            raise StudyError(
                f"{shown}: columns missing: {', '.join(absent) or 'none'}; columns not in the schema: "
                f"{', '.join(extra) or 'none'}. Expected {', '.join(self.names)}."
            )
        try:
            typed = frame[self.names].reset_index(drop=True).astype(self.dtypes)
            self.schema.validate(typed, lazy=True)
        except (TypeError, ValueError) as error:
            raise StudyError(f"{shown}: a cell has the wrong type: {error}. See data/README.md.") from None
        except pandera.errors.SchemaErrors as errors:
            raise StudyError(f"{_failures(errors.failure_cases, shown, lines)}. See data/README.md.") from None
        if self.key and (doubled := typed.duplicated(list(self.key))).any():
            row = int(doubled.to_numpy().argmax())
            cells = ", ".join(f"{name} '{typed[name].iloc[row]}'" for name in self.key)
            place = f"{shown}:{lines[row]}" if lines else f"{shown}: row {row + 1}"
            raise StudyError(f"{place}: {cells} stands twice, expected once. See data/README.md.")
        return typed

    def check_foreign(self, frame: pd.DataFrame, column: str, known: pd.Series[Any]) -> None:
        """Raise StudyError where a filled cell of the column is not among the known values."""
        lost = frame.loc[~frame[column].isin([*known, ""]) & frame[column].notna(), column]
        if len(lost):
            raise StudyError(f"{self.path}: {column} '{lost.iloc[0]}' is in no row of the table that it points to.")


def _failures(cases: pd.DataFrame, shown: str, lines: Sequence[int], most: int = 3) -> str:
    """Say the first failures: `data/x.csv: row 3, kind: not one of …: 'papr'`, or `data/x.csv:4: kind: …` of a file."""
    said = []
    for case in cases.head(most).to_dict("records"):
        row = int(case["index"])
        place = f":{lines[row]}: " if lines else f": row {row + 1}, "
        fault = "no value (unknown text is '')" if case["check"] == "not_nullable" else case["check"]
        said.append(f"{shown}{place}{case['column']}: {fault}: {case['failure_case']!r}")
    more = f" and {len(cases) - most} more" if len(cases) > most else ""
    return "; ".join(said) + more


class _Lines(io.StringIO):
    """Takes rows that end in CR LF, for which csv quotes each CR of a cell, and ends them in LF."""

    def write(self, row: str) -> int:
        return super().write(row.removesuffix(_CRLF) + "\n")


def to_csv(frame: pd.DataFrame, table: Table) -> bytes:
    """Return a frame as the table's CSV: checked, columns in order, rows sorted by the table's `sort`.

    UTF-8, LF, unknown empty, booleans as true and false, floats with ten significant digits; text that a
    spreadsheet would run has an apostrophe before it, which `from_csv` takes off.
    Raises StudyError with the first failing columns and rows where the frame breaks the schema.
    """
    checked = table.check(frame)
    text = checked.sort_values(list(table.sort), kind="stable") if table.sort else checked.copy()
    for column in table.columns:
        cells = text[column.name]
        if column.type == "string" and not column.allowed:
            text[column.name] = cells.map(quote_formula).astype("str")
        if column.type == "boolean":
            text[column.name] = cells.map({True: "true", False: "false"}).astype("str").where(cells.notna(), "")
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


def from_csv(content: bytes, table: Table, shown: str, checked: bool = False) -> pd.DataFrame:
    """Read a table's CSV with its types; raises StudyError naming `shown` and the line unless it was `checked`."""
    import pandas as pd

    try:
        header, rows, lines = _read_rows(files.decode(content, shown), shown)
    except csv.Error as error:
        expected = f"Expected the columns {', '.join(table.names)}."
        raise StudyError(f"{shown}: not a CSV table: {error}. {expected}") from None
    missing = [name for name in table.names if name not in header]
    if missing:
        raise StudyError(
            f"{shown}: no column {', '.join(missing)}; found {', '.join(header)}. "
            "Run the notebook that writes it again, or add the column."
        )
    cells = dict(zip(header, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(header, ())
    typed = pd.DataFrame({c.name: _type_cells(cells[c.name], c, shown, lines) for c in table.columns})
    return typed if checked else table.check(typed, shown, lines)


def _read_rows(text: str, shown: str) -> tuple[list[str], list[list[str]], list[int]]:
    """Return header, rows and the line of each row; raises StudyError where a row has not as many cells as the header.

    Not pandas: it takes the first column of rows that are too long for row names, and fills those that are too short.
    """
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    if not (header := next(reader, [])):
        raise csv.Error("it is empty")
    rows: dict[int, list[str]] = {}
    line = reader.line_num + 1
    for row in reader:
        if row:
            rows[line] = row
        if row and len(row) != len(header):
            raise StudyError(
                f"{shown}:{line}: {len(row)} cells, the header has {len(header)}: {','.join(row)[:_SHOWN]!r}. "
                "Put a cell that holds a comma in double quotes."
            )
        line = reader.line_num + 1
    return header, list(rows.values()), list(rows)


def _type_cells(texts: Sequence[str], column: Column, shown: str, lines: Sequence[int]) -> pd.Series[Any]:
    import pandas as pd

    cells = pd.Series(list(texts), dtype="str")
    if column.type == "string":
        return cells if column.allowed else cells.map(unquote_formula).astype("str")
    if column.type == "boolean":
        values, expected = cells.map({"true": True, "false": False}), "true, false or empty"
    else:
        values, expected = pd.to_numeric(cells, errors="coerce"), f"{column.type}s"
        if column.type == "integer":
            values = values.mask(values % 1 != 0)
    bad = (values.isna() & (cells != "")).to_numpy()
    if bad.any():
        row = int(bad.argmax())
        raise StudyError(f"{shown}:{lines[row]}: column {column.name}: '{cells.iloc[row]}'. Expected {expected}.")
    return pd.Series(values, dtype=DTYPES[column.type])


def infer_type(cells: pd.Series[Any]) -> str:
    """Return the type of a column that holds these cells.

    >>> import pandas as pd
    >>> infer_type(pd.Series([1, None], dtype="Int64")), infer_type(pd.Series([0.5])), infer_type(pd.Series(["a"]))
    ('integer', 'number', 'string')
    """
    return {"b": "boolean", "i": "integer", "u": "integer", "f": "number"}.get(cells.dtype.kind, "string")


def describe_table(path: str, row: str, columns: Sequence[Sequence[str]], key: Sequence[str]) -> Table:
    """Return a table by the name, type and meaning of each column; cells of its key are required."""
    described = tuple(Column(name, kind, meaning, name in key) for name, kind, meaning in columns)
    return Table(path, row, described, tuple(key))


def _read_tables() -> tuple[dict[str, Table], dict[str, Column]]:
    """Return every table of tables.csv by its name, which is its file's, and the columns that tables share."""
    described: dict[tuple[str, str], Column] = {}
    for row in _read_cells("columns.csv"):
        allowed = tuple(row["allowed"].split("|")) if row["allowed"] else ()
        minimum = int(row["minimum"]) if row["minimum"] else None
        required = row["required"] == "true"
        column = Column(row["column"], row["type"], row["meaning"], required, allowed, row["pattern"], minimum)
        described[row["table"], column.name] = column
    tables = {}
    for row in _read_cells("tables.csv"):
        name, key, sort = Path(row["path"]).stem, tuple(row["key"].split()), tuple(row["sort"].split())
        columns = tuple(described.get((name, word)) or described["", word] for word in row["columns"].split())
        pointers = [re.split("[=.]", pointer) for pointer in row["foreign"].split()]
        foreign = tuple((column, other, its_column) for column, other, its_column in pointers)
        tables[name] = Table(row["path"], row["row"], columns, key, sort, foreign)
    return tables, {name: column for (table, name), column in described.items() if not table}


def _read_cells(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(Path(__file__).with_name(name).read_text(encoding="utf-8"), newline="")))


TABLES, SHARED = _read_tables()
