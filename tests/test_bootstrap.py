"""The two scripts: they say what they do, refuse what cannot work, and run in whatever environment there is."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from listometrics import bootstrap
from listometrics.environment import Setup
from listometrics.errors import StudyError

ROOT = Path(__file__).resolve().parents[1]
OTHERS = ("3.12", "3.13", "3.14")
SCRIPTS = ("lab.py", "study.py", "test.py")
BASE_PYTHON: str = getattr(sys, "_base_executable", sys.executable)


def run_script(
    script: Path, *arguments: str, python: str = sys.executable, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a script from another working directory, as a stranger would."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VIRTUAL_ENV", "CONDA_"))}
    return subprocess.run(
        [python, str(script), *arguments], cwd=os.sep, env=kept | variables, capture_output=True, text=True, check=False
    )


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A copy of all that a commit of this folder would hold, as a repository of its own."""
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    folder = tmp_path / "a clone"  # with a blank in its path
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    author = ["-c", "user.name=a", "-c", "user.email=a@localhost"]
    for command in (["init", "--quiet"], ["add", "--all"], [*author, "commit", "--quiet", "--message", "all"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


@pytest.mark.parametrize("name", SCRIPTS)
def test_help_is_there_without_making_anything(name: str, tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    script = shutil.copy(ROOT / "scripts" / name, tmp_path / "scripts")
    done = run_script(Path(script), "--help")
    assert done.returncode == 0 and done.stderr == ""
    assert f"usage: {name} [-h]" in done.stdout
    assert sorted(path.name for path in tmp_path.rglob("*")) == sorted([name, "scripts"])


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_python_that_is_too_old_is_told_so(name: str, tmp_path: Path) -> None:
    source = (ROOT / "scripts" / name).read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 4))  # an old Python can read it, so that it can say what is wrong
    pretend = f"import runpy, sys; sys.version_info = (3, 8, 1); runpy.run_path({str(ROOT / 'scripts' / name)!r}, "
    done = subprocess.run(
        [sys.executable, "-c", pretend + "run_name='__main__')"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert done.stderr.startswith(f"{name[:-3]}: Python 3.11 or newer is needed, this is 3.8.1 (")


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "scripts").glob("*.py")))
def test_a_script_is_short_and_has_only_a_main(name: str) -> None:
    source = (ROOT / "scripts" / name).read_text(encoding="utf-8")
    functions = [node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    assert functions == ["main"] and source.count("\n") <= 40


def test_the_active_environment_is_used_where_it_has_what_is_needed() -> None:
    done = run_script(ROOT / "scripts" / "test.py", "--version")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] in (f"test: using the active environment {sys.prefix}", f"test: using {ROOT / '.venv'}")
    assert lines[1] == "test: running the tests"


def test_an_exit_code_is_passed_on() -> None:
    assert run_script(ROOT / "scripts" / "test.py", "tests/no_such_test.py").returncode == 4


def test_the_modules_of_the_working_directory_are_not_taken_for_libraries(tmp_path: Path) -> None:
    (tmp_path / "pytest.py").write_text("raise SystemExit(9)")
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "test.py"), "--version"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("conda", "way_in", "way_out"),
    [
        pytest.param(False, "--require-hashes -r", "leave it (deactivate)", id="a virtual environment"),
        pytest.param(True, "conda env update --prefix", "leave it (conda deactivate)", id="a conda environment"),
    ],
)
def test_what_an_active_environment_lacks_is_named_with_two_ways_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, conda: bool, way_in: str, way_out: str
) -> None:
    if conda:
        (tmp_path / "conda-meta").mkdir()
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.delenv("CONDA_DEFAULT_ENV", raising=False)
    monkeypatch.setattr(bootstrap, "find_missing", lambda root, groups: ["pandas>=3.0"])
    with pytest.raises(StudyError, match=r"the active environment .* lacks pandas>=3\.0\.") as caught:
        bootstrap.prepare(Setup("study", tmp_path))
    assert way_in in str(caught.value) and way_out in str(caught.value)


def test_the_base_environment_of_conda_was_chosen_by_nobody(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path))
    monkeypatch.setenv("CONDA_PREFIX", str(tmp_path))
    monkeypatch.setenv("CONDA_DEFAULT_ENV", "base")
    monkeypatch.setattr(bootstrap, "find_missing", lambda root, groups: ["pandas>=3.0"])
    monkeypatch.setattr(bootstrap, "ensure_environment", lambda setup: None)
    setup = Setup("study", tmp_path)
    assert bootstrap.prepare(setup) == setup.python
    assert "conda's base environment lacks what is needed; using .venv instead" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        pytest.param(StudyError("no venv"), 2, "study: no venv\n", id="a known error"),
        pytest.param(OSError(28, "No space left on device", "/x"), 2, "study: /x: No space left", id="a full disk"),
        pytest.param(KeyboardInterrupt(), 130, "study: stopped; the next call makes", id="an interruption"),
    ],
)
def test_a_failed_set_up_ends_with_a_message_and_a_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException, code: int, message: str
) -> None:
    def fail(setup: Setup) -> Path:
        raise error

    monkeypatch.setattr(bootstrap, "prepare", fail)
    assert bootstrap.run_study([]) == code
    assert message in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.requires_tool("git")
@pytest.mark.parametrize("installer", ["venv and pip", "uv"])
def test_a_bare_clone_comes_to_its_report_with_one_command(clone: Path, installer: str) -> None:
    path = os.environ["PATH"].split(os.pathsep)
    if installer == "uv" and shutil.which("uv") is None:
        pytest.skip("uv was not found: pip install uv")
    if installer != "uv":
        path = [folder for folder in path if not Path(folder, "uv").exists()]
    variables = {"PATH": os.pathsep.join(path), "PYTHONDONTWRITEBYTECODE": "1"}
    first = run_script(clone / "scripts" / "study.py", python=BASE_PYTHON, **variables)
    assert first.returncode == 0, first.stdout + first.stderr
    assert f", by {installer}\n" in first.stdout
    assert str(clone / "reports" / "report.html") in first.stdout
    assert (clone / "reports" / "report.html").stat().st_size > 0
    assert (clone / "data" / "bib" / "references.bib").stat().st_size > 0
    changed = subprocess.run(
        ["git", "status", "--porcelain"], cwd=clone, capture_output=True, text=True, check=True
    ).stdout
    assert changed == ""
    second = run_script(clone / "scripts" / "study.py", "--help-nothing", python=BASE_PYTHON, **variables)
    assert second.stdout.startswith(f"study: using {clone / '.venv'}\nstudy: running the notebooks\n")
    assert second.returncode == 2  # of the command line, which knows no such option


def find_python(version: str) -> str | None:
    """Return a Python of a version, on the path or among pyenv's; None where there is none that runs."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    places = [shutil.which(f"python{version}"), *pyenv.glob(f"versions/{version}.*/bin/python{version}")]
    for place in filter(None, places):
        if subprocess.run([place, "-c", ""], capture_output=True, check=False).returncode == 0:
            return str(place)
    return None


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.requires_tool("git")
def test_other_versions_of_python_give_the_same_tables(clone: Path, note_figure: Callable[[str, object], None]) -> None:
    pythons = {version: python for version in OTHERS if (python := find_python(version))}
    if not pythons:
        pytest.skip(f"none of Python {', '.join(OTHERS)} is on this machine")
    for python in pythons.values():
        done = run_script(clone / "scripts" / "study.py", "--force", python=python)
        assert done.returncode == 0, done.stdout + done.stderr
        shutil.rmtree(clone / ".venv")
        changed = subprocess.run(
            ["git", "diff", "--name-only", "--", "*.csv", "*.bib", "*.ris", "*.tex", "*.patch", "reports/report.md"],
            cwd=clone,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        assert changed == ""
    note_figure("other versions of Python that give the same tables", "; ".join(pythons))
