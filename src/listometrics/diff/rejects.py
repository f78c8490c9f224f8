"""Rows that could not be read in one of two versions: they are in no work, and must not be lost for that."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from listometrics.diff.identity import Row, Version

COLUMNS = ["change", "line", "reason", "raw"]
NEW, GONE = "new", "gone"


def compare_rejects(old: Version, new: Version) -> pd.DataFrame:
    """Compare the rows that were not understood, by their text without regard to blanks.

    Returns change (new: the old version has no such row; gone: the new one has none), line (in the new version; in
    the old one where gone), reason and raw, new ones first, each in list order.
    """
    rows = [(NEW, row) for row in _missing(new, old)] + [(GONE, row) for row in _missing(old, new)]
    found = [(change, int(row["line"]), str(row["reason"]), str(row["raw"])) for change, row in rows]
    frame = pd.DataFrame(found, columns=COLUMNS)
    return frame.astype({"line": "Int64", **dict.fromkeys(("change", "reason", "raw"), "str")})


def _missing(version: Version, other: Version) -> list[Row]:
    """Return the rejected rows of a version that the other one has not, or not so often."""
    there = Counter(_flat(raw) for raw in other.rejected["raw"])
    rows = []
    for row in version.rejected.sort_values("line").to_dict("records"):
        text = _flat(row["raw"])
        if there[text]:
            there[text] -= 1
        else:
            rows.append(row)
    return rows


def _flat(raw: object) -> str:
    return "|".join(" ".join(cell.split()) for cell in str(raw).split("|"))
