"""The changes of a list as a comment on a pull request, and for machines."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import Any

import pandas as pd

from listometrics.diff.compare import CHANGES
from listometrics.diff.difference import Difference
from listometrics.diff.rejects import GONE, NEW
from listometrics.text import show_code, show_text

HEADINGS = {
    "added": "Added",
    "removed": "Removed",
    "moved": "Moved to another section",
    "repeated": "Repeated in the same section",
    "merged": "No longer repeated in the same section",
    "published": "Newly published",
    "relabelled": "Relabelled",
    "read": "Newly read",
    "changed": "Other cells changed",
}
PLACED = ("moved", "repeated", "merged")
MOST = 50
LONGEST = 160
# Signs that turn the reading direction or steer a terminal, which JSON does not escape by itself.
_TURNED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_text = partial(show_text, longest=LONGEST)
_code = partial(show_code, longest=LONGEST)


def make_comment(found: Difference, names: tuple[str, str], most: int = MOST) -> str:
    """Return the changes as Markdown: counts, headline numbers, then each kind of change, at most `most` rows each.

    `names` are those of the old and the new version.
    """
    counts = found.changes["change"].value_counts()
    said = ", ".join(f"{counts[change]} {change}" for change in CHANGES if change in counts)
    rejects = ", ".join(f"{n} {change}" for change, n in _count_rejects(found.rejects).items() if n)
    lines = [
        f"### Changes of the list: {_code(names[0])} to {_code(names[1])}",
        "",
        f"{said or 'No work changed'}." + f" Rows not understood: {rejects}." * bool(rejects),
        "",
        *_headlines(found),
    ]
    for change in CHANGES:
        ours = found.changes[found.changes["change"] == change]
        if len(ours):
            lines += _folded(f"{HEADINGS[change]} ({len(ours)})", _rows(ours.head(most), change), len(ours) - most)
    if len(found.rejects):
        shown = _reject_rows(found.rejects.head(most))
        lines += _folded(f"Rows not understood ({rejects})", shown, len(found.rejects) - most)
    return "\n".join(lines).rstrip() + "\n"


def make_json(found: Difference, names: tuple[str, str]) -> str:
    """Return the changes as JSON: old, new, counts, headlines, changes, rows_not_understood; unknown is null."""
    counts = found.changes["change"].value_counts()
    content = {
        "old": names[0],
        "new": names[1],
        "counts": {change: int(counts.get(change, 0)) for change in CHANGES},
        "counts_not_understood": _count_rejects(found.rejects),
        "headlines": _records(found.headlines),
        "changes": _records(found.changes),
        "rows_not_understood": _records(found.rejects),
    }
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    return _TURNED.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def _headlines(found: Difference) -> list[str]:
    moved = found.headlines[found.headlines["changed"]]
    if moved.empty:
        return ["No headline number changed.", ""] if len(found.changes) else []
    rows = [
        f"| {_text(row['number'])} | {_value(row, 'old')} | {_value(row, 'new')} |" for row in moved.to_dict("records")
    ]
    return ["| headline number | old | new |", "|---|---:|---:|", *rows, ""]


def _folded(summary: str, rows: list[str], more: int) -> list[str]:
    left = [f"| … | and {more} more | | |"] if more > 0 else []
    return ["<details>", f"<summary>{summary}</summary>", "", *rows, *left, "", "</details>", ""]


def _count_rejects(rejects: pd.DataFrame) -> dict[str, int]:
    return {change: int((rejects["change"] == change).sum()) for change in (NEW, GONE)}


def _reject_rows(rejects: pd.DataFrame) -> list[str]:
    lines = ["| line | | why | row |", "|---:|---|---|---|"]
    for row in rejects.to_dict("records"):
        lines.append(f"| {row['line']} | {row['change']} | {_text(row['reason'])} | {_code(row['raw'])} |")
    return lines


def _rows(changes: pd.DataFrame, change: str) -> list[str]:
    heads = {"added": "section", "removed": "section", "read": ""} | dict.fromkeys(PLACED, "sections")
    lines = [f"| line | work | {heads.get(change, 'old')} | {'' if change in heads else 'new'} |", "|---:|---|---|---|"]
    for row in changes.to_dict("records"):
        line = row["old_line"] if pd.isna(row["line"]) else row["line"]
        told = {"added": row["new"], "removed": row["old"], "read": ""}
        cells = (told | dict.fromkeys(PLACED, f"{row['old']} → {row['new']}")).get(change)
        old, new = (_text(cells), "") if cells is not None else (_code(row["old"]), _code(row["new"]))
        work = _text(row["work"]) + (f" ({row['column'].removesuffix('_raw')})" if change == "changed" else "")
        lines.append(f"| {line} | {work} | {old} | {new} |")
    return lines


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            str(name): None if pd.isna(value) else getattr(value, "item", lambda v=value: v)()
            for name, value in row.items()
        }
        for row in frame.to_dict("records")
    ]


def _value(row: dict[Any, Any], side: str) -> str:
    value, n = row[side], row[f"{side}_n"]
    shown = "not known" if pd.isna(value) else f"{value:g}"
    return shown if pd.isna(n) else f"{shown} (n = {n})"
