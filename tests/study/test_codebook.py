"""The codebook and the data package agree with the schema, and both are up to date."""

import csv
import json
from pathlib import Path

import pandas as pd
import pytest

from listometrics.study import codebook, schema
from listometrics.study.stage import described_tables

DATA = Path(__file__).resolve().parents[2] / "data"
KNOWN = {**schema.TABLES, **described_tables(DATA.parent)}


def test_the_codebook_on_disk_is_the_one_the_schema_makes() -> None:
    page = (DATA / "README.md").read_text(encoding="utf-8")
    assert page == codebook.replace_codebook(page, KNOWN), "run: python scripts/codebook.py"


def test_the_datapackage_on_disk_is_the_one_the_schema_makes() -> None:
    on_disk = (DATA / "datapackage.json").read_text(encoding="utf-8")
    assert on_disk == codebook.make_datapackage(KNOWN), "run: python scripts/codebook.py"


def test_every_column_that_is_described_belongs_to_a_table_and_has_a_meaning() -> None:
    assert all(column.meaning for table in KNOWN.values() for column in table.columns)
    rows = list(csv.DictReader(Path(schema.__file__).with_name("columns.csv").read_text("utf-8").splitlines()))
    assert {row["table"] for row in rows} - {""} == set(schema.TABLES)
    for table in schema.TABLES.values():
        pointed = {(other, column) for _, other, column in table.foreign}
        assert pointed <= {(name, column) for name in schema.TABLES for column in schema.TABLES[name].names}
        assert {*table.key, *table.sort} <= set(table.names) and len(set(table.names)) == len(table.names)


def test_every_committed_table_has_exactly_the_columns_of_the_datapackage() -> None:
    resources = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    described = {r["path"]: [field["name"] for field in r["schema"]["fields"]] for r in resources}
    assert {path: list(pd.read_csv(DATA / path, nrows=0).columns) for path in described} == described


def test_a_page_without_the_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks the mark <!-- codebook"):
        codebook.replace_codebook("# Data\n", KNOWN)
