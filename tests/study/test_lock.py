"""One process at a time writes to a study, and a killed one keeps nobody out."""

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
import sys
from pathlib import Path
from listometrics.study.files import hold_study
with hold_study(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def first(tmp_path: Path) -> Iterator[Holder]:
    """Return a process that holds the lock of the folder until it is told a line."""
    command, pipe = [sys.executable, "-c", HOLD, str(tmp_path)], subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as holder:
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
