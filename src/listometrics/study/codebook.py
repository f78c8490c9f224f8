"""The codebook and the Frictionless data package, made from the descriptions of the tables.

Source of the form: Frictionless Data Package and Table Schema, version 1 (https://specs.frictionlessdata.io).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from listometrics.study.schema import Column, Table

START, END = "<!-- codebook: made by scripts/codebook.py -->", "<!-- end of codebook -->"


def make_codebook(tables: Mapping[str, Table]) -> str:
    """Return the codebook as Markdown: for each table what a row is, its key, and every column."""
    lines = []
    for table in tables.values():
        key = f" Key: {', '.join(f'`{name}`' for name in table.key)}." if table.key else ""
        lines += [f"### `{table.path}`", "", f"{table.row}{key}", "", "| column | type | meaning |", "|---|---|---|"]
        for column in table.columns:
            allowed = f" One of {', '.join(f'`{value}`' for value in column.allowed)}." if column.allowed else ""
            meaning = column.meaning.replace("|", "\\|")
            lines.append(f"| `{column.name}` | {column.type} | {meaning}{allowed} |")
        lines.append("")
    return "\n".join(lines)


def replace_codebook(text: str, tables: Mapping[str, Table]) -> str:
    """Return a page with the part between the codebook's marks made anew; ValueError where the page lacks a mark."""
    before, start, rest = text.partition(START)
    _, end, after = rest.partition(END)
    if not (start and end):
        raise ValueError(f"the page lacks the mark {END if start else START}")
    return f"{before}{START}\n\n{make_codebook(tables)}\n{END}{after}"


def make_datapackage(tables: Mapping[str, Table]) -> str:
    """Return data/datapackage.json: each CSV of the study with its Table Schema; paths are relative to data/."""
    package = {
        "profile": "tabular-data-package",
        "name": "listometrics",
        "title": "Tables of a bibliometric study of a curated reading list",
        "licenses": [{"name": "CC0-1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/"}],
        "resources": [_make_resource(name, table) for name, table in tables.items()],
    }
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def _make_resource(name: str, table: Table) -> dict[str, Any]:
    fields = [_make_field(column, unique=table.key == (column.name,)) for column in table.columns]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.foreign:
        schema["foreignKeys"] = [
            {"fields": column, "reference": {"resource": other, "fields": its_column}}
            for column, other, its_column in table.foreign
        ]
    path = table.path.removeprefix("data/")
    described = {"name": name, "path": path, "description": table.row, "profile": "tabular-data-resource"}
    return {**described, "encoding": "utf-8", "schema": schema}


def _make_field(column: Column, unique: bool) -> dict[str, Any]:
    limits = {"required": column.required or None, "enum": list(column.allowed) or None,
              "pattern": column.pattern or None, "minimum": column.minimum, "unique": unique or None}  # fmt: skip
    constraints = {name: limit for name, limit in limits.items() if limit is not None}
    described = {"name": column.name, "type": column.type, "description": column.meaning}
    return {**described, "constraints": constraints} if constraints else described
