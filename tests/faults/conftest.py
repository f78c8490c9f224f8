"""What the tests of faults share: a small study, runs of it by the real command, and what they made."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from listometrics.study.files import is_input

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "tests" / "data" / "seed" / "raw_readme.md"
FIRST_TWO = ("01_parse", "02_enrich")  # they write the tables and the registry of keys, and start within seconds

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def thin_list(every: int, skipped: int = 0) -> str:
    """Return the list with every n-th row alone, from the one after `skipped`: all sections, a dozen papers."""
    kept, rows = [], 0
    for line in SEED.read_text(encoding="utf-8").split("\n"):
        if line.startswith("|") and not re.match(r"\|\s*(:?-|\*\*)", line):
            rows += 1
            if rows % every != skipped:
                continue
        kept.append(line)
    return "\n".join(kept)


def make_small_study(root: Path, notebooks: tuple[str, ...] = FIRST_TWO) -> Path:
    """Make a study of some thirteen rows with the vocabularies and sources of this one, and some of its notebooks."""
    for folder in ("data/vocab", "data/bib/sources"):
        shutil.copytree(ROOT / folder, root / folder)
    shutil.copyfile(ROOT / "data/bib/keys.csv", root / "data/bib/keys.csv")
    (root / "data" / "raw_readme.md").write_text(thin_list(20), encoding="utf-8")
    (root / "notebooks").mkdir()
    for name in notebooks:
        shutil.copy(ROOT / "notebooks" / f"{name}.ipynb", root / "notebooks")
    return root


def read_results(root: Path) -> dict[str, bytes]:
    """Return all that a run made, not its inputs; of what holds timings, only that it is whole JSON.

    The kernels of a killed run live for up to a second more, in which what they write beside a file may go.
    """
    found = [path for top in ("data", "reports") for path in (root / top).rglob("*") if path.is_file()]
    results = {}
    for path in found:
        name = path.relative_to(root).as_posix()
        if is_input(name):
            continue
        with contextlib.suppress(FileNotFoundError) if ".part" in name else contextlib.nullcontext():
            results[name] = path.read_bytes()
        if "executed" in path.parts and ".part" not in name:
            json.loads(results[name])
            results[name] = b"whole JSON"
    return results


def run_study(
    root: Path, *options: str, code: int = 0, prepare: Callable[[], None] | None = None, **more: str | None
) -> "subprocess.CompletedProcess[str]":
    """Run a study by the command; `prepare` is called in the new process first, `more` are variables (None: unset)."""
    command = [sys.executable, "-m", "listometrics", "run", str(root), *options]
    env = {name: value for name, value in {**os.environ, **more}.items() if value is not None}
    done = subprocess.run(
        command,
        cwd=root,
        env=env,
        preexec_fn=prepare,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    assert done.returncode == code, f"exit code {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture
def small_study(tmp_path: Path) -> Path:
    return make_small_study(tmp_path / "study")


@pytest.fixture(scope="session")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return what an undisturbed run of the small study makes."""
    root = make_small_study(tmp_path_factory.mktemp("undisturbed") / "study")
    run_study(root)
    return read_results(root)


@pytest.fixture(scope="session")
def make_study() -> Callable[..., Path]:
    return make_small_study


@pytest.fixture(scope="session")
def run() -> Run:
    return run_study


@pytest.fixture(scope="session")
def results() -> Callable[[Path], dict[str, bytes]]:
    return read_results


@pytest.fixture(scope="session")
def thin() -> Callable[..., str]:
    return thin_list
