"""Themes of notes, and patterns of a vocabulary: those that could hang are refused."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from listometrics.errors import StudyError
from listometrics.landscape.themes import compile_pattern, count_themes, find_themes

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


def test_a_pattern_that_is_none_is_refused(make_frames: Callable[..., Any]) -> None:
    frames = make_frames({"key": "a", "rows": [{"note": "x"}]})
    bad = pd.DataFrame([("t", "(")], columns=["theme", "pattern"])
    with pytest.raises(StudyError, match=r"themes.csv: theme 't': the pattern '\(' is not used: it is no regular"):
        find_themes(frames.entries, frames.entry_papers, bad)


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"(\w+\s?)+#\Z", "repeats what matches in several ways"),
        (r"(a|aa)+$", "repeats what matches in several ways"),
        (r"(?:a*)*b", "repeats what matches in several ways"),
        (r"(?:a?){50}a{50}", "repeats what matches in several ways"),
        (r"\w*\w*\w*#", "more than 1,000 ways"),
        (r"(a|a)" * 20, "more than 1,000 ways"),
        (r"(a)\1", "more than letters"),
        (r"(x\w*|y\w*)\w*\w*", "more than 1,000 ways"),
        (r"a{1000000}", "counts further than 100"),
        (r"(" * 5000 + ")" * 5000, "nested too deeply"),
        (r"a{99999999999999999999}", "counts too far"),
        (r"[", "no regular expression"),
    ],
)
def test_a_pattern_that_could_hang_is_refused(pattern: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        compile_pattern(pattern)


@given(
    st.lists(st.sampled_from(["a", "\\w", "[ab]", "(", ")", "|", "*", "+", "?", "{2,9}", ".", "(?!", "\\1"])).map(
        "".join
    )
)
def test_any_pattern_is_taken_or_refused(pattern: str) -> None:
    try:
        compiled = compile_pattern(pattern)
    except ValueError:
        return
    start = time.thread_time()
    compiled.search("a" * 200 + "#")
    assert time.thread_time() - start < 2
