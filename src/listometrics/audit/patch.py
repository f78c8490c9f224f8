"""The safe fixes as a unified diff that `git apply` accepts."""

from __future__ import annotations

import re
from itertools import groupby

import pandas as pd

from listometrics.audit.layout import ListTable, find_cells, find_tables, split_lines
from listometrics.audit.material import Row

CONTEXT = 3


def apply_fixes(text: str, findings: pd.DataFrame, sections: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """Make the safe fixes in a list's text, and nothing else.

    Fixes of accepted findings are left out. Returns the new text and the findings that it fixes, those whose
    found text stood once in its cell.
    """
    lines = split_lines(text)
    tables = find_tables(text, sections)
    by_line = {line: table for table in tables for line in (table.line, *table.rows)}
    wanted = findings[findings["safe"] & (findings["verdict"] != "accepted")]
    fixed = []
    for place, fix in zip(wanted.index, wanted.to_dict("records"), strict=True):
        line = int(fix["line"])
        if line in by_line and (changed := _change(lines[line - 1], by_line[line], fix)):
            lines[line - 1] = changed
            fixed.append(place)
    return "".join(lines), findings.loc[fixed]


def make_patch(old: str, new: str, path: str = "data/raw_readme.md") -> str:
    """Return the unified diff between two texts of as many lines; nothing where they are equal.

    Lines keep their own endings; a missing newline at the end of the file is said as git says it.

    >>> print(make_patch("a\\nb\\n", "a\\nc\\n", "list.md"), end="")
    --- a/list.md
    +++ b/list.md
    @@ -1,2 +1,2 @@
     a
    -b
    +c
    """
    if old == new:
        return ""
    before, after = _git_lines(old), _git_lines(new)
    parts = [f"--- a/{path}\n+++ b/{path}\n"]
    for first, last in _hunks(before, after):
        size = last - first
        parts.append(f"@@ -{_range(first, size)} +{_range(first, size)} @@\n")
        for same, run in groupby(range(first, last), key=lambda i: before[i] == after[i]):
            places = list(run)
            if same:
                parts += [_diff_line(" ", before[i]) for i in places]
            else:
                parts += [_diff_line("-", before[i]) for i in places] + [_diff_line("+", after[i]) for i in places]
    return "".join(parts)


def _git_lines(text: str) -> list[str]:
    """Cut a text as git does: at line feeds alone."""
    return re.findall(r"[^\n]*\n|[^\n]+\Z", text)


def _hunks(before: list[str], after: list[str]) -> list[tuple[int, int]]:
    """Return the runs of lines to show: changed lines with their context, joined where these meet."""
    hunks: list[tuple[int, int]] = []
    for i in (i for i, (old, new) in enumerate(zip(before, after, strict=True)) if old != new):
        first, last = max(0, i - CONTEXT), min(len(before), i + CONTEXT + 1)
        if hunks and first <= hunks[-1][1]:
            hunks[-1] = (hunks[-1][0], last)
        else:
            hunks.append((first, last))
    return hunks


def _range(first: int, size: int) -> str:
    return f"{first + 1}" if size == 1 else f"{first + 1},{size}"


def _diff_line(sign: str, line: str) -> str:
    return f"{sign}{line}" if line.endswith("\n") else f"{sign}{line}\n\\ No newline at end of file\n"


def _change(line: str, table: ListTable, fix: Row) -> str:
    """Return the line with the fix made in its cell; nothing where the cell does not hold the found text once."""
    column, found, proposed = str(fix["column"]), str(fix["found"]), str(fix["proposed"])
    if re.search(r"[|\r\n]", proposed):
        return ""
    spans = [(0, len(line))] if column == "header" else find_cells(line, table.header, column)
    if found:
        spans = [span for span in spans if line[slice(*span)].count(found) == 1]
    else:
        spans = [(start, end) for start, end in spans if start == end]
    if not spans:
        return ""
    start, end = spans[0]
    changed = line[start:end].replace(found, proposed) if found else proposed
    return line[:start] + changed + _pad(line[end:], len(changed) - (end - start))


def _pad(rest: str, grown: int) -> str:
    """Add to, or take from, the blanks behind a cell, one left, so that the table's columns stay aligned."""
    blanks = len(rest) - len(rest.lstrip(" "))
    if not rest[blanks:].startswith("|"):
        return rest
    return " " * max(1, blanks - grown) + rest[blanks:]
