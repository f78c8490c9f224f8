from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from listometrics.landscape.title_words import count_pairs, count_words, split_title
from listometrics.study.schema import TABLES, from_csv

STOPWORDS = pd.DataFrame(
    [("for", "", "all"), ("models", "model", "words"), ("pre-training", "pretraining", ""), ("graphs", "graph", "")],
    columns=["word", "counted_as", "drop_from"],
)


def titles(make_frames: Callable[..., Any], *given: str) -> pd.DataFrame:
    return make_frames(*({"key": f"w{i}", "title": t} for i, t in enumerate(given))).papers  # type: ignore[no-any-return]


def test_words_count_once_a_work(make_frames: Callable[..., Any]) -> None:
    papers = titles(make_frames, "Graph Models for Graphs", "Graph: Pre-Training", "Pre-training models")
    words = count_words(papers, STOPWORDS, least=1).set_index("word")
    assert words["hits"].to_dict() == {"graph": 2, "pretraining": 2}
    assert words.loc["graph", ["n", "estimate"]].tolist() == [3, 2 / 3]


def test_pairs_stand_side_by_side(make_frames: Callable[..., Any]) -> None:
    papers = titles(make_frames, "Graph Models for Graphs", "Graph: Models", "graph-model (2023) x")
    pairs = count_pairs(papers, STOPWORDS, least=1).set_index("pair")
    assert pairs["hits"].to_dict() == {"graph model": 2}


def test_pairs_of_the_lists_own_subject_alone_are_no_pairs(make_frames: Callable[..., Any]) -> None:
    subject = pd.DataFrame(
        [("language", "", "words"), ("models", "model", "words")], columns=["word", "counted_as", "drop_from"]
    )
    papers = titles(make_frames, "Graph Language Models", "Language Models", "Language Model")
    assert count_pairs(papers, subject, least=1)["pair"].tolist() == ["graph language"]


def test_rare_words_are_left_out(make_frames: Callable[..., Any]) -> None:
    assert count_words(titles(make_frames, "Alpha", "Beta Alpha"), STOPWORDS)["word"].tolist() == ["alpha"]


def test_no_titles_give_no_rows(make_frames: Callable[..., Any]) -> None:
    assert count_words(titles(make_frames, ""), STOPWORDS).empty
    assert count_pairs(titles(make_frames).iloc[:0], STOPWORDS).empty


@given(st.text())
def test_any_title_gives_lower_case_words(title: str) -> None:
    for run in split_title(title, {}, set()):
        assert run
        assert all(word and word == word.lower() and not word.isdigit() for word in run)


def test_the_stop_words_of_the_study_agree_with_themselves() -> None:
    table = TABLES["stopwords"]
    path = Path(__file__).resolve().parents[2] / table.path
    words = from_csv(path.read_bytes(), table, table.path)
    known = dict(zip(words["word"], words["counted_as"], strict=True))
    assert not [w for w, c in known.items() if c and known.get(c, c) not in ("", c)], (
        "a word is counted as one that is counted as another"
    )
    assert list(words["word"]) == sorted(words["word"])
    assert (words["word"] == words["word"].str.lower()).all()
    assert not words.loc[(words["counted_as"] == "") & (words["drop_from"] == ""), "word"].tolist()
