#!/usr/bin/env python3
"""Write SECURITY.md's table of attacks and docs/reliability.md's figures from what the tests noted.

Figures come from docs/reliability.csv, which the slow tests write: LISTOMETRICS_FIGURES=docs/reliability.csv
scripts/test.py --slow tests/faults tests/fuzz. With --check nothing is written; exit code 1 if a page is out of date.
"""

import csv
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ATTACKS, FIGURES = ROOT / "tests/data/hostile/attacks.csv", ROOT / "docs/reliability.csv"

SAID_OF_ATTACKS = {"attack": "attack", "where": "stands in", "aims_at": "aims at"}
SAID_OF_FIGURES = {"what": "what", "figure": "figure", "test": "test"}


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_table(rows: list[dict[str, str]], columns: dict[str, str]) -> str:
    cells = [[re.sub(r"\s+", " ", row[name]) for name in columns] for row in rows]
    lines = [list(columns.values()), ["---"] * len(columns), *cells]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def fill(path: Path, table: str) -> str:
    """Return a page with its table, which stands between two comments, made anew."""
    return re.sub(r"(<!-- made[^\n]*-->\n).*?(\n<!-- end -->)", lambda m: m[1] + table + m[2],
                  path.read_text(encoding="utf-8"), flags=re.S)  # fmt: skip


def main() -> int:
    pages = {
        ROOT / "SECURITY.md": write_table(
            read(ATTACKS), {"attack": "attack", "where": "stands in", "aims_at": "aims at"}
        ),
        ROOT / "docs/reliability.md": write_table(read(FIGURES), {"what": "what", "figure": "figure", "test": "test"}),
    }
    stale = [path for path, table in pages.items() if fill(path, table) != path.read_text(encoding="utf-8")]
    if "--check" not in sys.argv[1:]:
        for path in stale:
            path.write_text(fill(path, pages[path]), encoding="utf-8")
        return 0
    return len(stale) and 1


if __name__ == "__main__":
    sys.exit(main())
