"""An independent recount of the committed tables with plain pandas agrees with the analyses."""

from pathlib import Path

import pandas as pd
import pytest

from listometrics.analyse.model_sizes import sum_sizes
from listometrics.analyse.sample import TABLES as NAMES
from listometrics.analyse.sample import Sample, build_sample, check_choices
from listometrics.analyse.tuning import estimate_methods
from listometrics.study.schema import TABLES, from_csv

ROOT = Path(__file__).resolve().parents[2]


def read_plain(name: str) -> pd.DataFrame:
    return pd.read_csv(ROOT / TABLES[name].path, dtype={"section": str, "first_date": str})


@pytest.fixture(scope="module")
def sample() -> Sample:
    paths = {name: TABLES[name].path for name in NAMES}
    frames = {n: from_csv((ROOT / path).read_bytes(), TABLES[n], path) for n, path in paths.items()}
    return build_sample(frames, check_choices(period="year"))


@pytest.fixture(scope="module")
def joined() -> pd.DataFrame:
    """Return entries of papers with key, date and section, from the files alone."""
    rows = read_plain("entry_papers").merge(read_plain("papers")[["key", "first_date"]], on="key")
    return rows.merge(read_plain("entries").query("kind == 'paper'")[["entry", "section"]], on="entry")


def test_strategy_counts_by_year_agree(sample: Sample, joined: pd.DataFrame) -> None:
    coded = joined.merge(read_plain("entry_strategies").dropna(subset="strategy_group"), on="entry")
    coded = coded[coded["first_date"].str.contains("-")]
    coded["year"] = coded["first_date"].str.slice(0, 4)
    expected = coded.groupby(["year", "strategy_group"])["key"].nunique()
    works = coded.groupby("year")["key"].nunique()
    table = estimate_methods(sample)
    table = table[(table["counting"] == "full") & (table["period"] != "undated") & (table["among"] == "all")]
    assert len(expected) >= 8
    for row in table.to_dict("records"):
        assert row["hits"] == expected.get((row["period"], row["strategy_group"]), 0), row
        assert row["n"] == works.get(row["period"], 0), row
    assert table["hits"].sum() == expected.sum()


def test_size_medians_by_year_agree(sample: Sample, joined: pd.DataFrame) -> None:
    sized = joined.merge(read_plain("entry_models").dropna(subset=["params_m"]), on="entry")
    largest = sized.groupby("key").agg(size=("params_m", "max"), date=("first_date", "first"))
    largest = largest[largest["date"].str.len() == 7]
    expected = largest.groupby(largest["date"].str[:4])["size"].agg(["median", "count"])
    table = sum_sizes(sample).set_index("period")
    assert len(expected) >= 4
    for year, row in expected.iterrows():
        assert table.loc[year, "estimate"] == pytest.approx(row["median"])
        assert table.loc[year, "n"] == row["count"]
