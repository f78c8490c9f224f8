"""What fetching passes round: what to ask about, a request, and what came back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from listometrics.identifiers import identify_fields
from listometrics.sources.client import Fault
from listometrics.sources.services import Service
from listometrics.works.person_names import Name, fold_family
from listometrics.works.titles import normalise_title

_HTML = re.compile(rb"\s*(?:<!doctype\s+html|<html\b|<head\b)", re.I)


@dataclass(frozen=True)
class Wanted:
    """Hold a work of the study as far as it is known.

    `work` is the name under which fetching remembers it; `titles` are normal forms, `families` folded names in
    order; `dois` are DOIs that a source gives for its published version, `published` whether one is known.
    """

    work: str
    title: str
    titles: tuple[str, ...]
    families: tuple[str, ...]
    years: frozenset[int]
    ids: Mapping[str, str]
    dois: tuple[str, ...] = ()
    published: bool = False


@dataclass(frozen=True)
class Ask:
    """Ask for one work: by `arxiv:…`, `doi:…`, `acl:…` or `title:…`."""

    work: str
    by: str

    @property
    def kind(self) -> str:
        """Return the kind of what is asked by."""
        return self.by.partition(":")[0]

    @property
    def value(self) -> str:
        """Return what is asked by."""
        return self.by.partition(":")[2]


@dataclass(frozen=True)
class Request:
    """Hold one request and what it asks for."""

    path: str
    parameters: Mapping[str, str]
    asks: tuple[Ask, ...]


@dataclass(frozen=True)
class Found:
    """Hold a record that a source answered with; `fields` are plain text, without `author`."""

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
    def titles(self) -> tuple[str, ...]:
        """Return its title's normal form."""
        return (normalise_title(self.title),)

    @property
    def families(self) -> tuple[str, ...]:
        """Return its authors' folded family names."""
        return tuple(f for f in map(fold_family, self.authors) if f)

    @property
    def published(self) -> bool:
        """Tell whether it is of a published version."""
        return self.entry_type != "misc"


@dataclass(frozen=True)
class Answer:
    """Hold the records of an answer, and the request for its next page where it has one.

    A record without title, authors or identifier is None: it is counted, and never taken for an absent one.
    """

    found: tuple[Found | None, ...]
    more: Request | None = None


class Source(Protocol):
    """What every source can do."""

    @property
    def service(self) -> Service:
        """Return where it is and how often it may be asked."""

    @property
    def accept(self) -> str:
        """Return the type of answer that is asked for."""

    def choose(self, wanted: Wanted) -> str:
        """Return by what to ask for a work, or nothing."""

    def write(self, asks: tuple[Ask, ...]) -> Request:
        """Write one request for all asks, which are of one kind."""

    def read(self, request: Request, body: bytes) -> Answer:
        """Read an answer; raises Fault where it is not one."""


def load_json(body: bytes) -> Any:
    """Read JSON; raises Fault for anything else.

    >>> load_json(b"<!DOCTYPE html><title>Sorry</title>")
    Traceback (most recent call last):
    listometrics.sources.client.Fault: a web page in place of an answer
    """
    text = decode(body)
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Fault(f"not JSON, or cut short: {shorten(text)!r}", again=True) from None


def decode(body: bytes) -> str:
    """Return a body's text; raises Fault for web pages and for what is not UTF-8."""
    if _HTML.match(body):
        raise Fault("a web page in place of an answer", again=True)
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Fault("not UTF-8", again=True) from None


def shorten(text: str, most: int = 60) -> str:
    """Return the start of a text in one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def dig(value: Any, *path: str | int) -> Any:
    """Return what lies at a path in JSON, or nothing where the path ends early.

    >>> dig({"a": [{"b": 1}]}, "a", 0, "b"), dig({"a": None}, "a", "b")
    (1, None)
    """
    for step in path:
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and len(value) > step else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


def text_at(value: Any, *path: str | int) -> str:
    """Return text or a number at a path in JSON as text in one line; nothing where there is none."""
    found = dig(value, *path)
    if isinstance(found, bool) or not isinstance(found, (str, int)):
        return ""
    return " ".join(str(found).split())


def list_at(value: Any, *path: str | int) -> list[Any]:
    """Return a list at a path in JSON; one value is a list of one, nothing an empty one."""
    found = dig(value, *path)
    return found if isinstance(found, list) else [] if found is None else [found]
