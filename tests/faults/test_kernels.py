"""A kernel that dies and a notebook that hangs: each is named, ended and leaves the next run alone."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from listometrics.errors import NotebookError
from listometrics.run import execution, pipeline

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def add_cell(notebook: Path, source: str) -> None:
    book = json.loads(notebook.read_text(encoding="utf-8"))
    cell = {"cell_type": "code", "id": "fault", "metadata": {}, "outputs": [], "execution_count": None}
    book["cells"].append({**cell, "source": source})
    notebook.write_text(json.dumps(book), encoding="utf-8")


@pytest.fixture
def study(tmp_path: Path, make_study: Callable[..., Path]) -> Path:
    return make_study(tmp_path / "study", ("01_parse",))


@pytest.mark.parametrize(
    "source",
    ["import os\nos._exit(1)", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"],
    ids=["by itself", "killed from outside"],
)
def test_a_kernel_that_dies_is_named(study: Path, source: str, run: Run) -> None:
    add_cell(study / "notebooks/01_parse.ipynb", source)
    done = run(study, code=1)
    assert "listometrics: 01_parse failed: " in done.stderr and "died" in done.stderr.lower()
    assert "Executed notebook: " in done.stderr and "Traceback" not in done.stderr
    assert not (study / "data/.lock").exists()


# An ordinary cell ends within this limit, also on a busy machine.
SHORT = (
    "import sys; from listometrics.cli import main; from listometrics.run import execution; "
    "execution.TIME_LIMIT = 20; sys.exit(main(['run', sys.argv[1]]))"
)


@pytest.mark.slow
def test_a_notebook_that_hangs_is_ended_at_its_time_limit_and_nothing_else_is_said(study: Path) -> None:
    add_cell(study / "notebooks/01_parse.ipynb", "import time\nwhile True:\n    time.sleep(0.1)")
    done = subprocess.run([sys.executable, "-c", SHORT, str(study)], capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    said = done.stderr.splitlines()
    assert said[1].startswith("listometrics: 01_parse failed: A cell timed out ") and "after 20 seconds" in said[1]
    assert "    time.sleep(0.1)" in said, "the added cell timed out, and no other"
    assert said[-1] == f"Executed notebook: {study / 'reports/executed/01_parse.ipynb'}"
    assert not (study / "data/.lock").exists()


def test_a_notebook_that_hangs_in_an_import_is_ended_at_its_time_limit(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "installed").mkdir()
    (tmp_path / "installed/hangs_here.py").write_text("import time\nwhile True:\n    time.sleep(0.1)\n")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'installed'}:{os.environ.get('PYTHONPATH', '')}")
    monkeypatch.setattr(execution, "TIME_LIMIT", 12)
    add_cell(study / "notebooks/01_parse.ipynb", "import hangs_here")
    said = r"^01_parse did not start: its imports took more than 12 seconds\. Look for the one .*hangs_here\.$"
    with pytest.raises(NotebookError, match=said):
        pipeline.run(study, None, {})
    assert not (study / "data/.lock").exists()


def test_a_time_limit_is_set_for_every_cell() -> None:
    assert 0 < execution.TIME_LIMIT <= 3600
