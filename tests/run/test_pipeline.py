"""Notebooks run in the order of what they read; a failing cell stops the run."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from listometrics.errors import StudyError
from listometrics.run import pipeline
from listometrics.run.notebook import Notebook

LIST = "# List\n\n| **Paper** | **Publication** | **Link** |\n|---|---|---|\n| A title | Arxiv 2023 | |\n"


def test_notebooks_run_after_those_whose_files_they_read(book: Callable[..., Notebook]) -> None:
    books = [
        book("a", ("data/y/*.csv",)),
        book("b", (), ("data/x.csv",)),
        book("c", ("data/x.csv",), ("data/y/1.csv",)),
    ]
    assert [notebook.name for notebook in pipeline.order(books)] == ["b", "c", "a"]


def test_two_notebooks_that_write_one_file_are_refused(book: Callable[..., Notebook]) -> None:
    with pytest.raises(StudyError, match=r"^a and b both write data/x\.csv"):
        pipeline.order([book("a", (), ("data/x.csv",)), book("b", (), ("data/x.csv",))])


def test_notebooks_that_wait_for_each_other_are_refused(book: Callable[..., Notebook]) -> None:
    with pytest.raises(StudyError, match=r"^notebooks wait for each other: (a → b → a|b → a → b)"):
        pipeline.order([book("a", ("y",), ("x",)), book("b", ("x",), ("y",))])


def test_a_folder_without_notebooks_is_refused(study: Path) -> None:
    (study / "notebooks").mkdir()
    with pytest.raises(StudyError, match=r"no notebooks there"):
        pipeline.run(study, None, {})


def test_a_run_executes_each_notebook_with_its_parameters_and_keeps_the_executed_copy(
    study: Path, write_notebook: Callable[..., None]
) -> None:
    code = "import pathlib\npathlib.Path(root, 'data', 'x.txt').write_text(str(first_year))"
    write_notebook(study / "notebooks", "01_x", code, writes="`data/x.txt`")
    write_notebook(study / "notebooks", "02_y", "print(open('data/x.txt').read())", reads="`data/x.txt`")
    times = pipeline.run(study, None, {"first_year": "2022"})
    assert list(times) == ["01_x", "02_y"]
    executed = json.loads((study / "reports" / "executed" / "02_y.ipynb").read_text(encoding="utf-8"))
    assert executed["cells"][-1]["outputs"][0]["text"] in ("2022\n", ["2022\n"])
    assert executed["metadata"]["papermill"]["parameters"] == {"first_year": 2022, "out": "", "root": "."}


def test_a_failing_cell_stops_the_run_and_is_shown(
    study: Path, tmp_path: Path, write_notebook: Callable[..., None]
) -> None:
    write_notebook(study / "notebooks", "01_x", "a = 1", "a / 0")
    write_notebook(study / "notebooks", "02_y", "1")
    with pytest.raises(pipeline.NotebookError) as failed:
        pipeline.run(study, None, {})
    said = str(failed.value)
    assert said.startswith("01_x failed in cell ")
    assert "    a / 0" in said
    assert "ZeroDivisionError: division by zero" in said
    assert (study / "reports" / "executed" / "01_x.ipynb").exists()
    assert "01_x.ipynb" in said.splitlines()[-1]
    assert not (study / "reports" / "executed" / "02_y.ipynb").exists()


def test_what_a_stage_refuses_is_said_without_a_traceback(study: Path, write_notebook: Callable[..., None]) -> None:
    code = "from listometrics.errors import StudyError\nraise StudyError('data/x.csv: bad. Mend it.')"
    write_notebook(study / "notebooks", "01_x", code)
    with pytest.raises(StudyError, match=r"^data/x\.csv: bad\. Mend it\.\n\(said by 01_x; see .*01_x\.ipynb\)$"):
        pipeline.run(study, None, {})


def test_an_input_that_changes_during_the_run_is_noticed(study: Path, write_notebook: Callable[..., None]) -> None:
    write_notebook(study / "notebooks", "01_x", "open('data/vocab/new.csv', 'w').close()")
    with pytest.raises(StudyError, match=r"^data/vocab/new\.csv: changed during the run"):
        pipeline.run(study, None, {})


def test_a_study_whose_path_has_braces_is_run(tmp_path: Path, write_notebook: Callable[..., None]) -> None:
    study = tmp_path / "{a} study {first_year}"
    (study / "data").mkdir(parents=True)
    (study / "data" / "raw_readme.md").write_text(LIST, encoding="utf-8")
    write_notebook(study / "notebooks", "01_x", "1")
    pipeline.run(study, tmp_path / "{out}", {})
    assert (tmp_path / "{out}" / "reports" / "executed" / "01_x.ipynb").exists()
