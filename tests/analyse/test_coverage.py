"""Intervals hold the truth as often as they say, at the sizes of a reading list."""

import pytest

from listometrics.analyse.coverage import list_scenarios, measure_coverage, read_coverage, say_coverage
from listometrics.study.schema import TABLES

# Below 93 %, known and said beside the numbers: Wilson at fewer than 10 works (drawn grey, as thin), at some shares
# of 10 works, and at the share that it holds least often.
WORST = "least favourable share, exact"
KNOWN_LOW = {("Wilson", 4), ("Wilson", 10)}


def test_the_committed_table_has_every_scenario() -> None:
    table = read_coverage()
    expected = [(method, scenario, n) for method, scenario, n, _, _ in list_scenarios()]
    assert list(zip(table["method"], table["scenario"], table["n"], strict=True)) == expected


def test_the_committed_table_has_no_low_coverage_but_the_known() -> None:
    table = read_coverage()
    margin = 2 * (0.05 * 0.95 / table["repetitions"].astype(float)).fillna(0) ** 0.5
    low = table[table["coverage"] < 0.9295 - margin]
    unknown = low[~low["scenario"].eq(WORST) & ~low[["method", "n"]].apply(tuple, axis=1).isin(KNOWN_LOW)]
    assert unknown.empty and set(low["method"]) == {"Wilson"}


def test_the_committed_table_says_how_it_was_made_and_keeps_to_its_schema() -> None:
    table = read_coverage()
    TABLES["methods_coverage"].check(table)
    exact = table["method"] == "Wilson"
    assert (table["repetitions"].isna() == exact).all() and (table["seed"].isna() == exact).all()
    assert (table.loc[~exact, "repetitions"] >= 200).all()
    assert table["made"].str.fullmatch(r"20\d\d-\d\d-\d\d").all()
    assert (table["low"] == (table["coverage"] < 0.93)).all()


def test_some_cells_of_the_committed_table_come_out_again() -> None:
    methods = ("Wilson", "Newcombe")
    committed = read_coverage()
    committed = committed[committed["method"].isin(methods)].reset_index(drop=True)
    drawn = committed.dropna(subset="repetitions").iloc[0]
    again = measure_coverage(int(drawn["repetitions"]), int(drawn["seed"]), methods)
    assert again["coverage"].round(4).tolist() == committed["coverage"].tolist()


def test_captions_name_the_worst_scenario_from_ten_works_on() -> None:
    rows = read_coverage().query("method == 'Wilson' and n >= 10")
    assert say_coverage("Wilson")["coverage"] == (
        f"In the worst of {len(rows)} scenarios they hold the truth in {100 * rows['coverage'].min():.1f} % of samples "
        "(Wilson, n = 10 works, least favourable share, exact). "
    )


def test_of_several_methods_the_least_is_said() -> None:
    rows = read_coverage().query("method in ('Theil-Sen', 'median regression')")
    said = say_coverage("Theil-Sen", "median regression")["coverage"]
    assert said.startswith("In the worst of 4 scenarios") and f"{100 * rows['coverage'].min():.1f} %" in said


def test_a_few_repetitions_of_the_quick_methods_run() -> None:
    table = measure_coverage(20, methods=("Wilson", "Newcombe", "order statistics", "Cliff's delta", "Cramér's V"))
    assert (table["coverage"] > 0.6).all()


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_coverage_is_what_the_committed_table_says() -> None:
    table = measure_coverage(200, seed=2)
    committed = read_coverage()
    margin = 4 * (0.05 * 0.95 / table["repetitions"].astype(float)).fillna(0) ** 0.5
    assert ((table["coverage"] - committed["coverage"]).abs() < margin + 0.02).all()
