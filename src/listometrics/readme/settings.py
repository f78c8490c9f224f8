"""Read `data/list.toml`: what the owner of a list decides where the parser cannot tell."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from listometrics.errors import StudyError
from listometrics.readme.columns import TARGETS
from listometrics.study.files import CHOICES
from listometrics.study.schema import TABLES

KINDS = TABLES["entries"]["kind"].allowed


@dataclass(frozen=True)
class Settings:
    """Decisions on a list: what columns hold, by name; sections to skip; the kind of a section's items.

    Sections go by title or number, with those below them; names and titles are folded.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    skip: tuple[str, ...] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)

    def skips(self, sections: Sequence[str]) -> bool:
        """Tell whether one of these titles and numbers is to be skipped."""
        return bool(self.skip) and any(_fold(section) in self.skip for section in sections)

    def find_unused(self, columns: Collection[str], sections: Sequence[str]) -> list[str]:
        """Return what names no column and no section of a list, as `table: name`."""
        there = {_fold(section) for section in sections}
        unused = [f"columns: {name!r}" for name in self.columns if name not in columns]
        unused += [f"skip: {name!r}" for name in self.skip if name not in there]
        return unused + [f"kinds: {name!r}" for name in self.kinds if name not in there]

    def kind_of(self, sections: Sequence[str]) -> str:
        """Return the kind that is chosen for one of these titles and numbers, or nothing."""
        names = (_fold(section) for section in sections) if self.kinds else ()
        return next((self.kinds[name] for name in names if name in self.kinds), "")


def read_settings(text: str, where: str = CHOICES) -> Settings:
    """Read the text of a `list.toml`; raises StudyError where it is no TOML or says what is not known.

    >>> read_settings('skip = ["News"]\\n[columns]\\n"Work" = "title"')
    Settings(columns={'work': 'title'}, skip=('news',), kinds={})
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StudyError(f"{where}: {error}; expected TOML; correct it.") from None
    known = ("columns", "skip", "kinds")
    for name in content:
        if name not in known:
            raise StudyError(f"{where}: {name!r}; expected {', '.join(known)}; drop it or correct it.")
    skip = content.get("skip", [])
    if not isinstance(skip, list) or not all(isinstance(name, str) for name in skip):
        raise StudyError(f'{where}: skip is {skip!r}; expected titles or numbers such as ["News", "3.1"]; correct it.')
    return Settings(
        _read_names(content, "columns", TARGETS, where),
        tuple(_fold(name) for name in skip),
        _read_names(content, "kinds", KINDS, where),
    )


def _read_names(content: Mapping[str, Any], table: str, allowed: Sequence[str], where: str) -> dict[str, str]:
    names = content.get(table, {})
    if not isinstance(names, dict):
        raise StudyError(f"{where}: {table} is {names!r}; expected a table [{table}]; correct it.")
    for name, value in names.items():
        if value not in allowed:
            raise StudyError(f"{where}: {table}: {name!r} is {value!r}; expected {', '.join(allowed)}; correct it.")
    return {_fold(name): value for name, value in names.items()}


def _fold(name: str) -> str:
    return " ".join(name.split()).casefold()
