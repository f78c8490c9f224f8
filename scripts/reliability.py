#!/usr/bin/env python3
"""Write SECURITY.md's table of attacks and docs/reliability.md's figures from what the tests noted.

Figures come from docs/reliability.csv, which LISTOMETRICS_FIGURES=docs/reliability.csv scripts/test.py --slow
tests/faults tests/fuzz tests/hostile writes. With --check nothing is written; exit code 1 if a page is out of date.
"""

import csv
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = {  # page: the table that it shows, and its columns with their headers
    "SECURITY.md": (
        "tests/data/hostile/attacks.csv",
        {"attack": "attack", "where": "stands in", "aims_at": "aims at", "outputs": "outputs", "test": "test"},
    ),
    "docs/reliability.md": ("docs/reliability.csv", {"what": "what", "figure": "figure", "test": "test"}),
}


def main() -> int:
    stale = 0
    for page, (source, columns) in PAGES.items():
        with (ROOT / source).open(encoding="utf-8", newline="") as file:
            rows = [[" ".join(row[name].split()) for name in columns] for row in csv.DictReader(file)]
        lines = [list(columns.values()), ["---"] * len(columns), *rows]
        table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
        before = (ROOT / page).read_text(encoding="utf-8")
        parts = re.split(r"(<!-- made[^\n]*-->\n|\n<!-- end -->)", before)
        after = "".join([*parts[:2], table, *parts[3:]])
        stale += after != before
        if "--check" not in sys.argv[1:] and after != before:
            (ROOT / page).write_text(after, encoding="utf-8")
    return int(stale > 0 and "--check" in sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
