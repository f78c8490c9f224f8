"""The whole landscape of the seed list, of a small list, and of none."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from listometrics.landscape import landscape_captions as captions
from listometrics.landscape.landscape_numbers import landscape_numbers
from listometrics.landscape.network import make_network
from listometrics.landscape.survey import Landscape, survey_landscape
from listometrics.readme.parse import parse_readme
from listometrics.readme.vocabulary import make_vocabulary
from listometrics.study.schema import TABLES, from_csv, to_csv
from listometrics.works.enrich import enrich

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "tests/data/seed/raw_readme.md"


def read(table: str) -> pd.DataFrame:
    path = TABLES[table].path
    return from_csv((ROOT / path).read_bytes(), TABLES[table], path)


def describe(found: Landscape) -> list[str]:
    """Return every caption and alternative text."""
    n = found.numbers
    pairs = [
        captions.describe_production(n["production"], "quarter"),
        captions.describe_months(n["production_months"]),
        captions.describe_kinds(n["production_kinds"]),
        captions.describe_venues(n["venues_used"], n["zones"]),
        captions.describe_bradford(n["venues_used"], n["bradford"]),
        captions.describe_lotka(n["authors"], n["lotka"]),
        captions.describe_network(n["network"]),
        captions.describe_teams(n["teams"]),
        captions.describe_words(n["title_words"], n["title_pairs"]),
        captions.describe_themes(n["themes"]),
        captions.describe_publishing(n["publishing"], n["publishing_not_drawn"], "2026-11"),
        captions.describe_reading(n["reading"]),
        captions.describe_developers(n["developers"], 1),
    ]
    return [text for pair in pairs for text in pair]


@pytest.fixture(scope="module")
def vocabularies() -> dict[str, pd.DataFrame]:
    return {name: read(name) for name in ("models", "stopwords", "themes")}


@pytest.fixture(scope="module")
def frames(vocabularies: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    venues = read("venues")
    vocabulary = make_vocabulary(vocabularies["models"], read("strategies"), venues)
    parsed = parse_readme(SEED.read_bytes().decode("utf-8"), vocabulary)
    sources = {path.name: path.read_bytes() for path in sorted((ROOT / "data/bib/sources").glob("*.bib"))}
    listed = {"entries": parsed.entries, "links": parsed.links}
    enriched = enrich(listed, sources, TABLES["keys"].empty(), {"venues": venues}, seen="2026-11-23")
    return {
        "entries": parsed.entries,
        "entry_models": parsed.entry_models,
        "links": parsed.links,
        "papers": enriched.papers,
        "entry_papers": enriched.entry_papers,
        **vocabularies,
    }


@pytest.fixture(scope="module")
def seed(frames: dict[str, pd.DataFrame]) -> Landscape:
    return survey_landscape(frames, "quarter", 1, "2026-11")


def test_each_table_of_the_seed_list_fits_its_schema(seed: Landscape) -> None:
    for name, table in seed.tables.items():
        to_csv(table, TABLES[name])


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
    assert all(describe(found))


NO_NETWORK = make_network(pd.DataFrame({"key": [], "author": [], "authors": []}), 1)


def test_works_without_a_named_developer_are_no_developer() -> None:
    rows = [("OpenAI", 5), ("not named", 2), ("Meta AI", 1)]
    table = pd.DataFrame(rows, columns=["developer", "n"]).assign(openness="open", n_fractional=1.0, models=1)
    numbers = landscape_numbers({"developers": table}, NO_NETWORK)["developers"]
    assert (numbers["developers"], numbers["not_named"]) == (2, 2)
