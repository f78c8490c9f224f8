"""The scripts run in whatever environment there is, and make one that is never half-made, nor by two at once."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# A Python that makes, in the blink of an eye, what venv and pip make: a folder with a Python, and nothing.
TOOL = """#!/bin/sh
echo "$@" >> "$LOG"
if [ "$1" = --version ]; then exit "$UV"; fi
if [ -e "$LOG.wait" ]; then sleep 0.3; fi
if [ -e "$LOG.fail" ]; then cat "$LOG.fail" >&2; echo >&2; exit 1; fi
if [ "$1" = venv ]; then for last; do :; done; mkdir "$last/bin"; cp "$0" "$last/bin/python"; fi
if [ "$1" = -P ]; then echo "ran $4"; fi
"""


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with what the set-up needs, and a uv that only says what it would do."""
    root = tmp_path / "a clone"
    shutil.copytree(ROOT / "scripts", root / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "requirements.lock", "requirements-test.lock"):
        shutil.copy(ROOT / name, root)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/uv").write_text(TOOL)
    (tmp_path / "bin/uv").chmod(0o755)
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONPATH"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"LOG": str(tmp_path / "log"), "UV": "0", "PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin"}.items():
        monkeypatch.setenv(name, value)
    return root


def call(root: Path, script: str = "study", *arguments: str, code: int = 0, before: str = "") -> str:
    """Run a script by a bare Python from another folder; return all that it printed."""
    start = f"import sys, runpy; sys.argv[0] = {str(root / 'scripts' / script)!r} + '.py'\n"
    start += (
        f"sys.path.insert(0, {str(root / 'scripts')!r})\n{before}\nrunpy.run_path(sys.argv[0], run_name='__main__')"
    )
    base = getattr(sys, "_base_executable", sys.executable)
    done = subprocess.run([base, "-c", start, *arguments], cwd=os.sep, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def read_log(root: Path) -> list[str]:
    path = root.parent / "log"
    lines = path.read_text().splitlines() if path.exists() else []
    path.unlink(missing_ok=True)
    return [line for line in lines if line != "--version" and not line.startswith("-P")]


def test_the_first_call_makes_it_from_the_lock_with_hashes_and_the_second_finds_it_ready(checkout: Path) -> None:
    said = call(checkout, "study", "--force")
    assert "study: making .venv with Python 3." in said and "study: running listometrics\n" in said
    assert said.endswith("ran run\n"), "the module takes the script's place"
    made, locked, itself = read_log(checkout)
    assert made.startswith("venv ") and made.endswith(f"{checkout}/.venv")
    assert "--require-hashes" in locked and locked.endswith(f"-r {checkout}/requirements.lock")
    assert "--no-build-isolation --no-deps" in itself and itself.endswith(f"-e {checkout}")
    assert "making" not in call(checkout) and read_log(checkout) == []
    call(checkout, "test")
    (locked, _) = read_log(checkout)
    assert locked.endswith("requirements-test.lock"), "test tools are added to what is there"
    assert "making" not in call(checkout) + call(checkout, "test") + call(checkout, "lab")


@pytest.mark.parametrize(
    ("path", "text", "again"),
    [
        ("requirements.lock", "# more\n", True),
        ("pyproject.toml", "\n[tool.more]\nx = 1\n", False),
        (".venv/listometrics.json", None, True),
        (".venv/bin/python", None, True),
    ],
    ids=["a lock that changed", "a setting of a tool", "a set-up that was cut off", "a Python that is gone"],
)
def test_it_is_made_again_where_it_was_not_finished_or_its_inputs_changed(
    checkout: Path, path: str, text: str | None, again: bool
) -> None:
    call(checkout)
    (checkout / ".venv/left").mkdir()
    if text is None:
        (checkout / path).unlink() if path.endswith("python") else (checkout / path).write_text("")
    else:
        with (checkout / path).open("a") as file:
            file.write(text)
    assert ("making .venv" in call(checkout)) is again
    assert (checkout / ".venv/left").exists() is not again


def test_a_set_up_that_fails_is_shown_with_its_message_and_made_again_by_the_next_call(checkout: Path) -> None:
    (checkout.parent / "log.fail").write_text("Temporary failure in name resolution")
    said = call(checkout, code=2)
    assert "failure in name resolution\n" in said and "failed with this message (the network, the proxy" in said
    (checkout.parent / "log.fail").unlink()
    assert "making .venv" in call(checkout)


def test_two_at_once_make_it_once(checkout: Path) -> None:
    (checkout.parent / "log.wait").touch()
    command = [getattr(sys, "_base_executable", sys.executable), str(checkout / "scripts/study.py")]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [one.wait(60) for one in both] == [0, 0]
    for one in both:
        one.communicate()
    assert len(read_log(checkout)) == 3


def test_an_environment_of_somebody_else_stays_as_it_is(checkout: Path) -> None:
    (checkout / ".venv").mkdir()
    (checkout / ".venv/pyvenv.cfg").write_text("home = elsewhere\n")
    assert ".venv was not made by this script. Run the script with" in call(checkout, code=2)
    assert (checkout / ".venv/pyvenv.cfg").read_text() == "home = elsewhere\n" and read_log(checkout) == []


def test_a_folder_that_cannot_be_written_in_is_named(checkout: Path) -> None:
    (checkout / ".venv.lock").mkdir()  # cannot be opened for writing, by root neither
    assert "/.venv.lock: Is a directory. Mend that, or copy the repository" in call(checkout, code=2)


def test_a_python_that_is_too_old_is_told_so_and_help_needs_no_environment(checkout: Path) -> None:
    said = call(checkout, code=2, before="sys.version_info = (3, 8, 1)")
    assert said.startswith("Python 3.11 or newer is needed, this is 3.")
    for script in ("study", "test", "lab"):
        assert call(checkout, script, "--help").startswith(f"usage: {script}.py [-h]")
    assert not (checkout / ".venv").exists()


def test_the_active_environment_is_used_where_it_has_what_is_needed_and_else_left_alone(
    checkout: Path, tmp_path: Path
) -> None:
    (tmp_path / "pytest.py").write_text("raise SystemExit(9)")  # no library, though it lies in the working directory
    command = [sys.executable, str(ROOT / "scripts/test.py"), "--version"]
    variables = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "test: running pytest\n" in done.stdout
    assert "test: making" not in done.stdout and done.stdout.splitlines()[-1].startswith("pytest ")
    command = [sys.executable, str(checkout / "scripts/study.py")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert f" lacks listometrics from {checkout}: using .venv instead\n" in done.stdout
    assert subprocess.run([*command[:1], str(ROOT / "scripts/test.py"), "tests/none.py"], env=variables).returncode == 4
