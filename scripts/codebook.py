#!/usr/bin/env python3
"""Make the codebook in data/README.md and data/datapackage.json again; run it in the environment.

The descriptions of the tables are in src/listometrics/study/ and in the records that stages leave.
"""

from pathlib import Path

from listometrics.study import codebook, files
from listometrics.study.schema import TABLES
from listometrics.study.stage import described_tables

DATA = Path(__file__).resolve().parent.parent / "data"
tables = {**TABLES, **described_tables(DATA.parent)}
files.write_text(DATA / "README.md", codebook.replace_codebook(files.read_text(DATA / "README.md"), tables))
files.write_text(DATA / "datapackage.json", codebook.make_datapackage(tables))
