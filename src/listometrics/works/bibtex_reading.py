"""What is wrong with a source file, and the text of those that can be read."""

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import PurePath
from typing import Literal

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

from listometrics.errors import StudyError
from listometrics.identifiers import date_arxiv, identify_fields
from listometrics.works.latex_text import decode, decode_verbatim
from listometrics.works.person_names import Name, find_nameless, find_repairs, fold_family, parse_names
from listometrics.works.titles import is_shouted, normalise_title

MAX_BYTES = 100_000_000
_HTML = re.compile(r"\s*(?:<!doctype\s+html|<html\b|<\?xml\b|<head\b|<body\b)", re.I)

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Say what is wrong with a source: an `error` costs the entry or file, a `warning` only a field."""

    source: str
    line: int
    key: str
    severity: Severity
    reason: str


# What a source file holds, or why it could not be read.
Content = str | bytes | StudyError


def decode_source(name: str, content: Content) -> tuple[str, list[Problem]]:
    """Return a source's text; Latin-1 is accepted and said, what is no BibTeX is reported and left out."""
    if isinstance(content, StudyError):
        return "", [Problem(name, 1, "", "error", f"not read: {content}")]
    if len(content) > MAX_BYTES:
        reason = f"larger than {MAX_BYTES:,} bytes: not read. Split it into several files"
        return "", [Problem(name, 1, "", "error", reason)]
    problems: list[Problem] = []
    if isinstance(content, bytes):
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            if b"\0" in content:
                return "", [Problem(name, line, "", "error", "neither UTF-8 nor Latin-1 text: not read")]
            text = content.decode("latin-1")
            problems.append(Problem(name, line, "", "warning", "not UTF-8: read as Latin-1. Save it as UTF-8"))
    else:
        text = content.removeprefix("\ufeff")
    if not text.strip():
        return "", [*problems, Problem(name, 1, "", "error", "empty")]
    if _HTML.match(text):
        return "", [*problems, Problem(name, 1, "", "error", "an HTML or XML page, not BibTeX: not read")]
    return text.replace("\r\n", "\n").replace("\r", "\n"), problems


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


HAND = "corrections"
_YEAR = re.compile(r"\b(?:1[89]\d\d|20\d\d)\b")
_PREPRINT_VENUE = re.compile(
    r"(?i)\b(?:arxiv|corr|preprints?|ssrn|biorxiv|medrxiv|techrxiv|psyarxiv|hal|research square|openreview archive)\b"
)
# What a record says of a paper that is not, or not yet, published.
_UNPUBLISHED = re.compile(
    r"(?i)\b(?:submi(?:tted|ssion) to|submitted for|under (?:double.blind )?review|in review|in submission|"
    r"(?:withdrawn|rejected) (?:submission|paper)|in preparation|unpublished|blind submission)\b"
    r"|^\W*(?:submitted|withdrawn|rejected|desk rejected|manuscript)\b|\b(?:withdrawn|rejected)\W*$"
)
_UNPUBLISHED_STATES = frozenset({"submitted", "inpreparation", "prepublished", "preprint", "withdrawn", "rejected"})
# DOIs that preprint servers and archives give: Research Square, TechRxiv, SSRN, bioRxiv, OSF, Zenodo, Preprints.org.
_SERVER_DOI = re.compile(r"10\.(?:21203/rs|36227/|2139/ssrn|1101/|31234/|31219/|5281/zenodo|20944/preprints)")
_PUBLISHED_TEXT = "inproceedings conference article incollection inbook book proceedings phdthesis"
PUBLISHED_TYPES = frozenset(_PUBLISHED_TEXT.split())


@dataclass(frozen=True, slots=True)
class Record:
    """Hold what one source says of one work.

    `fields` are plain text by lower-case name without `author`; `ids` are (kind, identifier) pairs;
    `titles` the normal forms of all titles the record knows; `families` the authors' folded family names.
    """

    source: str
    line: int
    key: str
    entry_type: str
    fields: Mapping[str, str]
    authors: tuple[Name, ...]
    truncated: bool
    ids: tuple[tuple[str, str], ...]
    titles: tuple[str, ...]
    families: frozenset[str] = field(default_factory=frozenset)

    @property
    def arxiv(self) -> str:
        """Return the arXiv id, or nothing."""
        return next((value for kind, value in self.ids if kind == "arxiv"), "")

    @property
    def doi(self) -> str:
        """Return the DOI of a published version, or nothing."""
        return next((value for kind, value in self.ids if kind == "doi"), "")

    @property
    def container_kind(self) -> str:
        """Return `booktitle` or `journal`, whichever names where a published version stands, or nothing."""
        for name in ("booktitle", "journal", "journaltitle"):
            value = self.fields.get(name, "")
            if value and not _PREPRINT_VENUE.search(value) and not _UNPUBLISHED.search(value):
                return "booktitle" if name == "booktitle" else "journal"
        return ""

    @property
    def container(self) -> str:
        """Return the proceedings or journal of a published version, or nothing."""
        kind = self.container_kind
        return self.fields.get(kind) or self.fields.get("journaltitle", "") if kind else ""

    @property
    def unpublished(self) -> bool:
        """Tell whether the record says that the paper is not published: submitted, under review, withdrawn."""
        said = (self.fields.get(name, "") for name in ("booktitle", "journal", "journaltitle", "venue", "note"))
        return self.fields.get("pubstate", "").lower() in _UNPUBLISHED_STATES or any(
            _UNPUBLISHED.search(text) for text in said if text
        )

    @property
    def published(self) -> bool:
        """Tell whether the record is of a published version."""
        if self.entry_type not in PUBLISHED_TYPES or self.unpublished:
            return False
        return bool(self.container or (self.doi and not _SERVER_DOI.match(self.doi)))

    @property
    def year(self) -> str:
        """Return the year the record gives."""
        found = (_YEAR.search(self.fields.get(name, "")) for name in ("year", "date"))
        return next((match.group() for match in found if match), "")

    @property
    def first_date(self) -> str:
        """Return the month of first appearance (from the arXiv id), else the earliest year known."""
        if self.arxiv:
            return date_arxiv(self.arxiv)
        stated = self.fields.get("first_date", "")
        return stated if re.fullmatch(r"\d{4}(-\d\d)?", stated) else self.year


@dataclass(frozen=True)
class Sources:
    """Hold all records, in order of file and line, and everything that is wrong with the files."""

    records: tuple[Record, ...]
    problems: tuple[Problem, ...]
    names: tuple[str, ...]


def _record(source: str, raw: Raw, problems: list[Problem]) -> Record | None:
    fields = raw.fields
    said = fields.pop("author", "")
    authors, truncated = parse_names(said)
    doubts = [f"field author: {why}" for why in (*find_nameless(said, authors), *find_repairs(said))]
    years = [(name, fields[name]) for name in ("year", "date") if fields.get(name)]
    doubts += [
        f"field {name}: no year in it, left out: {text[:40]!r}" for name, text in years if not _YEAR.search(text)
    ]
    problems.extend(Problem(source, raw.line, raw.key, "warning", why) for why in doubts)
    ids = identify_fields(fields)
    title = fields.get("title", "")
    others = (fields.get("list_title", ""), *re.split(r"(?:(?<!\s)\s+)?\|\s*", fields.get("other_titles", "")))
    titles = tuple(dict.fromkeys(t for t in map(normalise_title, (title, *others)) if t))
    by_hand = source.startswith(HAND) and bool(ids)  # a correction has only what it corrects
    if not titles and not by_hand:
        used = "matched by its identifier only" if ids else "not used"
        problems.append(Problem(source, raw.line, raw.key, "warning" if ids else "error", f"no title: {used}"))
        if not ids:
            return None
    if not authors and not by_hand:
        problems.append(Problem(source, raw.line, raw.key, "warning", "no authors"))
    elif truncated:
        reason = "the authors end in 'and others': used only where no source has them all"
        problems.append(Problem(source, raw.line, raw.key, "warning", reason))
    if is_shouted(title):
        reason = "the title is in capitals: written as another source or the list has it, else with few capitals"
        problems.append(Problem(source, raw.line, raw.key, "warning", reason))
    families = frozenset(f for f in map(fold_family, authors) if f)
    return Record(source, raw.line, raw.key, raw.entry_type, fields, authors, truncated, ids, titles, families)


def read_sources(files: Mapping[str, Content]) -> Sources:
    """Read BibTeX files, given as name → content, into records and problems.

    A bad entry or file is a problem with its line and reason; everything else is used.

    >>> read_sources({"x.bib": "@misc{a, title={T}, author={A B}, eprint={2305.08845}}"}).records[0].ids
    (('arxiv', '2305.08845'),)
    """
    records: list[Record] = []
    problems: list[Problem] = []
    names: list[str] = []
    for file in sorted(files):
        source = PurePath(file).stem
        names.append(source)
        text, said = decode_source(source, files[file])
        problems.extend(said)
        if not text:
            continue
        reader = Reader(source)
        entries = reader.read(text)
        inherit(entries)
        for raw in entries:
            record = _record(source, raw, reader.problems)
            if record is not None:
                records.append(record)
        problems.extend(sorted(reader.problems, key=lambda p: p.line))
    return Sources(tuple(records), tuple(problems), tuple(names))
