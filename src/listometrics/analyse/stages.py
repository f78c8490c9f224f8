"""Stages of the pipeline: the sections of a list to the second level."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

STAGE_LEVELS = 2
LEFT_OVER = re.compile(r"\b(other|pending|surveys?|miscellaneous|misc)\b", re.IGNORECASE)


def cut_stage(section: str) -> str:
    """Return the stage that a section belongs to: its number to the second level.

    >>> cut_stage("1.3.2"), cut_stage("1.5"), cut_stage("2")
    ('1.3', '1.5', '2')
    """
    return ".".join(section.split(".")[:STAGE_LEVELS])


def name_stages(sections: pd.DataFrame) -> dict[str, str]:
    """Give each stage its title, by the headings of the list."""
    return {str(s): str(t) for s, t in zip(sections["section"], sections["title"], strict=True) if cut_stage(s) == s}


def find_pipeline(stages: pd.Series, names: Mapping[str, str]) -> list[str]:
    """Return the stages that are steps of one pipeline, in order.

    They stand in the chapter (the first level) that holds most of `stages`, which has one value a coded work and
    stage, and are not left over by their titles: other papers, a pending list, surveys.

    >>> titles = {"1.1": "Encoders", "1.2": "Ranking", "1.3": "Other related papers", "2": "Graphs"}
    >>> find_pipeline(pd.Series(["1.2", "1.1", "1.1", "1.3", "2"]), titles)
    ['1.1', '1.2']
    """
    if stages.empty:
        return []
    chapters = stages.str.split(".").str[0]
    counts = chapters.value_counts().sort_index()
    held = stages[chapters == counts.idxmax()]
    return sorted(stage for stage in set(held) if not LEFT_OVER.search(names.get(stage, "")))
