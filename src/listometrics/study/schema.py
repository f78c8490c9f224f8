"""How a table is described and checked: columns, types, allowed values, keys.

The tables themselves stand in `listometrics.study.contract`; the codebook and the Frictionless Table
Schema (`data/datapackage.json`) are made from the same descriptions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from listometrics.errors import StudyError

if TYPE_CHECKING:
    import pandera.pandas as pa

Type = Literal["string", "integer", "number", "boolean"]
MONTH = r"\d{4}-(?:0[1-9]|1[0-2])"  # a pattern of columns
DTYPES: dict[Type, str] = {"string": "str", "integer": "Int64", "number": "float64", "boolean": "boolean"}


@dataclass(frozen=True)
class Column:
    """A column: its name, type and meaning, and what its cells may hold.

    `required` cells may not be empty; `allowed` lists the values of a coded column (empty is allowed besides
    where the column is not required); `pattern` is a regular expression that a filled cell matches whole.
    """

    name: str
    type: Type
    meaning: str
    required: bool = False
    allowed: tuple[str, ...] = ()
    pattern: str = ""
    minimum: float | None = None
    unique: bool = False


@dataclass(frozen=True)
class Table:
    """A table of the study: where it lies below the root, what a row is, its columns and its key."""

    path: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
    foreign: tuple[tuple[str, str, str], ...] = field(default=())  # column, table's path, its column

    @property
    def names(self) -> list[str]:
        """Return the columns' names in order."""
        return [column.name for column in self.columns]

    def empty(self) -> pd.DataFrame:
        """Return a frame with the table's columns and types and no rows."""
        return pd.DataFrame({c.name: pd.Series(dtype=DTYPES[c.type]) for c in self.columns})

    @cached_property
    def schema(self) -> pa.DataFrameSchema:
        """Return the table's pandera schema."""
        import pandera.pandas as pa

        return pa.DataFrameSchema(
            {column.name: _column_schema(column) for column in self.columns},
            strict=True,
            ordered=True,
        )

    def check(self, frame: pd.DataFrame, shown: str = "", lines: Sequence[int] = ()) -> pd.DataFrame:
        """Return the frame with the table's types, or raise StudyError with every way it breaks the schema.

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
            typed = frame[self.names].reset_index(drop=True).astype({c.name: DTYPES[c.type] for c in self.columns})
        except (TypeError, ValueError) as error:
            raise StudyError(f"{shown}: a cell has the wrong type: {error}. See data/README.md.") from None
        for column in self.columns:
            if column.type == "string" and typed[column.name].isna().any():
                row = int(typed[column.name].isna().to_numpy().argmax())
                raise StudyError(f"{shown}, row {row + 1}: {column.name} is NaN. Unknown text is '' in memory.")
        try:
            self.schema.validate(typed, lazy=True)
        except pandera.errors.SchemaErrors as errors:
            raise StudyError(f"{_failures(errors.failure_cases, shown, lines)}. See data/README.md.") from None
        for key in [self.key, *((column.name,) for column in self.columns if column.unique)]:
            self._check_unique(typed, key, shown, lines)
        return typed

    def check_foreign(self, frame: pd.DataFrame, column: str, known: pd.Series[Any]) -> None:
        """Raise StudyError where a filled cell of the column is not among the known values."""
        lost = frame.loc[~frame[column].isin([*known, ""]) & frame[column].notna(), column]
        if len(lost):
            raise StudyError(f"{self.path}: {column} '{lost.iloc[0]}' is in no row of the table that it points to.")

    @staticmethod
    def _check_unique(frame: pd.DataFrame, key: tuple[str, ...], shown: str, lines: Sequence[int]) -> None:
        doubled = frame.duplicated(list(key)) if key else pd.Series(dtype=bool)
        if doubled.any():
            row = int(doubled.to_numpy().argmax())
            cells = ", ".join(f"{name} '{frame[name].iloc[row]}'" for name in key)
            place = f"{shown}:{lines[row]}" if lines else f"{shown}: row {row + 1}"
            raise StudyError(f"{place}: {cells} stands twice, expected once. See data/README.md.")


def _column_schema(column: Column) -> Any:
    import pandera.pandas as pa

    checks: list[Any] = []
    if column.type == "string":
        if column.required:
            checks.append(pa.Check.str_length(min_value=1, error="empty"))
        if column.allowed:
            allowed = column.allowed if column.required else (*column.allowed, "")
            checks.append(pa.Check.isin(allowed, error=f"not one of {', '.join(column.allowed)}"))
        if column.pattern:
            whole = column.pattern if column.required else f"(?:{column.pattern})?"
            checks.append(pa.Check.str_matches(rf"^{whole}\Z", error=f"not of the form {column.pattern}"))
    elif column.minimum is not None:
        checks.append(pa.Check.ge(column.minimum, error=f"below {column.minimum:g}"))
    nullable = column.type != "string" and not column.required
    return pa.Column(DTYPES[column.type], checks, nullable=nullable)


def _failures(cases: pd.DataFrame, shown: str, lines: Sequence[int], most: int = 3) -> str:
    """Say the first failures: `data/x.csv: row 3, kind: not one of …: 'papr'`, or `data/x.csv:4: kind: …` of a file."""
    said = []
    for case in cases.head(most).to_dict("records"):
        row = int(case["index"]) if pd.notna(case["index"]) else None
        place = f":{lines[row]}: " if lines and row is not None else f": row {'?' if row is None else row + 1}, "
        said.append(f"{shown}{place}{case['column']}: {case['check']}: {case['failure_case']!r}")
    more = f" and {len(cases) - most} more" if len(cases) > most else ""
    return "; ".join(said) + more
