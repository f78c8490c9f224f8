"""Intervals hold the truth as often as they say, at the sizes of a reading list."""

import pytest

from listometrics.analyse.coverage import list_scenarios, measure_coverage, read_coverage, say_coverage
from listometrics.study.contract.methods import TABLES

# Below 93 %, known and said beside the numbers: Wilson at fewer than 10 works (drawn grey, as thin).
KNOWN_LOW = {("Wilson", 4)}


def test_the_committed_table_has_every_scenario() -> None:
    table = read_coverage()
    expected = [(method, scenario, n) for method, scenario, n, _, _ in list_scenarios()]
    assert list(zip(table["method"], table["scenario"], table["n"], strict=True)) == expected


def test_the_committed_table_has_no_low_coverage_but_the_known() -> None:
    table = read_coverage()
    margin = 2 * (0.05 * 0.95 / table["repetitions"].astype(float)) ** 0.5
    low = table[table["coverage"] < 0.93 - margin]
    assert set(zip(low["method"], low["n"], strict=True)) <= KNOWN_LOW


def test_the_committed_table_says_how_it_was_made_and_keeps_to_its_schema() -> None:
    table = read_coverage()
    TABLES["methods_coverage"].check(table)
    assert (table["repetitions"] >= 200).all()
    assert table["made"].str.fullmatch(r"20\d\d-\d\d-\d\d").all()
    assert (table["low"] == (table["coverage"] < 0.93)).all()


def test_some_cells_of_the_committed_table_come_out_again() -> None:
    methods = ("Wilson", "Newcombe")
    committed = read_coverage()
    committed = committed[committed["method"].isin(methods)].reset_index(drop=True)
    again = measure_coverage(int(committed["repetitions"].iloc[0]), int(committed["seed"].iloc[0]), methods)
    assert again["coverage"].round(4).tolist() == committed["coverage"].tolist()


def test_captions_name_the_least_coverage_from_ten_works_on() -> None:
    rows = read_coverage().query("method == 'Wilson' and n >= 10")
    least = rows.loc[rows["coverage"].astype(float).idxmin()]
    assert (
        f"at least {100 * least['coverage']:.1f} % of samples (n = {least['n']} works)"
        in say_coverage("Wilson")["coverage"]
    )


def test_of_several_methods_the_least_is_said() -> None:
    rows = read_coverage().query("method in ('theil_sen', 'median_regression')")
    said = say_coverage("theil_sen", "median_regression")["coverage"]
    assert f"{100 * rows['coverage'].min():.1f} %" in said


def test_a_few_repetitions_of_the_quick_methods_run() -> None:
    table = measure_coverage(20, methods=("Wilson", "Newcombe", "order statistics", "Cliff's delta", "Cramér's V"))
    assert (table["coverage"] > 0.6).all()


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_coverage_is_what_the_committed_table_says() -> None:
    table = measure_coverage(200, seed=2)
    committed = read_coverage()
    margin = 4 * (0.05 * 0.95 / table["repetitions"].astype(float)) ** 0.5
    assert ((table["coverage"] - committed["coverage"]).abs() < margin + 0.02).all()
