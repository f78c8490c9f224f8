"""The audit's rules, as audit_rules.csv describes them; their findings; and the functions that find them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from listometrics.errors import StudyError

if TYPE_CHECKING:
    from listometrics.audit.audit_input import AuditInput

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


class Rule(NamedTuple):
    """A rule: what it finds and why a maintainer wants to know."""

    id: str
    severity: Severity
    title: str
    reason: str


class Finding(NamedTuple):
    """One finding, at a line of the list.

    `found` is the text at fault as it stands in the list, `proposed` what to write instead (empty where the
    list alone cannot say). With `column`, the fix replaces `found` by `proposed` in that cell of the row; it is
    `safe` where nothing but evidence named in `what` is needed, and goes into the patch. `subject` is the title,
    section or header that the finding is about: with rule and `found` it identifies the finding when lines move.
    """

    line: int
    rule: str
    what: str
    found: str = ""
    proposed: str = ""
    column: str = ""
    safe: bool = False
    subject: str = ""
    entry: int = 0


Finder = Callable[["AuditInput"], Iterator[Finding]]
FINDERS: list[Finder] = []


def finder(find: Finder) -> Finder:
    """Add a function to those that every audit calls."""
    FINDERS.append(find)
    return find


def in_row(row: dict[Any, Any], rule: str, what: str, *cell: Any) -> Finding:
    """Make a finding about a row of the list; `cell` is what it finds and proposes, the column, and if that is safe."""
    return Finding(int(row["line"]), rule, what, *cell)._replace(subject=row["title"], entry=int(row["entry"]))


def read_rules(text: str) -> dict[str, Rule]:
    """Read the rules' table; raises StudyError where a row has not its four cells, or another severity."""
    reader = csv.reader(text.splitlines())
    next(reader)
    rules = {}
    for row in reader:
        if len(row) != len(Rule._fields):
            raise StudyError(
                f"audit_rules.csv:{reader.line_num}: {len(row)} cells, expected {', '.join(Rule._fields)}. "
                "Put a cell that holds a comma in double quotes."
            )
        if row[1] not in SEVERITIES:
            raise StudyError(
                f"audit_rules.csv:{reader.line_num}: severity {row[1]!r}. Expected one of {', '.join(SEVERITIES)}."
            )
        rules[row[0]] = Rule(*row)  # type: ignore[arg-type]
    return rules


RULES = read_rules(Path(__file__).with_name("audit_rules.csv").read_text(encoding="utf-8"))
