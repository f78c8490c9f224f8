"""Read BibTeX files into records: strictly, because bibtexparser is silent about what it swallows.

A bad entry or file is a problem with its line and reason, never an exception; everything else is used.
"""

import codecs
import csv
import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path, PurePath
from typing import Literal

import bibtexparser
from bibtexparser import model
from bibtexparser.library import Library
from bibtexparser.middlewares import RemoveEnclosingMiddleware

from listometrics.errors import StudyError
from listometrics.identifiers import date_arxiv, identify_fields
from listometrics.works.identity import is_shouted, normalise_title
from listometrics.works.latex_text import decode, decode_verbatim
from listometrics.works.person_names import Name, fold_family, read_names

MAX_BYTES = 100_000_000
_NAMES = list(csv.DictReader(Path(__file__).with_name("bibtex_names.csv").read_text(encoding="utf-8").splitlines()))
# What biblatex and exports call fields, entry types and months, and what they are called here.
FIELDS, TYPES, _MONTH_NAMES = (
    {row["name"]: row["means"] for row in _NAMES if row["kind"] == kind} for kind in ("field", "type", "month")
)
MONTHS = {name: name for name in dict.fromkeys(_MONTH_NAMES.values())}
_VERBATIM_TEXT = "doi url eprint ee file pdf archiveprefix primaryclass eprinttype eprintclass key crossref xdata"
# Fields that identify a work or make it what it is: an entry is not used with one of them in doubt.
_IDENTIFYING_TEXT = "title author doi eprint year booktitle journal journaltitle crossref"
# What an entry does not inherit, and what a parent's title is called in a child.
_OWN_TEXT = "author doi url eprint shorttitle titleaddon ids entryset type"
_INHERITED = {"title": "booktitle"}
_MONTH = re.compile(rf"(?<![^\W\d_])({'|'.join(name for name in _MONTH_NAMES if name.isalpha())})(?![^\W\d_])", re.I)
_HTML_PAGE = re.compile(r"\s*(?:<!doctype\s+html|<html\b|<\?xml\b|<head\b|<body\b)", re.I)
_TAG = re.compile(r"</?(?:i|b|em|strong|sub|sup|span|scp|tt|p|br|jats:\w+|a|script|img)\b[^<>]*/?>", re.I)
_CHARACTER_REFERENCE = re.compile(r"\\?(&(?:#\d+|#x[0-9a-f]+|[a-z]+);)", re.I)
_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\{}|^]+", re.I)
_KEY = re.compile(r"[^\s{}\"#%~,\\()=]+")
# A field inside another's value, as it stands there after a missing comma or brace.
_SWALLOWED = re.compile(r"\n[ \t]*(\w[\w-]*)[ \t]*=[ \t]*[{\"]")
_FIELD = re.compile(r"(?<![\w-])([\w-]{1,50})\s*=")
_BLANK_TYPE = re.compile(r"^([ \t]*@)[ \t]+(?=[A-Za-z]+[ \t]*[{(])", re.M)
_REMOVE_ENCLOSING, _NO_LIBRARY = RemoveEnclosingMiddleware(), Library()

Severity = Literal["error", "warning"]
# What a source file holds, or why it could not be read.
Content = str | bytes | StudyError


@dataclass(frozen=True, slots=True)
class Problem:
    """Say what is wrong with a source: an `error` costs the entry or file, a `warning` only a field."""

    source: str
    line: int
    key: str
    severity: Severity
    reason: str


@dataclass(slots=True)
class ReadEntry:
    """Hold one entry as read: decoded fields by lower-case name, names of authors still in LaTeX."""

    line: int
    entry_type: str
    key: str
    fields: dict[str, str] = field(default_factory=dict)
    is_parent: bool = False
    protected: frozenset[str] = frozenset()


def decode_source(name: str, content: Content) -> tuple[str, list[Problem]]:
    """Return a source's text; other encodings are accepted and said, what is no BibTeX is reported and left out."""
    text, line, reasons = "", 1, []
    if isinstance(content, StudyError):
        reasons = [f"not read: {content}"]
    elif len(content) > MAX_BYTES:
        reasons = [f"larger than {MAX_BYTES:,} bytes: not read. Split it into several files"]
    elif isinstance(content, str):
        text = content.removeprefix("\ufeff")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            text, encoding = _decode_otherwise(content)
            reasons = [
                f"not UTF-8: read as {encoding}. Save it as UTF-8"
                if text
                else "neither UTF-8 nor Latin-1 text: not read"
            ]
    if _HTML_PAGE.match(text):
        text, reasons = "", ["an HTML or XML page, not BibTeX: not read"]
    elif not text.strip():
        text, reasons = "", reasons or ["empty"]
    problems = [Problem(name, line, "", "warning" if text else "error", reason) for reason in reasons]
    return text.replace("\r\n", "\n").replace("\r", "\n"), problems


def _decode_otherwise(content: bytes) -> tuple[str, str]:
    """Decode by a byte order mark, by the encoding that JabRef names in the first line, or as Windows-1252."""
    named = re.match(rb"%\s*Encoding:\s*([\w-]{1,40})", content)
    marked = "utf-16" if content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else ""
    for encoding in filter(None, (marked, named[1].decode("ascii") if named else "", "Windows-1252", "Latin-1")):
        try:
            text = content.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
        if "\0" not in text:
            return text, encoding
    return "", ""


def read_blocks(text: str) -> list[model.Block]:
    """Cut a text into bibtexparser's blocks, values as written."""
    text = _BLANK_TYPE.sub(r"\1", text)  # BibTeX allows a blank behind the `@`, bibtexparser does not
    # What the splitter logs of failed blocks is reported here with file and line.
    logging.getLogger("bibtexparser.splitter").disabled = True
    return bibtexparser.parse_string(text, parse_stack=[]).blocks


def join_terms(value: str, strings: Mapping[str, str]) -> tuple[str, str]:
    """Resolve what bibtexparser leaves as it is, macros and `#`; the second value says what is wrong.

    A missing comma makes the next field a part of the value, which bibtexparser does not report.

    >>> join_terms('"Proc. of " # kdd', {"kdd": "KDD"}), join_terms("{A} author = {B}", {})[1]
    (('Proc. of KDD', ''), "a comma is missing before 'author ='")
    """
    joined: list[str] = []
    depth = start = end = 0
    quoted = False
    for match in re.finditer(r'\\.|[{}"#]', f"{value} #", re.S):
        sign = match.group()
        depth += {"{": 1, "}": -1}.get(sign, 0)
        quoted ^= sign == '"' and depth == 0
        if depth or quoted:
            continue
        if sign != "#":
            end = end or match.end()
            continue
        term = value[start : match.start()].strip()
        enclosed = term[:1] in ("{", '"')
        head = value[start:end].strip() if enclosed else re.split(r"[\s#{}\"=,]", term, maxsplit=1)[0]
        rest = term[len(head) :].strip()
        following = re.match(r"([\w-]+)\s*=", rest)
        if term and not head:
            return "", f"a value of an unknown form: {term[:40]!r}"
        if not (enclosed or following or not head or head.isdigit() or head.lower() in strings):
            return "", f"the macro {head!r} is not defined"
        if rest:
            return "", f"a comma is missing before {f'{following.group(1)} =' if following else rest[:40]!r}"
        joined.append(head[1:-1] if enclosed else strings.get(head.lower(), head))
        start, end = match.end(), 0
    return ("", "braces or quotes do not balance") if depth or quoted else ("".join(joined), "")


class Reader:
    """Read the blocks of one source into entries and problems; `strings` are the macros of other sources."""

    def __init__(self, name: str, strings: Mapping[str, str] = MONTHS) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.strings = dict(strings)
        self.found: list[ReadEntry] = []
        self.lines: dict[str, int] = {}

    def report(self, line: int, key: str, reason: str, severity: Severity = "warning") -> None:
        """Keep a problem."""
        self.problems.append(Problem(self.name, line, key, severity, reason))

    def read(self, text: str) -> list[ReadEntry]:
        """Return the usable entries of a text in its order."""
        return self.read_entries(read_blocks(text))

    def read_entries(self, blocks: Iterable[model.Block]) -> list[ReadEntry]:
        """Return the usable entries of blocks in their order."""
        self.found, self.lines, defined = [], {}, dict[str, int]()
        for block in blocks:
            line = (block.start_line or 0) + 1
            match block:
                case (model.Entry() as entry) | model.DuplicateFieldKeyBlock(ignore_error_block=model.Entry() as entry):
                    self._read_entry(entry, line)
                case (model.String() as string) | model.DuplicateBlockKeyBlock(
                    ignore_error_block=model.String() as string
                ):
                    self.strings[string.key.lower()], reason = join_terms(str(string.value), self.strings)
                    if first := defined.setdefault(string.key.lower(), line) - line:
                        reason = reason or f"defined in line {line + first} already; from here on this counts"
                    if reason:
                        self.report(line, string.key, f"@string {string.key}: {reason}")
                case model.DuplicateBlockKeyBlock():
                    first = (block.previous_block.start_line or 0) + 1
                    self.report(line, block.key, f"the key stands in line {first} already", "error")
                case model.ParsingFailedBlock():
                    key = re.match(r"@\s*\w+\s*[{(]\s*([^\s,{}]+)\s*,", block.raw or "")
                    said = " ".join((getattr(block.error, "abort_reason", "") or "cannot be read").split())
                    self.report(line, key[1] if key else "", f"not BibTeX: {said}", "error")
                case model.ImplicitComment() if re.search(r"@\s*\w+\s*[{(]", block.comment):
                    self.report(line, "", f"text between entries: {block.comment[:40]!r}")
        if not self.found and not defined and not any(p.severity == "error" for p in self.problems):
            self.report(1, "", "no BibTeX entry found", "error")
        return self.found

    def _read_entry(self, block: model.Entry, line: int) -> None:
        key = block.key.strip()
        if not _KEY.fullmatch(key):
            # A source's key is not used for anything but reports, so the entry stays.
            self.report(line, key, "a key with blanks or signs that BibTeX does not take")
        if first := self.lines.get(key.lower()):  # biber takes both, BibTeX the one that is cited
            self.report(line, key, f"the key stands in line {first} in other capitals: both are used")
        kind = block.entry_type.lower().strip()
        entry = ReadEntry(line, TYPES.get(kind, kind), key)
        seen: set[str] = set()
        for item in _REMOVE_ENCLOSING.transform_entry(block, _NO_LIBRARY).fields:
            name, value, reason = item.key.lower().strip(), str(item.value), ""
            if item.enclosing == "no-enclosing":
                value, reason = join_terms(value, self.strings)
            harmless = reason.startswith("the macro")  # BibTeX leaves the field empty
            if name in seen:  # bibtexparser keeps `title` and `Title`; BibTeX takes the first
                reason, harmless = "a second field of that name", True
            elif not reason and (swallowed := _SWALLOWED.search(value)):
                reason = f"it holds '{swallowed[1]} =': a brace or a comma is missing"
            seen.add(name)
            if not reason:
                entry.protected = find_protected(value) if name == "title" else entry.protected
                entry.fields[name] = self._clean(line, key, name, value)
                continue
            # An entry is used without a field that neither identifies the work nor has swallowed one that does.
            lost = {name, *(inner.lower() for inner in _FIELD.findall(str(item.value)))} & {*_IDENTIFYING_TEXT.split()}
            lost = set() if harmless else lost
            said = f"field {item.key}: {reason}" + ("" if lost else ": left out")
            self.report((item.start_line or 0) + 1, key, said, "error" if lost else "warning")
            if lost:
                return
        entry.fields = {name: value for name, value in entry.fields.items() if value}
        if not entry.fields:
            self.report(line, key, "no field at all", "error")
            return
        self._unify(entry, kind)
        self.lines.setdefault(key.lower(), line)
        self.found.append(entry)

    def _clean(self, line: int, key: str, name: str, value: str) -> str:
        """Decode a field and take out what could act when the text is used again."""
        if name in _VERBATIM_TEXT.split():
            value = decode_verbatim(value)
            if name not in ("url", "ee") or not value or _ADDRESS.fullmatch(value):
                return value
            if (first := _ADDRESS.match(value)) and value[first.end()].isspace():  # Mendeley writes several
                return first.group()
            self.report(line, key, f"field {name}: not a web address, left out: {value[:60]!r}")
            return ""
        if "<" in value and _TAG.search(value):
            self.report(line, key, f"field {name}: HTML taken out")
            value = _TAG.sub("", value)
        if "&" in value:
            value = _CHARACTER_REFERENCE.sub(lambda match: unescape(match[1]), value)
        # Names are cut before they are decoded: braces hold organisations together.
        is_name = name in ("author", "editor")
        value = re.sub(r"\\and(?![A-Za-z])", " and ", value) if is_name else value
        plain, removed = decode(value) if "\\" in value or not is_name else ("", ())
        if removed:
            commands = ", ".join(f"\\{command}" for command in dict.fromkeys(removed))
            self.report(line, key, f"field {name}: commands taken out: {commands}")
        if name == "month" and plain:
            plain, written = read_month(plain), plain
            if not plain:
                self.report(line, key, f"field month: no month in it, left out: {written[:40]!r}")
        return " ".join(value.split()) if is_name else plain

    def _unify(self, entry: ReadEntry, kind: str) -> None:
        """Call fields as BibTeX does, whatever biblatex and exports call them, and join what belongs together."""
        fields = entry.fields
        if fields.keys() & {"date", "eventtitle", "eventdate"}:
            fields.pop("venue", "")  # to biblatex the place of the event
        for name in [name for name in FIELDS if name in fields]:
            fields.setdefault(FIELDS[name], fields.pop(name))
        date = re.match(r"(\d{4})(?:-(\d\d))?(?!\d)", fields.get("date", ""))
        if date and fields.setdefault("year", date[1]) == date[1] and date[2] in _MONTH_NAMES:
            fields.setdefault("month", _MONTH_NAMES[date[2]])
        if subtitle := fields.pop("subtitle", ""):
            title = fields.get("title", "")
            fields["title"] = f"{title}{'' if title[-1:] in ':?!' else ':'} {subtitle}".strip(": ")
        for name in ("pages", "volume", "number", "publisher", "address", "series", "isbn", "issn"):
            if name in fields and _NOTHING.fullmatch(fields[name]):
                fields.pop(name, "")
        pages = re.sub(r"(?i)^pp?(?:\.\s*|\s+)(?=\w)|[-–—]+$", "", fields.pop("pages", ""))
        if article := re.fullmatch(r"(?i)art(?:icle|\.)?(?: no\.?)? (\w+)", pages):
            fields.setdefault("eid", article[1])
        elif pages:
            fields["pages"] = pages
        if entry.entry_type == "inbook" and "booktitle" in fields:  # biblatex's; BibTeX's has the book's own title
            entry.entry_type = "incollection"
        if re.search(r"[^\W\d_]{4}\.$", fields.get("title", "")) and ". " not in fields["title"]:
            fields["title"] = fields["title"][:-1]
        if "journal" in fields:
            fields["journal"] = _SUBSERIES.sub("", fields["journal"])
            if entry.entry_type == "inproceedings":  # Scopus has the proceedings' series there
                fields.setdefault("booktitle", fields["journal"])
        if kind == "thesis":
            entry.entry_type = (
                "mastersthesis" if re.match("(?i)ma(?:ster|thesis)", fields.get("type", "")) else "phdthesis"
            )


def find_protected(title: str) -> frozenset[str]:
    """Return the words of a title whose capitals braces protect; none where they protect all, as exports do.

    >>> find_protected("Models for {C}hinese Lists"), find_protected("{Growing} {Bushes} with {Language}")
    (frozenset({'Chinese'}), frozenset())
    """
    words = [(word, decode(word)[0].strip(".,:;?!()")) for word in title.split()] if "{" in title else []
    capital = [("{" in word, plain) for word, plain in words if plain[:1].isupper()]
    braced = frozenset(plain for braced, plain in capital if braced and plain.isalpha())
    return braced if not all(braced for braced, _ in capital[1:]) else frozenset()


def read_month(text: str) -> str:
    """Return the month that a text names first, in BibTeX's three letters, or nothing.

    >>> read_month("14 July"), read_month("APR-JUN"), read_month("9"), read_month("Spring")
    ('jul', 'apr', 'sep', '')
    """
    named = _MONTH.search(text) or re.match(r"0?(1[0-2]|[1-9])(?!\d)", text.strip())
    return _MONTH_NAMES[named[1].lower()] if named else ""


def inherit(entries: Sequence[ReadEntry], report: Callable[[ReadEntry, str], None] = lambda entry, said: None) -> None:
    """Give entries what they inherit by `xdata` and `crossref`, which bibtexparser does not; the sources are one set.

    Parents may have parents of their own. A parent is marked as one: it need not be a work.
    """
    by_key: dict[str, ReadEntry] = {}
    for entry in entries:
        by_key.setdefault(entry.key.lower(), entry)
    done: set[int] = set()

    def complete(entry: ReadEntry) -> None:
        if id(entry) in done:
            return
        done.add(id(entry))  # before its parents: a circle ends here
        named = [*re.split(r"[,\s]+", entry.fields.pop("xdata", "")), entry.fields.pop("crossref", "")]
        for place, key in enumerate(named):
            if not key or (parent := by_key.get(key.lower(), entry)) is entry:
                if key:
                    report(entry, f"{key!r}, from which it inherits, stands in no source")
                continue
            parent.is_parent = True
            complete(parent)
            container = place == len(named) - 1 and entry.entry_type not in ("proceedings", "book")
            own = {*_OWN_TEXT.split(), *(_INHERITED if not container else ())} if place == len(named) - 1 else set()
            for name, value in sorted(parent.fields.items(), key=lambda field: field[0] == "title"):
                if name not in own:
                    entry.fields.setdefault(_INHERITED.get(name, name) if container else name, value)

    for entry in entries:
        complete(entry)


HAND = "corrections"
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]\d\d|20\d\d)(?!\d)")
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
_PUBLISHED_TEXT = """
inproceedings article incollection inbook book proceedings phdthesis mastersthesis techreport manual
"""
WHOLE = frozenset({"book", "phdthesis", "mastersthesis", "techreport", "manual"})  # stand in no container
# What exports write where they know nothing.
_NOTHING = re.compile(r"(?i)\W*|(?:n/?a|null|none|undefined|unknown)(?:\W+(?:n/?a|null|none))?")
_SUBSERIES = re.compile(r"\s\((?:including subseries|including sub-series) [^()]*\)$")  # Scopus


@dataclass(frozen=True, slots=True)
class Record:
    """Hold what one source says of one work.

    `fields` are plain text by lower-case name without `author`; `ids` are (kind, identifier) pairs;
    `titles` the normal forms of all titles the record knows; `families` the authors' folded family names;
    `protected` words of the title whose capitals braces keep.
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
    protected: frozenset[str] = frozenset()

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
        named = ((name, self.fields.get(name, "")) for name in ("booktitle", "journal"))
        fit = (name for name, text in named if text and not (_PREPRINT_VENUE.search(text) or _UNPUBLISHED.search(text)))
        return next(fit, "")

    @property
    def container(self) -> str:
        """Return the proceedings or journal of a published version, or nothing."""
        return self.fields.get(self.container_kind, "")

    @property
    def unpublished(self) -> bool:
        """Tell whether the record says that the paper is not published: submitted, under review, withdrawn."""
        said = (self.fields.get(name, "") for name in ("booktitle", "journal", "venue", "note"))
        return self.fields.get("pubstate", "").lower() in _UNPUBLISHED_STATES or any(
            _UNPUBLISHED.search(text) for text in said if text
        )

    @property
    def published(self) -> bool:
        """Tell whether the record is of a published version."""
        if self.entry_type not in _PUBLISHED_TEXT.split() or self.unpublished:
            return False
        if self.entry_type in WHOLE and (self.fields.get("publisher") or self.fields.get("institution")):
            return True
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


def _make_record(entry: ReadEntry, reader: Reader) -> Record | None:
    """Make a record of an entry; nothing where neither a title nor an identifier says of which work it is."""
    fields = entry.fields
    if entry.entry_type in ("xdata", "set"):
        return None
    authors, truncated, remarks = read_names(fields.pop("author", ""))
    said = [f"field author: {remark}" for remark in remarks]
    for name in ("year", "date"):
        if fields.get(name) and not _YEAR.search(fields[name]):
            said.append(f"field {name}: no year in it, left out: {fields[name][:40]!r}")
    ids = identify_fields(fields)
    title = fields.get("title", "")
    known = (title, fields.get("list_title", ""), *fields.get("other_titles", "").split("|"))
    titles = tuple(dict.fromkeys(filter(None, map(normalise_title, known))))
    by_hand = reader.name.startswith(HAND) and bool(ids)  # a correction has only what it corrects
    if not titles and ids and not by_hand:
        said.append("no title: matched by its identifier only")
    volume = entry.is_parent or "editor" in fields or entry.entry_type in ("proceedings", "periodical")
    if (titles or ids) and not authors and not by_hand and not volume:
        said.append("no authors")
    elif authors and truncated:
        said.append("the authors end in 'and others': used only where no source has them all")
    if is_shouted(title):
        said.append("the title is in capitals: written as another source or the list has it, else with few capitals")
    for reason in said:
        reader.report(entry.line, entry.key, reason)
    if not titles and not ids:
        if not entry.is_parent:
            reader.report(entry.line, entry.key, "no title: not used", "error")
        return None
    families = frozenset(filter(None, map(fold_family, authors)))
    named = (reader.name, entry.line, entry.key, entry.entry_type)
    return Record(*named, fields, authors, truncated, ids, titles, families, entry.protected)


def read_sources(files: Mapping[str, Content]) -> Sources:
    """Read BibTeX files, given as name → content, into records and problems; macros and parents hold for all of them.

    >>> read_sources({"x.bib": "@misc{a, title={T}, author={A B}, eprint={2305.08845}}"}).records[0].ids
    (('arxiv', '2305.08845'),)
    """
    names = [PurePath(file).stem for file in sorted(files)]
    texts = [decode_source(name, files[file]) for name, file in zip(names, sorted(files), strict=True)]
    blocks = [read_blocks(text) if text else [] for text, _ in texts]
    strings = Reader("")
    strings.read_entries(block for found in blocks for block in found if isinstance(block, model.String))
    readers = [Reader(name, strings.strings) for name in names]
    entries = [
        (reader, entry)
        for reader, found in zip(readers, blocks, strict=True)
        if found
        for entry in reader.read_entries(found)
    ]
    of = {id(entry): reader for reader, entry in entries}
    inherit([entry for _, entry in entries], lambda entry, said: of[id(entry)].report(entry.line, entry.key, said))
    records = tuple(record for reader, entry in entries if (record := _make_record(entry, reader)))
    said = zip(texts, readers, strict=True)
    problems = tuple(p for (_, first), r in said for p in (*first, *sorted(r.problems, key=lambda p: p.line)))
    return Sources(records, problems, tuple(names))
