"""Rules for a bibliography that BibTeX, biber, veracite and a compile find together, and more; ours breaks none.

Each file of `tests/data/defects` holds one seeded defect, found by its rule alone.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

import bibtexparser

from listometrics.identifiers import date_arxiv, find_arxiv, find_doi
from listometrics.works.bibtex_reading import MONTHS, Reader
from listometrics.works.enrich import Enriched
from listometrics.works.latex_text import decode, has_inner_capital
from listometrics.works.person_names import read_names

FOLDER = Path(__file__).resolve().parents[1] / "data" / "defects"
with (FOLDER / "expected.csv").open(encoding="utf-8", newline="") as file:
    EXPECTED = {row["file"]: row["rule"] for row in csv.DictReader(file)}
REQUIRED = {
    "article": "author title journal year", "inproceedings": "author title booktitle year",
    "book": "title publisher year", "proceedings": "title year", "misc": "author title",
}  # fmt: skip
TEXTS = ("title", "booktitle", "journal", "series", "publisher", "address", "author", "editor", "note")
Fields = Mapping[str, str]
Rules = Iterator[str]


def check_fields(kind: str, fields: Fields) -> Rules:
    if kind not in REQUIRED:
        yield "entry-type"
    elif "crossref" not in fields and any(
        name not in fields and not (name == "author" and "editor" in fields) for name in REQUIRED[kind].split()
    ):
        yield "missing-field"
    if not re.fullmatch(r"(1[5-9]|20)\d\d|", fields.get("year", "")):
        yield "year"
    if fields.get("month", "").lower() not in ("", *MONTHS):
        yield "month"
    ends = re.fullmatch(r"(\d+)\s*(--|-|–)\s*(\d+)", fields.get("pages", ""))
    if ends and (ends.group(2) != "--" or int(ends.group(3)) < int(ends.group(1))):
        yield "pages"
    if kind == "inproceedings" and "volume" in fields and "number" in fields:
        yield "volume-number"


def check_text(value: str) -> Rules:
    bare = re.sub(r"\\.", "", value)
    if re.search(r"[%&#_]", re.sub(r"\$[^$]*\$", "", bare)) or bare.count("$") % 2:
        yield "unescaped"  # `%` drops the rest of the line without an error
    if re.search(r"</?[a-z][^<>]*>|&(?:[a-z]+|#\d+);", value, re.I):
        yield "html"
    if not value.isascii() or any(unicodedata.category(c) in ("Cf", "Mn", "Co") for c in value):
        yield "not-ascii"
    if decode(value)[1]:
        yield "command"
    if value.strip() != value or "  " in value:
        yield "blanks"


def check_title(title: str) -> Rules:
    if re.fullmatch(r"\{[^{}]*\}", title) and " " in title:
        yield "whole-title-braces"
        return
    lowered = re.sub(r"\{[^{}]*\}", "x", title)  # what stands outside braces is what styles lower
    if len(re.findall(r"[A-Z]", lowered)) > 12 and lowered.replace("x", "").isupper():
        yield "capitals"
    elif any(has_inner_capital(word) for word in re.findall(r"[^\W_]+(?:[-'’/.][^\W_]+)*", lowered)):
        yield "unprotected"


def check_authors(value: str) -> Rules:
    _, short, remarks = read_names(value)
    if short:
        yield "others"
    if any("'and' without" in said or "semicolons" in said or "commas" in said for said in remarks):
        yield "authors"


def check_identifiers(kind: str, fields: Fields) -> Rules:
    doi, url, eprint = (fields.get(name, "") for name in ("doi", "url", "eprint"))
    arxiv, prefix = find_arxiv(eprint), fields.get("archiveprefix", "").lower()
    if doi and not re.fullmatch(r"10\.\d{4,9}/\S+", doi):
        yield "doi"
    elif find_doi(doi) and find_doi(url) not in ("", find_doi(doi)):
        yield "identifiers"
    if any("\\" in value for value in (doi, url, eprint)):
        yield "escaped-address"
    elif url and not re.fullmatch(r"https?://[^\s<>\"'`\\{}|^]+", url):
        yield "url"
    if eprint and (not prefix or (prefix == "arxiv" and not arxiv)):
        yield "eprint"
    if any(arxiv and find_arxiv(other) not in ("", arxiv) for other in (doi, url)):
        yield "identifiers"
    if kind == "misc" and eprint and not fields.get("howpublished"):
        yield "bare-preprint"  # plain styles print no arXiv id
    if fields.get("year", "9999").isdigit() and int(fields.get("year", "9999")) < int(date_arxiv(arxiv)[:4] or 0) - 1:
        yield "identifiers"


def check_bibtex(text: str) -> list[tuple[str, str]]:
    """List what an entry breaks: pairs of a key and a rule."""
    reader = Reader("x")
    reader.read(text)
    swallowed = (
        p for p in reader.problems if p.severity == "error" or p.reason.endswith((": left out", ": both are used"))
    )
    found = [(p.key, "structure") for p in swallowed if "web address" not in p.reason]
    entries = [entry for entry in bibtexparser.parse_string(text).entries if (entry.key, "structure") not in found]
    first: dict[tuple[str, str], str] = {}
    for entry in entries:
        kind, fields = (
            entry.entry_type.lower(),
            {f.key.lower(): str(f.value) for f in entry.fields if str(f.value).strip()},
        )
        rules = [*check_fields(kind, fields), *check_identifiers(kind, fields), *check_title(fields.get("title", ""))]
        rules += [rule for name in TEXTS for rule in check_text(fields.get(name, ""))]
        rules += [rule for name in ("author", "editor") for rule in check_authors(fields.get(name, ""))]
        rules += ["empty-field"] if len(fields) < len(entry.fields) else []
        rules += ["key"] if not re.fullmatch(r"[A-Za-z][A-Za-z0-9:._/+-]*", entry.key) else []
        same = [(name, fields[name].lower()) for name in ("doi", "eprint") if name in fields]
        rules += ["twice" for pair in same if first.setdefault(pair, entry.key) != entry.key]
        rules += ["crossref"] if fields.get("crossref", entry.key) not in {e.key for e in entries} else []
        found += [(entry.key, rule) for rule in rules]
    return found


def test_each_seeded_defect_is_found_by_its_rule_alone() -> None:
    found = {
        path.name: {rule for _, rule in check_bibtex(path.read_text(encoding="utf-8"))}
        for path in sorted(FOLDER.glob("*.bib"))
    }
    assert found.pop("00-control.bib") == set()
    assert found == {name: {rule} for name, rule in EXPECTED.items()}


def test_the_bibliography_breaks_no_rule(enriched: Enriched) -> None:
    assert check_bibtex(enriched.references_bib) == []
    assert [rule for _, rule in check_bibtex(enriched.partial_bib)] == ["missing-field"] * 3
