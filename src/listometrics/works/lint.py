"""Our own rules for a bibliography: what BibTeX, biber and a compile let pass, and what they stop at."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bibtexparser.model import Entry

from listometrics.identifiers import date_arxiv, find_arxiv, find_doi
from listometrics.works.bibtex_reading import MONTHS, Reader, decode_source, read_blocks, read_value
from listometrics.works.latex_text import decode, has_inner_capital
from listometrics.works.person_names import parse_names

REQUIRED = {
    "article": ("author", "title", "journal", "year"),
    "inproceedings": ("author", "title", "booktitle", "year"),
    "conference": ("author", "title", "booktitle", "year"),
    "incollection": ("author", "title", "booktitle", "publisher", "year"),
    "inbook": ("author", "title", "publisher", "year"),
    "book": ("title", "publisher", "year"),
    "phdthesis": ("author", "title", "school", "year"),
    "mastersthesis": ("author", "title", "school", "year"),
    "techreport": ("author", "title", "institution", "year"),
    "proceedings": ("title", "year"),
    "misc": ("author", "title"),
    "unpublished": ("author", "title", "note"),
    "manual": ("title",),
    "booklet": ("title",),
    "online": ("title", "url"),
}
TEXT_FIELDS = ("title", "booktitle", "journal", "series", "publisher", "address", "author", "editor", "note")
_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\{}|^]+", re.I)


@dataclass(frozen=True, slots=True)
class Finding:
    """Say which rule an entry breaks, and how."""

    line: int
    key: str
    rule: str
    what: str


Fields = Mapping[str, str]


def _structure(text: str) -> Iterator[Finding]:
    reader = Reader("")
    reader.read(text)
    for problem in reader.problems:
        # What the reader only neutralises has a rule of its own below; what it does without has none.
        if problem.severity == "error" or problem.reason.endswith((": left out", ": the first is used")):
            yield Finding(problem.line, problem.key, "structure", problem.reason)


def _required(kind: str, fields: Fields) -> Iterator[tuple[str, str]]:
    if kind not in REQUIRED:
        yield "entry-type", f"@{kind} is no type of BibTeX's"
        return
    inherits = "crossref" in fields
    for name in REQUIRED[kind]:
        if name not in fields and not inherits and not (name == "author" and "editor" in fields):
            yield "missing-field", f"@{kind} without {name}"


def _text(name: str, value: str) -> Iterator[tuple[str, str]]:
    """Check one text field for signs that LaTeX stops at, drops or prints wrongly."""
    bare = re.sub(r"\\.", "", value)
    if signs := sorted(set(re.findall(r"[%&#_]", re.sub(r"\$[^$]*\$", "", bare)))):
        yield "unescaped", f"{name}: {' '.join(signs)} without a backslash"
    if bare.count("$") % 2:
        yield "unescaped", f"{name}: a $ without its second"
    if re.search(r"</?[a-z][^<>]*>|&(?:[a-z]+|#\d+);", value, re.I):
        yield "html", f"{name}: HTML"
    odd = [c for c in value if not c.isascii()]
    if odd:
        invisible = any(unicodedata.category(c) in ("Cf", "Mn", "Co") for c in odd)
        yield "not-ascii", f"{name}: {'an invisible character' if invisible else ''.join(dict.fromkeys(odd))}"
    if commands := decode(value)[1]:
        yield "command", f"{name}: \\{commands[0]}"
    if value.strip() != value or "  " in value:
        yield "blanks", f"{name}: blanks at an end or doubled"


def _title(title: str) -> Iterator[tuple[str, str]]:
    if re.fullmatch(r"\{[^{}]*\}", title) and " " in title:
        yield "whole-title-braces", "title: braces round the whole title"
        return
    # A braced part becomes a small word: what stands outside braces is what styles lower.
    open_text = re.sub(r"\{[^{}]*\}", "x", title)
    if len(re.findall(r"[A-Z]", open_text)) > 12 and open_text.replace("x", "").isupper():
        yield "capitals", "title: written in capitals"
    elif lost := [w for w in re.findall(r"[^\W_]+(?:[-'’/.][^\W_]+)*", open_text) if has_inner_capital(w)]:
        yield "unprotected", f"title: {', '.join(lost)} without braces would be lowered"
    if title.rstrip("}").endswith("."):
        yield "title-full-stop", "title: ends with a full stop"


def _authors(name: str, value: str) -> Iterator[tuple[str, str]]:
    value = " ".join(value.split())
    parts = re.split(r" and ", f" {value} ")
    if any(not part.strip() or re.match(r"\s*and\b", part) for part in parts) or re.search(r"\band\s*$", value):
        yield "authors", f"{name}: an 'and' without a name"
    names, short = parse_names(value)
    if short:
        yield "others", f"{name}: the list is cut short"
    if ";" in value or any(part.count(",") > 2 for part in parts):
        yield "authors", f"{name}: names must be joined by 'and'"
    if any(n.family.isupper() and len(n.family) > 3 and not n.organisation for n in names):
        yield "capitals", f"{name}: a name in capitals"


def _numbers(kind: str, fields: Fields) -> Iterator[tuple[str, str]]:
    year = fields.get("year", "")
    if year and not re.fullmatch(r"(1[5-9]|20)\d\d", year):
        yield "year", f"year: {year!r} is not four digits"
    if fields.get("month", "").lower() not in ("", *MONTHS) and not fields["month"].isdigit():
        yield "month", f"month: {fields['month']!r} is no bare macro such as mar"
    pages = fields.get("pages", "")
    if re.fullmatch(r"\d+\s*[-–]\s*\d+", pages):
        yield "pages", "pages: a range takes two hyphens"
    ends = re.fullmatch(r"(\d+)--(\d+)", pages)
    if ends and int(ends.group(2)) < int(ends.group(1)):
        yield "pages", f"pages: {pages} runs backwards"
    if kind in ("inproceedings", "conference", "incollection") and "volume" in fields and "number" in fields:
        yield "volume-number", "volume and number: plain styles take one of them here"


def _identifiers(kind: str, fields: Fields) -> Iterator[tuple[str, str]]:
    doi, url, eprint = (fields.get(name, "") for name in ("doi", "url", "eprint"))
    if doi and not re.fullmatch(r"10\.\d{4,9}/\S+", doi):
        yield "doi", f"doi: {doi!r} is no bare DOI"
    elif find_doi(doi) and find_doi(url) and find_doi(doi) != find_doi(url):
        yield "identifiers", f"doi and url name two works: {doi}, {url}"
    if any("\\" in value for value in (doi, url, eprint)):
        yield "escaped-address", "doi, url and eprint take no backslash"
    elif url and not _ADDRESS.fullmatch(url):
        yield "url", f"url: {url!r} is no web address"
    prefix = fields.get("archiveprefix", fields.get("eprinttype", "")).lower()
    if eprint and not prefix:
        yield "eprint", "eprint without archiveprefix"
    if eprint and prefix in ("", "arxiv") and not find_arxiv(eprint):
        yield "eprint", f"eprint: {eprint!r} is no arXiv id"
    for name in ("doi", "url"):
        other = find_arxiv(fields.get(name, ""))
        if eprint and other and find_arxiv(eprint) and other != find_arxiv(eprint):
            yield "identifiers", f"eprint and {name} name two works: {eprint}, {other}"
    if kind == "misc" and eprint and not any(fields.get(name) for name in ("howpublished", "note")):
        yield "bare-preprint", "@misc with eprint alone: plain styles print no arXiv id"
    first = date_arxiv(find_arxiv(eprint))[:4]
    year = fields.get("year", "")
    if first and year.isdigit() and int(year) < int(first) - 1:
        yield "identifiers", f"year {year} is before the arXiv id's, {first}"


def _clashes(entries: list[tuple[int, str, Fields]]) -> Iterator[Finding]:
    keys = {key.lower() for _, key, _ in entries}
    seen: dict[tuple[str, str], str] = {}
    for line, key, fields in entries:
        for name in ("doi", "eprint"):
            value = fields.get(name, "").lower()
            if value and seen.setdefault((name, value), key) != key:
                yield Finding(line, key, "twice", f"{name} {value} stands under {seen[name, value]} too")
        if fields.get("crossref") and fields["crossref"].lower() not in keys:
            yield Finding(line, key, "crossref", f"crossref: no entry {fields['crossref']}")


def lint_bibtex(text: str) -> list[Finding]:
    """List every rule that a bibliography's text breaks, in order of line.

    >>> [f.rule for f in lint_bibtex("@misc{a, author = {B, C}, title = {A Study of LLMs at 5%}}")]
    ['unescaped', 'unprotected']
    """
    text, problems = decode_source("", text)
    found = [Finding(p.line, p.key, "structure", p.reason) for p in problems]
    found += _structure(text) if text else []
    broken = {f.key for f in found}
    entries: list[tuple[int, str, Fields]] = []
    for block in read_blocks(text):
        if not isinstance(block, Entry) or block.key in broken:
            continue
        line, key, kind = (block.start_line or 0) + 1, block.key, block.entry_type.lower()
        values = {item.key.lower(): read_value(str(item.value), dict(MONTHS))[0] for item in block.fields}
        said = [("empty-field", f"{name}: empty") for name, value in values.items() if not value.strip()]
        fields = {name: value for name, value in values.items() if value.strip()}
        entries.append((line, key, fields))
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9:._/+-]*", key):
            said.append(("key", f"the key {key!r} has signs that tools do not take"))
        said += [*_required(kind, fields), *_numbers(kind, fields), *_identifiers(kind, fields)]
        for name in TEXT_FIELDS:
            said += _text(name, fields[name]) if name in fields else []
        said += _title(fields["title"]) if "title" in fields else []
        for name in ("author", "editor"):
            said += _authors(name, fields[name]) if name in fields else []
        found += [Finding(line, key, rule, what) for rule, what in said]
    found += _clashes(entries)
    return sorted(dict.fromkeys(found), key=lambda f: f.line)
