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

from listometrics.enrich.latex import decode, decode_verbatim
from listometrics.enrich.problems import Problem, Severity

_VERBATIM_TEXT = "doi url eprint ee file pdf archiveprefix primaryclass eprinttype eprintclass key crossref"
VERBATIM = frozenset(_VERBATIM_TEXT.split())
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


def _end_of_value(value: str) -> int:
    """Return where the first delimited part of a raw value ends, or -1 if it does not."""
    depth = 0
    quoted = value[0] == '"'
    for match in re.finditer(r'\\.|[{}"]', value, re.S):
        sign = match.group()
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == 0 and not quoted:
                return match.end()
        elif sign == '"' and quoted and depth == 0 and match.start() > 0:
            return match.end()
    return -1


def read_value(value: str, strings: dict[str, str]) -> tuple[str, str]:
    """Resolve a raw value (braces, quotes, macros, `#`); the second value says what is wrong with it.

    >>> read_value('"Proc. of " # kdd', {"kdd": "KDD"}), read_value('{A} author = {B}', {})[1]
    (('Proc. of KDD', ''), "a comma is missing before 'author ='")
    """
    parts: list[str] = []
    rest = value.strip()
    while rest:
        if rest[0] in '{"':
            simple = rest[0] == "{" and rest[-1] == "}" and rest.count("{") == 1
            end = len(rest) if simple else _end_of_value(rest)
            if end < 0:
                return "", "braces or quotes do not balance"
            parts.append(rest[1 : end - 1])
        else:
            word = re.match(r"[^\s#{}\"=,]+", rest)
            if not word:
                return "", f"a value of an unknown form: {rest[:40]!r}"
            end = word.end()
            name = word.group()
            if name.isdigit():
                parts.append(name)
            elif name.lower() in strings:
                parts.append(strings[name.lower()])
            else:
                return "", f"the macro {name!r} is not defined"
        rest = rest[end:].lstrip()
        if rest.startswith("#"):
            rest = rest[1:].lstrip()
        elif rest:
            nextfield = re.match(r"([\w-]+)\s*=", rest)
            said = f"{nextfield.group(1)} =" if nextfield else rest[:40]
            return "", f"a comma is missing before {said!r}"
    return "".join(parts), ""


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
                names = ", ".join(sorted(block.duplicate_keys))
                self.report(line, _key_of(block.raw), "error", f"a field stands twice: {names}")
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
            if name in names:
                self.report(line, key, "error", f"the fields {names[name]!r} and {item.key!r} are one")
                return
            names[name] = item.key
            value, reason = read_value(str(item.value), self.strings)
            swallowed = _SWALLOWED.search(value)
            if swallowed and not reason:
                reason = f"it holds '{swallowed.group(1)} =': a brace or a comma is missing"
            if reason:
                self.report((item.start_line or 0) + 1, key, "error", f"field {item.key}: {reason}")
                return
            clean = self._clean(line, key, name, value)
            if clean:
                raw.fields[name] = clean
        if not raw.fields:
            self.report(line, key, "error", "no field at all")
            return
        seen[key.lower()] = line
        found.append(raw)

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
