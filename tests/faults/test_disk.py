"""A disk that is full and a folder that is locked: said in one line, no half-written file, mended by the next run."""

import ctypes
import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Results = Callable[[Path], dict[str, bytes]]
Study = Callable[..., Path]
Run = Callable[..., "subprocess.CompletedProcess[str]"]
KEYS = "data/bib/keys.csv"
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


def assert_said_in_lines(done: "subprocess.CompletedProcess[str]", *reasons: str) -> None:
    assert "Traceback" not in done.stderr
    assert "Kernel died" not in done.stderr
    assert "listometrics: a file: " not in done.stderr
    assert any(reason in done.stderr for reason in reasons), done.stderr
    assert "Free or unlock the place" in done.stderr


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own that holds the study's inputs and little more."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root can make a small file system here; a limit on the size of files is tested instead")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(place: Path, left: int) -> Path:
    """Fill a file system but for so many bytes."""
    filler = place / "filler"
    free = os.statvfs(place).f_bavail * os.statvfs(place).f_frsize
    filler.write_bytes(b"\0" * max(0, free - left))
    return filler


@pytest.mark.parametrize(
    "left",
    [pytest.param(0, id="from the start", marks=pytest.mark.slow), pytest.param(60_000, id="after some tables")],
)
def test_a_full_disk_is_said_and_the_next_run_repairs(
    left: int, small_disk: Path, make_study: Study, run: Run, results: Results, expected: dict[str, bytes]
) -> None:
    root = make_study(small_disk / "study")
    before = results(root)
    filler = fill(small_disk, left)
    assert_said_in_lines(run(root, code=2), "No space left on device")
    assert_whole(results(root), before, expected)
    filler.unlink()
    run(root)
    assert results(root) == expected


def test_a_file_that_may_not_grow_is_said_and_the_next_run_repairs(
    small_study: Path, run: Run, results: Results, expected: dict[str, bytes]
) -> None:
    before = results(small_study)
    done = run(small_study, code=2, prepare=limit_files)
    assert_said_in_lines(done, "File too large")
    assert_whole(results(small_study), before, expected)
    run(small_study)
    assert results(small_study) == expected


def assert_whole(found: dict[str, bytes], before: dict[str, bytes], expected: dict[str, bytes]) -> None:
    torn = [path for path, content in found.items() if content not in (before.get(path), expected.get(path))]
    assert torn == []
    assert len(found) < len(expected)


@pytest.mark.parametrize("locked", [".", pytest.param("data", marks=pytest.mark.slow), "data/02_enriched"])
def test_a_locked_folder_is_said_and_nothing_of_it_changes(
    locked: str, small_study: Path, run: Run, results: Results
) -> None:
    (small_study / "data/02_enriched").mkdir()
    before = results(small_study)
    places = [small_study / "data", small_study] if locked == "." else [small_study / locked]
    for place in places:
        place.chmod(0o555)
    try:
        assert_said_in_lines(run(small_study, code=2, prepare=drop_privileges), "Permission denied")
        after = results(small_study)
    finally:
        for place in places:
            place.chmod(0o755)
    assert {path: content for path, content in after.items() if path in before} == before
    assert not [path for path in after if path.startswith("data/02_enriched/") or ".part" in path]


@pytest.mark.parametrize(
    "locked",
    ["reports/executed/01_parse.ipynb", pytest.param("reports/notebooks/01_parse.html", marks=pytest.mark.slow)],
)
def test_a_folder_of_notebooks_that_is_locked_is_said_with_the_file_and_the_next_run_repairs(
    locked: str, small_study: Path, run: Run, results: Results, expected: dict[str, bytes]
) -> None:
    folder = (small_study / locked).parent
    folder.mkdir(parents=True)
    folder.chmod(0o555)
    try:
        done = run(small_study, code=2, prepare=drop_privileges)
    finally:
        folder.chmod(0o755)
    assert_said_in_lines(done, f"listometrics: {small_study / locked}: cannot be written: Permission denied. ")
    run(small_study)
    assert results(small_study) == expected


def test_a_locked_study_is_studied_into_another_folder(
    small_study: Path, tmp_path: Path, run: Run, results: Results, expected: dict[str, bytes]
) -> None:
    folders = [small_study, *(path for path in small_study.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    try:
        run(small_study, "--out", str(tmp_path / "out"), prepare=drop_privileges)
    finally:
        for folder in folders:
            folder.chmod(0o755)
    made = results(tmp_path / "out")
    assert made == {path: content for path, content in expected.items() if path in made}
    assert set(made) == set(expected)
    assert list(results(small_study)) == [KEYS]
