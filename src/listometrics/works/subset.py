"""Works as rows that a query can ask: what the sources say of them, and what the list codes them as."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from listometrics.errors import StudyError
from listometrics.works.query import Value, parse_query

PAPERS = (
    "key", "title", "list_title", "authors", "first_date", "year", "status", "venue", "venue_type", "track",
    "list_venue", "list_year", "bib_status", "arxiv", "doi", "container", "sources",
)  # fmt: skip
ENTRIES = ("entry", "section", "section_title", "name", "read", "award", "preprint", "note")
STRATEGIES = ("strategy", "strategy_group")
MODELS = ("model", "family", "params_m", "params_status", "open_weights", "released")
COLUMNS = (*PAPERS, *ENTRIES, *STRATEGIES, *MODELS)


@dataclass(frozen=True)
class Works:
    """Hold one row a work: for each column the list of its distinct values, but for models one value a model."""

    rows: dict[str, dict[str, list[Value]]]

    def where(self, text: str) -> list[str]:
        """List the keys of the works that fulfil the conditions, in the order of keys."""
        fits = parse_query(text, COLUMNS, frozenset(MODELS))
        return [key for key, row in self.rows.items() if fits(row)]

    def in_section(self, section: str) -> list[str]:
        """List the keys of the works of a section and of the sections below it."""
        wanted = section.strip().rstrip(".")
        found = [
            key for key, row in self.rows.items()
            if any(str(s) == wanted or str(s).startswith(f"{wanted}.") for s in row["section"])
        ]  # fmt: skip
        if not found:
            known = sorted({str(s) for row in self.rows.values() for s in row["section"]})
            raise StudyError(f"--section {section!r}: no paper stands there. Sections with papers: {', '.join(known)}.")
        return found

    def describe(self, keys: Sequence[str], columns: Sequence[str]) -> list[dict[str, str]]:
        """Return rows of text for a table: `key`, `label` (the list's name, else the title) and the columns."""
        if unknown := [name for name in columns if name not in COLUMNS]:
            raise StudyError(f"no column {', '.join(unknown)}. Expected some of {', '.join(COLUMNS)}.")
        return [
            {"key": key, "label": _join(self.rows[key]["name"]) or _join(self.rows[key]["title"])}
            | {name: _join(self.rows[key][name]) for name in columns}
            for key in keys
        ]


def _join(values: Sequence[Value]) -> str:
    return ", ".join(dict.fromkeys(_show(value) for value in values if value not in ("", None)))


def _show(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def _plain(value: object) -> Value:
    if value is None or value is pd.NA or (isinstance(value, float) and pd.isna(value)):
        return None
    if isinstance(value, bool) or str(type(value).__name__) in ("bool", "bool_"):
        return bool(value)
    if hasattr(value, "item"):
        value = value.item()
    return value if isinstance(value, str | int | float) else str(value)


def _models(row: Mapping[str, Sequence[Value]], names: Sequence[str]) -> list[list[Value]]:
    """Return the models that a row has so far, each as the list of its values."""
    return [list(model) for model in zip(*(row[name] for name in names), strict=True)]


def read_works(tables: Mapping[str, pd.DataFrame]) -> Works:
    """Join the tables `papers`, `entry_papers`, `entries`, `entry_strategies` and `entry_models` to one row a work."""
    papers = tables["papers"]
    rows: dict[str, dict[str, list[Value]]] = {
        str(key): {name: [] for name in COLUMNS} for key in sorted(papers["key"].astype(str))
    }
    for record in papers[list(PAPERS)].to_dict("records"):
        row = rows[str(record["key"])]
        for name in PAPERS:
            value = _plain(record[name])
            row[name] = list(str(value).split("; ")) if name in ("authors", "sources") and value else [value]
    key_of = dict(zip(tables["entry_papers"]["entry"], tables["entry_papers"]["key"].astype(str), strict=True))
    for table, names in (("entries", ENTRIES), ("entry_strategies", STRATEGIES), ("entry_models", MODELS)):
        frame = tables[table]
        known = [name for name in names if name in frame.columns]
        for entry, *values in frame[list(dict.fromkeys(["entry", *known]))].itertuples(index=False, name=None):
            if entry not in key_of:
                continue
            cells = dict(zip([n for n in known if n != "entry"], values, strict=True))
            cells |= {"entry": entry} if "entry" in known else {}
            row = rows[key_of[entry]]
            plain = {name: _plain(value) for name, value in cells.items()}
            if table == "entry_models" and list(plain.values()) in _models(row, list(plain)):
                continue
            for name, value in plain.items():
                if table == "entry_models" or value not in row[name]:
                    row[name].append(value)
    return Works(rows)
