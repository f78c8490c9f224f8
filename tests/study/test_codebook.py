"""The codebook and the data package agree with the schema, and both are up to date."""

import csv
import json
from pathlib import Path

import pandas as pd

from listometrics.study import codebook, schema
from listometrics.study.stage import described_tables

DATA = Path(__file__).resolve().parents[2] / "data"
KNOWN = {**schema.TABLES, **described_tables(DATA.parent)}


def test_codebook_and_datapackage_on_disk_are_those_that_the_descriptions_make() -> None:
    page = (DATA / "README.md").read_text(encoding="utf-8")
    assert page == codebook.replace_codebook(page, KNOWN), "run: python scripts/codebook.py"
    package = (DATA / "datapackage.json").read_text(encoding="utf-8")
    assert package == codebook.make_datapackage(KNOWN), "run: python scripts/codebook.py"


def test_every_column_that_is_described_belongs_to_a_table_and_has_a_meaning() -> None:
    assert all(column.meaning for table in KNOWN.values() for column in table.columns)
    rows = list(csv.DictReader(Path(schema.__file__).with_name("columns.csv").read_text("utf-8").splitlines()))
    used = {(name, column) for name, table in schema.TABLES.items() for column in table.names}
    own = {(row["table"], row["column"]) for row in rows if row["table"]}
    assert own <= used
    beside = {column for name, table in KNOWN.items() if name not in schema.TABLES for column in table.names}
    assert {row["column"] for row in rows if not row["table"]} <= {column for _, column in used - own} | beside
    for table in schema.TABLES.values():
        pointed = {(other, column) for _, other, column in table.foreign}
        assert pointed <= {(name, column) for name in schema.TABLES for column in schema.TABLES[name].names}
        assert {*table.key, *table.sort} <= set(table.names) and len(set(table.names)) == len(table.names)


def test_every_committed_table_has_exactly_the_columns_of_the_datapackage() -> None:
    resources = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    described = {r["path"]: [field["name"] for field in r["schema"]["fields"]] for r in resources}
    assert {path: list(pd.read_csv(DATA / path, nrows=0).columns) for path in described} == described
