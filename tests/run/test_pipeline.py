"""Everything that can be refused is refused before a kernel starts; a failing cell stops the run."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from listometrics.errors import StudyError
from listometrics.run import pipeline
from listometrics.run.notebook import Notebook
from listometrics.run.schedule import Order

# A process in the background of a script inherits that it is to ignore interrupts.
HEAR_INTERRUPTS = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from listometrics.cli import main; sys.exit(main(sys.argv[1:]))"
)
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
    write_notebook(study / "notebooks", "01_x", "a = 1", "a / 0", writes="`data/x.txt`")
    write_notebook(study / "notebooks", "02_y", "1", reads="`data/x.txt`")
    with pytest.raises(pipeline.NotebookError) as failed:
        pipeline.run(study, None, {})
    said = str(failed.value)
    assert said.startswith("01_x failed in cell ")
    assert "    a / 0" in said
    assert "ZeroDivisionError: division by zero" in said
    assert (study / "reports" / "executed" / "01_x.ipynb").exists()
    assert "01_x.ipynb" in said.splitlines()[-1]
    assert not (study / "reports" / "executed" / "02_y.ipynb").exists()


SLEEP = "import os, pathlib, time\npathlib.Path({!r}).write_text(str(os.getpid()))\ntime.sleep(600)"


def test_an_error_ends_the_notebook_that_runs_beside_it_and_nothing_else_is_said(
    study: Path, write_notebook: Callable[..., None]
) -> None:
    wait = "import pathlib, time\nwhile not pathlib.Path('x.pid').exists():\n    time.sleep(0.05)\n1 / 0"
    write_notebook(study / "notebooks", "01_x", SLEEP.format("x.pid"))
    write_notebook(study / "notebooks", "01_y", wait)
    command = [sys.executable, "-m", "listometrics", "run", str(study), "--jobs", "2"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 1, done.stderr
    said = done.stderr.splitlines()
    assert said[2].startswith("listometrics: 01_y failed in cell "), "after the two that ran"
    with pytest.raises(ProcessLookupError):
        os.kill(int((study / "x.pid").read_text()), 0)


def test_notebooks_that_do_not_wait_for_each_other_run_at_once_each_in_a_fresh_kernel(
    study: Path, write_notebook: Callable[..., None]
) -> None:
    meet = (
        "import os, pathlib, time\nmine, other = {!r}, {!r}\npathlib.Path(mine).write_text(str(os.getpid()))\n"
        "end = time.time() + 60\n"
        "while not pathlib.Path(other).exists():\n    assert time.time() < end\n    time.sleep(0.05)"
    )
    write_notebook(study / "notebooks", "01_x", meet.format("x.txt", "y.txt"))
    write_notebook(study / "notebooks", "01_y", meet.format("y.txt", "x.txt"))
    pipeline.run(study, None, {}, Order(jobs=2))
    assert (study / "x.txt").read_text() != (study / "y.txt").read_text()


def list_kernels(parent: int) -> list[int]:
    """Return the processes that a process has started and that are kernels."""
    children = Path(f"/proc/{parent}/task").glob("*/children")
    pids = [int(pid) for path in children for pid in path.read_text().split()]
    return [pid for pid in pids if b"ipykernel" in read_command(pid)]


def read_command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:  # it has just ended
        return b""


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["Ctrl+C", "terminated"]
)
def test_an_interrupted_run_ends_every_kernel_at_once(
    study: Path, number: int, code: int, write_notebook: Callable[..., None]
) -> None:
    for name in ("01_x", "01_y"):
        write_notebook(study / "notebooks", name, SLEEP.format(f"{name}.pid"))
    write_notebook(study / "notebooks", "02_z", "1", reads="`data/z.txt`")
    write_notebook(study / "notebooks", "01_w", "1", writes="`data/z.txt`")
    command = [sys.executable, "-c", HEAR_INTERRUPTS, "run", str(study), "--jobs", "2"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    pids = [study / "01_x.pid", study / "01_y.pid"]
    while not all(path.exists() and path.read_text() for path in pids):
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    while len(kernels := list_kernels(process.pid)) < 3:  # two run, and one is started ahead
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    process.send_signal(number)
    said = process.communicate(timeout=240)[1]
    assert process.returncode == code, said
    assert "Traceback" not in said
    for pid in kernels:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_an_unknown_notebook_to_start_from_is_refused(study: Path, write_notebook: Callable[..., None]) -> None:
    write_notebook(study / "notebooks", "01_x", "1")
    with pytest.raises(StudyError, match=r"^--from 01_y: no such notebook\. Did you mean 01_x\? Known: 01_x\."):
        pipeline.run(study, None, {}, Order(start="01_y"))
    assert not (study / "reports").exists()


def test_fewer_than_no_notebooks_side_by_side_are_refused(study: Path, write_notebook: Callable[..., None]) -> None:
    write_notebook(study / "notebooks", "01_x", "1")
    with pytest.raises(StudyError, match=r"^--jobs -1: expected at least 1, or 0"):
        pipeline.run(study, None, {}, Order(jobs=-1))
    assert not (study / "reports").exists()


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
