"""What matching takes and gives: rows of the list, works, disagreements."""

import json
from collections import defaultdict
from dataclasses import dataclass

import pandas as pd

from listometrics.identifiers import KINDS
from listometrics.works.bibtex_reading import Record
from listometrics.works.listed import read_authors
from listometrics.works.person_names import Name
from listometrics.works.titles import normalise_title


@dataclass(frozen=True, slots=True)
class Row:
    """Hold what the list says of one paper entry."""

    entry: int
    title: str
    ids: tuple[tuple[str, str], ...]
    year: str = ""
    line: int = 0
    authors: tuple[Name, ...] = ()
    truncated: bool = False

    @property
    def normal(self) -> str:
        """Return the title's normal form."""
        return normalise_title(self.title)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Say where two statements about a work disagree, and what was done."""

    field: str
    value: str
    source: str
    other: str
    other_source: str
    decision: str
    entry: int = 0
    key: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """Hold the rows and records of one work, rows in list order, records in the order of their sources.

    `guessed` works have their records by the title alone: no identifier, no author and no note confirms them.
    """

    rows: tuple[Row, ...]
    records: tuple[Record, ...]
    guessed: bool = False


@dataclass(frozen=True)
class Matching:
    """Hold the works of the list, the records that no row asked for, and every disagreement met."""

    works: tuple[Work, ...]
    unused: tuple[Record, ...]
    conflicts: tuple[Conflict, ...]


def year_texts(papers: pd.DataFrame) -> list[str]:
    """Return the years of a frame as text, unknown ones empty."""
    return ["" if pd.isna(year) else str(int(year)) for year in papers["year"]]


def read_rows(entries: pd.DataFrame, links: pd.DataFrame) -> tuple[list[Row], list[Row]]:
    """Take the paper rows of the list from the tables `entries` and `links`.

    A row without a title goes by its name. The second list holds rows that nothing identifies: no title, no name,
    no identifier; they are no works.
    """
    ids: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for entry, kind, identifier in zip(links["entry"], links["kind"], links["identifier"], strict=True):
        if identifier and kind in KINDS:
            value = str(identifier) if kind == "openreview" else str(identifier).lower()
            ids[int(entry)].append((str(kind), value))
    papers = entries[entries["kind"] == "paper"]
    names = papers["name"] if "name" in papers.columns else papers["title"]
    columns = zip(papers["entry"], papers["title"], names, year_texts(papers), papers["line"], strict=True)
    authors = [read_authors(text) for text in _list_authors(papers)]
    rows = [
        Row(int(entry), str(title) or str(name), tuple(dict.fromkeys(ids[int(entry)])), year, int(line), *said)
        for (entry, title, name, year, line), said in zip(columns, authors, strict=True)
    ]
    return [r for r in rows if r.normal or r.ids], [r for r in rows if not (r.normal or r.ids)]


def _list_authors(papers: pd.DataFrame) -> list[str]:
    """Return the authors that the list itself names in its further columns, as text."""
    if "other" not in papers.columns:
        return [""] * len(papers)
    return [str(json.loads(other).get("authors", "")) if other else "" for other in papers["other"]]
