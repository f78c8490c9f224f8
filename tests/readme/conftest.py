"""The seed list and the project's own vocabularies, as the parser's tests read them."""

from pathlib import Path

import pandas as pd
import pytest

from listometrics.readme.parse import Parsed, parse_readme
from listometrics.readme.vocabulary import Vocabulary, make_vocabulary

TESTS = Path(__file__).resolve().parents[1]
HEADER = (
    "| Name | Paper | LLM Backbone (Largest) | LLM Tuning Strategy | Publication | Link | Main Contributions |\n"
    "|:---:|:---|:---:|:---:|:---:|:---:|---|\n"
)
GOOD_ROW = "| Good | A good row | ChatGPT | Frozen | Arxiv 2023 | [[Paper]](https://arxiv.org/abs/2305.00001) | |\n"


@pytest.fixture(scope="session")
def vocabulary_frames() -> dict[str, pd.DataFrame]:
    folder = TESTS.parent / "data" / "vocab"
    return {
        name: pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)
        for name in ("models", "strategies", "venues")
    }


@pytest.fixture(scope="session")
def vocabulary(vocabulary_frames: dict[str, pd.DataFrame]) -> Vocabulary:
    return make_vocabulary(**vocabulary_frames)


@pytest.fixture(scope="session")
def seed_text() -> str:
    return (TESTS / "data" / "seed" / "raw_readme.md").read_bytes().decode("utf-8")


@pytest.fixture(scope="session")
def seed(seed_text: str, vocabulary: Vocabulary) -> Parsed:
    return parse_readme(seed_text, vocabulary)


@pytest.fixture
def good_row() -> str:
    return GOOD_ROW


@pytest.fixture
def header() -> str:
    return HEADER
