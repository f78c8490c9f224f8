"""One process at a time writes to a study: a lock that ends with its holder, however that ends."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

from listometrics.errors import StudyError
from listometrics.study import files

LOCK = "data/.lock"
# As files.write_bytes and papermill's runner name what they have not finished.
LEFT = ("data/**/.*.part", "reports/**/.*.part", "reports/executed/.*.part.ipynb")


def say_waiting(text: str) -> None:
    """Tell the user on standard error."""
    print(f"listometrics: {text}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def hold_study(place: Path, say: Callable[[str], None] = say_waiting) -> Iterator[None]:
    """Hold the lock of the folder that results go to; wait where another process has it, and say so once.

    The system takes the lock from a process that ends, also by SIGKILL. What a killed process has left
    half-written beside its files is removed. Where the file system has no locks, it is said and none is held.
    Raises StudyError where the folder cannot be written, or where a folder of results leads out of it.
    """
    for folder in ("data", "reports"):
        files.check_inside(place, folder)
    path = place / LOCK
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = _take(path, say)
    except OSError as error:
        raise files.say_unwritten(path, error) from None
    with file:
        for left in (part for pattern in LEFT for part in place.glob(pattern) if part.is_symlink() or part.is_file()):
            files.remove_inside(place, left.relative_to(place).as_posix())
        try:
            yield
        finally:
            with contextlib.suppress(OSError):  # Windows removes no open file: there it stays, and holds nobody up
                path.unlink()


def _take(path: Path, say: Callable[[str], None]) -> TextIO:
    while True:
        file = _open(path)
        try:
            _lock(file, path, say)
            # A holder removes the file when it ends: who waited for a removed one starts over with the next.
            if path.exists() and os.path.samestat(os.fstat(file.fileno()), path.lstat()):
                with contextlib.suppress(OSError):  # who holds it is told to those who wait, where the disk has room
                    file.truncate(0)
                    os.write(file.fileno(), f"{os.getpid()}\n".encode())
                return file
        except BaseException:
            file.close()
            raise
        file.close()


def _open(path: Path) -> TextIO:
    """Open the file of the lock, which is written to; not what a link in its place leads to."""
    if path.is_symlink():
        raise StudyError(f"{path}: is a link, expected a file that only a run makes. Remove the link.")
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)  # Windows has none
    file = os.fdopen(os.open(path, flags, 0o666), "a+", encoding="utf-8")
    if os.fstat(file.fileno()).st_nlink > 1:
        file.close()
        raise StudyError(f"{path}: is another file's second name (a hard link). Remove it.")
    return file


def _lock(file: TextIO, path: Path, say: Callable[[str], None]) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        return
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        say(f"waiting: process {file.read().strip() or '?'} is at work in {path.parents[1].resolve()}")
        fcntl.flock(file, fcntl.LOCK_EX)
    except OSError as error:
        say(f"{path}: no lock here ({error.strerror}): see to it that no other run is at work in this study")
