"""The changes of a list as a comment on a pull request, and for machines."""

from __future__ import annotations

import json
import re
from typing import Any

import pandas as pd

from listometrics.diff.compare import CHANGES

HEADINGS = {
    "added": "Added",
    "removed": "Removed",
    "moved": "Moved to another section",
    "published": "Newly published",
    "relabelled": "Relabelled",
    "read": "Newly read",
    "changed": "Other cells changed",
}
MOST = 50
LONGEST = 160


def make_comment(changes: pd.DataFrame, headlines: pd.DataFrame, names: tuple[str, str], most: int = MOST) -> str:
    """Return the changes as Markdown: counts, headline numbers, then each kind of change, at most `most` rows each.

    `names` are those of the old and the new version.
    """
    counts = changes["change"].value_counts()
    said = ", ".join(f"{counts[change]} {change}" for change in CHANGES if change in counts)
    lines = [
        f"### Changes of the list: {_code(names[0])} to {_code(names[1])}",
        "",
        f"{said or 'No work changed'}.",
        "",
    ]
    moved = headlines[headlines["changed"]]
    if len(moved):
        lines += ["| headline number | old | new |", "|---|---:|---:|"]
        lines += [
            f"| {_text(row['number'])} | {_value(row, 'old')} | {_value(row, 'new')} |"
            for row in moved.to_dict("records")
        ]
        lines.append("")
    elif len(changes):
        lines += ["No headline number changed.", ""]
    for change in CHANGES:
        ours = changes[changes["change"] == change]
        if ours.empty:
            continue
        lines += ["<details>", f"<summary>{HEADINGS[change]} ({len(ours)})</summary>", ""]
        lines += _rows(ours.head(most), change)
        if len(ours) > most:
            lines.append(f"| … | and {len(ours) - most} more | | |")
        lines += ["", "</details>", ""]
    return "\n".join(lines).rstrip() + "\n"


def make_json(changes: pd.DataFrame, headlines: pd.DataFrame, names: tuple[str, str]) -> str:
    """Return the changes as JSON: old, new, counts, headlines, changes; unknown is null."""
    counts = changes["change"].value_counts()
    content = {
        "old": names[0],
        "new": names[1],
        "counts": {change: int(counts.get(change, 0)) for change in CHANGES},
        "headlines": _records(headlines),
        "changes": _records(changes),
    }
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _rows(changes: pd.DataFrame, change: str) -> list[str]:
    heads = {"added": "section", "removed": "section", "moved": "sections", "read": ""}
    lines = [f"| line | work | {heads.get(change, 'old')} | {'' if change in heads else 'new'} |", "|---:|---|---|---|"]
    for row in changes.to_dict("records"):
        line = row["old_line"] if pd.isna(row["line"]) else row["line"]
        cells = {
            "added": (row["new"], ""),
            "removed": (row["old"], ""),
            "moved": (f"{row['old']} → {row['new']}", ""),
            "read": ("", ""),
        }.get(change)
        old, new = (_text(c) for c in cells) if cells else (_code(row["old"]), _code(row["new"]))
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


def _text(value: str) -> str:
    """Show a text of the list as text, cut where it is long."""
    flat = " ".join(str(value).split())
    flat = flat if len(flat) <= LONGEST else flat[: LONGEST - 1] + "…"
    escaped = re.sub(r"([\\`*_\[\]|~$@#])", r"\\\1", flat)
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _code(value: str) -> str:
    """Show a text of the list as code, cut where it is long; nothing for nothing."""
    flat = " ".join(str(value).split())
    flat = flat if len(flat) <= LONGEST else flat[: LONGEST - 1] + "…"
    if not flat:
        return ""
    flat = flat.replace("|", "\\|")
    ticks = "`" * (max((len(run) for run in re.findall(r"`+", flat)), default=0) + 1)
    pad = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{ticks}{pad}{flat}{pad}{ticks}"
