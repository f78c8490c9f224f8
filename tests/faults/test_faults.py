"""What may go wrong with a run is said, leaves every file whole, and the next run ends with the same bytes.

docs/reliability.md tells of it. Most are slow: each is a run or several, in processes of their own.
"""

import contextlib
import ctypes
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from listometrics.study.files import is_input

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "tests" / "data" / "seed" / "raw_readme.md"
FIRST_TWO = ("01_parse", "02_enrich")  # they write the tables and the registry of keys, and start within seconds
KEYS = "data/bib/keys.csv"
pytestmark = pytest.mark.xdist_group("faults")  # one worker, so that the undisturbed run is made once


def thin(every: int, skipped: int = 0) -> str:
    """Return the list with every n-th row alone, from the one after `skipped`: all sections, a dozen papers."""
    kept, rows = [], 0
    for line in SEED.read_text(encoding="utf-8").split("\n"):
        if line.startswith("|") and not re.match(r"\|\s*(:?-|\*\*)", line):
            rows += 1
            if rows % every != skipped:
                continue
        kept.append(line)
    return "\n".join(kept)


def make_study(root: Path, notebooks: tuple[str, ...] = FIRST_TWO) -> Path:
    """Make a study of some thirteen rows with the vocabularies and sources of this one, and some of its notebooks."""
    for folder in ("data/vocab", "data/bib/sources"):
        shutil.copytree(ROOT / folder, root / folder)
    shutil.copyfile(ROOT / "data/bib/keys.csv", root / "data/bib/keys.csv")
    (root / "data" / "raw_readme.md").write_text(thin(20), encoding="utf-8")
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


def run(
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
    return make_study(tmp_path / "with blanks and 中文")


@pytest.fixture(scope="session")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return what an undisturbed run of the small study makes."""
    root = make_study(tmp_path_factory.mktemp("undisturbed") / "study")
    run(root)
    return read_results(root)


# --- A disk that is full, a folder that is locked ----------------------------------------------------------------

DROP_BOUND = 24  # PR_CAPBSET_DROP of prctl(2)
WRITES_ANYWHERE = (1, 2)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH: what lets root write where nobody may


def drop_privileges() -> None:
    """Let root be held by permissions as others are, from the next exec on."""
    if os.geteuid() == 0:
        for capability in WRITES_ANYWHERE:
            ctypes.CDLL(None).prctl(DROP_BOUND, capability, 0, 0, 0)


def limit_files() -> None:
    """Let no file grow beyond 8 kB, as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))


def assert_said(done: "subprocess.CompletedProcess[str]", reason: str) -> None:
    assert "Traceback" not in done.stderr and "Kernel died" not in done.stderr
    assert reason in done.stderr and "Free or unlock the place" in done.stderr, done.stderr


def assert_whole(found: dict[str, bytes], before: dict[str, bytes], expected: dict[str, bytes]) -> None:
    torn = [path for path, content in found.items() if content not in (before.get(path), expected.get(path))]
    assert torn == []
    assert len(found) < len(expected)


@pytest.mark.slow
def test_a_full_disk_is_said_and_the_next_run_repairs(small_study: Path, expected: dict[str, bytes]) -> None:
    before = read_results(small_study)
    assert_said(run(small_study, code=2, prepare=limit_files), "File too large")
    assert_whole(read_results(small_study), before, expected)
    run(small_study)
    assert read_results(small_study) == expected


@pytest.mark.slow
def test_a_locked_folder_is_said_and_the_next_run_repairs(small_study: Path, expected: dict[str, bytes]) -> None:
    for folder in ("data/02_enriched", "reports/executed"):
        (small_study / folder).mkdir(parents=True)
    before = read_results(small_study)
    for locked in (("data", "."), ("data/02_enriched",), ("reports/executed",)):
        for place in locked:
            (small_study / place).chmod(0o555)
        assert_said(run(small_study, code=2, prepare=drop_privileges), "cannot be written: Permission denied")
        for place in locked:
            (small_study / place).chmod(0o755)
        assert_whole(read_results(small_study), before, expected)
    run(small_study)
    assert read_results(small_study) == expected


@pytest.mark.slow
def test_a_locked_study_is_studied_into_another_folder(
    small_study: Path, tmp_path: Path, expected: dict[str, bytes]
) -> None:
    folders = [small_study, *(path for path in small_study.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    try:
        run(small_study, "--out", str(tmp_path / "out"), prepare=drop_privileges)
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert read_results(tmp_path / "out") == expected
    assert list(read_results(small_study)) == [KEYS]


# --- A kernel that dies, a notebook that hangs -------------------------------------------------------------------


@pytest.fixture
def broken(tmp_path: Path) -> Callable[[str], Path]:
    """Return the maker of a study whose only notebook ends with a cell of this source."""

    def make(source: str) -> Path:
        root = make_study(tmp_path / "study", ("01_parse",))
        path = root / "notebooks/01_parse.ipynb"
        book = json.loads(path.read_text(encoding="utf-8"))
        cell = {"cell_type": "code", "id": "fault", "metadata": {}, "outputs": [], "execution_count": None}
        book["cells"].append({**cell, "source": source})
        path.write_text(json.dumps(book), encoding="utf-8")
        return root

    return make


def run_with_limit(root: Path, seconds: int, **more: str) -> list[str]:
    code = "import sys; from listometrics.cli import main; from listometrics.run import execution; "
    code += f"execution.TIME_LIMIT = {seconds}; sys.exit(main(['run', sys.argv[1]]))"
    command = [sys.executable, "-c", code, str(root)]
    done = subprocess.run(command, env=os.environ | more, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert not (root / "data/.lock").exists() or os.name == "posix"
    return done.stderr.splitlines()


def test_a_kernel_that_dies_is_named(broken: Callable[[str], Path]) -> None:
    done = run(broken("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"), code=1)
    assert "listometrics: 01_parse failed: " in done.stderr and "died" in done.stderr.lower()
    assert "Executed notebook: " in done.stderr and "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_notebook_that_hangs_is_ended_at_its_time_limit(broken: Callable[[str], Path]) -> None:
    root = broken("import time\nwhile True:\n    time.sleep(0.1)")
    said = run_with_limit(root, 12)  # an ordinary cell ends within it, also on a busy machine
    assert said[1].startswith("listometrics: 01_parse failed: A cell timed out ") and "after 12 seconds" in said[1]
    assert "    time.sleep(0.1)" in said, "the added cell timed out, and no other"
    assert said[-1] == f"Executed notebook: {root / 'reports/executed/01_parse.ipynb'}"


@pytest.mark.slow
def test_a_notebook_that_hangs_in_an_import_is_ended_at_its_time_limit(
    broken: Callable[[str], Path], tmp_path: Path
) -> None:
    (tmp_path / "installed").mkdir()
    (tmp_path / "installed/hangs_here.py").write_text("import time\nwhile True:\n    time.sleep(0.1)\n")
    path = f"{tmp_path / 'installed'}:{os.environ.get('PYTHONPATH', '')}"
    said = run_with_limit(broken("import hangs_here"), 10, PYTHONPATH=path)
    assert "01_parse did not start: its imports took more than 10 seconds. Look for the one" in said[-1]
    assert said[-1].endswith("hangs_here.")


# --- Kills at random moments -------------------------------------------------------------------------------------


def start_run(root: Path, *options: str) -> "subprocess.Popen[bytes]":
    command, quiet = [sys.executable, "-m", "listometrics", "run", str(root), *options], subprocess.DEVNULL
    return subprocess.Popen(command, cwd=root, stdout=quiet, stderr=quiet, start_new_session=True)


def kill_in_time(started: "subprocess.Popen[bytes]", is_time: Callable[[], object]) -> None:
    while started.poll() is None and not is_time():
        time.sleep(0.002)
    started.send_signal(signal.SIGKILL)
    assert started.wait() == -signal.SIGKILL, "it was killed in time"


def read_keys(root: Path) -> pd.DataFrame:
    return pd.read_csv(root / KEYS, dtype="str", keep_default_na=False)


@pytest.mark.slow
def test_kills_at_random_moments_leave_every_file_whole_and_the_next_run_repairs(small_study: Path) -> None:
    """The list changes back and forth, so that each run has something to write; half are killed while it does."""
    chance, lists = random.Random(100), (thin(20), thin(20, 7))
    allowed: dict[str, set[bytes]] = {}
    (small_study / KEYS).unlink()
    for number in range(4):  # only after the second one the registry has the keys of both lists
        (small_study / "data/raw_readme.md").write_text(lists[number % 2], encoding="utf-8")
        start = time.perf_counter()
        run(small_study)
        seconds, last = time.perf_counter() - start, read_results(small_study)
        for path, content in last.items() if number > 1 else ():
            allowed.setdefault(path, set()).add(content)
    keys, between = read_keys(small_study), 0
    for number in range(8):
        (small_study / "data/raw_readme.md").write_text(lists[number % 2], encoding="utf-8")
        started = start_run(small_study)
        if number % 4 > 1:
            watched = small_study / "data" / chance.choice(["01_parsed", "02_enriched", "bib"])
            before = watched.stat().st_mtime_ns
            while started.poll() is None and watched.stat().st_mtime_ns == before:
                time.sleep(0.002)
            time.sleep(chance.uniform(0, 0.05))
        else:
            time.sleep(chance.uniform(0, seconds))
        started.kill()
        started.wait()
        found = {path: content for path, content in read_results(small_study).items() if ".part" not in path}
        found.pop("data/.lock", None)
        torn = [path for path, content in found.items() if content not in allowed[path]]
        assert torn == [], "a file is neither the old nor the new one"
        lost = {path for path in allowed if path not in found and not path.endswith((".state.json", ".lock"))}
        assert lost == set(), "a file was lost"
        pd.testing.assert_frame_equal(read_keys(small_study), keys)
        between += {found.get(path) == last[path] for path in last} == {True, False}
    assert between >= 2, "some were killed between two writes"
    (small_study / "data/raw_readme.md").write_text(lists[1], encoding="utf-8")
    run(small_study)
    assert read_results(small_study) == last


@pytest.mark.slow
def test_a_kill_after_the_first_registry_of_keys_ends_with_the_bytes_of_an_undisturbed_run(tmp_path: Path) -> None:
    undisturbed, killed = make_study(tmp_path / "undisturbed"), make_study(tmp_path / "killed")
    (undisturbed / KEYS).unlink()
    (killed / KEYS).unlink()
    run(undisturbed)
    kill_in_time(start_run(killed), (killed / KEYS).exists)
    run(killed)
    assert read_results(killed) == read_results(undisturbed)


@pytest.mark.slow
def test_the_kernel_of_a_killed_run_ends_too(small_study: Path) -> None:
    kernels: list[int] = []

    def list_kernels() -> list[int]:
        command = ["ps", "-o", "pid=", "--ppid", str(started.pid)]
        kernels[:] = map(int, subprocess.run(command, capture_output=True, text=True, check=False).stdout.split())
        return kernels

    started = start_run(small_study)
    kill_in_time(started, list_kernels)
    for _ in range(600):
        command = ["ps", "-o", "stat=", "-p", ",".join(map(str, kernels))]
        if not [s for s in subprocess.run(command, capture_output=True, text=True).stdout.split() if s[0] != "Z"]:
            return
        time.sleep(0.1)
    pytest.fail("a kernel has outlived its run by a minute")


@pytest.mark.slow
def test_two_runs_at_once_wait_for_each_other_and_give_the_same_bytes(
    small_study: Path, expected: dict[str, bytes]
) -> None:
    command = [sys.executable, "-m", "listometrics", "run", str(small_study)]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    try:
        done = [run.communicate(timeout=250) for run in runs]
    finally:
        for run in runs:
            run.kill()
    assert [run.returncode for run in runs] == [0, 0]
    waited = [said for _, said in done if "listometrics: waiting: " in said]
    assert len(waited) == 1 and str(small_study.resolve()) in waited[0]
    assert read_results(small_study) == expected


# --- Another home, locale, time zone, year or path: the same bytes -----------------------------------------------


def make_clock(folder: Path) -> str:
    """Return a library that, loaded before others, sets every clock some years ahead."""
    library = str(folder / "clock.so")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, str(ROOT / "tests/data/clock.c"), "-ldl"], check=True)
    asked = [sys.executable, "-c", "import datetime; print(datetime.date.today().year)"]
    year = subprocess.run(asked, env={"LD_PRELOAD": library}, capture_output=True, text=True, check=True).stdout
    assert int(year) >= 2039
    return library


def choose_locale(name: str, charset: str, folder: Path) -> dict[str, str]:
    """Return variables of a locale that is made here, or of C where the system cannot make it."""
    command = ["localedef", "-i", name, "-f", charset, str(folder / f"{name}.{charset}")]
    made = shutil.which(command[0]) and subprocess.run(command, capture_output=True, check=False).returncode == 0
    chosen = f"{name}.{charset}" if made else "C"
    return {"LOCPATH": str(folder), "LC_ALL": chosen, "LANG": chosen, "LANGUAGE": ""}


@pytest.mark.slow
@pytest.mark.requires_tool("cc")
def test_other_surroundings_give_the_same_bytes(tmp_path: Path) -> None:
    """Another locale, time zone, year and path, and no home folder, not even for a cache of fonts."""
    (tmp_path / "file").write_text("")
    nowhere = str(tmp_path / "file" / "folder")  # nobody can make it, not even root: it lies below a file
    homes = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "MPLCONFIGDIR"), nowhere)
    notebooks = tuple(sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb")))
    plain = make_study(tmp_path / "plain", notebooks)
    other = make_study(tmp_path / 'it\'s "quoted" $HOME #1 & 100%', notebooks)
    run(plain)
    turkish = choose_locale("tr_TR", "ISO-8859-9", tmp_path)  # its small letter of I is none of ASCII
    run(other, TZ="LINE-14", LD_PRELOAD=make_clock(tmp_path), **turkish, **homes)
    assert read_results(other) == read_results(plain)
