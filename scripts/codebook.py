#!/usr/bin/env python3
"""Make the codebook in data/README.md and data/datapackage.json again from the descriptions of the tables.

Those are in src/listometrics/study/ and in the records that stages leave; run it in the environment.
"""

import sys
from pathlib import Path

from listometrics.study import codebook, files
from listometrics.study.schema import TABLES
from listometrics.study.stage import described_tables

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    tables = {**TABLES, **described_tables(ROOT)}
    page = ROOT / "data/README.md"
    files.write_text(page, codebook.replace_codebook(files.read_text(page), tables))
    files.write_text(ROOT / "data/datapackage.json", codebook.make_datapackage(tables))
    return 0


if __name__ == "__main__":
    sys.exit(main())
