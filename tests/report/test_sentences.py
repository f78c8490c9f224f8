"""What the report's sentences say follows the tables; the flow of records and the audit's numbers add up."""

from typing import Any

import pandas as pd
import pytest

from listometrics.errors import StudyError
from listometrics.report import report_findings as findings
from listometrics.report.record_flow import count_flow
from listometrics.study import schema
from listometrics.study.schema import TABLES


def make_trend(change_low: float, change_high: float) -> pd.DataFrame:
    rows = [("2022-01", 0.1, 0.3, 0.0, 0.0), ("2023-01", 0.2, 0.4, change_low, change_high)]
    frame = pd.DataFrame(rows, columns=["month", "low", "high", "change_low", "change_high"])
    middle = (frame["low"] + frame["high"]) / 2
    return frame.assign(strategy_group="frozen", estimate=middle, change=middle - middle[0])


@pytest.mark.parametrize(
    ("low", "high", "way"),
    [(0.02, 0.2, 1), (-0.2, -0.02, -1), (-0.02, 0.2, 0)],
    ids=["a rise", "a fall", "no change that can be told"],
)
def test_a_trend_rises_or_falls_where_the_interval_of_its_change_leaves_zero(low: float, high: float, way: int) -> None:
    (row,) = findings.compare_ends(make_trend(low, high))
    assert (row["group"], row["way"]) == ("frozen use", way)
    assert row["change"] == {"estimate": pytest.approx(0.1), "low": low, "high": high}
    assert (row["first"]["month"], row["last"]["month"]) == ("2022-01", "2023-01")


def make_delta(assumption: str, low: float | None, high: float | None) -> dict[str, Any]:
    pair = {"statistic": "cliffs_delta", "group_a": "frozen", "group_b": "full", "p": None}
    return {**pair, "assumption": assumption, "estimate": 0.0, "low": low, "high": high}


@pytest.mark.parametrize(
    ("stated", "small", "way", "stays"),
    [((0.1, 0.5), (0.2, 0.6), 1, True), ((-0.5, -0.1), (-0.1, 0.2), -1, False), ((-0.2, 0.2), (0.1, 0.3), 0, False)],
    ids=["larger, always", "smaller, then not", "the same, then not"],
)
def test_a_difference_in_size_stays_only_where_it_does_under_both_assumptions(
    stated: tuple[float, float], small: tuple[float, float], way: int, stays: bool
) -> None:
    rows = [make_delta("stated", *stated), make_delta("closed small", *small), make_delta("closed large", *small)]
    (pair,) = findings.compare_sizes([*rows, make_delta("open weights", -0.1, 0.1)])["pairs"]
    assert (pair["first"], pair["second"]) == ("frozen use", "full finetuning")
    assert (pair["way"], pair["stays"], pair["open"]) == (way, stays, [way == 0])


def test_models_that_the_vocabulary_does_not_know_are_no_family() -> None:
    families = pd.DataFrame({"family": ["unknown", "unknown", "T5", ""], "key": ["a", "b", "c", "d"]})
    assert findings.rank_families(families) == {"families": 1, "top": ["T5 (1)"]}


def test_what_is_kept_and_left_out_make_up_the_step_before(make_tables) -> None:  # type: ignore[no-untyped-def]
    made = make_tables(("A", "B", "C", "D"))
    made["entries"].loc[3, "kind"] = "dataset"
    made["entry_papers"] = made["entry_papers"].head(3).assign(key=["key-1", "key-1", "key-3"])
    made["papers"] = made["papers"].iloc[[0, 2]].assign(first_date=["2023-05", "2023"])
    made["entry_strategies"].loc[3, "strategy_group"] = ""
    flow = count_flow(made)
    assert list(flow["n"]) == [5, 4, 3, 2, 2, 1]
    assert list(flow["left_out"]) == [1, 1, 1, 0, 1, 0]
    assert flow["why"][1] == "other entries: 1 dataset"
    assert schema.to_csv(flow, TABLES["flow"]).startswith(
        b"position,step,n,left_out,why\n1,rows in the tables of the list,5,1,"
    )


def test_tables_that_contradict_each_other_are_refused(make_tables) -> None:  # type: ignore[no-untyped-def]
    made = make_tables(("A", "B"))
    made["papers"] = made["papers"].head(1)
    with pytest.raises(
        StudyError, match=r"flow of records: after .* Run 01_parse, 02_enrich and 03_methods on the same list"
    ):
        count_flow({**made, "entry_papers": made["entry_papers"].assign(key=["key-1", "lost"])})
