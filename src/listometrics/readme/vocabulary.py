"""What the parser looks up: a study's vocabularies, its owner's `data/list.toml`, and the words of reading lists."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Generic, NamedTuple, TypeVar

import pandas as pd
from rapidfuzz import fuzz, process

from listometrics.errors import StudyError
from listometrics.readme.inline_text import fold, fold_name
from listometrics.study.files import CHOICES
from listometrics.study.schema import TABLES

DATA = tomllib.loads(files("listometrics.readme").joinpath("list_words.toml").read_text(encoding="utf-8"))
WORDS = {name: frozenset(text.split()) for name, text in DATA["words"].items()}
PHRASES = {name: text.replace("\n", "") for name, text in DATA["phrases"].items()}
# What a column may hold: a column of entries.csv, links, a date, authors, `mixed` (title and more), or `other`.
TARGETS = (*DATA["columns"], "mixed", "other")
KINDS = TABLES["entries"]["kind"].allowed

Meaning = TypeVar("Meaning")

_LONGEST = 200  # characters of a value for which near aliases are sought


class Model(NamedTuple):
    """What the vocabulary says of a model; sizes in millions, None for what is not known."""

    model: str
    family: str
    params_m: float | None
    open_weights: bool | None
    released: str
    undisclosed: bool


class Strategy(NamedTuple):
    """What the vocabulary says of a tuning strategy."""

    strategy: str
    strategy_group: str


class Venue(NamedTuple):
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
        found = process.extract(name, self.names, scorer=fuzz.WRatio, processor=fold, limit=most, score_cutoff=60)
        return [alias for alias, _, _ in found]


class Vocabulary(NamedTuple):
    """The vocabularies of a study."""

    models: Aliases[Model]
    strategies: Aliases[Strategy]
    venues: Aliases[Venue]


def make_vocabulary(models: pd.DataFrame, strategies: pd.DataFrame, venues: pd.DataFrame) -> Vocabulary:
    """Make the lookup from the frames of `data/vocab/models.csv`, `strategies.csv` and `venues.csv`.

    Raises StudyError with the file and line if an alias is doubled or stands for two things, or if two rows
    of one canonical name say different things of it.
    """
    return Vocabulary(
        _make_aliases(models, Model, "data/vocab/models.csv"),
        _make_aliases(strategies, Strategy, "data/vocab/strategies.csv"),
        _make_aliases(venues, Venue, "data/vocab/venues.csv"),
    )


def _make_aliases(frame: pd.DataFrame, kind: type[Meaning], where: str) -> Aliases[Meaning]:
    columns = list(kind.__annotations__)
    absent = [name for name in ("alias", *columns) if name not in frame.columns]
    if absent:
        raise StudyError(f"{where}: no column {', '.join(absent)}; expected alias, {', '.join(columns)}; add it.")
    by_key: dict[str, Meaning] = {}
    lines: dict[str, int] = {}
    canonical: dict[str, tuple[int, Meaning]] = {}
    names: dict[str, None] = {}
    rows: Iterable[tuple[Any, ...]] = frame[["alias", *columns]].itertuples(index=False, name=None)
    for line, (alias, *values) in enumerate(rows, start=2):
        name, *cells = map(_read_cell, ("alias", *columns), (alias, *values))
        if not name or not cells[0]:
            raise StudyError(f"{where}:{line}: alias {name!r}, {columns[0]} {cells[0]!r}; expected both; fill them.")
        meaning, stands = kind(*cells), lines.setdefault(fold(name), line)
        if name in names:
            raise StudyError(f"{where}:{line}: alias {name!r} stands in line {stands} already; drop one of them.")
        if by_key.setdefault(fold(name), meaning) != meaning:
            raise StudyError(
                f"{where}:{line}: alias {name!r} is {cells[0]}, but in line {stands} it stands for "
                "something else (case, blanks and hyphens do not count); expected one meaning; drop one row."
            )
        first, known = canonical.setdefault(cells[0], (line, meaning))
        if known != meaning:
            raise StudyError(
                f"{where}:{line}: {cells[0]!r} is {meaning}, but in line {first} {known}; "
                "expected the same of one canonical name; make the rows agree."
            )
        names[name] = None
    return Aliases(by_key, tuple(names))


def _read_cell(column: str, cell: Any) -> Any:
    """Return a cell of a table whose schema was checked by its meaning: None for an unknown size or flag."""
    text = "" if pd.isna(cell) else str(cell).strip()
    if column == "params_m":
        return float(text) if text else None
    if column in ("open_weights", "undisclosed"):
        return text.lower() == "true" if text or column == "undisclosed" else None
    return text


@dataclass(frozen=True)
class Settings:
    """Decisions on a list: what columns hold, by name; sections to skip; the kind of a section's items; its subject.

    Sections go by title or number, with those below them; names and titles are folded. `site` is where its pages are.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    skip: tuple[str, ...] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)
    subject: str = ""
    site: str = ""

    def skips(self, sections: Sequence[str]) -> bool:
        """Tell whether one of these titles and numbers is to be skipped."""
        return bool(self.skip) and any(fold_name(section) in self.skip for section in sections)

    def find_unused(self, columns: Collection[str], sections: Sequence[str]) -> list[str]:
        """Return what names no column and no section of a list, as `table: name`."""
        there = {fold_name(section) for section in sections}
        unused = [f"columns: {name!r}" for name in self.columns if name not in columns]
        unused += [f"skip: {name!r}" for name in self.skip if name not in there]
        return unused + [f"kinds: {name!r}" for name in self.kinds if name not in there]

    def kind_of(self, sections: Sequence[str]) -> str:
        """Return the kind that is chosen for one of these titles and numbers, or nothing."""
        names = (fold_name(section) for section in sections) if self.kinds else ()
        return next((self.kinds[name] for name in names if name in self.kinds), "")


def read_settings(text: str, where: str = CHOICES) -> Settings:
    """Read the text of a `list.toml`; raises StudyError where it is no TOML or says what is not known.

    >>> read_settings('skip = ["News"]\\n[columns]\\n"Work" = "title"')
    Settings(columns={'work': 'title'}, skip=('news',), kinds={}, subject='', site='')
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StudyError(f"{where}: {error}; expected TOML; correct it.") from None
    known = ("columns", "skip", "kinds", "subject", "site")
    for name in content:
        if name not in known:
            raise StudyError(f"{where}: {name!r}; expected {', '.join(known)}; drop it or correct it.")
    skip = content.get("skip", [])
    if not isinstance(skip, list) or not all(isinstance(name, str) for name in skip):
        raise StudyError(f'{where}: skip is {skip!r}; expected titles or numbers such as ["News", "3.1"]; correct it.')
    for name in ("subject", "site"):
        if not isinstance(content.get(name, ""), str):
            raise StudyError(f"{where}: {name} is {content[name]!r}; expected a text in quotes; correct it.")
    return Settings(
        _read_names(content, "columns", TARGETS, where),
        tuple(fold_name(name) for name in skip),
        _read_names(content, "kinds", KINDS, where),
        content.get("subject", "").strip(),
        content.get("site", "").strip(),
    )


def _read_names(content: Mapping[str, Any], table: str, allowed: Sequence[str], where: str) -> dict[str, str]:
    names = content.get(table, {})
    if not isinstance(names, dict):
        raise StudyError(f"{where}: {table} is {names!r}; expected a table [{table}]; correct it.")
    for name, value in names.items():
        if value not in allowed:
            raise StudyError(f"{where}: {table}: {name!r} is {value!r}; expected {', '.join(allowed)}; correct it.")
    return {fold_name(name): value for name, value in names.items()}
