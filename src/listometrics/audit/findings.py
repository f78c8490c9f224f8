"""Run all rules on a list, and weigh what they find with what has been reviewed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd

from listometrics.audit.cells import find_missing_cells, find_names, find_odd_characters, find_retitled, find_sizes
from listometrics.audit.duplicates import find_duplicates
from listometrics.audit.forms import find_model_forms, find_venue_forms
from listometrics.audit.layout import ListTable, find_tables
from listometrics.audit.links import (
    find_anonymous_links,
    find_link_forms,
    find_link_labels,
    find_missing_links,
    find_repositories,
)
from listometrics.audit.material import Material
from listometrics.audit.patch import apply_fixes
from listometrics.audit.publications import (
    find_arxiv_years,
    find_disagreeing_publications,
    find_disagreeing_rows,
    find_missing_years,
    find_published,
    find_retracted,
)
from listometrics.audit.rules import RULES, SEVERITIES, Finding, Severity
from listometrics.audit.spelling import find_misspelt, find_misspelt_headers
from listometrics.audit.structure import find_columns, find_contents, find_rejected, find_unbalanced_html
from listometrics.errors import StudyError

COLUMNS = ["line", "rule", "severity", "what", "found", "proposed"]
FURTHER = ["subject", "entry", "column", "safe", "verdict", "why"]
VERDICTS = ("confirmed", "accepted", "unreviewed")
FINDERS: tuple[Callable[[Material], Iterator[Finding]], ...] = (
    find_rejected,
    find_duplicates,
    find_disagreeing_rows,
    find_retracted,
    find_repositories,
    find_misspelt,
    find_model_forms,
    find_venue_forms,
    find_arxiv_years,
    find_published,
    find_disagreeing_publications,
    find_missing_years,
    find_names,
    find_retitled,
    find_link_labels,
    find_missing_links,
    find_anonymous_links,
    find_link_forms,
    find_sizes,
    find_unbalanced_html,
)
TABLE_FINDERS: tuple[Callable[[list[ListTable]], Iterator[Finding]], ...] = (find_misspelt_headers, find_columns)
FORMS = frozenset(("invisible_character", "fullwidth_characters", "doubled_blanks"))  # how a cell is typed
DOUBTS = frozenset(("size_disagrees",))  # what a cell means: nothing is fixed in it until that is settled
CELL_FINDERS: tuple[Callable[[Material, list[ListTable]], Iterator[Finding]], ...] = (
    find_contents,
    find_missing_cells,
    find_odd_characters,
)


def find_all(material: Material, reviewed: pd.DataFrame | None = None) -> pd.DataFrame:
    """Run every rule on a list.

    Returns one row a finding, in the order of the list: line, rule, severity, what, found, proposed; then
    subject, entry (empty for none), column, safe, and the verdict and reason that `reviewed` (rule, subject,
    found, verdict, why) gives the finding: confirmed, accepted (as it should be), or unreviewed.
    """
    found = [finding for finder in FINDERS for finding in finder(material)]
    tables = find_tables(material.text, material.sections)
    found += [finding for table_finder in TABLE_FINDERS for finding in table_finder(tables)]
    found += [finding for cell_finder in CELL_FINDERS for finding in cell_finder(material, tables)]
    findings = _weigh(_one_fix_a_place(_tell_apart(_one_proposal_a_cell(found))), _verdicts(reviewed))
    _, fixed = apply_fixes(material.text, findings.assign(verdict=""), material.sections)
    return findings.assign(safe=pd.array(findings.index.isin(fixed.index), dtype="boolean"))


def select_failing(findings: pd.DataFrame, level: Severity = "error") -> pd.DataFrame:
    """Return the findings that fail a run: at least as severe as the level, and not accepted.

    Raises StudyError for a level that is none.
    """
    if level not in SEVERITIES:
        raise StudyError(f"--fail-on {level}: no such severity. Expected one of {', '.join(SEVERITIES)}.")
    severe = SEVERITIES[: SEVERITIES.index(level) + 1]
    return findings[findings["severity"].isin(severe) & (findings["verdict"] != "accepted")].reset_index(drop=True)


def count_findings(findings: pd.DataFrame) -> pd.DataFrame:
    """Count findings by rule: rule, severity, title, n, accepted, fixed_by_patch; rules without any have n = 0."""
    rows = []
    for rule in RULES.values():
        ours = findings[findings["rule"] == rule.id]
        rows.append(
            {
                "rule": rule.id,
                "severity": rule.severity,
                "title": rule.title,
                "n": len(ours),
                "accepted": int((ours["verdict"] == "accepted").sum()),
                "fixed_by_patch": int((ours["safe"] & (ours["verdict"] != "accepted")).sum()),
            }
        )
    return pd.DataFrame(rows)


def _one_proposal_a_cell(found: list[Finding]) -> list[Finding]:
    """Let findings give way to a graver one about the same text of a cell that proposes something else for it."""
    cells: dict[tuple[int, str], list[Finding]] = {}
    for finding in sorted(found, key=_grave):
        if finding.column:
            cells.setdefault((finding.line, finding.column), []).append(finding)
    return [_give_way(finding, cells.get((finding.line, finding.column), [])) for finding in found]


def _give_way(finding: Finding, cell: list[Finding]) -> Finding:
    """Return the finding with what its cell's graver findings, gravest first, leave of its proposal."""
    if finding.rule not in DOUBTS and (doubt := next((f for f in cell if f.rule in DOUBTS), None)):
        left = "" if finding.rule in FORMS else finding.proposed
        what = f"{finding.what} To be settled first: {doubt.rule}."
        return finding._replace(what=what, proposed=left, safe=False)
    for other in cell:
        contradicts = other.proposed not in ("", finding.proposed) and finding.found not in other.proposed
        if _grave(other) < _grave(finding) and finding.found and finding.found in other.found and contradicts:
            what = f"{finding.what} But the cell should read {other.proposed}: {other.rule}."
            return finding._replace(what=what, found=other.found, proposed=other.proposed, safe=False)
    return finding


def _grave(finding: Finding) -> tuple[int, bool, int, int, str]:
    """Order findings: by line, typing last, then those that change more text, then by rule."""
    order = list(RULES).index(finding.rule)
    return finding.line, finding.rule in FORMS, -len(finding.found), order, finding.found


def _tell_apart(found: list[Finding]) -> list[Finding]:
    """Keep one of findings that only another column tells apart, or name the column in the others' subjects."""
    kept: dict[tuple[int, str, str, str], Finding] = {}
    for finding in found:
        same = kept.setdefault((finding.line, finding.rule, finding.subject, finding.found), finding)
        if same.column != finding.column:
            finding = finding._replace(subject=f"{finding.subject} ({finding.column})".strip())
            kept.setdefault((finding.line, finding.rule, finding.subject, finding.found), finding)
    return list(kept.values())


def _one_fix_a_place(found: list[Finding]) -> list[Finding]:
    """Keep one safe fix where several would change the same text of a cell: the one that changes most."""
    order = list(RULES)
    taken: dict[tuple[int, str], list[str]] = {}
    kept = []
    for finding in sorted(found, key=lambda f: (f.line, -len(f.found), order.index(f.rule), f.found)):
        if finding.safe:
            fixed = taken.setdefault((finding.line, finding.column), [])
            if any(finding.found in text for text in fixed):
                finding = finding._replace(safe=False)
            else:
                fixed.append(finding.found)
        kept.append(finding)
    return sorted(kept, key=lambda f: (f.line, order.index(f.rule), f.found))


def _weigh(found: list[Finding], verdicts: dict[tuple[str, str, str], tuple[str, str]]) -> pd.DataFrame:
    rows = []
    for f in found:
        verdict, why = verdicts.get((f.rule, f.subject, f.found), ("unreviewed", ""))
        severity = RULES[f.rule].severity
        rows.append((f.line, f.rule, severity, f.what, f.found, f.proposed, f.subject, f.entry or pd.NA, f.column,
                     f.safe, verdict, why))  # fmt: skip
    frame = pd.DataFrame(rows, columns=COLUMNS + FURTHER)
    text = [name for name in COLUMNS + FURTHER if name not in ("line", "entry", "safe")]
    return frame.astype({"line": "Int64", "entry": "Int64", "safe": "boolean", **dict.fromkeys(text, "str")})


def _verdicts(reviewed: pd.DataFrame | None) -> dict[tuple[str, str, str], tuple[str, str]]:
    verdicts: dict[tuple[str, str, str], tuple[str, str]] = {}
    for row in [] if reviewed is None else reviewed.to_dict("records"):
        if row["rule"] not in RULES or row["verdict"] not in VERDICTS:
            raise StudyError(
                f"data/vocab/findings_reviewed.csv: rule {row['rule']!r} with verdict {row['verdict']!r}; expected a "
                f"rule of the audit and one of {', '.join(VERDICTS)}."
            )
        verdicts[row["rule"], row["subject"], row["found"]] = (row["verdict"], row["why"])
    return verdicts
