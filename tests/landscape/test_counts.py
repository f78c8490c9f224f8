"""What the landscape counts: production, venues, preprints published, words, reading, developers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from listometrics.landscape.contents import count_developers, count_read
from listometrics.landscape.production import count_production
from listometrics.landscape.publishing import count_published, count_venues, sum_zones
from listometrics.landscape.title_words import count_pairs, count_words
from listometrics.study.schema import TABLES, from_csv


def test_production_counts_works_fully_and_in_fractions(make_frames: Callable[..., Any]) -> None:
    frames = make_frames(
        {"key": "a", "sections": ["1.1.1", "1.3.1"], "first_date": "2023-01"},
        {"key": "b", "sections": ["1.3.1", "1.3.2"], "first_date": "2023-07"},
        {"key": "c", "sections": ["1.1.1"], "first_date": "2020"},
    )
    table = count_production(*frames, period="quarter")
    rows = {(p, s): (int(n), f) for p, s, n, f in table.itertuples(index=False)}
    assert rows["2023Q1", "1.1"] == (1, 0.5)
    assert rows["2023Q1", "1.3"] == (1, 0.5)
    assert rows["2023Q2", "1.3"] == (0, 0.0)
    assert rows["2023Q3", "1.3"] == (1, 1.0)
    assert rows["undated", "1.1"] == (1, 1.0)
    assert table["n_fractional"].sum() == 3


def published(venue: str, n: int) -> list[dict[str, Any]]:
    return [{"key": f"{venue}{i}", "status": "published", "venue": venue, "venue_type": "journal"} for i in range(n)]


def test_zones_hold_a_third_of_the_works_each(make_frames: Callable[..., Any]) -> None:
    """Bradford's own numbers: 9, 59 and 258 journals of applied geophysics make zones of about a third each."""
    works = [w for i in range(9) for w in published(f"a{i}", 47)]  # 423
    works += [w for i in range(59) for w in published(f"b{i:02}", 8)]  # 472
    works += [w for i in range(258) for w in published(f"c{i:03}", 2)]  # 516
    venues = count_venues(make_frames(*works).papers)
    zones = sum_zones(venues)
    assert venues["n"].sum() == zones["n"].sum() == len(works)
    assert abs(zones["n"] - len(works) / 3).max() <= 47
    assert zones["venues"].is_monotonic_increasing
    assert zones.loc[1, "multiplier"] == zones.loc[1, "venues"] / zones.loc[0, "venues"]


ARXIV = [{"venue": "arXiv", "preprint": True}]


def preprint(key: str, first: str, status: str, year: int = 0, **more: Any) -> dict[str, Any]:
    known = {"status": status, "venue": "KDD" if status == "published" else ""}
    return {"key": key, "first_date": first, "rows": ARXIV, **known, **({"year": year} if year else {}), **more}


def test_shares_by_horizon_with_bounds_for_the_unknown(make_frames: Callable[..., Any]) -> None:
    frames = make_frames(
        preprint("a", "2023-03", "published", 2023),
        preprint("b", "2023-05", "published", 2024),
        preprint("c", "2023-12", "unknown"),
        preprint("d", "2023-12", "preprint"),
    )
    table = count_published(*frames, last_date="2025-06").query("cohort == '2023'").set_index("horizon")
    assert table["hits"].tolist() == [1, 2, 2]
    assert table["n"].tolist() == [4, 4, 4]
    assert table["unknown"].tolist() == [1, 1, 1]
    assert table["bound_low"].tolist() == [0.25, 0.5, 0.5]
    assert table["bound_high"].tolist() == [0.5, 0.75, 0.75]
    assert table["complete"].tolist() == [True, True, False]
    assert table.loc[1, ["low", "high"]].tolist() == pytest.approx([0.1500, 0.8500], abs=1e-4)  # Wilson, 2 of 4


def test_shares_are_of_the_section_with_wilson_intervals(make_frames: Callable[..., Any]) -> None:
    entries = make_frames({"key": "a", "rows": [{"read": True}, {"read": False}], "sections": ["1.1.1", "1.1.1"]},
                          {"key": "b", "sections": ["1.2.1"]}).entries  # fmt: skip
    table = count_read(entries).set_index("section")
    assert table.loc["1.1.1", ["hits", "n", "estimate"]].tolist() == [1, 2, 0.5]
    assert table.loc["1.2.1", "low"] == 0
    assert table.loc["1.2.1", "high"] == pytest.approx(0.7935, abs=1e-4)  # Wilson, 0 of 1


MODELS = pd.DataFrame(
    [("GPT-4", "OpenAI"), ("GPT-2", "OpenAI"), ("T5", "Google"), ("Transformer", "")], columns=["model", "developer"]
)
KEYS = pd.DataFrame({"entry": [1, 2, 3, 4], "key": ["a", "a", "b", "c"]})


def test_works_are_counted_by_developer_and_openness() -> None:
    used = pd.DataFrame(
        [(1, "GPT-4", False), (2, "GPT-4", False), (2, "T5", True), (3, "GPT-2", True), (4, "Transformer", None)],
        columns=["entry", "model", "open_weights"],
    ).astype({"open_weights": "boolean"})
    table = count_developers(used, KEYS, MODELS)
    assert table.values.tolist() == [
        ["OpenAI", "closed", 1, 0.5, 1],
        ["OpenAI", "open", 1, 1.0, 1],
        ["Google", "open", 1, 0.5, 1],
        ["not named", "unknown", 1, 1.0, 1],
    ]
    assert table["n_fractional"].sum() == 3


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
