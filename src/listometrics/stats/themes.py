"""Themes of the list's notes, by patterns that are data."""

from __future__ import annotations

import pandas as pd

from listometrics.errors import StudyError
from listometrics.stats.note_patterns import compile_pattern


def find_themes(listed: pd.DataFrame, themes: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return the themes of each work's notes (key, theme), and how many works have a note.

    `listed` has key and note, a row an entry; `themes` is the vocabulary: theme and pattern (a regular expression of
    those that `compile_pattern` takes). A pattern that is not taken raises StudyError.
    """
    notes = listed.loc[listed["note"] != ""].drop_duplicates(["key", "note"]).groupby("key")["note"].agg("\n".join)
    found: list[tuple[str, str]] = []
    for theme, pattern in zip(themes["theme"], themes["pattern"], strict=True):
        try:
            compiled = compile_pattern(str(pattern))
        except ValueError as error:
            raise StudyError(
                f"data/vocab/themes.csv: theme {theme!r}: the pattern {pattern!r} is not used: {error}. Correct it."
            ) from None
        found += [(str(key), str(theme)) for key, note in notes.items() if compiled.search(str(note))]
    return pd.DataFrame(found, columns=["key", "theme"], dtype="str").drop_duplicates(), len(notes)
