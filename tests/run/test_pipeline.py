"""Notebooks run in fresh kernels, side by side and in order; whatever goes wrong is said and leaves nothing behind."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from listometrics.cli import main
from listometrics.errors import StudyError
from listometrics.run import execution, pipeline
from listometrics.run.preflight import Notebook
from listometrics.run.skipping import Task

Write = Callable[..., Path]
MEET = """import os, pathlib, sys, time
known = 'wave' in sys.modules, sorted(set(dir()) & {'wave', 'cells', 'cell', 'statement'})
import wave
import pandas
pathlib.Path(root, 'MINE.pid').write_text(str(os.getpid()))
end = time.time() + 60
while not pathlib.Path('OTHER.pid').exists():
    assert time.time() < end
    time.sleep(0.05)
print(*known, open('data/raw_readme.md').readline(), end='')
"""
# A process in the background of a script inherits that it is to ignore interrupts.
HEAR_INTERRUPTS = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from listometrics.cli import main; sys.exit(main(sys.argv[1:]))"
)
SLEEP = "import os, pathlib, time\npathlib.Path('{}.pid').write_text(str(os.getpid()))\ntime.sleep(600)"


def read_executed(folder: Path, name: str) -> Any:
    return json.loads((folder / f"reports/executed/{name}.ipynb").read_text(encoding="utf-8"))


def test_notebooks_run_at_once_each_in_a_fresh_kernel_without_code_of_the_study(
    study: Path, tmp_path: Path, write_notebook: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep + os.environ.get("PYTHONPATH", ""))
    monkeypatch.setenv("PYTHONSTARTUP", str(study / "pandas.py"))
    for name in ("ipykernel_launcher", "pandas", "pathlib"):
        (study / f"{name}.py").write_text(f"open({str(study / 'marked')!r}, 'a').write('{name} ')\n")
    for mine, other in ("xy", "yx"):
        write_notebook(study, f"01_{mine}", MEET.replace("MINE", mine).replace("OTHER", other), writes=f"`data/{mine}`")
    write_notebook(study, "02_z", "out, first_year", reads="`data/x`")
    out = tmp_path / "{out}"
    times, _ = pipeline.run(study, out, {"first_year": "2022"}, jobs=2)
    assert sorted(times) == ["01_x", "01_y", "02_z"] and list(times)[-1] != "01_x"
    assert not (study / "marked").exists() and not (study / "reports").exists()
    assert (study / "x.pid").read_text() != (study / "y.pid").read_text()
    for name in ("01_x", "01_y"):
        cell = read_executed(out, name)["cells"][-1]
        # The imports were done before, and neither a name nor a count tells of it.
        assert "".join(cell["outputs"][0]["text"]) == "True [] # List\n" and cell["execution_count"] == 3
    book = read_executed(out, "02_z")
    assert book["metadata"]["papermill"]["parameters"] == {"first_year": 2022, "out": str(out), "root": "."}
    assert book["metadata"]["papermill"]["output_path"] == str(out / "reports/executed/02_z.ipynb")
    assert "<title>" in (out / "reports/notebooks/02_z.html").read_text(encoding="utf-8")


def test_a_failing_cell_is_shown_and_ends_the_notebook_that_runs_beside_it(study: Path, write_notebook: Write) -> None:
    wait = "import pathlib, time\nwhile not pathlib.Path('x.pid').exists():\n    time.sleep(0.05)\n1 / 0"
    write_notebook(study, "01_x", SLEEP.format("x"))
    write_notebook(study, "01_y", wait, writes="`data/y`")
    write_notebook(study, "02_z", "1", reads="`data/y`")
    command = [sys.executable, "-m", "listometrics", "run", str(study), "--jobs", "2"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 1, done.stderr
    said = done.stderr.splitlines()
    assert said[2].startswith("listometrics: 01_y failed in cell ") and "    1 / 0" in said
    assert said[-3:] == [
        "ZeroDivisionError: division by zero",
        "",
        f"Executed notebook: {study}/reports/executed/01_y.ipynb",
    ]
    assert read_executed(study, "01_y")["cells"][-1]["outputs"][0]["ename"] == "ZeroDivisionError"
    assert not (study / "reports/executed/02_z.ipynb").exists()
    assert_gone(int((study / "x.pid").read_text()))


def assert_gone(pid: int) -> None:
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def list_kernels(parent: int) -> list[int]:
    """Return the processes that a process has started and that are kernels."""
    listed = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(parent)], capture_output=True, text=True)
    return [int(line.split()[0]) for line in listed.stdout.splitlines() if "ipykernel" in line]


@pytest.mark.skipif(os.name != "posix", reason="signals are others there")
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), pytest.param(signal.SIGTERM, 143, marks=pytest.mark.slow)]
)
def test_an_interrupted_run_ends_every_kernel_at_once(
    study: Path, number: int, code: int, write_notebook: Write
) -> None:
    write_notebook(study, "01_x", SLEEP.format("x"), writes="`data/x`, `data/more`")
    write_notebook(study, "01_y", "1", writes="`data/y`")
    command = [sys.executable, "-c", HEAR_INTERRUPTS, "run", str(study), "--jobs", "1"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not (study / "x.pid").exists() or len(kernels := list_kernels(process.pid)) < 2:  # one is started ahead
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    process.send_signal(number)
    said = process.communicate(timeout=240)[1]
    assert process.returncode == code, said
    assert "Traceback" not in said
    for pid in kernels:
        assert_gone(pid)


def test_what_a_stage_refuses_and_an_input_that_changes_are_said(study: Path, write_notebook: Write) -> None:
    code = "from listometrics.errors import StudyError\nraise StudyError('data/x.csv: bad. Mend it.')"
    write_notebook(study, "01_x", code)
    with pytest.raises(StudyError, match=r"^data/x\.csv: bad\. Mend it\.\n\(said by 01_x; see .*01_x\.ipynb\)$"):
        pipeline.run(study, None, {})
    write_notebook(study, "01_x", "open('data/vocab/new.csv', 'w').close()")
    with pytest.raises(StudyError, match=r"^data/vocab/new\.csv: changed during the run"):
        pipeline.run(study, None, {})


EDIT = """import json, pathlib
path = pathlib.Path("notebooks/01_x.ipynb")
path.write_text(path.read_text().replace("'as it was'", "'saved meanwhile'"))
import listometrics.study.stage
stage = listometrics.study.stage.open_stage("01_x", root)
stage.write_text("data/01_parsed/x", 'as it was')
stage.close()"""


def test_what_is_saved_during_a_run_or_broken_after_it_runs_the_next_time(
    study: Path, write_notebook: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    write_notebook(study, "01_x", EDIT, writes="`data/01_parsed/x`")
    for reason in ("no earlier run here", "notebooks/01_x.ipynb changed"):
        assert list(pipeline.run(study, None, {})[0]) == ["01_x"]
        assert f"01_x  runs: {reason}\n" in capsys.readouterr().err
    record = study / "data/01_parsed/01_x.record.json"
    whole = record.read_bytes()
    assert pipeline.run(study, None, {})[0] == {}
    for broken in (b"", b"{}", whole[:40], b"<<<<<<< HEAD\n" + whole, b"[" * 9999, b'{"stage": "01_x", "writes": 1}'):
        record.write_bytes(broken)
        capsys.readouterr()
        assert list(pipeline.run(study, None, {})[0]) == ["01_x"]
        assert "data/01_parsed/01_x.record.json: cannot be read, and is made again\n" in capsys.readouterr().err
        assert record.read_bytes() == whole


def test_temporary_folders_of_runs_that_were_killed_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    kept = {f"listometrics-{os.getpid()}-x", "listometrics-of-others", "listometrics-x"}
    for name in (*kept, f"listometrics-{ended.pid}-x"):
        (tmp_path / name / "below").mkdir(parents=True)
    with pipeline.make_folder() as folder:
        assert {path.name for path in tmp_path.iterdir()} == {*kept, Path(folder).name}


def test_a_disk_that_fills_while_a_notebook_is_saved_is_said_and_the_earlier_copy_stays(
    study: Path, write_notebook: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from papermill.iorw import LocalHandler

    def fill(handler: object, text: str, path: str) -> None:
        Path(path).write_text(text[: len(text) // 2], encoding="utf-8")
        raise OSError(28, "No space left on device")

    write_notebook(study, "01_x", "1 + 1")
    saved = study / "reports/executed/01_x.ipynb"
    saved.parent.mkdir(parents=True)
    saved.write_text("as it was")
    monkeypatch.setattr(LocalHandler, "write", fill)
    assert main(["run", str(study)]) == 2
    said = capsys.readouterr().err
    assert f"listometrics: {tempfile.gettempdir()}: No space left on device. Free or unlock the place" in said
    assert saved.read_text() == "as it was" and len(list(saved.parent.iterdir())) == 1


# --- The order, with jobs that only say what they would do -----------------------------------------------------

GRAPH = {"01_a": [], "02_b": ["01_a"], "02_e": ["01_a"], "03_c": ["02_b"], "03_d": ["02_b"], "04_f": ["03_c", "02_e"]}
Schedule = Callable[..., list[str]]


@pytest.fixture
def run_schedule(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Schedule:
    log: list[str] = []

    class FakeJob:
        def __init__(self, task: Task, folder: str) -> None:
            self.name, self.future = task.notebook.name, Future[float]()
            log.append(f"kernel {self.name}")
            self.turn = SimpleNamespace(set=self.go)

        def go(self) -> None:
            log.append(f"go {self.name}")
            self.future.set_result(1.0)

        def run(self) -> float:
            return self.future.result(timeout=60)

        def cancel(self) -> None:
            log.append(f"cancel {self.name}")
            self.future.set_result(0.0) if not self.future.done() else None

    monkeypatch.setattr(execution, "Job", FakeJob)
    monkeypatch.setattr(execution, "write_page", lambda task: None)
    monkeypatch.setattr(Task, "forget", lambda task: log.append(f"forget {task.notebook.name}"))
    monkeypatch.setattr(Task, "remember", lambda task: log.append(f"remember {task.notebook.name}"))

    def run(why: dict[str, str], force: bool = False, start: str = "", jobs: int = 2) -> list[str]:
        log.clear()
        monkeypatch.setattr(Task, "why", lambda task: why.get(task.notebook.name, ""))
        writes = {"03_d": ("1", "2")}
        tasks = {
            name: Task(Notebook(Path(f"{name}.ipynb"), (), writes.get(name, ())), Path(), None, {}) for name in GRAPH
        }
        pipeline.Schedule(tasks, GRAPH, force, start, jobs).run()
        return [*log, *capsys.readouterr().err.splitlines()]

    return run


def pick(log: list[str], verb: str) -> list[str]:
    return [line.split()[1] for line in log if line.startswith(f"{verb} ")]


def test_each_runs_after_those_it_waits_for_what_writes_most_first_with_kernels_started_ahead(
    run_schedule: Schedule,
) -> None:
    log = run_schedule({}, force=True, jobs=1)
    assert pick(log, "go") == ["01_a", "02_b", "03_d", "02_e", "03_c", "04_f"]
    assert log[:4] == ["forget 01_a", "kernel 01_a", "go 01_a", "kernel 02_b"]
    assert sorted(pick(log, "remember")) == sorted(GRAPH) and pick(log, "cancel") == []
    assert log[-12:-10] == ["      01_a  runs: asked for by --force", "[1/6] 01_a … 1.0 s"]
    two = run_schedule({}, force=True)
    assert two.index("go 02_e") < two.index("remember 02_b")


def test_what_has_not_changed_is_skipped_and_a_kernel_that_was_started_in_vain_is_ended(run_schedule: Schedule) -> None:
    log = run_schedule({"03_d": "data/x.csv changed"})
    assert pick(log, "kernel") == pick(log, "go") == ["03_d"]
    assert "[1/6] 01_a  skipped: nothing it reads has changed" in log
    assert "      03_d  runs: data/x.csv changed" in log
    log = run_schedule({"01_a": "code changed"})
    assert pick(log, "go") == ["01_a"]
    assert sorted(pick(log, "cancel")) == ["02_b", "02_e"]


def test_from_runs_a_notebook_and_what_depends_on_it(run_schedule: Schedule) -> None:
    log = run_schedule({}, start="02_b")
    assert sorted(pick(log, "go")) == ["02_b", "03_c", "03_d", "04_f"]
    assert "      03_c  runs: asked for by --from 02_b" in log
