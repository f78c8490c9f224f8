"""The codebook and the data package agree with the schema, and both are up to date."""

import json
from pathlib import Path

import pandas as pd
import pytest

from listometrics.study import codebook
from listometrics.study.schema import TABLES

DATA = Path(__file__).resolve().parents[2] / "data"


def test_the_codebook_on_disk_is_the_one_the_schema_makes() -> None:
    page = (DATA / "README.md").read_text(encoding="utf-8")
    assert page == codebook.replace_codebook(page, TABLES), "run: python scripts/codebook.py"


def test_the_datapackage_on_disk_is_the_one_the_schema_makes() -> None:
    on_disk = (DATA / "datapackage.json").read_text(encoding="utf-8")
    assert on_disk == codebook.make_datapackage(TABLES), "run: python scripts/codebook.py"


def test_the_codebook_names_every_column_with_a_meaning() -> None:
    text = codebook.make_codebook(TABLES)
    for table in TABLES.values():
        part = text.partition(f"### `{table.path}`")[2].partition("### ")[0]
        for column in table.columns:
            assert column.meaning
            assert f"| `{column.name}` | {column.type} |" in part


@pytest.mark.parametrize("name", TABLES)
def test_every_committed_table_has_exactly_the_columns_of_the_datapackage(name: str) -> None:
    resources = {r["name"]: r for r in json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))["resources"]}
    fields = [field["name"] for field in resources[name]["schema"]["fields"]]
    header = list(pd.read_csv(DATA / resources[name]["path"], nrows=0).columns)
    assert header == fields


def test_a_page_without_the_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks the mark <!-- codebook"):
        codebook.replace_codebook("# Data\n", TABLES)
