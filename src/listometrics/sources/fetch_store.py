"""What fetching keeps in a study: records as BibTeX, what was asked and when, a journal that resumes a killed run."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, cast

import pandas as pd
from bibtexparser.model import Entry, ExplicitComment, ImplicitComment, Preamble

from listometrics.errors import StudyError
from listometrics.sources import SOURCES
from listometrics.sources.source_base import Answer, SourceRecord
from listometrics.study import files
from listometrics.study.schema import TABLES, Table, from_csv, to_csv
from listometrics.works.bibtex_reading import Reader, read_blocks
from listometrics.works.bibtex_writing import write_entry, write_name
from listometrics.works.person_names import Name

CHECKED, UPGRADES, DECISIONS = TABLES["checked"], TABLES["upgrades"], TABLES["decisions"]
JOURNAL = "data/bib/.fetch.jsonl"
Row = dict[str, Any]  # of a table
_ORDER_TEXT = """
other_titles booktitle journal series volume number pages publisher address month year venue track
first_date eprint archiveprefix primaryclass published_doi journal_ref doi url retracted retraction_notice citations
citations_date remark confidence found_in corrected
"""
# What a later answer may lack though the record once had it, and what leads from the record to the work.
_CARRIED_TEXT = "series volume number pages publisher address month primaryclass other_titles eprint archiveprefix"
# Identifiers and addresses: escapes would become part of them.
VERBATIM = ("doi", "url", "eprint", "archiveprefix", "primaryclass", "month", "published_doi", "retraction_notice")
ESCAPES = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "{": "(", "}": ")",
    **{sign: f"\\{sign}" for sign in "&%#_$"},
}  # fmt: skip
HEADER = """% Written by `listometrics fetch bib` from {source}: the next fetch may replace an entry.
% Corrections belong in corrections.bib; an entry with a field `corrected` is left as it is.
"""


class FetchStore:
    """Hold the files that fetching writes in one study, and the answers that a run which was cut off has got."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.checked = {(row["work"], row["source"]): row for row in self._read_rows(CHECKED)}
        self.upgrades = {(row["work"], row["candidate"]): row for row in self._read_rows(UPGRADES)}
        self.decisions = {(row["work"], row["candidate"]): row["decision"] for row in self._read_rows(DECISIONS)}
        named = (row["source"] for row in self.upgrades.values())  # a source that is asked no longer among them
        paths = [(name, bib_path(name)) for name in (*SOURCES, *named)]
        self.entries = {name: read_bib(files.decode(self._read(path), path), path) for name, path in paths}
        # The records that were accepted since they were found are asked for once more, and taken then.
        self.accepted = {
            (work, row["source"])
            for (work, candidate), row in self.upgrades.items()
            if row["decision"] != "accepted" and self.decisions.get((work, candidate)) == "accept"
        }
        for upgrade in self.upgrades.keys() & {key for key, decision in self.decisions.items() if decision == "reject"}:
            if self.upgrades[upgrade]["decision"] != "rejected":
                self.entries[self.upgrades[upgrade]["source"]].pop(upgrade[1], None)
                self.upgrades[upgrade]["decision"] = "rejected"
        self.answers: dict[str, tuple[str, Answer]] = {}  # with their days, by the address that was asked
        self.remarks = self._read_journal()

    def keep(self, address: str, day: str, answer: Answer) -> None:
        """Put an answer into the journal: whatever happens next, it is not asked for again."""
        step = {"address": address, "day": day, "records": [record and asdict(record) for record in answer]}
        files.append_line(self.root, JOURNAL, json.dumps(step))

    def note_upgrade(self, row: Row) -> None:
        """Take a row of upgrades.csv over; raises StudyError where it is not as the table's description says."""
        write_rows([row], UPGRADES)
        self.upgrades[row["work"], row["candidate"]] = row

    def write_texts(self) -> dict[str, str]:
        """Return the sources' files by path."""
        return {bib_path(source): write_bib(source, entries) for source, entries in self.entries.items()}

    def save(self) -> list[str]:
        """Write what has changed, file by file, then end the journal; return the paths that changed."""
        contents = {path: text.encode() for path, text in self.write_texts().items()}
        for table, rows in ((CHECKED, self.checked), (UPGRADES, self.upgrades)):
            contents[table.path] = write_rows(list(rows.values()), table)
        changed = [path for path, content in contents.items() if content != self._read(path)]
        for path in changed:
            files.write_inside(self.root, path, contents[path])
        files.remove_inside(self.root, JOURNAL)
        return changed

    def _read(self, path: str) -> bytes:
        """Return a file's bytes, nothing where it is not there; refuse one that leads out of the study."""
        files.check_inside(self.root, path)
        return files.read_bytes(self.root / path, path) if (self.root / path).exists() else b""

    def _read_rows(self, table: Table) -> list[Row]:
        content = self._read(table.path)
        frame = from_csv(content, table, table.path) if content else table.empty()
        return cast(list[Row], frame.astype("object").where(frame.notna(), None).to_dict("records"))

    def _read_journal(self) -> list[str]:
        """Take over what a run that was killed has got, and say so; what cannot be read is asked for again."""
        files.check_single(self.root, JOURNAL)
        lines = [line for line in self._read(JOURNAL).splitlines() if line]
        for line in lines:
            with contextlib.suppress(ValueError, LookupError, TypeError, RecursionError):
                said = json.loads(line)
                answer = [_load_record(record) for record in said["records"]]
                self.answers[said["address"]] = date.fromisoformat(said["day"]).isoformat(), answer
        told = [f"carried on after {len(self.answers)} requests of a run that was cut off"] if lines else []
        unread = len(lines) - len(self.answers)
        return told + ([f"{unread} lines cannot be read: asked for again"] if unread else [])


def _load_record(said: Any) -> SourceRecord | None:
    return said and SourceRecord(**{**said, "authors": tuple(Name(**name) for name in said["authors"])})


def bib_path(source: str) -> str:
    """Return where a source's file lies."""
    return f"data/bib/sources/{source}.bib"


def write_rows(rows: list[Row], table: Table) -> bytes:
    """Return rows as CSV; raises StudyError where one is not as its table's description says."""
    return to_csv(pd.DataFrame(rows, columns=table.names), table)


def read_bib(text: str, shown: str) -> dict[str, str]:
    """Return the entries of a file by key, as written; raises StudyError where one cannot be read."""
    entries: dict[str, str] = {}
    for block in read_blocks(text):
        if isinstance(block, Entry) and block.raw:
            entries[block.key] = block.raw.strip() + "\n"
        elif not isinstance(block, ExplicitComment | ImplicitComment | Preamble):
            raise StudyError(
                f"{shown}:{(block.start_line or 0) + 1}: an entry that cannot be read, so that writing the file again "
                "would lose it. Mend it, or restore the file."
            )
    return entries


def write_bib(source: str, entries: Mapping[str, str]) -> str:
    """Return a whole file; nothing where there is no entry."""
    return "\n".join([HEADER.format(source=source), *(entries[key] for key in sorted(entries))] if entries else [])


def read_fields(entry: str) -> dict[str, str]:
    """Return the decoded fields of an entry and its `entrytype`; nothing of an empty text."""
    read = Reader("record").read(entry)
    return {"entrytype": read[0].entry_type, **read[0].fields} if read else {}


def write_record(record: SourceRecord, old: Mapping[str, str], day: str, links: Mapping[str, str]) -> str:
    """Write a record as an entry with `links` to its work; of `old` fields stays what later answers may lack.

    Raises StudyError or ValueError where that is an entry which the next fetch could not read.
    """
    fields = {name: old.get(name, "") for name in _CARRIED_TEXT.split()} | {n: v for n, v in record.fields.items() if v}
    fields |= {name: value for name, value in links.items() if not fields.get(name)}
    if fields.get("citations"):
        same = old.get("citations") == fields["citations"]
        fields["citations_date"] = (same and old.get("citations_date")) or day
    written = {"author": " and ".join(write_name(name, quote) for name in record.authors), "title": quote(record.title)}
    for name in _ORDER_TEXT.split():
        if value := fields.get(name, ""):
            unsafe = r"[\s{}\\]" if name in VERBATIM else r"[{}\\]"
            written[name] = re.sub(unsafe, "", value) if name in (*VERBATIM, "found_in") else quote(value)
    entry = write_entry(record.key, record.entry_type, written)
    read_bib(entry, record.key)
    entry.encode()
    return entry


def make_links(title: str, arxiv: str) -> dict[str, str]:
    """Return the fields by which matching finds a work again from a record under another title."""
    return {"eprint": arxiv, "archiveprefix": "arXiv" if arxiv else "", "other_titles": title}


def quote(text: str) -> str:
    """Write plain text so that a source file keeps it: signs of LaTeX escaped, all else as it is."""
    return "".join(ESCAPES.get(sign, sign) for sign in " ".join(text.split()))
