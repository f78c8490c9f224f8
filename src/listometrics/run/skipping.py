"""Whether a notebook must run, and why: content hashes of what it read, wrote and was made with, never times.

The committed record of a stage (`*.record.json`) says what it read and wrote. Its state, with the hashes of the code
and the versions of this machine, lies beside the executed notebook and is not committed: a fresh clone runs every
notebook once. Standard library only: a run that finds nothing to do must not load what it does not use.
"""

from __future__ import annotations

import json
import platform
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import listometrics
from listometrics.run.preflight import Notebook, read_cells
from listometrics.study import files
from listometrics.study.files import FOLDERS, find_base, is_input, record_path

EXECUTED, PAGES = "reports/executed", "reports/notebooks"
PACKAGE = Path(listometrics.__file__).resolve().parent
LOCK = PACKAGE.parents[1] / "requirements.lock"


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

    def why(self) -> str:
        """Return why the notebook must run; nothing where what it made stands and would be made again."""
        state = _load(self.results / self.state)
        if "code" not in state:
            return "no earlier run here"
        reads, writes = state["reads"], state["writes"]
        now = {path: hash_file(find_base(path, self.root, self.results) / path) for path in reads}
        new = [path for path in self._list_inputs() if path not in reads and path not in writes]
        return (
            _compare(state["parameters"], _show(self.values), missing="its default")
            or _compare(state["code"], hash_code(self.notebook.path))
            or _compare(state["versions"], list_versions(), missing="not there")
            # A file that the notebook carries on, such as the registry of keys, is as the notebook left it.
            or _compare({path: writes.get(path, before) for path, before in reads.items()}, now)
            or (f"{new[0]} is new" if new else "")
            or _compare(writes, {path: hash_file(self.results / path) for path in writes})
        )

    def remember(self) -> None:
        """Keep what the notebook, which has just ended well, read, wrote and was made with."""
        name = self.notebook.name
        record = _load(self.results / record_path(name)) if name[:2] in FOLDERS else {}
        if not record:
            return  # nobody knows what it read: it runs each time
        made = [record_path(name), f"{PAGES}/{name}.html", f"{EXECUTED}/{name}.ipynb"]
        state = {
            "parameters": _show(self.values),
            "code": hash_code(self.notebook.path),
            "versions": list_versions(),
            "reads": record["reads"],
            "writes": record["writes"] | {path: hash_file(self.results / path) for path in made},
        }
        text = json.dumps(state, ensure_ascii=False, indent=1, sort_keys=True)
        files.write_inside(self.results, self.state, f"{text}\n".encode())

    def forget(self) -> None:
        """Drop what is remembered: the notebook is about to run, and may not come to its end."""
        files.remove_inside(self.results, self.state)

    def _list_inputs(self) -> Iterator[str]:
        """Return the files there are of those that the notebook says it reads; of patterns only those for inputs."""
        for path in (*self.notebook.reads, *self.notebook.may_read):
            if "*" not in path or is_input(path):
                yield from sorted(found.relative_to(self.root).as_posix() for found in self.root.glob(path))


def hash_code(notebook: Path) -> dict[str, str]:
    """Return the SHA-256 of a notebook's cells (text, code and tags; outputs do not matter) and of the package."""
    cells = json.dumps(read_cells(notebook)).encode()
    return {f"notebooks/{notebook.name}": files.sha256(cells), "the package listometrics": hash_package()}


@cache
def hash_package() -> str:
    """Return one SHA-256 of the package, data and templates too: reading it all takes some hundredths of a second."""
    paths = sorted(path for path in PACKAGE.rglob("[!.]*") if path.suffix != ".pyc" and path.is_file())
    return files.sha256("\n".join(f"{path.relative_to(PACKAGE)} {hash_file(path)}" for path in paths).encode())


@cache
def list_versions() -> dict[str, str]:
    """Return the version of Python, its platform, and of every installed package that the lock names.

    They are read from the names of the folders that installers leave: asking each package takes much longer.
    """
    names = set(re.findall(r"^[\w.-]+(?===)", LOCK.read_text(encoding="utf-8"), re.MULTILINE)) if LOCK.exists() else ()
    versions = {"Python": sys.version.split()[0], "platform": f"{sys.platform} {platform.machine()}"}
    for folder in reversed(sys.path):
        for path in Path(folder).glob("*.dist-info"):
            name, _, version = path.stem.partition("-")
            name = re.sub(r"[-_.]+", "-", name).lower()
            if not names or name in names:
                versions[name] = version
    return versions


def _compare(before: Mapping[str, str], now: Mapping[str, str], missing: str = "") -> str:
    """Say where two mappings first differ: of hashes how, of what can be read (`missing` given) the values."""
    for name in sorted({*before, *now}):
        if before.get(name) != now.get(name):
            if missing:
                return f"{name} {now.get(name, missing)}, before {before.get(name, missing)}"
            return f"{name} is gone" if not now.get(name) else f"{name} {'changed' if name in before else 'is new'}"
    return ""


def _show(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: f"= {value!r}" for name, value in values.items()}


def hash_file(path: Path) -> str:
    """Return a file's SHA-256; empty where it is not there."""
    try:
        return files.sha256(path.read_bytes())
    except OSError:
        return ""


def _load(path: Path) -> dict[str, Any]:
    """Return a JSON object; an empty one where the file is not there or is not whole."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
