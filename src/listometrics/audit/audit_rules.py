"""The audit's rules, as audit_rules.csv describes them; their findings; and the functions that find them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from listometrics.study.schema import Column, Table, from_csv

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


def read_rules(content: bytes) -> dict[str, Rule]:
    """Read the rules' table; raises StudyError where a row has not its four cells, or another severity."""
    columns = (Column(name, "string", "", True, SEVERITIES if name == "severity" else ()) for name in Rule._fields)
    described = Table("audit_rules.csv", "A rule.", tuple(columns), key=("id",))
    return {row[0]: Rule(*row) for row in from_csv(content, described, described.path).itertuples(index=False)}


RULES = read_rules(Path(__file__).with_name("audit_rules.csv").read_bytes())
