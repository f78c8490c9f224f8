"""Source files to records: what each `.bib` says of a work, in one shape."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from listometrics.identifiers import date_arxiv, identify_fields
from listometrics.works.check import Raw, Reader, inherit
from listometrics.works.names import Name, find_nameless, find_repairs, fold_family, parse_names
from listometrics.works.problems import Content, Problem, decode_source
from listometrics.works.titles import is_shouted, normalise_title

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
