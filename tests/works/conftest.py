"""The real list, parsed and enriched once."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from listometrics.readme.parse import parse_readme
from listometrics.readme.vocabulary import make_vocabulary
from listometrics.works.enrich import Enriched, enrich

ROOT = Path(__file__).resolve().parents[2]


def read_vocabulary(name: str) -> pd.DataFrame:
    return pd.read_csv(ROOT / f"data/vocab/{name}.csv", dtype=str, keep_default_na=False)


@dataclass(frozen=True)
class Study:
    """Hold what `enrich` takes for the real list."""

    parsed: dict[str, pd.DataFrame]
    sources: dict[str, bytes]
    registry: pd.DataFrame
    vocabulary: dict[str, pd.DataFrame]

    def enrich(self, **changed: object) -> Enriched:
        given = {
            name: changed.get(name, getattr(self, name)) for name in ("parsed", "sources", "registry", "vocabulary")
        }
        return enrich(*given.values(), seen="2026-12-31")


@pytest.fixture(scope="session")
def study() -> Study:
    vocabulary = make_vocabulary(*map(read_vocabulary, ("models", "strategies", "venues")))
    text = (ROOT / "tests/data/seed/raw_readme.md").read_text(encoding="utf-8")
    parsed = parse_readme(text, vocabulary)
    return Study(
        {name: getattr(parsed, name) for name in ("entries", "links", "entry_strategies", "entry_models")},
        {
            f"{name}.bib": (ROOT / f"data/bib/sources/{name}.bib").read_bytes()
            for name in ("curated", "corrections", "dblp")
        },
        pd.read_csv(ROOT / "data/bib/keys.csv", dtype=str, keep_default_na=False),
        {name: read_vocabulary(name) for name in ("venues", "names", "publishers")},
    )


@pytest.fixture(scope="session")
def enriched(study: Study) -> Enriched:
    return study.enrich()
