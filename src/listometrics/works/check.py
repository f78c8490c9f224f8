"""Check BibTeX strictly for what bibtexparser swallows in silence; a bad block is a value, not an exception."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

import bibtexparser
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    ExplicitComment,
    ImplicitComment,
    ParsingFailedBlock,
    Preamble,
    String,
)

from listometrics.works.latex import decode, decode_verbatim
from listometrics.works.problems import Problem, Severity
from listometrics.works.values import read_value

_VERBATIM_TEXT = "doi url eprint ee file pdf archiveprefix primaryclass eprinttype eprintclass key crossref"
VERBATIM = frozenset(_VERBATIM_TEXT.split())
# Fields that identify a work or make it what it is: an entry is not used with one of them in doubt.
_IDENTIFYING_TEXT = "title author doi eprint year booktitle journal journaltitle crossref"
IDENTIFYING = frozenset(_IDENTIFYING_TEXT.split())
_READ_TEXT = """
editor series volume number pages publisher address month date url ee howpublished note archiveprefix eprinttype
primaryclass venue track shortjournal list_title other_titles first_date confidence confirmed_by found_in pubstate
retracted citations citations_date published_doi
"""
READ = IDENTIFYING | frozenset(_READ_TEXT.split())
MONTHS = {name: name for name in ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]}
_TAG = re.compile(r"</?(?:i|b|em|strong|sub|sup|span|scp|tt|p|br|jats:\w+|a|script|img)\b[^<>]*/?>", re.I)
_KEY = re.compile(r"[^\s{}\"#%~,\\()=]+")


@dataclass(slots=True)
class Raw:
    """Hold one entry as read: decoded fields by lower-case name, names of authors still in LaTeX."""

    line: int
    entry_type: str
    key: str
    fields: dict[str, str] = field(default_factory=dict)


_SWALLOWED = re.compile(r"\n[ \t]*(\w[\w-]*)[ \t]*=[ \t]*[{\"]")


class Reader:
    """Read the blocks of one source into raw entries and problems."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.strings = dict(MONTHS)

    def report(self, line: int, key: str, severity: Severity, reason: str) -> None:
        """Keep a problem."""
        self.problems.append(Problem(self.name, line, key, severity, reason))

    def read(self, text: str) -> list[Raw]:
        """Return the usable entries of a text in its order."""
        found: list[Raw] = []
        seen: dict[str, int] = {}
        for block in read_blocks(text):
            line = (block.start_line or 0) + 1
            if isinstance(block, String):
                value, reason = read_value(str(block.value), self.strings)
                if reason:
                    self.report(line, block.key, "warning", f"@string {block.key}: {reason}")
                self.strings[block.key.lower()] = value
            elif isinstance(block, DuplicateFieldKeyBlock):
                self._repeated(block, line, seen, found)
            elif isinstance(block, DuplicateBlockKeyBlock):
                first = (block.previous_block.start_line or 0) + 1
                self.report(line, block.key, "error", f"the key stands in line {first} already")
            elif isinstance(block, ParsingFailedBlock):
                said = getattr(block.error, "abort_reason", "") or "cannot be read"
                self.report(line, _key_of(block.raw), "error", f"not BibTeX: {' '.join(said.split())}")
            elif isinstance(block, Entry):
                self._entry(block, line, seen, found)
            elif isinstance(block, ImplicitComment):
                if re.search(r"@\s*\w+\s*[{(]", block.comment):
                    self.report(line, "", "warning", f"text between entries: {block.comment[:40]!r}")
            elif not isinstance(block, ExplicitComment | Preamble):
                self.report(line, "", "error", f"an unknown block: {(block.raw or '')[:40]!r}")
        if not found and not any(p.severity == "error" for p in self.problems):
            self.report(1, "", "error", "no BibTeX entry found")
        return found

    def _repeated(self, block: DuplicateFieldKeyBlock, line: int, seen: dict[str, int], found: list[Raw]) -> None:
        """Read an entry with a field that stands twice, where nothing reads that field."""
        names = ", ".join(sorted(block.duplicate_keys))
        entry = block.ignore_error_block
        if {name.lower() for name in block.duplicate_keys} & READ or not isinstance(entry, Entry):
            self.report(line, _key_of(block.raw), "error", f"a field stands twice: {names}")
            return
        self.report(line, entry.key, "warning", f"a field stands twice: {names}: the first is used")
        once = {item.key: item for item in reversed(entry.fields)}
        self._entry(Entry(entry.entry_type, entry.key, list(reversed(once.values()))), line, seen, found)

    def _entry(self, block: Entry, line: int, seen: dict[str, int], found: list[Raw]) -> None:
        key = block.key.strip()
        if not _KEY.fullmatch(key):
            # A source's key is not used for anything but reports, so the entry stays.
            self.report(line, key, "warning", "a key with blanks or signs that BibTeX does not take")
        if key.lower() in seen:
            self.report(line, key, "error", f"the key stands in line {seen[key.lower()]} in other capitals")
            return
        names: dict[str, str] = {}
        raw = Raw(line, block.entry_type.lower().strip(), key)
        for item in block.fields:
            name = item.key.lower().strip()
            where = (item.start_line or 0) + 1
            if name in names:
                said = f"the fields {names[name]!r} and {item.key!r} are one"
                if not self._can_do_without(name, line, key, said):
                    return
                continue
            names[name] = item.key
            value, reason = self._value(str(item.value))
            if reason:
                if not self._can_do_without(name, where, key, f"field {item.key}: {reason}", reason):
                    return
                continue
            clean = self._clean(line, key, name, value)
            if clean:
                raw.fields[name] = clean
        if not raw.fields:
            self.report(line, key, "error", "no field at all")
            return
        seen[key.lower()] = line
        found.append(raw)

    def _value(self, written: str) -> tuple[str, str]:
        """Resolve a raw value; the second value says what is wrong with it."""
        value, reason = read_value(written, self.strings)
        swallowed = _SWALLOWED.search(value)
        if swallowed and not reason:
            reason = f"it holds '{swallowed.group(1)} =': a brace or a comma is missing"
        return value, reason

    def _can_do_without(self, name: str, line: int, key: str, said: str, reason: str = "") -> bool:
        """Report a bad field and tell whether the entry can be used without it.

        It can where nothing reads the field, or no more than a macro is unknown, unless what went wrong has
        swallowed a field that something reads.
        """
        swallowed = re.search(r"(?<![\w-])([\w-]+) ='", reason)
        lost = swallowed is not None and swallowed.group(1).lower() in READ
        macro = "macro" in reason and name not in IDENTIFYING
        usable = not lost and (name not in READ or macro)
        self.report(line, key, "warning" if usable else "error", f"{said}: left out" if usable else said)
        return usable

    def _clean(self, line: int, key: str, name: str, value: str) -> str:
        """Decode a field and take out what could act when the text is used again."""
        if name in VERBATIM:
            value = decode_verbatim(value)
            if name in ("url", "ee") and value and not re.match(r"https?://[^\s<>\"'`\\{}|^]+$", value, re.I):
                self.report(line, key, "warning", f"field {name}: not a web address, left out: {value[:60]!r}")
                return ""
            return value
        if "<" in value and _TAG.search(value):
            self.report(line, key, "warning", f"field {name}: HTML taken out")
            value = _TAG.sub("", value)
        if "&" in value and re.search(r"&(?:#\d+|#x[0-9a-f]+|[a-z]+);", value, re.I):
            value = unescape(re.sub(r"\\&(?=(?:#\d+|[a-z]+);)", "&", value))
        if name in ("author", "editor"):
            # Names are cut before they are decoded: braces hold organisations together.
            removed = decode(value)[1]
            value = " ".join(value.split())
        else:
            value, removed = decode(value)
        if removed:
            commands = ", ".join("\\" + c for c in dict.fromkeys(removed))
            self.report(line, key, "warning", f"field {name}: commands taken out: {commands}")
        return value


def read_blocks(text: str) -> Iterator[Block]:
    """Cut a text into bibtexparser's blocks, values as written."""
    # What the splitter logs of failed blocks is reported here with file and line.
    logger = logging.getLogger("bibtexparser.splitter")
    before, logger.disabled = logger.disabled, True
    try:
        library = bibtexparser.parse_string(text, parse_stack=[])
    finally:
        logger.disabled = before
    yield from library.blocks


def _key_of(raw: str | None) -> str:
    match = re.match(r"@\s*\w+\s*[{(]\s*([^\s,{}]+)\s*,", raw or "")
    return match.group(1) if match else ""


def inherit(entries: list[Raw]) -> None:
    """Give entries with `crossref` what they inherit from the entry they name."""
    by_key = {entry.key.lower(): entry for entry in entries}
    for entry in entries:
        parent = by_key.get(entry.fields.get("crossref", "").lower())
        if parent is None or parent is entry:
            continue
        for name, value in parent.fields.items():
            if name == "title":
                entry.fields.setdefault("booktitle", value)
            elif name not in ("author", "crossref", "doi", "url", "eprint"):
                entry.fields.setdefault(name, value)
