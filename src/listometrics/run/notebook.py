"""What a notebook declares: its parameters, and the files that it reads and writes."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from listometrics.errors import StudyError
from listometrics.study import files

TYPES: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool}
_LIST = re.compile(r"^\*\*(Reads|Writes)\*\*:?\s*(.*?)(?=^\s*$|^\*\*|\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Parameter:
    """A parameter of a notebook: its type, default and the comment that explains it."""

    name: str
    type: str
    default: Any
    meaning: str

    def parse(self, text: str) -> Any:
        """Return the value that a command line's text means, or raise StudyError.

        >>> Parameter("first_year", "int", 2019, "").parse("2022")
        2022
        >>> Parameter("first_year", "int", 2019, "").parse("soon")
        Traceback (most recent call last):
        listometrics.errors.StudyError: -p first_year=soon: expected an int, such as first_year=2019.
        """
        try:
            if self.type == "bool":
                return {"true": True, "false": False}[text.lower()]
            value = TYPES[self.type](text)
        except (ValueError, KeyError):
            article = "an" if self.type == "int" else "a"
            raise StudyError(
                f"-p {self.name}={text}: expected {article} {self.type}, such as {self.name}={self.default}."
            ) from None
        if self.choices and value not in self.choices:
            raise StudyError(f"-p {self.name}={text}: expected one of {', '.join(map(repr, self.choices))}.")
        if self.minimum is not None and value < self.minimum:
            raise StudyError(f"-p {self.name}={text}: expected at least {self.minimum}.")
        if self.dates and text and not any(_is_date(text, form) for form in self.dates):
            raise StudyError(f"-p {self.name}={text}: expected a date as {' or '.join(self.dates)}.")
        return value

    @property
    def choices(self) -> tuple[str, ...]:
        """Return the values that the meaning allows: those of `one of month, quarter, year: …`, or none said.

        >>> Parameter("count", "str", "full", "one of full, fractional: how a work counts").choices
        ('full', 'fractional')
        """
        said = re.match(r"one of ([^:;]+)", self.meaning)
        return tuple(said.group(1).strip().split(", ")) if said else ()

    @property
    def minimum(self) -> int | None:
        """Return the least number that the meaning allows: that of `at least 0: …`, or none said."""
        said = re.match(r"at least (\d+)", self.meaning)
        return int(said.group(1)) if said else None

    @property
    def dates(self) -> tuple[str, ...]:
        """Return the forms of a date that the meaning allows, such as `YYYY-MM`, or none said."""
        return tuple(re.findall(r"YYYY(?:-MM(?:-DD)?)?", self.meaning))


@dataclass(frozen=True)
class Notebook:
    """A notebook as the runner sees it, before any kernel starts; `may_read` are files that need not be there."""

    path: Path
    parameters: dict[str, Parameter]
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    may_read: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the stage's name, such as `01_parse`."""
        return self.path.stem


def read_notebook(path: Path) -> Notebook:
    """Read what a notebook declares.

    Its first cell lists what it **Reads** and **Writes**, in backticks, `(if there is one)` after what may be
    missing; one code cell is tagged `parameters`
    and holds typed literals with a comment each. Raises StudyError where either is not so.
    """
    try:
        cells = json.loads(files.read_text(path))["cells"]
        sources = ["".join(cell["source"]) for cell in cells]
        tagged = [
            source
            for cell, source in zip(cells, sources, strict=True)
            if cell["cell_type"] == "code" and "parameters" in cell.get("metadata", {}).get("tags", [])
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise StudyError(f"{path.name}: not a notebook: {error!r}. Restore it from version control.") from None
    if len(tagged) != 1:
        raise StudyError(
            f"{path.name}: {len(tagged)} cells tagged 'parameters', expected 1. "
            "Tag the parameters cell in JupyterLab's property inspector."
        )
    lists = {kind: re.findall(r"`([^`]+)`( \(if there is one\))?", text) for kind, text in _LIST.findall(sources[0])}
    if "Reads" not in lists or "Writes" not in lists:
        raise StudyError(f"{path.name}: its first cell must list what it **Reads** and **Writes** in backticks.")
    reads, may_read = (tuple(p for p, needless in lists["Reads"] if bool(needless) is some) for some in (False, True))
    writes = tuple(path for path, _ in lists["Writes"])
    return Notebook(path, read_parameters(tagged[0], path.name), reads, writes, may_read)


def read_parameters(source: str, shown: str) -> dict[str, Parameter]:
    """Return the parameters that a cell's source declares, by name.

    >>> read_parameters("first_year: int = 2019  # earlier works are left out", "n.ipynb")["first_year"].default
    2019

    Raises StudyError for a line that is not `name: type = literal  # meaning`.
    """
    lines = source.split("\n")
    parameters = {}
    try:
        body = ast.parse(source).body
    except SyntaxError as error:
        raise StudyError(f"{shown}, parameters cell: {error.msg}. Mend the cell.") from None
    for statement in body:
        line = lines[statement.lineno - 1]
        meaning = lines[(statement.end_lineno or statement.lineno) - 1].partition("  # ")[2].strip()
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=ast.Name(id=kind), value=ast.expr() as value) if (
                kind in TYPES and meaning
            ):
                parameters[name] = Parameter(name, kind, _literal(value, shown, line), meaning)
            case _:
                raise StudyError(
                    f"{shown}, parameters cell: '{line}'. Expected name: type = literal  # meaning, "
                    f"with a type among {', '.join(TYPES)}."
                )
    return parameters


def _is_date(text: str, form: str) -> bool:
    if len(text) != len(form):
        return False
    try:
        date.fromisoformat(text + "0001-01-01"[len(text) :])
    except ValueError:
        return False
    return True


def _literal(value: ast.expr, shown: str, line: str) -> Any:
    try:
        return ast.literal_eval(value)
    except ValueError:
        raise StudyError(f"{shown}, parameters cell: '{line}'. Expected a literal value.") from None
