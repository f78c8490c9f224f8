"""What fetching keeps in a study: records as BibTeX, what was asked and when, a journal that resumes a killed run."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, cast

import pandas as pd
from bibtexparser.model import Entry, ExplicitComment, ImplicitComment, Preamble

from listometrics.errors import StudyError
from listometrics.sources import SOURCES
from listometrics.sources.source_base import SourceRecord
from listometrics.study import files
from listometrics.study.schema import TABLES, Table, from_csv, to_csv
from listometrics.works.bibtex_reading import Reader, read_blocks
from listometrics.works.bibtex_writing import write_entry
from listometrics.works.person_names import Name

CHECKED, UPGRADES, DECISIONS = TABLES["checked"], TABLES["upgrades"], TABLES["decisions"]
JOURNAL = "data/bib/.fetch.jsonl"
CANDIDATES = "data/bib/candidates.bib"
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
        for table, rows in ((CHECKED, self.checked), (UPGRADES, self.upgrades)):
            contents[table.path] = to_csv(pd.DataFrame(list(rows.values()), columns=table.names), table)
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
    """Write a record as an entry with `links` to its work; of `old` fields stays what later answers may lack."""
    fields = {name: old.get(name, "") for name in _CARRIED_TEXT.split()} | {n: v for n, v in record.fields.items() if v}
    fields |= {name: value for name, value in links.items() if not fields.get(name)}
    if fields.get("citations"):
        same = old.get("citations") == fields["citations"]
        fields["citations_date"] = (same and old.get("citations_date")) or day
    written = {"author": " and ".join(map(quote_name, record.authors)), "title": quote(record.title)}
    for name in _ORDER_TEXT.split():
        if value := fields.get(name, ""):
            unsafe = r"[\s{}\\]" if name in VERBATIM else r"[{}\\]"
            written[name] = re.sub(unsafe, "", value) if name in (*VERBATIM, "found_in") else quote(value)
    return write_entry(clean_key(record.key), record.entry_type, written)


def add_fields(entry: str, links: Mapping[str, str]) -> str:
    """Return an entry with fields that it lacks added at its end."""
    lines = entry.rstrip().removesuffix("}").rstrip().splitlines()
    lines += [f"  {name} = {{{quote(v)}}}," for name, v in links.items() if v and f"  {name} = " not in entry]
    return "\n".join([*lines, "}"]) + "\n"


def make_links(title: str, arxiv: str) -> dict[str, str]:
    """Return the fields by which matching finds a work again from a record under another title."""
    return {"eprint": arxiv, "archiveprefix": "arXiv" if arxiv else "", "other_titles": title}


def clean_key(key: str) -> str:
    """Return a key that BibTeX takes: the source's own identifier, signs that it does not take replaced."""
    return re.sub(r"""[\s{}"#%~,\\()=']+""", "-", key)


def quote(text: str) -> str:
    """Write plain text so that a source file keeps it: signs of LaTeX escaped, all else as it is."""
    return "".join(ESCAPES.get(sign, sign) for sign in " ".join(text.split()))


def quote_name(name: Name) -> str:
    """Write one author; a part with a comma or an `and` in it, and an organisation, in braces.

    >>> quote_name(Name("Jan", "van der", "Berg")), quote_name(Name("", "", "Some Lab", organisation=True))
    ('van der Berg, Jan', '{Some Lab}')
    """
    if name.organisation or not (name.given or name.particle):
        text = quote(name.whole_family)
        return f"{{{text}}}" if name.organisation or re.search(r"[\s,]", text) else text
    parts = [quote(part) for part in (name.whole_family, name.suffix, name.given) if part]
    return ", ".join(f"{{{part}}}" if re.search(r"(?i),|\b(?:and|others)\b", part) else part for part in parts)
