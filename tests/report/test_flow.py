"""The flow of records adds up."""

from pathlib import Path
from typing import Any

import pytest

from listometrics.analyse.sample import build_sample, check_choices
from listometrics.analyse.study_numbers import sample_numbers
from listometrics.errors import StudyError
from listometrics.report.record_flow import CHOSEN, count_flow, describe_flow
from listometrics.study import schema
from listometrics.study.schema import TABLES
from listometrics.study.stage import open_stage

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("entries", "entry_models", "entry_strategies", "papers", "entry_papers", "rejected")


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


def test_an_empty_list_flows_too(make_tables) -> None:  # type: ignore[no-untyped-def]
    empty = {name: frame.head(0) for name, frame in make_tables().items()}
    assert list(count_flow(empty)["n"]) == [0] * 6


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The tables of the committed study."""
    stage = open_stage("04_report", str(ROOT), str(tmp_path_factory.mktemp("out")))
    return {name: stage.read(name) for name in NAMES}


@pytest.mark.parametrize(
    ("parameters", "why"),
    [
        ({"first_year": 2030}, "left out by the parameters: first_year = 2030"),
        ({"last_date": "2022-12"}, "left out by the parameters: last_date = 2022-12"),
        ({"sections": "1.1, 1.3"}, "left out by the parameters: sections = 1.1 1.3"),
    ],
    ids=["none since", "the early ones", "two sections"],
)
def test_works_that_the_parameters_leave_out_are_a_step(study: Any, parameters: dict[str, Any], why: str) -> None:
    sample = build_sample(study, check_choices(**parameters))
    flow = count_flow(study, sample_numbers(sample))
    steps = flow.set_index("step")
    assert steps.loc["works", "why"] == why
    assert steps.loc["works", "n"] - steps.loc["works", "left_out"] == steps.loc[CHOSEN, "n"] == len(sample.works)
    dated = sample.works[(sample.works["group"] != "") & (sample.works["month"] != "")]
    assert flow["n"].iloc[-1] == len(dated)
    assert (len(dated) == 0) is ("first_year" in parameters)
    assert "The parameters narrow the methods and the scale alone" in describe_flow(flow)[0]


def test_without_parameters_the_flow_is_that_of_the_tables_and_of_the_sample(study: Any) -> None:
    sample = sample_numbers(build_sample(study, check_choices()))
    flow = count_flow(study, sample)
    assert flow.equals(count_flow(study)) and CHOSEN not in set(flow["step"])
    assert flow["n"].tolist()[-3:] == [sample["flow"][step] for step in ("works", "coded", "coded_dated")]
    assert "parameters" not in describe_flow(flow)[0]
