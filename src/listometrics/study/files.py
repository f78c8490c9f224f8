"""Read inputs with clear errors; write whole files or none."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from listometrics.errors import StudyError

# This kernel and the process that started it, as Jupyter names that; nothing where this is no kernel.
_STARTED = (os.getpid(), os.getppid()) if os.environ.get("JPY_PARENT_PID") == str(os.getppid()) else None


def read_text(path: Path, shown: str = "") -> str:
    """Return a file's text, its line endings untouched.

    `shown` is the name for error messages, as the user would write it. Raises StudyError where the file is
    missing, is a folder, cannot be read, or is not UTF-8 (with the line of the first bad byte).

    >>> read_text(Path("no_such_file.csv"))
    Traceback (most recent call last):
    listometrics.errors.StudyError: no_such_file.csv: not found. Put the file there, or give another root.
    """
    return decode(read_bytes(path, shown), shown or str(path))


def read_bytes(path: Path, shown: str = "") -> bytes:
    """Return a file's bytes; raises StudyError where that is not possible."""
    shown = shown or str(path)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise StudyError(f"{shown}: not found. Put the file there, or give another root.") from None
    except IsADirectoryError:
        raise StudyError(f"{shown}: is a folder, expected a file. Move the folder away.") from None
    except OSError as error:
        raise StudyError(f"{shown}: cannot be read: {error.strerror}. Check its permissions.") from None


def check_inside(base: Path, path: str) -> None:
    """Refuse a path that leads out of a folder, by `..` or by a link; a study is other people's files too."""
    place = Path(os.path.realpath(base / path))  # unlike resolve(), it bears links that go round in a circle
    if not place.is_relative_to(os.path.realpath(base)):
        raise StudyError(f"{path}: leads to {place}, outside the study. Put the file itself there, not a link.")


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


def write_bytes(path: Path, content: bytes) -> None:
    """Write a whole file or none: write beside, then rename.

    A file that already holds these bytes is left alone. Raises StudyError where the folder cannot be written, and in
    a kernel whose run has ended: until it ends too, the next run may be at work already.
    """
    try:
        if path.is_file() and path.read_bytes() == content:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, 0o666 & ~read_umask())
            if _STARTED and _STARTED[0] == os.getpid() and _STARTED[1] != os.getppid():
                raise StudyError(f"{path}: not written: the run that started this kernel has ended. Run it again.")
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise say_unwritten(path, error) from error


def write_text(path: Path, content: str) -> None:
    """Write text as UTF-8, whole or not at all; line endings are written as given."""
    write_bytes(path, content.encode("utf-8"))


def write_inside(base: Path, path: str, content: bytes) -> None:
    """Write a whole file or none, below a folder and nowhere else; raises StudyError where its path leads out."""
    check_inside(base, path)
    write_bytes(base / path, content)


def make_folder(base: Path, path: str) -> Path:
    """Return a folder below another, made where it is not there; raises StudyError where its path leads out."""
    check_inside(base, path)
    try:
        (base / path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise say_unwritten(base / path, error) from None
    return base / path


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


def read_umask() -> int:
    """Return the permissions that this process takes from new files."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
