"""Audit a list: run all rules, resolve findings in one cell, and apply earlier reviews."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

# Their functions find what the rules describe: importing them is what makes `finder` know them.
from listometrics.audit import cell_checks, page_checks, work_checks  # noqa: F401
from listometrics.audit.audit_input import AuditInput, group, make_audit_input
from listometrics.audit.audit_page import say_counts
from listometrics.audit.audit_rules import FINDERS, RULES, SEVERITIES, Finding, Severity
from listometrics.audit.list_patch import apply_fixes
from listometrics.errors import StudyError
from listometrics.study.files import LIST
from listometrics.study.stage import open_stage
from listometrics.text import clean

COLUMNS = ["line", "rule", "severity", "what", "found", "proposed", "subject", "entry", "column", "safe"]
VERDICTS = ("confirmed", "accepted", "unreviewed")
FORMS = frozenset(("invisible_character", "fullwidth_characters", "doubled_blanks"))  # how a cell is typed
DOUBTS = frozenset(("size_disagrees",))  # what a cell means: nothing is fixed in it until that is settled


def audit_study(root: Path) -> tuple[AuditInput, pd.DataFrame]:
    """Audit a study's list from its inputs alone, as the notebook does; nothing is written.

    Returns what the audit looked at, and the findings (see `find_all`).
    """
    stage = open_stage("audit", str(root))
    audit = make_audit_input(stage)
    return audit, find_all(audit, stage.read_state("findings_reviewed"))


def find_all(audit: AuditInput, reviewed: pd.DataFrame | None = None) -> pd.DataFrame:
    """Run every rule on a list.

    Returns one row a finding, in the order of the list: line, rule, severity, what, found, proposed; then
    subject, entry (empty for none), column, safe, and the verdict and reason that `reviewed` (rule, subject,
    found, verdict, why) gives the finding: confirmed, accepted (as it should be), or unreviewed.
    """
    found = [finding for find in FINDERS for finding in find(audit)]
    if unknown := {finding.rule for finding in found} - set(RULES):
        names, table = ", ".join(sorted(unknown)), "src/listometrics/audit/audit_rules.csv"
        raise StudyError(f"audit: no rule {names}. Describe it in {table}.")
    told = sorted(_tell_apart(_resolve(found)), key=lambda f: (f.line, _rank(f), f.found))
    findings = _weigh(told, reviewed)
    _, fixed = apply_fixes(audit, findings.assign(verdict=""))
    return findings.assign(safe=pd.array(findings.index.isin(fixed.index), dtype="boolean"))


def select_failing(findings: pd.DataFrame, level: Severity = "error") -> pd.DataFrame:
    """Return the findings that fail a run: at least as severe as the level, and not accepted."""
    severe = SEVERITIES[: SEVERITIES.index(level) + 1]
    return findings[findings["severity"].isin(severe) & (findings["verdict"] != "accepted")].reset_index(drop=True)


def select_rules(findings: pd.DataFrame, rules: Sequence[str]) -> pd.DataFrame:
    """Return the findings of some rules; of all where none is named. Raises StudyError for a rule that is none."""
    if unknown := sorted(set(rules) - set(RULES)):
        raise StudyError(f"no rule {', '.join(unknown)}. The rules are {', '.join(sorted(RULES))}.")
    return findings[findings["rule"].isin(rules)] if rules else findings


def say_findings(findings: pd.DataFrame, path: str = LIST) -> str:
    """Return the findings that stand, the gravest first, one a line, and below them how many there are.

    >>> row = {"line": 7, "severity": "error", "rule": "blank_row", "what": "The row is blank.", "verdict": "confirmed"}
    >>> print(say_findings(pd.DataFrame([row])))
    data/raw_readme.md:7: error: The row is blank. [blank_row]
    1 error, no warnings and no notes stand. Why a rule matters: listometrics audit --rule blank_row
    """
    standing = findings[findings["verdict"] != "accepted"]
    worst = standing.sort_values("severity", key=lambda cells: cells.map(SEVERITIES.index), kind="stable")
    found = worst.to_dict("records")
    lines = [f"{path}:{f['line']}: {f['severity']}: {clean(str(f['what']))} [{f['rule']}]" for f in found]
    if not found:
        return "No finding stands."
    why = f"Why a rule matters: listometrics audit --rule {found[0]['rule']}"
    return "\n".join([*lines, f"{say_counts(standing)} stand. {why}"])


def _resolve(found: list[Finding]) -> list[Finding]:
    """Let findings give way to graver ones about the same cell that propose something else for it."""
    cells = group(sorted(found, key=_grave), lambda finding: (finding.line, finding.column))
    return [_give_way(each, cells[each.line, each.column]) if each.column else each for each in found]


def _give_way(finding: Finding, cell: list[Finding]) -> Finding:
    """Return the finding with what its cell's graver findings, gravest first, leave of its proposal."""
    if finding.rule not in DOUBTS and (doubt := next((f for f in cell if f.rule in DOUBTS), None)):
        left = "" if finding.rule in FORMS else finding.proposed
        what = f"{finding.what} To be settled first: {doubt.rule}."
        return finding._replace(what=what, proposed=left, safe=False)
    for other in cell[: cell.index(finding)]:
        contradicts = other.proposed not in ("", finding.proposed) and finding.found not in other.proposed
        if finding.found and finding.found in other.found and contradicts:
            what = f"{finding.what} But the cell should read {other.proposed}: {other.rule}."
            return finding._replace(what=what, found=other.found, proposed=other.proposed, safe=False)
    return finding


def _grave(finding: Finding) -> tuple[bool, int, int, str]:
    """Order the findings of a cell: typing last, then those that change more text, then by rule."""
    return finding.rule in FORMS, -len(finding.found), _rank(finding), finding.found


def _rank(finding: Finding) -> int:
    return list(RULES).index(finding.rule)


def _tell_apart(found: list[Finding]) -> list[Finding]:
    """Keep one of findings that only another column tells apart, or name the column in the others' subjects."""
    kept: dict[tuple[int, str, str, str], Finding] = {}
    for finding in found:
        same = kept.setdefault((finding.line, finding.rule, finding.subject, finding.found), finding)
        if same.column != finding.column:
            finding = finding._replace(subject=f"{finding.subject} ({finding.column})".strip())
            kept.setdefault((finding.line, finding.rule, finding.subject, finding.found), finding)
    return list(kept.values())


def _weigh(found: list[Finding], reviewed: pd.DataFrame | None) -> pd.DataFrame:
    """Return the findings as a table, each with its severity and the verdict that it was given."""
    verdicts = {}
    for row in [] if reviewed is None else reviewed.to_dict("records"):
        if row["rule"] not in RULES or row["verdict"] not in VERDICTS:
            raise StudyError(
                f"data/vocab/findings_reviewed.csv: rule {row['rule']!r} with verdict {row['verdict']!r}; expected a "
                f"rule of the audit and one of {', '.join(VERDICTS)}."
            )
        verdicts[row["rule"], row["subject"], row["found"]] = (row["verdict"], row["why"])
    rows = []
    for finding in found:
        verdict, why = verdicts.get((finding.rule, finding.subject, finding.found), ("unreviewed", ""))
        severity, entry = RULES[finding.rule].severity, finding.entry or pd.NA
        rows.append({**finding._asdict(), "severity": severity, "entry": entry, "verdict": verdict, "why": why})
    columns = [*COLUMNS, "verdict", "why"]
    types = {**dict.fromkeys(columns, "str"), "line": "Int64", "entry": "Int64", "safe": "boolean"}
    return pd.DataFrame(rows, columns=columns).astype(types)
