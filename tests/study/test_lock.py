"""One process at a time writes to a study, and a killed one keeps nobody out."""

import itertools
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from listometrics.errors import StudyError
from listometrics.study.files import LOCK, hold_study

Holder: TypeAlias = "subprocess.Popen[str]"
HOLD = """
import sys, time
from pathlib import Path
from listometrics.study.files import hold_study
with hold_study(Path(sys.argv[1])):
    held = time.monotonic()
    print("held", flush=True)
    sys.stdin.readline()
    time.sleep(0.1)
    print(held, time.monotonic())
"""


def start_holder(study: Path) -> Holder:
    """Start a process that holds the lock until it is told a line, and says from when to when it held it."""
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, "-c", HOLD, str(study)], stdin=pipe, stdout=pipe, stderr=pipe, text=True)


@pytest.fixture
def first(tmp_path: Path) -> Iterator[Holder]:
    """Return a process that holds the lock of the folder."""
    with start_holder(tmp_path) as holder:
        assert holder.stdout and holder.stdout.readline() == "held\n"
        yield holder


def test_a_second_process_says_whom_it_waits_for_and_goes_on_after_it(tmp_path: Path, first: Holder) -> None:
    said: list[str] = []

    def say(text: str) -> None:
        said.append(text)
        first.communicate("\n")

    with hold_study(tmp_path, say):
        assert first.returncode == 0
    assert said == [f"waiting: process {first.pid} is at work in {tmp_path.resolve()}"]


def test_a_killed_holder_keeps_nobody_out_and_its_half_written_files_go(tmp_path: Path, first: Holder) -> None:
    (tmp_path / "data/01_parsed").mkdir()
    half, kept = tmp_path / "data/01_parsed/.entries.csv.x1y2.part", tmp_path / "data/01_parsed/entries.csv"
    half.write_text("half")
    kept.write_text("whole")
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert (tmp_path / LOCK).exists()
    said: list[str] = []
    with hold_study(tmp_path, said.append):
        assert not half.exists() and kept.read_text() == "whole"
    assert said == []


def test_nothing_is_left_of_the_lock_after_its_holder_also_where_that_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), hold_study(tmp_path):
        assert (tmp_path / LOCK).read_text() == f"{os.getpid()}\n"
        raise ZeroDivisionError
    assert not (tmp_path / LOCK).exists()


def test_many_processes_hold_it_one_after_the_other(tmp_path: Path) -> None:
    holders = [start_holder(tmp_path) for _ in range(4)]
    for holder in holders:
        assert holder.stdin
        holder.stdin.write("\n")
        holder.stdin.flush()
    done = [holder.communicate(timeout=120) for holder in holders]
    assert [holder.returncode for holder in holders] == [0] * 4
    spans = sorted(tuple(map(float, out.removeprefix("held\n").split())) for out, _ in done)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
    assert not (tmp_path / LOCK).exists()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StudyError, match=r"\.lock: cannot be written: .* Free or unlock the place, or give another"):
        hold_study(tmp_path).__enter__()


def test_a_file_system_without_locks_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    def refuse(file: object, how: int) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    said: list[str] = []
    with hold_study(tmp_path, said.append):
        pass
    assert len(said) == 1 and "no lock here (No locks available): see to it that no other run is at work" in said[0]
