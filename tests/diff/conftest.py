"""Two versions of a small list: pages of rows, parsed with the study's vocabularies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from listometrics.diff.identity import FRAMES, Version
from listometrics.readme.parse import parse_readme
from listometrics.readme.vocabulary import Vocabulary, make_vocabulary
from listometrics.study.schema import TABLES, from_csv

ROOT = Path(__file__).resolve().parents[2]
HEADER = "| Name | Paper | LLM Backbone | LLM Tuning Strategy | Publication | Link | Notes |\n" + "|---" * 7 + "|\n"
ARXIV = "[[Paper]](https://arxiv.org/abs/"


@pytest.fixture(scope="session")
def kar() -> str:
    """Return the row of a preprint."""
    return f"| KAR | Open-World Recommendation | ChatGPT | Frozen | Arxiv 2023 | {ARXIV}2306.10933) | |"


@pytest.fixture(scope="session")
def pie() -> str:
    """Return the row of a published work."""
    return f"| PIE | Product Extraction | BERT-base (110M) | LoRA | SIGIR 2023 | {ARXIV}2306.14921) | |"


@pytest.fixture(scope="session")
def page() -> Callable[..., str]:
    """Return a function that writes a list: each argument is a section's rows, `after` stands behind them."""

    def write(*sections: list[str], after: str = "") -> str:
        tables = [HEADER + "\n".join(rows) for rows in sections]
        parts = [f'<h2 id="{n}">{n} Part {n}</h2>\n\n{table}\n' for n, table in enumerate(tables, 1)]
        return "\n".join([*parts, after])

    return write


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """Return the study's vocabulary."""
    names = ("models", "strategies", "venues")
    frames = {n: from_csv((ROOT / TABLES[n].path).read_bytes(), TABLES[n], TABLES[n].path) for n in names}
    return make_vocabulary(**frames)


@pytest.fixture(scope="session")
def parse(vocabulary: Vocabulary) -> Callable[[str], Version]:
    """Return a function that parses a list's text."""

    def parse_text(text: str) -> Version:
        parsed = parse_readme(text, vocabulary)
        return Version("list", *(getattr(parsed, name) for name in FRAMES))

    return parse_text
