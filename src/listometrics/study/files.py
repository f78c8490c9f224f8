"""A study's files: where they lie, read with clear errors, written whole or not at all, by one process at a time."""

from __future__ import annotations

import contextlib
import errno
import fnmatch
import hashlib
import os
import secrets
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from listometrics.errors import StudyError

LIST = "data/raw_readme.md"
CHOICES = "data/list.toml"
_PACKAGE = Path(__file__).resolve().parents[1]
# Our own notebooks and vocabularies: an installed package brings them, a checkout has them at its top.
OURS = next((path for path in (_PACKAGE / "bundled",) if path.is_dir()), _PACKAGE.parents[1])
OUR_DATA = OURS / "data"
INPUTS = (LIST, CHOICES, "data/vocab/*", "data/bib/sources/*")
FOLDERS = {"01": "data/01_parsed", "02": "data/02_enriched", "03": "data/03_analysed", "04": "reports"}
RECORDS = ("data/*/*.record.json", "reports/*.record.json")
LOCK = "data/.lock"
# What a killed run leaves: write_bytes and papermill's runner name so what they have not finished.
UNFINISHED = ("data/**/.*.part", "reports/**/.*.part", "reports/executed/.*.part.ipynb")
_UNREADABLE: dict[type[OSError], str] = {
    FileNotFoundError: "not found. Put the file there, or give another root.",
    IsADirectoryError: "is a folder, expected a file. Move the folder away.",
}
_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)
# This kernel and the process that started it, as Jupyter names that; nothing where this is no kernel.
_STARTED = (os.getpid(), os.getppid()) if os.environ.get("JPY_PARENT_PID") == str(os.getppid()) else None


def find_root(root: str) -> Path:
    """Return the study's folder; raises StudyError where it holds no `data/`.

    The default, `..`, is the folder above the notebooks, or the working directory where that has a `data/`: papermill
    may be called from the study itself.
    """
    places = [Path("."), Path("..")] if Path(root) == Path("..") else [Path(root)]
    for place in places:
        if (place / "data").is_dir():
            return place
    raise StudyError(
        f"{root}: no folder data/ there. A study is a folder with {LIST}, data/vocab/ and data/bib/: "
        "give its path as root."
    )


def is_input(path: str) -> bool:
    """Tell whether a path of a study is an input, which no stage may change.

    >>> is_input("data/raw_readme.md"), is_input("data/bib/sources/curated.bib"), is_input("data/bib/keys.csv")
    (True, True, False)
    """
    return any(fnmatch.fnmatch(path, pattern) for pattern in INPUTS)


def find_base(path: str, root: Path, out: Path) -> Path:
    """Return where a stage finds a file: results of earlier stages in `out` where they are there, else in `root`."""
    return out if not is_input(path) and (out / path).exists() else root


def record_path(stage: str) -> str:
    """Return where a stage's record lies, such as `data/01_parsed/01_parse.record.json`."""
    return f"{FOLDERS[stage[:2]]}/{stage}.record.json"


def numbers_path(stage: str) -> str:
    """Return where a stage leaves the numbers that prose needs, such as `data/03_analysed/methods.json`."""
    return f"{FOLDERS[stage[:2]]}/{stage.partition('_')[2]}.json"


def check_inside(base: Path, path: str) -> None:
    """Refuse a path that leads out of a folder, by `..` or by a link, or to a pipe; a study is other people's too."""
    place = Path(os.path.realpath(base / path))  # unlike resolve(), it bears links that go round in a circle
    if not place.is_relative_to(os.path.realpath(base)):
        raise StudyError(f"{path}: leads to {place}, outside the study. Put the file itself there, not a link.")
    if place.exists() and not place.is_file() and not place.is_dir():
        raise StudyError(f"{path}: is a pipe or a device, expected a file. Take it away.")


def check_single(base: Path, path: str) -> None:
    """Refuse a file that only this program makes where it has another name, by any link: that one would change too."""
    place = base / path
    if place.is_symlink() or (place.is_file() and place.stat().st_nlink > 1):
        raise StudyError(f"{path}: is a link, expected a file that only a run or a fetch makes. Remove the link.")
    check_inside(base, path)


def append_line(base: Path, path: str, line: str) -> None:
    """Add a line to a file that only this program makes, and wait until the disk has it."""
    check_single(base, path)
    (base / path).parent.mkdir(parents=True, exist_ok=True)
    with (base / path).open("ab") as file:
        file.write(f"\n{line}\n".encode())  # a process that was killed may have left half a line before it
        file.flush()
        os.fsync(file.fileno())


def read_bytes(path: Path, shown: str = "") -> bytes:
    """Return a file's bytes; raises StudyError that names it as `shown` where it is missing or cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        usual = f"cannot be read: {error.strerror}. Check its permissions."
        raise StudyError(f"{shown or path}: {_UNREADABLE.get(type(error), usual)}") from None


def read_text(path: Path, shown: str = "") -> str:
    """Return a file's text, its line endings untouched; raises StudyError as `read_bytes` and `decode` do."""
    return decode(read_bytes(path, shown), shown or str(path))


def decode(raw: bytes, shown: str) -> str:
    """Decode UTF-8, with or without a byte-order mark (which stays: offsets are the file's own).

    >>> decode(b"a\\n\\xff", "list.md")
    Traceback (most recent call last):
    listometrics.errors.StudyError: list.md:2: byte 0xff is not UTF-8. Save the file as UTF-8.
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise StudyError(
            f"{shown}:{line}: byte 0x{raw[error.start]:02x} is not UTF-8. Save the file as UTF-8."
        ) from None


def join_texts(first: str, *others: str) -> str:
    """Return the files of a list as one text: a blank line between them, and no byte-order mark but the first's."""
    return "\n\n".join([first, *(text.removeprefix("\ufeff") for text in others)])


def write_bytes(path: Path, content: bytes) -> None:
    """Write a whole file or none: write beside, then rename.

    A file that already holds these bytes is left alone. Raises StudyError where the folder cannot be written, and in
    a kernel whose run has ended: until it ends too, the next run may be at work already.
    """
    try:
        if path.is_file() and path.read_bytes() == content:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
        try:
            with part.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if _STARTED and _STARTED[0] == os.getpid() and _STARTED[1] != os.getppid():
                raise StudyError(f"{path}: not written: the run that started this kernel has ended. Run it again.")
            os.replace(part, path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise say_unwritten(path, error) from error


def write_text(path: Path, content: str) -> None:
    """Write text as UTF-8, whole or not at all; line endings are written as given."""
    write_bytes(path, content.encode("utf-8"))


def write_output(path: Path, content: bytes) -> None:
    """Write where a user says: through a device or pipe, else a whole file or none, also where a link leads to it."""
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as opened:
                opened.write(content)
            return
    except OSError as error:
        raise say_unwritten(path, error) from error
    write_bytes(Path(os.path.realpath(path)), content)


def write_inside(base: Path, path: str, content: bytes) -> None:
    """Write a whole file or none, below a folder and nowhere else; raises StudyError where its path leads out."""
    check_inside(base, path)
    write_bytes(base / path, content)


def remove_inside(base: Path, path: str) -> None:
    """Remove a file, or a link and not what it leads to; raises StudyError where its folder lies outside `base`."""
    check_inside(base, os.path.dirname(path))
    try:
        (base / path).unlink(missing_ok=True)
    except OSError as error:
        raise StudyError(f"{base / path}: cannot be removed: {error.strerror}. Unlock its folder.") from None


def say_unwritten(path: Path, error: OSError) -> StudyError:
    """Return the error of a place that cannot be written; the system's own often does not name it."""
    reason = error.strerror or error
    return StudyError(f"{path}: cannot be written: {reason}. Free or unlock the place, or give another place.")


def sha256(content: bytes) -> str:
    """Return the SHA-256 of bytes as hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


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
    from filelock import FileLock, Timeout  # here: kernels hold no lock, and wait for no import

    for folder in ("data", "reports"):
        check_inside(place, folder)
    check_single(place, LOCK)
    path = place / LOCK
    lock = FileLock(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            holder = path.read_text(encoding="utf-8").strip() if path.is_file() else ""
            say(f"waiting: process {holder or '?'} is at work in {place.resolve()}")
            lock.acquire()
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise say_unwritten(path, error) from None
        say(f"{path}: no lock here ({error.strerror}): see to it that no other run is at work in this study")
    try:
        with contextlib.suppress(OSError):  # who holds it is told to those who wait, where the disk has room
            path.write_text(f"{os.getpid()}\n", encoding="utf-8")
        for left in (part for pattern in UNFINISHED for part in place.glob(pattern)):
            if left.is_symlink() or left.is_file():
                remove_inside(place, left.relative_to(place).as_posix())
        yield
    finally:
        with contextlib.suppress(OSError):  # Windows removes no open file: there it stays, and holds nobody up
            path.unlink()
        lock.release(force=True)
