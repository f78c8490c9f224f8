"""Killed at random moments: every file is whole, no key is lost, and the next run ends with the same bytes."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

Results = Callable[[Path], dict[str, bytes]]
KEYS = "data/bib/keys.csv"


class Killer:
    """Run a study whose list changes back and forth, so that each run has something to write, and kill it."""

    def __init__(self, root: Path, lists: tuple[str, str], run: Callable[..., object], results: Results) -> None:
        self.root, self.lists, self.results = root, lists, results
        self.turn, self.seconds = 0, 0.0
        self.allowed: dict[str, set[bytes]] = {}
        (root / KEYS).unlink()
        for number in range(4):  # only after the second one the registry has the keys of both lists
            self.set_list(number % 2)
            start = time.perf_counter()
            run(root)
            self.seconds, self.last = time.perf_counter() - start, results(root)
            for path, content in self.last.items() if number > 1 else ():
                self.allowed.setdefault(path, set()).add(content)
        self.keys = read_keys(root)

    def set_list(self, turn: int) -> None:
        self.turn = turn
        (self.root / "data" / "raw_readme.md").write_text(self.lists[turn], encoding="utf-8")

    def kill_once(self, chance: random.Random, aimed: bool) -> bool:
        """Kill a run: at any moment, or (aimed) within the moments in which files change; tell if it was in time."""
        self.set_list(1 - self.turn)
        run = start_run(self.root)
        if aimed:
            watched = self.root / "data" / chance.choice(["01_parsed", "02_enriched", "bib"])
            before = watched.stat().st_mtime_ns
            while run.poll() is None and watched.stat().st_mtime_ns == before:
                time.sleep(0.002)
            time.sleep(chance.uniform(0, 0.05))
        else:
            time.sleep(chance.uniform(0, self.seconds))
        in_time = run.poll() is None
        if in_time:
            run.send_signal(signal.SIGKILL)
        run.wait()
        return in_time


def start_run(root: Path, *options: str) -> "subprocess.Popen[bytes]":
    command, quiet = [sys.executable, "-m", "listometrics", "run", str(root), *options], subprocess.DEVNULL
    return subprocess.Popen(command, cwd=root, stdout=quiet, stderr=quiet, start_new_session=True)


def read_keys(root: Path) -> pd.DataFrame:
    return pd.read_csv(root / KEYS, dtype="str", keep_default_na=False)


def kill_often(killer: Killer, kills: int, seed: int) -> dict[str, int]:
    """Kill runs so many times, half of them while files change, and look at every file after each."""
    chance = random.Random(seed)
    counts = {"kills": 0, "between": 0}
    for _ in range(10 * kills):  # a run may end before it is killed: then it does not count
        if counts["kills"] == kills:
            break
        in_time = killer.kill_once(chance, aimed=counts["kills"] % 2 == 1)
        counts["kills"] += in_time
        found = killer.results(killer.root)
        halves = [path for path in found if ".part" in path or path == "data/.lock"]
        torn = [path for path, content in found.items() if path not in halves and content not in killer.allowed[path]]
        assert torn == [], "a file is neither the old nor the new one"
        assert set(killer.allowed) <= set(found), "a file was lost"
        pd.testing.assert_frame_equal(read_keys(killer.root), killer.keys)
        counts["between"] += in_time and {found[p] == killer.last[p] for p in killer.last} == {True, False}
    return counts


def say(counts: dict[str, int]) -> str:
    """Write what was counted; a half-written file, a lost key or a run that does not repair has failed before."""
    return f"{counts['kills']}; {counts['between']}"


def assert_repaired(killer: Killer, run: Callable[..., object]) -> None:
    killer.set_list(1)
    run(killer.root)
    assert killer.results(killer.root) == killer.last


@pytest.fixture
def killer(small_study: Path, thin: Callable[..., str], run: Callable[..., object], results: Results) -> Killer:
    return Killer(small_study, (thin(20), thin(20, 7)), run, results)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_hundred_kills_leave_every_file_whole_and_the_next_run_repairs(
    killer: Killer, run: Callable[..., object], note_figure: Callable[[str, object], None]
) -> None:
    counts = kill_often(killer, 100, seed=100)
    assert counts["kills"] == 100
    assert_repaired(killer, run)
    note_figure("runs killed in the slow tests; of these between two writes: each whole and repaired", say(counts))


def test_a_kill_after_the_first_registry_of_keys_ends_with_the_bytes_of_an_undisturbed_run(
    tmp_path: Path, make_study: Callable[..., Path], run: Callable[..., object], results: Results
) -> None:
    undisturbed, killed = make_study(tmp_path / "undisturbed"), make_study(tmp_path / "killed")
    (undisturbed / KEYS).unlink()
    (killed / KEYS).unlink()
    run(undisturbed)
    expected = results(undisturbed)
    started = start_run(killed)
    while started.poll() is None and not (killed / KEYS).exists():
        time.sleep(0.002)
    started.send_signal(signal.SIGKILL)
    started.wait()
    assert (killed / KEYS).exists()
    run(killed)
    assert results(killed) == expected
    run(undisturbed, "--force")
    assert results(undisturbed) == expected, "a second run says the same of the registry as the first"


def test_a_kill_while_a_notebook_is_saved_leaves_the_executed_notebook_whole(
    small_study: Path, run: Callable[..., object], results: Results
) -> None:
    run(small_study)
    before = results(small_study)
    started = start_run(small_study, "--force")
    folder = small_study / "reports/executed"
    while started.poll() is None and not [part for part in folder.glob(".02_enrich.*") if part.stat().st_size]:
        time.sleep(0.002)
    started.send_signal(signal.SIGKILL)
    assert started.wait() == -signal.SIGKILL, "it was killed in time"
    found = results(small_study)
    assert {path: content for path, content in found.items() if path in before} == before
    run(small_study)
    assert results(small_study) == before, "what the killed run left is gone"


def test_the_kernel_of_a_killed_run_ends_too(small_study: Path) -> None:
    run = start_run(small_study)
    kernels: list[int] = []
    while not kernels and run.poll() is None:
        time.sleep(0.02)
        kernels = children_of(run.pid)
    run.send_signal(signal.SIGKILL)
    run.wait()
    assert kernels
    deadline = time.monotonic() + 60
    while any(map(is_alive, kernels)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [pid for pid in kernels if is_alive(pid)]


def children_of(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in listed.stdout.split()]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")
