"""The safe fixes as a unified diff that `git apply` accepts."""

from __future__ import annotations

import re
from difflib import unified_diff

import pandas as pd

from listometrics.audit.audit_input import AuditInput, Row, find_cells
from listometrics.readme.candidates import Header


def apply_fixes(audit: AuditInput, findings: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """Make the safe fixes in a list's text, and nothing else.

    Fixes of accepted findings are left out. Returns the new text and the findings that it fixes, those whose
    found text stood once in its cell.
    """
    lines = list(audit.lines)
    wanted = findings[findings["safe"] & (findings["verdict"] != "accepted")]
    wanted = wanted.iloc[(-wanted["found"].str.len()).argsort(kind="stable")]  # a wide fix may mend a narrow one
    fixed = []
    for index, fix in zip(wanted.index, wanted.to_dict("records"), strict=True):
        line = int(fix["line"])
        header = audit.headers.get(line)
        if header and (changed := _change(lines[line - 1], header, fix)):
            lines[line - 1] = changed
            fixed.append(index)
    return "".join(lines), findings.loc[sorted(fixed)]


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
    # Git's lines end at line feeds alone. Numbered, they are compared one by one: a fix never moves a line, and
    # equal lines (blank ones, separators) would make the comparison slow and the patch larger than the change.
    before, after = (
        [f"{number}\0{line}" for number, line in enumerate(re.findall(r"[^\n]*\n|[^\n]+\Z", text))]
        for text in (old, new)
    )
    patch = (re.sub(r"^([ +-])\d+\0", r"\1", line) for line in unified_diff(before, after, f"a/{path}", f"b/{path}"))
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in patch)


def _change(line: str, header: Header, fix: Row) -> str:
    """Return the line with the fix made in its cell; nothing where the cell does not hold the found text once."""
    column, found, proposed = str(fix["column"]), str(fix["found"]), str(fix["proposed"])
    if re.search(r"[|\r\n]", proposed):
        return ""
    spans = [(0, len(line))] if column == "header" else find_cells(line, header, column)
    for start, end in spans:
        cell = line[start:end]
        if cell.count(found) == 1 if found else not cell:
            changed = cell.replace(found, proposed) if found else proposed
            rest = line[end:].lstrip(" ")
            blanks = len(line) - end - len(rest)
            if rest.startswith("|"):  # blanks behind the cell, one left, keep the table's columns aligned
                blanks = max(1, blanks - len(changed) + len(cell))
            return line[:start] + changed + " " * blanks + rest
    return ""
