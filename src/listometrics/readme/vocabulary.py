"""Look spellings up in the study's vocabularies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Generic, TypeVar

import pandas as pd
from rapidfuzz import fuzz, process

from listometrics.errors import StudyError
from listometrics.readme.cells import fold

Meaning = TypeVar("Meaning")

_LONGEST = 200  # characters of a value for which near aliases are sought
_LEAST_LIKENESS = 60.0


@dataclass(frozen=True, slots=True)
class Model:
    """What the vocabulary says of a model; sizes in millions, None for what is not known."""

    model: str
    family: str
    params_m: float | None
    open_weights: bool | None
    released: str
    undisclosed: bool


@dataclass(frozen=True, slots=True)
class Strategy:
    """What the vocabulary says of a tuning strategy."""

    strategy: str
    strategy_group: str


@dataclass(frozen=True, slots=True)
class Venue:
    """What the vocabulary says of a venue; `type` is conference, journal, workshop or preprint."""

    venue: str
    type: str


@dataclass(frozen=True, eq=False)
class Aliases(Generic[Meaning]):
    """Spellings of one kind of thing, looked up without regard to case, blanks and hyphens."""

    by_key: Mapping[str, Meaning]
    names: Sequence[str]

    def find(self, name: str) -> Meaning | None:
        """Return what a spelling stands for, or None."""
        return self.by_key.get(fold(name))

    def nearest(self, name: str, most: int = 3) -> list[str]:
        """Return the known spellings that are most like a name, best first, none if none is like it."""
        if len(name) > _LONGEST:
            return []
        found = process.extract(
            name, self.names, scorer=fuzz.WRatio, processor=fold, limit=most, score_cutoff=_LEAST_LIKENESS
        )
        return [alias for alias, _, _ in found]


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The vocabularies of a study."""

    models: Aliases[Model]
    strategies: Aliases[Strategy]
    venues: Aliases[Venue]


def make_vocabulary(models: pd.DataFrame, strategies: pd.DataFrame, venues: pd.DataFrame) -> Vocabulary:
    """Make the lookup from the frames of `data/vocab/models.csv`, `strategies.csv` and `venues.csv`.

    Raises StudyError with the file and line if an alias is doubled or stands for two things, or if two rows
    of one canonical name say different things of it.

    >>> strategies = pd.DataFrame({"alias": ["LoRA"], "strategy": ["lora"], "strategy_group": ["peft"]})
    >>> none = pd.DataFrame({"alias": [], "model": [], "family": [], "params_m": [], "open_weights": [],
    ...                      "released": [], "undisclosed": [], "venue": [], "type": []})
    >>> make_vocabulary(none, strategies, none).strategies.find("lora")
    Strategy(strategy='lora', strategy_group='peft')
    """
    return Vocabulary(
        _make_aliases(models, Model, "data/vocab/models.csv"),
        _make_aliases(strategies, Strategy, "data/vocab/strategies.csv"),
        _make_aliases(venues, Venue, "data/vocab/venues.csv"),
    )


def _make_aliases(frame: pd.DataFrame, kind: type[Meaning], where: str) -> Aliases[Meaning]:
    columns = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    absent = [name for name in ("alias", *columns) if name not in frame.columns]
    if absent:
        raise StudyError(f"{where}: no column {', '.join(absent)}; expected alias, {', '.join(columns)}; add it.")
    by_key: dict[str, Meaning] = {}
    lines: dict[str, int] = {}
    canonical: dict[str, tuple[int, Meaning]] = {}
    names: list[str] = []
    rows: Iterable[tuple[Any, ...]] = frame[["alias", *columns]].itertuples(index=False, name=None)
    for line, (alias, *values) in enumerate(rows, start=2):
        name = _read_text(alias, "")
        cells = [
            _READERS[column](cell, f"{where}:{line}: {column}") for column, cell in zip(columns, values, strict=True)
        ]
        if not name or not cells[0]:
            raise StudyError(f"{where}:{line}: alias {name!r}, {columns[0]} {cells[0]!r}; expected both; fill them.")
        meaning = kind(*cells)
        _check_alias(name, names, lines, f"{where}:{line}")
        if by_key.setdefault(fold(name), meaning) != meaning:
            raise StudyError(
                f"{where}:{line}: alias {name!r} is {cells[0]}, but in line {lines[fold(name)]} it stands for "
                "something else (case, blanks and hyphens do not count); expected one meaning; drop one row."
            )
        first, known = canonical.setdefault(cells[0], (line, meaning))
        if known != meaning:
            raise StudyError(
                f"{where}:{line}: {cells[0]!r} is {meaning}, but in line {first} {known}; "
                "expected the same of one canonical name; make the rows agree."
            )
        names.append(name)
        lines.setdefault(fold(name), line)
    return Aliases(by_key, tuple(names))


def _check_alias(name: str, names: Sequence[str], lines: Mapping[str, int], where: str) -> None:
    if name in names:
        raise StudyError(f"{where}: alias {name!r} stands in line {lines[fold(name)]} already; drop one of them.")


def _read_text(cell: Any, where: str) -> str:
    return "" if pd.isna(cell) else str(cell).strip()


def _read_number(cell: Any, where: str) -> float | None:
    text = _read_text(cell, where)
    try:
        number = float(text) if text else None
    except ValueError:
        raise StudyError(f"{where} {text!r}; expected millions of parameters such as 7000; correct it.") from None
    if number is not None and not 0 < number < float("inf"):
        raise StudyError(f"{where} {text!r}; expected a number above 0; correct it.")
    return number


def _read_flag(cell: Any, where: str) -> bool | None:
    text = _read_text(cell, where).lower()
    if text not in ("true", "false", ""):
        raise StudyError(f"{where} {text!r}; expected true, false or nothing; correct it.")
    return None if not text else text == "true"


def _read_sure_flag(cell: Any, where: str) -> bool:
    return bool(_read_flag(cell, where))


def _read_month(cell: Any, where: str) -> str:
    text = _read_text(cell, where)
    if text and not re.fullmatch(r"\d{4}-(?:0[1-9]|1[0-2])", text):
        raise StudyError(f"{where} {text!r}; expected a month such as 2023-02, or nothing; correct it.")
    return text


_READERS: Mapping[str, Callable[[Any, str], Any]] = {
    "model": _read_text,
    "family": _read_text,
    "params_m": _read_number,
    "open_weights": _read_flag,
    "released": _read_month,
    "undisclosed": _read_sure_flag,
    "strategy": _read_text,
    "strategy_group": _read_text,
    "venue": _read_text,
    "type": _read_text,
}
