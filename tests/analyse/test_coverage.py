"""Intervals hold the truth as often as they say, at the sizes of a reading list."""

from pathlib import Path

import pandas as pd
import pytest

from listometrics.analyse.coverage import list_scenarios, measure_coverage

TABLE = Path(__file__).resolve().parents[2] / "benchmarks/coverage.csv"
# Below 93 %, known and said beside the numbers: Wilson at fewer than 10 works (drawn grey, as thin).
KNOWN_LOW = {("Wilson", 4)}


def test_the_committed_table_has_every_scenario() -> None:
    table = pd.read_csv(TABLE)
    expected = [(method, scenario, n) for method, scenario, n, _, _ in list_scenarios()]
    assert list(zip(table["method"], table["scenario"], table["n"], strict=True)) == expected


def test_the_committed_table_has_no_low_coverage_but_the_known() -> None:
    table = pd.read_csv(TABLE)
    margin = 2 * (0.05 * 0.95 / table["repetitions"]) ** 0.5
    low = table[table["coverage"] < 0.93 - margin]
    assert set(zip(low["method"], low["n"], strict=True)) <= KNOWN_LOW


def test_a_few_repetitions_of_the_quick_methods_run() -> None:
    table = measure_coverage(20, methods=("Wilson", "Newcombe", "order statistics", "Cliff's delta", "Cramér's V"))
    assert (table["coverage"] > 0.6).all()


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_coverage_is_what_the_committed_table_says() -> None:
    table = measure_coverage(200, seed=2)
    committed = pd.read_csv(TABLE)
    margin = 4 * (0.05 * 0.95 / table["repetitions"].astype(float)) ** 0.5
    assert ((table["coverage"] - committed["coverage"]).abs() < margin + 0.02).all()
