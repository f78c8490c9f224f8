"""What fetching keeps in a study: records, what was asked and when, and a journal that resumes a killed run."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, cast

import pandas as pd

from listometrics.errors import StudyError
from listometrics.sources import SOURCES
from listometrics.sources.record_bibtex import add_fields, make_links, read_bib, write_bib
from listometrics.study import files
from listometrics.study.schema import TABLES, Table, from_csv, to_csv

CHECKED, UPGRADES, DECISIONS = TABLES["checked"], TABLES["upgrades"], TABLES["decisions"]
JOURNAL = "data/bib/.fetch.jsonl"
CANDIDATES = "data/bib/candidates.bib"
Row = dict[str, Any]  # of a table


@dataclass(frozen=True)
class JournalStep:
    """Hold what one request brought: a line of the journal."""

    source: str
    checked: list[Row] = field(default_factory=list)
    entries: dict[str, str] = field(default_factory=dict)
    candidates: dict[str, str] = field(default_factory=dict)
    upgrades: list[Row] = field(default_factory=list)


class FetchStore:
    """Hold the files that fetching writes in one study, with the steps of a run that was cut off."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.checked = {(row["work"], row["source"]): row for row in self._read_rows(CHECKED)}
        self.upgrades = {(row["work"], row["candidate"]): row for row in self._read_rows(UPGRADES)}
        self.decisions = {(row["work"], row["candidate"]): row["decision"] for row in self._read_rows(DECISIONS)}
        named = (row["source"] for row in self.upgrades.values())  # a source that is asked no longer among them
        self.entries = {name: self._read_bib(bib_path(name)) for name in (*SOURCES, *named)}
        self.candidates = self._read_bib(CANDIDATES)
        self.resumed: list[JournalStep] = []
        self.torn = self._read_journal()

    def keep(self, step: JournalStep) -> None:
        """Take a step over, once it is in the journal: whatever happens next, it is not asked for again."""
        path = self.root / JOURNAL
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as journal:
            journal.truncate(journal.tell() - self.torn)
            self.torn = 0
            journal.write(json.dumps(asdict(step), ensure_ascii=False).encode() + b"\n")
            journal.flush()
            os.fsync(journal.fileno())
        self._apply(step)
        self._decide()

    def write_texts(self) -> dict[str, str]:
        """Return the sources' files by path."""
        return {bib_path(source): write_bib(source, entries) for source, entries in self.entries.items()}

    def save(self) -> list[str]:
        """Write what has changed, file by file, then end the journal; return the paths that changed."""
        contents = {path: text.encode() for path, text in self.write_texts().items()}
        contents[CANDIDATES] = write_bib("candidates", self.candidates).encode()
        contents[CHECKED.path] = _write_rows(CHECKED, list(self.checked.values()))
        contents[UPGRADES.path] = _write_rows(UPGRADES, list(self.upgrades.values()))
        changed = []
        for path, content in contents.items():
            target = self.root / path
            if content != (target.read_bytes() if target.is_file() else b""):
                files.write_inside(self.root, path, content)
                changed.append(path)
        (self.root / JOURNAL).unlink(missing_ok=True)
        return changed

    def _apply(self, step: JournalStep) -> None:
        self.checked |= {(row["work"], row["source"]): row for row in step.checked}
        self.upgrades |= {(row["work"], row["candidate"]): row for row in step.upgrades}
        self.entries[step.source] |= step.entries
        self.candidates |= step.candidates

    def _decide(self) -> None:
        """Follow the decisions made by hand, whatever was accepted or left open before."""
        for (work, candidate), upgrade in self.upgrades.items():
            decision = self.decisions.get((work, candidate))
            entries = self.entries[upgrade["source"]]
            if decision == "reject":
                if candidate in entries and upgrade["decision"] != "rejected":
                    self.candidates[candidate] = entries.pop(candidate)
                upgrade["decision"] = "rejected"
            elif decision == "accept":
                if candidate not in entries and candidate in self.candidates:
                    arxiv = work.removeprefix("arxiv:") if work.startswith("arxiv:") else ""
                    links = make_links(upgrade["title"], arxiv)
                    entries[candidate] = add_fields(self.candidates.pop(candidate), links)
                    if row := self.checked.get((work, upgrade["source"])):
                        row["outcome"] = "published"
                upgrade["decision"] = "accepted"

    def _read_bib(self, path: str) -> dict[str, str]:
        target = self.root / path
        return read_bib(files.read_text(target, path), path) if target.exists() else {}

    def _read_rows(self, table: Table) -> list[Row]:
        target, shown = self.root / table.path, table.path
        frame = from_csv(files.read_bytes(target, shown), table, shown) if target.exists() else table.empty()
        return cast(list[Row], frame.astype("object").where(frame.notna(), None).to_dict("records"))

    def _read_journal(self) -> int:
        """Take over the steps of a run that was killed; return the bytes of a last line that it was writing then."""
        path = self.root / JOURNAL
        *lines, torn = files.read_bytes(path, JOURNAL).split(b"\n") if path.exists() else [b""]
        for number, line in enumerate(lines, start=1):
            try:
                self.resumed.append(JournalStep(**json.loads(line)))
                self._apply(self.resumed[-1])
            except (ValueError, KeyError, TypeError):
                raise StudyError(f"{JOURNAL}:{number}: cannot be read. Remove the file to start anew.") from None
        self._decide()
        return len(torn)


def bib_path(source: str) -> str:
    """Return where a source's file lies."""
    return f"data/bib/sources/{source}.bib"


def _write_rows(table: Table, rows: Sequence[Row]) -> bytes:
    return to_csv(pd.DataFrame(list(rows), columns=table.names) if rows else table.empty(), table)
