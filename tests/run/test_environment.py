"""The process environment of the kernels: nothing of the user's start-up files, no module of the study's folder."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from listometrics.run import pipeline
from listometrics.run.environment import kernel_environment


def test_kernels_see_no_start_up_files_of_the_user_and_all_is_as_before_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PYTHONSTARTUP", "mine.py")
    monkeypatch.setenv("IPYTHONDIR", "mine")
    with kernel_environment():
        folder = os.environ["IPYTHONDIR"]
        assert folder != "mine" and Path(folder).is_dir() and not list(Path(folder).iterdir())
        assert not {"PYTHONDONTWRITEBYTECODE", "PYTHONSTARTUP"} & set(os.environ)
    assert (os.environ["IPYTHONDIR"], os.environ["PYTHONDONTWRITEBYTECODE"]) == ("mine", "1")
    assert not Path(folder).exists()


def test_a_search_path_stays_but_for_the_folder_in_which_a_kernel_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(["", "/installed", "near", ""]))
    with kernel_environment():
        assert os.environ["PYTHONPATH"] == os.pathsep.join(["/installed", os.path.abspath("near")])


def test_no_python_file_of_the_study_runs_in_a_kernel_and_relative_paths_are_those_of_the_study(
    study: Path, write_notebook: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep + os.environ.get("PYTHONPATH", ""))
    for name in ("ipykernel_launcher", "pandas", "pathlib", "tqdm"):
        (study / f"{name}.py").write_text(f"open({str(study / 'marked')!r}, 'a').write('{name} ')\n")
    write_notebook(study / "notebooks", "01_x", "import pandas\nimport tqdm\nopen('data/raw_readme.md').readline()")
    pipeline.run(study, None, {})
    assert not (study / "marked").exists()
    book = json.loads((study / "reports/executed/01_x.ipynb").read_text(encoding="utf-8"))
    assert "# List" in "".join(book["cells"][-1]["outputs"][0]["data"]["text/plain"])
