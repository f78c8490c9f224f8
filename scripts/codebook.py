#!/usr/bin/env python3
"""Make the codebook in data/README.md and data/datapackage.json again from the schema; run it in the environment."""

import sys
from pathlib import Path

from listometrics.study import codebook, files
from listometrics.study.schema import TABLES

DATA = Path(__file__).resolve().parent.parent / "data"


def main() -> int:
    page = DATA / "README.md"
    files.write_text(page, codebook.replace_codebook(files.read_text(page), TABLES))
    files.write_text(DATA / "datapackage.json", codebook.make_datapackage(TABLES))
    return 0


if __name__ == "__main__":
    sys.exit(main())
