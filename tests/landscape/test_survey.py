"""The whole landscape of the seed list, of a small list, and of none."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from listometrics.landscape.survey import Landscape, survey_landscape
from listometrics.study.schema import TABLES, from_csv, to_csv

ROOT = Path(__file__).resolve().parents[2]


def read(table: str) -> pd.DataFrame:
    path = TABLES[table].path
    return from_csv((ROOT / path).read_bytes(), TABLES[table], path)


@pytest.fixture(scope="module")
def vocabularies() -> dict[str, pd.DataFrame]:
    return {name: read(name) for name in ("models", "stopwords", "themes")}


@pytest.fixture(scope="module")
def frames(vocabularies: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The committed tables of the study."""
    names = ("entries", "entry_models", "links", "papers", "entry_papers")
    return {**{name: read(name) for name in names}, **vocabularies}


@pytest.fixture(scope="module")
def seed(frames: dict[str, pd.DataFrame]) -> Landscape:
    return survey_landscape(frames, "quarter", 1, "2026-11")


def test_the_tables_of_the_seed_list_agree_with_an_independent_count(
    seed: Landscape, frames: dict[str, pd.DataFrame]
) -> None:
    papers, tables = frames["papers"], seed.tables
    assert tables["production"]["n_fractional"].sum() == pytest.approx(len(papers))
    months = tables["production_months"].groupby("kind")["n_fractional"].sum()
    assert months.to_dict() == pytest.approx({"benchmark": 4, "dataset": 9, "paper": len(papers), "repository": 7})
    assert tables["production_kinds"]["n"].sum() == len(frames["entries"])
    assert tables["lotka"]["hits"].sum() == len(tables["authors"])
    assert tables["venues_used"]["n"].sum() == (papers["status"] == "published").sum()
    assert tables["reading"][["hits", "n"]].sum().tolist() == [70, 243]
    assert tables["teams"]["n"].sum() == (papers["authors"] != "").sum()
    assert (
        tables["authors"]["n"].sum() == papers.loc[papers["authors"] != "", "authors"].str.split("; ").str.len().sum()
    )
    assert tables["authors"]["n_fractional"].sum() == pytest.approx((papers["authors"] != "").sum())
    called = tables["publishing"].query("cohort == 'all' and horizon == 0")["n"].iloc[0]
    assert called == (papers["list_venue"] == "arXiv").sum()
    chatgpt = frames["entry_models"].merge(frames["entry_papers"], on="entry").query("family == 'ChatGPT'")
    openai = tables["developers"].query("developer == 'OpenAI' and openness == 'closed'")["n"].iloc[0]
    assert openai >= chatgpt["key"].nunique()


def test_numbers_are_plain_json(seed: Landscape) -> None:
    assert json.loads(json.dumps(seed.numbers, allow_nan=False)) == seed.numbers


def test_the_same_seed_gives_the_same_tables(seed: Landscape, frames: dict[str, pd.DataFrame]) -> None:
    again = survey_landscape(frames, "quarter", 1, "2026-11")
    for name, table in seed.tables.items():
        assert to_csv(table, TABLES[name]) == to_csv(again.tables[name], TABLES[name])


@pytest.mark.parametrize("period", ["quarter"])
@pytest.mark.parametrize("works", [0, 1], ids=["no works", "one work"])
def test_small_lists_give_tables_and_captions(
    make_frames: Callable[..., Any], vocabularies: dict[str, pd.DataFrame], works: int, period: str
) -> None:
    made = make_frames(
        {"key": "a", "title": "A Title", "authors": "A A; B B", "rows": [{"venue": "arXiv", "preprint": True}]}
    )
    entries, pairs, papers = (frame.iloc[:works] for frame in made)
    frames = {"entries": entries, "papers": papers, "entry_papers": pairs, **vocabularies}
    frames |= {name: TABLES[name].empty() for name in ("entry_models", "links")}
    found = survey_landscape(frames, period, 1, "")
    for name, table in found.tables.items():
        to_csv(table, TABLES[name])
    json.dumps(found.numbers, allow_nan=False)
