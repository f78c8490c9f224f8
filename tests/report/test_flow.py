"""The flow of records adds up."""

import pytest

from listometrics.errors import StudyError
from listometrics.report.flow import count_flow
from listometrics.study import tables
from listometrics.study.contract.report import FLOW


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
    assert tables.to_csv(flow, FLOW).startswith(b"position,step,n,left_out,why\n1,rows in the tables of the list,5,1,")


def test_tables_that_contradict_each_other_are_refused(make_tables) -> None:  # type: ignore[no-untyped-def]
    made = make_tables(("A", "B"))
    made["papers"] = made["papers"].head(1)
    with pytest.raises(StudyError, match=r"flow of records: after .* Run 01_parse and 02_enrich on the same list"):
        count_flow({**made, "entry_papers": made["entry_papers"].assign(key=["key-1", "lost"])})


def test_an_empty_list_flows_too(make_tables) -> None:  # type: ignore[no-untyped-def]
    empty = {name: frame.head(0) for name, frame in make_tables().items()}
    assert list(count_flow(empty)["n"]) == [0] * 6
