"""What fetching has brought and remembers; a journal carries a run that was killed over to the next."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from listometrics.errors import StudyError
from listometrics.sources.bibfiles import add_fields, read_bibfile
from listometrics.sources.services import SOURCES
from listometrics.study import files, schema
from listometrics.study.schema import TABLES, Table

JOURNAL = "data/bib/.fetch.jsonl"
CANDIDATES = "data/bib/candidates.bib"
CHECKED, DECISIONS, UPGRADES = TABLES["checked"], TABLES["decisions"], TABLES["upgrades"]


@dataclass(frozen=True)
class Checked:
    """Hold a row of data/bib/checked.csv."""

    work: str
    source: str
    asked: str
    outcome: str
    checked: str
    failed: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Step:
    """Hold what one request brought: a line of the journal."""

    source: str
    rows: tuple[Checked, ...]
    entries: dict[str, str] = field(default_factory=dict)
    candidates: dict[str, str] = field(default_factory=dict)
    upgrades: tuple[dict[str, Any], ...] = ()

    def write(self) -> str:
        """Return the step as a line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False) + "\n"


def read_step(line: str) -> Step:
    """Read a line of the journal; raises ValueError, KeyError or TypeError where it is torn."""
    said = json.loads(line)
    rows = tuple(Checked(**row) for row in said["rows"])
    return Step(said["source"], rows, said["entries"], said["candidates"], tuple(said["upgrades"]))


class State:
    """Hold the files that fetching writes in one study."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files = {name: read_bibfile(name, *self._text(bib_path(name))) for name in SOURCES}
        self.candidates = read_bibfile("candidates", *self._text(CANDIDATES))
        self.checked = {(r["work"], r["source"]): Checked(**r) for r in self._rows(CHECKED)}
        self.upgrades = {(r["work"], r["candidate"]): r for r in self._rows(UPGRADES)}
        self.decisions = {(r["work"], r["candidate"]): str(r["decision"]) for r in self._rows(DECISIONS)}
        self.torn = 0
        self.carried = self._read_journal()
        for step in self.carried:
            self._apply(step)
        self._decide()

    def keep(self, step: Step) -> None:
        """Take a step over, and write it to the journal before anything else happens."""
        path = self.root / JOURNAL
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as journal:
            if self.torn:
                journal.truncate(journal.tell() - self.torn)
                self.torn = 0
            journal.write(step.write().encode())
            journal.flush()
            os.fsync(journal.fileno())
        self._apply(step)
        self._decide()

    def is_rejected(self, work: str, candidate: str) -> bool:
        """Tell whether a decision says that a record is not the work."""
        return self.decisions.get((work, candidate)) == "reject"

    def is_accepted(self, work: str, candidate: str) -> bool:
        """Tell whether a decision says that a record is the work."""
        return self.decisions.get((work, candidate)) == "accept"

    def texts(self) -> dict[str, str]:
        """Return the sources' files by name."""
        return {f"{name}.bib": bib.write() for name, bib in self.files.items()}

    def save(self) -> list[str]:
        """Write what has changed, file by file, then end the journal; return the paths that changed."""
        content = {bib_path(name): bib.write().encode() for name, bib in self.files.items()}
        content[CANDIDATES] = self.candidates.write().encode()
        content[CHECKED.path] = self._csv(CHECKED, [asdict(row) for row in self.checked.values()])
        content[UPGRADES.path] = self._csv(UPGRADES, list(self.upgrades.values()))
        changed = []
        for path, new in content.items():
            target = self.root / path
            old = target.read_bytes() if target.is_file() else b""
            if new != old and (new or old):
                files.write_inside(self.root, path, new)
                changed.append(path)
        (self.root / JOURNAL).unlink(missing_ok=True)
        return changed

    def _apply(self, step: Step) -> None:
        for row in step.rows:
            self.checked[row.work, row.source] = row
        self.files[step.source].entries.update(step.entries)
        self.candidates.entries.update(step.candidates)
        for upgrade in step.upgrades:
            self.upgrades[upgrade["work"], upgrade["candidate"]] = dict(upgrade)

    def _decide(self) -> None:
        """Follow the decisions made by hand, whatever was accepted or left open before."""
        for (work, candidate), upgrade in self.upgrades.items():
            said = self.decisions.get((work, candidate), "")
            entries = self.files[upgrade["source"]].entries
            if said == "reject":
                if candidate in entries and upgrade["decision"] != "rejected":
                    self.candidates.entries[candidate] = entries.pop(candidate)
                upgrade["decision"] = "rejected"
            elif said == "accept":
                if candidate not in entries and candidate in self.candidates.entries:
                    arxiv = work.removeprefix("arxiv:") if work.startswith("arxiv:") else ""
                    links = {"eprint": arxiv, "archiveprefix": "arXiv" if arxiv else "",
                             "other_titles": upgrade["title"]}  # fmt: skip
                    entries[candidate] = add_fields(self.candidates.entries.pop(candidate), links)
                    row = self.checked.get((work, upgrade["source"]))
                    if row is not None:
                        self.checked[row.work, row.source] = Checked(
                            row.work, row.source, row.asked, "published", row.checked, row.failed, row.reason
                        )
                upgrade["decision"] = "accepted"

    def _text(self, path: str) -> tuple[str, str]:
        target = self.root / path
        return (files.read_text(target, path) if target.exists() else ""), path

    def _rows(self, table: Table) -> list[dict[str, Any]]:
        target = self.root / table.path
        if not target.exists():
            return []
        frame = schema.from_csv(files.read_bytes(target, table.path), table, table.path)
        records = frame.astype("object").where(frame.notna(), None).to_dict("records")
        return [{str(name): value for name, value in record.items()} for record in records]

    @staticmethod
    def _csv(table: Table, rows: Sequence[dict[str, Any]]) -> bytes:
        frame = pd.DataFrame(list(rows), columns=table.names) if rows else table.empty()
        return schema.to_csv(frame, table)

    def _read_journal(self) -> list[Step]:
        path = self.root / JOURNAL
        if not path.exists():
            return []
        steps = []
        *lines, torn = files.read_bytes(path, JOURNAL).split(b"\n")
        self.torn = len(torn)  # a line without an end was being written when the run was killed
        for number, line in enumerate(lines, start=1):
            try:
                steps.append(read_step(line.decode()))
            except (ValueError, KeyError, TypeError):
                raise StudyError(f"{JOURNAL}:{number}: cannot be read. Remove the file to start anew.") from None
        return steps


def bib_path(source: str) -> str:
    """Return where a source's file lies."""
    return f"data/bib/sources/{source}.bib"
