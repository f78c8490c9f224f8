"""Stages of the pipeline: the sections of a list to the second level."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

STAGE_LEVELS = 2
WHOLE, NO_SECTION = "0", "in no section"  # the list itself, which is no section of it
LEFT_OVER = re.compile(r"\b(other|pending|surveys?|miscellaneous|misc)\b", re.IGNORECASE)


def cut_stage(section: str) -> str:
    """Return the stage that a section belongs to: its number to the second level; what is in none belongs to `0`.

    >>> cut_stage("1.3.2"), cut_stage("1.5"), cut_stage("2"), cut_stage("")
    ('1.3', '1.5', '2', '0')
    """
    return ".".join(section.split(".")[:STAGE_LEVELS]) or WHOLE


def name_stages(sections: pd.DataFrame) -> dict[str, str]:
    """Give each stage its title, by the headings of the list."""
    titles = zip(sections["section"], sections["title"], strict=True)
    return {WHOLE: NO_SECTION} | {str(s): str(t) for s, t in titles if cut_stage(s) == s}


def fill_sections(entries: pd.DataFrame) -> pd.DataFrame:
    """Return entries in which those that stand in no section stand in the list itself.

    >>> fill_sections(pd.DataFrame({"section": ["", "1.2"], "section_title": ["", "Ranking"]})).values.tolist()
    [['0', 'in no section'], ['1.2', 'Ranking']]
    """
    outside = entries["section"] == ""
    titles = entries["section_title"].mask(outside, NO_SECTION)
    return entries.assign(section=entries["section"].mask(outside, WHOLE), section_title=titles)


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
