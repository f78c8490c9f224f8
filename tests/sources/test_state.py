"""What fetching remembers, and how a run that was killed is carried over."""

from pathlib import Path
from typing import Any

import pytest

from listometrics.errors import StudyError
from listometrics.sources.state import JOURNAL, Checked, State, Step, read_step

ENTRY = "@misc{arxiv:2305.00001,\n  title = {T},\n}\n"
STEP = Step(
    "arxiv",
    (Checked("arxiv:2305.00001", "arxiv", "arxiv:2305.00001", "preprint", "2026-12-01"),),
    {"arxiv:2305.00001": ENTRY},
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path


def test_a_step_reads_back_as_it_was_written() -> None:
    assert read_step(STEP.write()) == STEP


def test_a_step_that_was_kept_survives_a_kill(root: Path) -> None:
    State(root).keep(STEP)
    carried = State(root)
    assert carried.carried == [STEP] and carried.files["arxiv"].entries == STEP.entries
    assert not (root / "data/bib/sources/arxiv.bib").exists()


def test_saving_writes_the_files_and_ends_the_journal(root: Path) -> None:
    state = State(root)
    state.keep(STEP)
    assert state.save() == ["data/bib/sources/arxiv.bib", "data/bib/checked.csv", "data/bib/upgrades.csv"]
    assert not (root / JOURNAL).exists()
    assert State(root).save() == []


@pytest.mark.parametrize("cut", [1, 10, len(STEP.write().encode()) - 1])
def test_a_line_that_was_being_written_is_dropped_and_the_next_takes_its_place(root: Path, cut: int) -> None:
    (root / "data/bib").mkdir()
    line = STEP.write().encode()
    (root / JOURNAL).write_bytes(line + line[:cut])
    state = State(root)
    assert state.carried == [STEP]
    state.keep(STEP)
    assert (root / JOURNAL).read_bytes() == line * 2


@pytest.mark.parametrize("line", [b"{}\n", b"not JSON\n", b"[1]\n", b"\xff\n", b"\n"])
def test_a_whole_line_that_cannot_be_read_ends_the_run(root: Path, line: bytes) -> None:
    (root / "data/bib").mkdir()
    (root / JOURNAL).write_bytes(STEP.write().encode() + line)
    with pytest.raises(StudyError, match=r"^data/bib/\.fetch\.jsonl:2: cannot be read"):
        State(root)


def test_a_decision_that_is_none_is_refused(root: Path) -> None:
    (root / "data/bib").mkdir()
    (root / "data/bib/decisions.csv").write_text("work,candidate,decision,why\na,b,perhaps,c\n", encoding="utf-8")
    with pytest.raises(StudyError, match=r"data/bib/decisions\.csv:2: decision: not one of accept, reject"):
        State(root)


def test_a_disk_that_is_full_is_told_and_nothing_is_lost(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from listometrics.study import files

    state = State(root)
    state.keep(STEP)

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "replace", full)
    with pytest.raises(StudyError, match="No space left on device"):
        state.save()
    assert (root / JOURNAL).exists()
