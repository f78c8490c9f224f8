"""The process environment of the kernels, and how a run ends that is told to."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_USERS = ("PYTHONDONTWRITEBYTECODE", "PYTHONSTARTUP")  # IPython runs the latter's file in every kernel


@contextmanager
def kernel_environment() -> Iterator[None]:
    """Give the kernels an environment of their own: no start-up files of the user, bytecode kept.

    Modules come from the installation alone: the study, in which kernels start, is other people's files.
    """
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="listometrics-") as folder:
        for name in _USERS:
            os.environ.pop(name, None)
        os.environ.update(
            IPYTHONDIR=folder,
            JUPYTER_RUNTIME_DIR=folder,
            JUPYTER_PREFER_ENV_PATH="1",
            PYDEVD_DISABLE_FILE_VALIDATION="1",
            PYTHONPATH=_whole_paths(os.environ.get("PYTHONPATH", "")),
            PYTHONSAFEPATH="1",
            PYTHONUTF8="1",
        )
        try:
            with _termination():
                yield
        finally:
            os.environ.clear()
            os.environ.update(before)


@contextmanager
def _termination() -> Iterator[None]:
    """Turn a termination signal into an exception, so that kernels are ended as on an interrupt."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def leave(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _whole_paths(paths: str) -> str:
    """Return a search path as seen from here; an empty entry, by which Python means where it starts, is left out."""
    return os.pathsep.join(os.path.abspath(path) for path in paths.split(os.pathsep) if path)
