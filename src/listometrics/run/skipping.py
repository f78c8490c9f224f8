"""Whether a notebook must run, and why: content hashes of what it read, wrote and was made with, never times.

The committed record of a stage (`*.record.json`) says what it read and wrote. Its state, with the hashes of the code
and the versions of this machine, lies beside the executed notebook and is not committed: a fresh clone runs every
notebook once. Standard library only: a run that finds nothing to do must not load what it does not use.
"""

from __future__ import annotations

import contextlib
import json
import platform
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import listometrics
from listometrics.run.preflight import Notebook, read_cells
from listometrics.study import files
from listometrics.study.files import find_base, is_input, record_path

EXECUTED, PAGES = "reports/executed", "reports/notebooks"
PACKAGE = Path(listometrics.__file__).resolve().parent
LOCK = PACKAGE.parents[1] / "requirements.lock"
NO_RUN = "no earlier run here"


@dataclass(frozen=True)
class Task:
    """One notebook of a run: the study, where results go (none: into it), and the values that are not defaults."""

    notebook: Notebook
    root: Path
    out: Path | None
    values: Mapping[str, Any]

    @property
    def results(self) -> Path:
        """Return the folder below which results go."""
        return self.out or self.root

    @property
    def state(self) -> str:
        """Return where the state lies, below the results."""
        return f"{EXECUTED}/{self.notebook.name}.state.json"

    @cached_property
    def made_with(self) -> dict[str, str]:
        """Return parameters, hashes of the code, and versions, as they were when this was first asked for.

        A notebook or module that is saved while the run goes on differs from these, so that the next run runs it.
        """
        cells = json.dumps(read_cells(self.notebook.path)).encode()  # text, code and tags; outputs do not matter
        code = {
            f"notebooks/{self.notebook.name}.ipynb": files.sha256(cells),
            "the package listometrics": hash_package(),
        }
        return {**{name: f"= {value!r}" for name, value in self.values.items()}, **code, **list_versions()}

    def why(self) -> str:
        """Return why the notebook must run; nothing where what it made stands and would be made again."""
        made = self.made_with
        try:
            state = json.loads(_read(self.results / self.state))
            made_before, reads, writes = (dict(state[part]) for part in ("made_with", "reads", "writes"))
        except (OSError, ValueError, LookupError, TypeError, RecursionError):  # none, cut off, or of another version
            return NO_RUN
        here = {path: hash_file(self.results / path) for path in (*writes, *self.notebook.writes)}
        there = {
            path: hash_file(find_base(path, self.root, self.results) / path) for path in (*reads, *self._list_inputs())
        }
        # A file that the notebook carries on, such as the registry of keys, is as the notebook left it.
        return _compare(made_before | reads | writes, made | there | here)

    def remember(self) -> None:
        """Keep what the notebook, which has just ended well, read, wrote and was made with."""
        name, made = (
            self.notebook.name,
            [f"{PAGES}/{self.notebook.name}.html", f"{EXECUTED}/{self.notebook.name}.ipynb"],
        )
        # Without a record nobody knows what it read: it runs each time.
        with contextlib.suppress(OSError, ValueError, LookupError, TypeError):
            made.append(record_path(name))
            record = json.loads(_read(self.results / made[-1]))
            writes = record["writes"] | {path: hash_file(self.results / path) for path in made}
            state = {"made_with": self.made_with, "reads": record["reads"], "writes": writes}
            text = json.dumps(state, ensure_ascii=False, indent=1)
            files.write_inside(self.results, self.state, f"{text}\n".encode())

    def forget(self) -> None:
        """Drop what is remembered: the notebook is about to run, and may not come to its end."""
        files.remove_inside(self.results, self.state)

    def _list_inputs(self) -> Iterator[str]:
        """Return the files there are of those that the notebook says it reads; of patterns only those for inputs."""
        for path in (*self.notebook.reads, *self.notebook.may_read):
            if "*" not in path or is_input(path):
                yield from sorted(found.relative_to(self.root).as_posix() for found in self.root.glob(path))


@cache
def hash_package() -> str:
    """Return one SHA-256 of the package, data and templates too: reading it all takes some hundredths of a second."""
    paths = sorted(path for path in PACKAGE.rglob("[!.]*") if "__pycache__" not in path.parts and path.is_file())
    return files.sha256("\n".join(f"{path.relative_to(PACKAGE)} {hash_file(path)}" for path in paths).encode())


@cache
def list_versions() -> dict[str, str]:
    """Return the version of Python, its platform, and of every installed package that the lock names.

    They are read from the names of the folders that installers leave: asking each package takes much longer.
    """
    names = set(re.findall(r"^[\w.-]+(?===)", LOCK.read_text(encoding="utf-8"), re.MULTILINE)) if LOCK.exists() else ()
    found = (path.stem.partition("-") for folder in reversed(sys.path) for path in Path(folder).glob("*.dist-info"))
    versions = {re.sub(r"[-_.]+", "-", name).lower(): version for name, _, version in found}
    locked = {name: version for name, version in versions.items() if not names or name in names}
    return {"Python": sys.version.split()[0], "platform": f"{sys.platform} {platform.machine()}", **locked}


def hash_file(path: Path) -> str:
    """Return a file's SHA-256; empty where there is none that can be read."""
    with contextlib.suppress(OSError, ValueError):
        return files.sha256(_read(path))
    return ""


def _read(path: Path) -> bytes:
    if not path.is_file():  # a pipe would be waited for
        raise FileNotFoundError(path)
    return path.read_bytes()


def _compare(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    """Say where two mappings first differ: of files how, of parameters and versions the values."""
    for name in {**now, **before}:
        old, new = before.get(name, ""), now.get(name, "")
        if old != new and re.fullmatch("[0-9a-f]{64}", str(old or new)):
            return f"{name} {'changed' if old and new else 'is new' if new else 'is gone'}"
        if old != new:
            return f"{name} {new or 'not there'}, before {old or 'not there'}"
    return ""
