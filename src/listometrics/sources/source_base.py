"""What a source is: the base class of all sources, what it is asked, and what it answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from listometrics.identifiers import ARXIV_DOI, identify_fields
from listometrics.sources.client import Fault, Service
from listometrics.text import clean
from listometrics.works.bibtex_reading import MONTHS
from listometrics.works.identity import Clues, normalise_title
from listometrics.works.person_names import Name, fold_family

Parameters = Mapping[str, str]


def make_clues(ids: Mapping[str, str], titles: Iterable[str], authors: Iterable[Name], years: Iterable[str]) -> Clues:
    """Gather what tells works apart; not OpenReview's ids: a paper has one for each venue that it was sent to."""
    return Clues(
        {kind: {value} for kind, value in ids.items() if kind != "openreview"},
        dict.fromkeys(filter(None, titles)),
        set(filter(None, map(fold_family, authors))),
        {int(year) for year in years if re.fullmatch(r"\d{4}", year)},
    )


@dataclass(frozen=True)
class WantedWork:
    """Hold what is known of a work of the study."""

    work: str  # the name under which fetching remembers it
    title: str
    ids: Mapping[str, str]
    clues: Clues
    dois: tuple[str, ...] = ()  # that a source gives for its published version
    published: bool = False


@dataclass(frozen=True)
class SourceRecord:
    """Hold what a source says of one work; `fields` are those of BibTeX as plain text, without title and authors."""

    key: str
    entry_type: str
    title: str
    authors: tuple[Name, ...]
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def ids(self) -> dict[str, str]:
        """Return its identifiers by kind."""
        return dict(identify_fields(self.fields))

    @property
    def clues(self) -> Clues:
        """Return what tells whether it is a work that was asked for."""
        year = self.fields.get("first_date", "")[:4] or self.fields.get("year", "")
        return make_clues(self.ids, [normalise_title(self.title)], self.authors, [year])

    @property
    def published(self) -> bool:
        """Tell whether it is of a published version: a record of any other type than `misc` is."""
        return self.entry_type != "misc"


Answer = list[SourceRecord | None]
"""None stands for a record without identifier, title or authors: it proves nothing, not even absence."""


class Lookup(NamedTuple):
    """Name a work and what to ask a source for: an identifier (`arxiv`, `doi`, `acl`) or the `title`."""

    work: str
    kind: str
    value: str

    @property
    def by(self) -> str:
        """Return kind and value as the tables write them."""
        return f"{self.kind}:{self.value}"

    def is_of(self, record: SourceRecord) -> bool:
        """Tell whether a record has the identifier that was asked for."""
        if self.kind == "doi" and self.value.startswith(ARXIV_DOI):
            return record.ids.get("arxiv") == self.value.removeprefix(ARXIV_DOI)
        return record.ids.get(self.kind) == self.value


class Json:
    """Read JSON whose form may have changed: what is not where it is looked for is empty."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def at(self, *path: str | int) -> Any:
        """Return what lies at a path, or nothing where the path ends early."""
        value = self.value
        for step in path:
            fits = isinstance(value, dict) and step in value
            fits = fits or (isinstance(value, list) and isinstance(step, int) and step < len(value))
            value = value[step] if fits else None
        return value

    def text(self, *path: str | int) -> str:
        """Return text or a whole number as text in one line."""
        found = self.at(*path)
        return clean(str(found)) if isinstance(found, (str, int)) and not isinstance(found, bool) else ""

    def list(self, *path: str | int) -> list[Json]:
        """Return a list; one value is a list of one."""
        found = self.at(*path)
        return [Json(value) for value in (found if isinstance(found, list) else [] if found is None else [found])]


class Source:
    """Say how one source is asked and read; the base reads JSON.

    A source sets `service`, `asked_by`, `record_page` and `items`, and defines `write` and `read_item`.
    """

    service: Service
    asked_by: tuple[str, ...]  # kinds of identifier, or `title`, in order of preference
    record_page: str  # where people find a record, with {} for its identifier
    items: tuple[str, ...] = ()  # where the records lie in an answer
    accept = "application/json"
    confidence = "high"

    def choose(self, wanted: WantedWork) -> Lookup | None:
        """Return by what to ask for a work; nothing where this source cannot be asked for it."""
        known = {"doi": next(iter(wanted.dois), ""), **wanted.ids}
        known["title"] = wanted.title if wanted.clues.titles else ""
        return next((Lookup(wanted.work, kind, known[kind]) for kind in self.asked_by if known.get(kind)), None)

    def write(self, kind: str, values: list[str]) -> tuple[str, Parameters]:
        """Return path and parameters of a request; only identifiers come as many as `service.batch`."""
        raise NotImplementedError

    def read(self, body: bytes) -> Answer:
        """Return the records of an answer; raises Fault where it is none, with SPLIT where records are left out."""
        return [self.read_item(item) for item in self.list_items(load_json(body))]

    def list_items(self, answer: Json) -> list[Json]:
        """Return the records of an answer as they came; raises Fault where its form is not the documented one."""
        if not isinstance(answer.at(*self.items), list):
            raise Fault(f"an answer without {'.'.join(self.items)}: has its form changed?", again=True)
        return answer.list(*self.items)

    def read_item(self, item: Json) -> SourceRecord | None:
        """Read one record."""
        raise NotImplementedError

    def record(
        self, kind: str, identifier: str, entry_type: str, title: str, names: Iterable[Name], fields: dict[str, str]
    ) -> SourceRecord | None:
        """Make a record; nothing where it lacks identifier, title or authors."""
        authors = tuple(name for name in names if name.family)
        if not (identifier and title and authors):
            return None
        said = {"confidence": self.confidence, "found_in": self.record_page.format(identifier)}
        said |= {"archiveprefix": "arXiv"} if fields.get("eprint") else {}
        texts = {name: clean(value) for name, value in (fields | said).items()}
        return SourceRecord(clean_key(f"{kind}:{identifier}"), entry_type, clean(title), authors, texts)


def clean_key(key: str) -> str:
    """Return a key that BibTeX takes: the source's own identifier, signs that it does not take replaced."""
    return re.sub(r"""[\s{}"#%~,\\()=']+""", "-", key)


def decode_answer(body: bytes) -> str:
    """Return a body's text; raises Fault for web pages and for what is not UTF-8."""
    if re.match(rb"\s*(?:<!doctype\s+html|<html\b|<head\b)", body, re.I):
        raise Fault("a web page in place of an answer", again=True)
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Fault("not UTF-8", again=True) from None


def load_json(body: bytes) -> Json:
    """Read JSON; raises Fault for anything else."""
    text = decode_answer(body)
    try:
        return Json(json.loads(text))
    except (ValueError, RecursionError):
        raise Fault(f"not JSON, or cut short: {quote_start(text)}", again=True) from None


def quote_start(text: str) -> str:
    """Return the start of a text in one line, in quotes."""
    return repr(clean(text)[:60])


def name_month(number: str) -> str:
    """Return BibTeX's name of a month, or nothing."""
    return list(MONTHS)[int(number) - 1] if re.fullmatch(r"0?[1-9]|1[0-2]", number) else ""
