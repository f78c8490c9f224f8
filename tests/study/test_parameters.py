"""Parameters mean what they say however they are given, and a run with other ones keeps off the committed results."""

import json
from pathlib import Path

import pandas as pd
import pytest

from listometrics.errors import StudyError
from listometrics.run import preflight
from listometrics.stats.work_sample import Choices, build_sample, check_choices
from listometrics.study.parameters import name_run, read_parameter
from listometrics.study.stage import open_stage

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("name", "given", "meant"),
    [
        ("sections", 1.3, "1.3"),
        ("last_date", 2023, "2023"),
        ("title", 2024, "2024"),
        ("first_year", "2022", 2022),
        ("strict", "True", True),
        ("strict", False, False),
        ("my_own", 1.5, 1.5),
    ],
)
def test_a_value_arrives_in_its_own_type(name: str, given: object, meant: object) -> None:
    found = read_parameter(name, given)
    assert found == meant and type(found) is type(meant)


@pytest.mark.parametrize(
    ("name", "given", "allowed"),
    [("strict", "maybe", "true or false"), ("first_year", 2022.5, "whole number"), ("seed", True, "whole number")],
)
def test_a_value_of_another_type_is_refused_with_what_is_allowed(name: str, given: object, allowed: str) -> None:
    with pytest.raises(StudyError, match=f"{name}: found .*{allowed}"):
        read_parameter(name, given)


def make_tables(*sections: str) -> dict[str, pd.DataFrame]:
    stage = open_stage("03_methods", str(ROOT))
    tables = {name: stage.read(name) for name in ("entry_models", "entry_strategies", "papers", "strategies")}
    entries = stage.read("entries").head(len(sections)).assign(section=list(sections))
    return tables | {"entries": entries, "entry_papers": stage.read("entry_papers")}


def test_a_section_that_may_have_lost_its_last_zero_is_refused_with_the_form_that_keeps_it() -> None:
    tables = make_tables("1.1", "1.10", "2")
    with pytest.raises(StudyError, match=r"-r sections 1\.10"):
        build_sample(tables, check_choices(sections=1.1))
    assert len(build_sample(tables, check_choices(sections="1.10")).works) == 1
    assert len(build_sample(make_tables("1.1", "1.2"), check_choices(sections=1.1)).works) == 1


def test_a_section_that_the_list_does_not_have_is_refused_with_those_it_has() -> None:
    with pytest.raises(StudyError, match=r"no section '9\.9'.*1\.1, 2"):
        build_sample(make_tables("1.1", "2"), check_choices(sections=9.9))


def test_what_is_no_parameter_of_the_analyses_is_refused() -> None:
    assert check_choices() == Choices()
    with pytest.raises(StudyError, match="period: not a parameter"):
        check_choices(period="month")


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A study whose 03_scale ran with its defaults."""
    folder = tmp_path / "data" / "03_analysed"
    folder.mkdir(parents=True)
    defaults = {"first_year": 0, "last_date": "", "sections": "", "split": 2023, "seed": 20240601}
    record = {"stage": "03_scale", "parameters": defaults, "reads": {}, "writes": {}}
    (folder / "03_scale.record.json").write_text(json.dumps(record), encoding="utf-8")
    return tmp_path


def test_other_parameters_write_to_a_folder_of_their_own_and_say_so(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stage = open_stage("03_scale", str(study), first_year=2022, last_date="", sections=1.3, split=2023, seed=20240601)
    assert stage.out == study / "reports/runs/first_year-2022_sections-1.3"
    (line,) = capsys.readouterr().out.splitlines()
    assert "reports/runs/first_year-2022_sections-1.3/" in line


def test_defaults_a_given_folder_and_a_first_run_write_where_they_did(study: Path, tmp_path: Path) -> None:
    assert open_stage("03_scale", str(study), first_year=0).out == study
    assert open_stage("03_scale", str(study), str(tmp_path / "x"), first_year=2022).out == tmp_path / "x"
    assert open_stage("03_methods", str(study), first_year=2022).out == study  # nothing stands there yet


def test_the_same_parameters_as_those_of_the_results_write_there_again(study: Path) -> None:
    path = study / "data/03_analysed/03_scale.record.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"first_year": 0', '"first_year": 2022'), encoding="utf-8")
    assert open_stage("03_scale", str(study), first_year=2022, seed=20240601).out == study
    assert open_stage("03_scale", str(study), first_year=0, seed=20240601).out == study  # the defaults


def test_a_run_of_all_notebooks_takes_one_folder(study: Path) -> None:
    values = {"01_parse": {}, "03_methods": {"first_year": 2022}, "03_scale": {"first_year": 2022}}
    assert preflight.find_run(study, values) == "reports/runs/first_year-2022"
    assert preflight.find_run(study, {"03_scale": {}}) == ""
    assert preflight.find_run(study, {"01_parse": {"strict": True}, "02_enrich": {"seen": "2026-12-01"}}) == ""


def test_a_folder_of_hostile_text_stays_below_the_study() -> None:
    name = name_run({"title": "../../x\n/é" + "a" * 300})
    assert name.startswith("reports/runs/title-") and "/" not in name.removeprefix("reports/runs/")
    assert len(name) < 90 and name.isascii()
