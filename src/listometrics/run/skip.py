"""Whether a stage must run, and why: content hashes of what it read, wrote and was made with, never times.

The committed record of a stage (`*.record.json`) says what it read and wrote. What depends on the machine, such
as versions, and the hashes of the code lie beside the executed notebook, which is not committed: a fresh clone
runs every stage once.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from listometrics.run.execute import EXECUTED, PAGES, Place
from listometrics.run.fingerprint import hash_code, list_versions
from listometrics.run.notebook import Notebook
from listometrics.study import files
from listometrics.study.files import FOLDERS, find_base, is_input, record_path

UNCHANGED = "nothing it reads has changed"


@dataclass(frozen=True)
class Check:
    """What a check compares a stage with: where it lies, and its parameters by name, defaults included."""

    notebook: Notebook
    place: Place
    values: Mapping[str, Any]

    @property
    def parameters(self) -> dict[str, Any]:
        """The values of all parameters but those of places."""
        declared = {name: parameter.default for name, parameter in self.notebook.parameters.items()}
        return {name: value for name, value in {**declared, **self.values}.items() if name not in ("root", "out")}

    @property
    def state_path(self) -> Path:
        """Where the stage's state lies, which is not committed."""
        return self.place.results / EXECUTED / f"{self.notebook.name}.state.json"

    def why(self) -> str:
        """Return why the stage must run; nothing where what it made stands and would be made again."""
        state = _load(self.state_path)
        if "code" not in state:
            return "no earlier run here"
        return (
            self._compare_parameters(state["parameters"])
            or _compare(state["code"], hash_code(self.notebook.path))
            or _compare_versions(state["versions"], list_versions())
            or self._compare_reads(state["reads"], state["writes"])
            or self._compare_writes(state["writes"])
        )

    def remember(self, seconds: float) -> None:
        """Keep what the stage, which has just ended well, read, wrote and was made with."""
        record = _load(self._record)
        if not record:
            return  # without a record nobody knows what the stage read: it runs each time
        pages = [f"{PAGES}/{self.notebook.name}.html", f"{EXECUTED}/{self.notebook.path.name}"]
        made = [record_path(self.notebook.name), *pages]
        state = {
            "parameters": self.parameters,
            "code": hash_code(self.notebook.path),
            "versions": list_versions(),
            "reads": record["reads"],
            "writes": {**record["writes"], **{path: _hash(self.place.results / path) for path in made}},
            "seconds": round(seconds, 1),
        }
        self._write_state(json.dumps(state, ensure_ascii=False, indent=1, sort_keys=True))

    def forget(self) -> None:
        """Drop what is remembered of the stage but its time: it is about to run, and may not come to its end."""
        state = _load(self.state_path)
        if state:
            self._write_state(json.dumps({"seconds": self.seconds()}))

    def seconds(self) -> float:
        """Return how long the stage took the last time; endless where that is not known."""
        return float(_load(self.state_path).get("seconds", math.inf))

    def _write_state(self, text: str) -> None:
        files.write_inside(self.place.results, f"{EXECUTED}/{self.state_path.name}", f"{text}\n".encode())

    @property
    def _record(self) -> Path:
        known = self.notebook.name[:2] in FOLDERS
        return self.place.results / (record_path(self.notebook.name) if known else "")

    def _compare_parameters(self, before: Mapping[str, Any]) -> str:
        for name, value in self.parameters.items():
            if name not in before or before[name] != value:
                return f"{name} = {value!r}, before {before.get(name, 'not there')!r}"
        return ""

    def _compare_reads(self, reads: Mapping[str, str], writes: Mapping[str, str]) -> str:
        now = {path: _hash(find_base(path, self.place.root, self.place.results) / path) for path in reads}
        # A file that the stage carries on, such as the registry of keys, is as the stage left it.
        reason = _compare({path: writes.get(path, before) for path, before in reads.items()}, now)
        if reason:
            return reason
        for path in _list_declared((*self.notebook.reads, *self.notebook.may_read), self.place.root):
            if path not in reads and path not in writes:
                return f"{path} is new"
        return ""

    def _compare_writes(self, writes: Mapping[str, str]) -> str:
        return _compare(writes, {path: _hash(self.place.results / path) for path in writes})


def _list_declared(reads: Iterable[str], root: Path) -> Iterable[str]:
    """Return the files that a notebook says it reads; of patterns those that hold inputs, since it reads them all."""
    for path in reads:
        if "*" not in path:
            if (root / path).exists():
                yield path
        elif is_input(path):
            yield from sorted(found.relative_to(root).as_posix() for found in root.glob(path))


def _compare(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    for path in sorted({*before, *now}):
        if not now.get(path):
            return f"{path} is gone"
        if path not in before:
            return f"{path} is new"
        if before[path] != now[path]:
            return f"{path} changed"
    return ""


def _compare_versions(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    for name in sorted({*before, *now}):
        if before.get(name) != now.get(name):
            return f"{name} {now.get(name, 'is gone')}, before {before.get(name, 'not there')}"
    return ""


def _hash(path: Path) -> str:
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
