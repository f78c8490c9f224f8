from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from listometrics.errors import StudyError
from listometrics.landscape.themes import count_themes, find_themes
from listometrics.study.schema import TABLES, from_csv

THEMES = pd.DataFrame(
    [("reasoning", r"\bCoT\b|推理能力"), ("cold start", r"冷启动|cold[- ]?start")], columns=["theme", "pattern"]
)


def test_themes_are_found_in_chinese_and_english(make_frames: Callable[..., Any]) -> None:
    frames = make_frames(
        {"key": "a", "rows": [{"note": "利用ChatGPT的CoT技术"}]},
        {"key": "b", "rows": [{"note": "Cold-Start and 推理能力"}]},
        {"key": "c", "rows": [{"note": "CoTraining"}]},
        {"key": "d"},
    )
    works, found = find_themes(frames.entries, frames.entry_papers, THEMES)
    assert works["key"].tolist() == ["a", "b", "c"]
    assert sorted(found.values.tolist()) == [["a", "reasoning"], ["b", "cold start"], ["b", "reasoning"]]


def test_shares_are_of_the_works_with_a_note(make_frames: Callable[..., Any]) -> None:
    frames = make_frames(
        {"key": "a", "sections": ["1.1.1", "1.3.2"], "rows": [{"note": "冷启动"}]},
        {"key": "b", "sections": ["1.3.1"], "rows": [{"note": "推理"}]},
    )
    works, found = find_themes(frames.entries, frames.entry_papers, THEMES)
    table = count_themes(works, found, THEMES).set_index(["theme", "stage"])
    assert table.loc[("cold start", "all"), ["hits", "n", "estimate"]].tolist() == [1, 2, 0.5]
    assert table.loc[("cold start", "1.1"), ["hits", "n"]].tolist() == [1, 1]
    assert table.loc[("cold start", "1.3"), ["hits", "n"]].tolist() == [1, 2]
    assert table.loc[("reasoning", "all"), "hits"] == 0


def test_no_notes_give_zero_of_zero(make_frames: Callable[..., Any]) -> None:
    frames = make_frames({"key": "a"})
    works, found = find_themes(frames.entries, frames.entry_papers, THEMES)
    table = count_themes(works, found, THEMES)
    assert table[["hits", "n"]].values.tolist() == [[0, 0], [0, 0]]
    assert table["estimate"].isna().all()


def test_a_pattern_that_is_none_is_refused(make_frames: Callable[..., Any]) -> None:
    frames = make_frames({"key": "a", "rows": [{"note": "x"}]})
    bad = pd.DataFrame([("t", "(")], columns=["theme", "pattern"])
    with pytest.raises(StudyError, match=r"themes.csv: theme 't': the pattern '\(' is not used: it is no regular"):
        find_themes(frames.entries, frames.entry_papers, bad)


def test_the_themes_of_the_study_are_patterns() -> None:
    table = TABLES["themes"]
    path = Path(__file__).resolve().parents[2] / table.path
    themes = from_csv(path.read_bytes(), table, table.path)
    entries = pd.DataFrame({"entry": [1], "kind": ["paper"], "note": ["x"], "section": ["1"]})
    works, _ = find_themes(entries, pd.DataFrame({"entry": [1], "key": ["a"]}), themes)
    assert len(works) == 1
