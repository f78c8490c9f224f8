"""The audit as a page for the list's maintainer."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from listometrics.audit.findings import count_findings
from listometrics.audit.rules import RULES, SEVERITIES
from listometrics.text import show_code, show_text

SAID = {"error": "error", "warning": "warning", "info": "note"}


def make_page(findings: pd.DataFrame, shown: str = "data/raw_readme.md", link: str = "../data/raw_readme.md") -> str:
    """Return the audit as Markdown: counts, then each rule with its findings, lines linked.

    `shown` names the list in the text; `link` is its address from where the page lies.
    """
    counts = count_findings(findings)
    standing = findings[findings["verdict"] != "accepted"]
    lines = [f"# Audit of {show_code(shown)}", "", _summary(standing, counts), ""]
    lines += ["| rule | severity | findings | accepted | in the patch |", "|---|---|---:|---:|---:|"]
    for row in counts[counts["n"] > 0].to_dict("records"):
        anchor = f"[{row['title']}](#{_anchor(str(row['title']))})"
        lines.append(f"| {anchor} | {row['severity']} | {row['n']} | {row['accepted']} | {row['fixed_by_patch']} |")
    clean = counts.loc[counts["n"] == 0, "title"]
    if len(clean):
        lines += ["", f"Nothing found by {len(clean)} rules: {'; '.join(_lower(t) for t in clean)}."]
    for rule in RULES.values():
        ours = findings[findings["rule"] == rule.id]
        if len(ours):
            lines += ["", f"## {rule.title}", "", f"*{rule.severity}* (`{rule.id}`). {rule.reason}", ""]
            lines += _rows(ours[ours["verdict"] != "accepted"], link)
            lines += _accepted(ours[ours["verdict"] == "accepted"], link)
    return "\n".join(lines).rstrip() + "\n"


def audit_numbers(findings: pd.DataFrame) -> dict[str, Any]:
    """Return the numbers that prose needs: findings standing by severity and rule, accepted, and in the patch."""
    counts = count_findings(findings)
    standing = findings[findings["verdict"] != "accepted"]
    return {
        "findings": len(findings),
        "standing": len(standing),
        "accepted": int((findings["verdict"] == "accepted").sum()),
        "unreviewed": int((findings["verdict"] == "unreviewed").sum()),
        "in_patch": int(counts["fixed_by_patch"].sum()),
        "lines": int(standing["line"].nunique()),
        "rules": len(RULES),
        "rules_with_findings": int((counts["n"] > 0).sum()),
        "by_severity": {s: int((standing["severity"] == s).sum()) for s in SEVERITIES},
        "by_rule": {str(r): int(n) for r, n in zip(counts["rule"], counts["n"] - counts["accepted"], strict=True)},
    }


def _summary(standing: pd.DataFrame, counts: pd.DataFrame) -> str:
    if standing.empty:
        return f"{len(RULES)} rules were checked and found nothing to do."
    parts = [_count(int((standing["severity"] == s).sum()), SAID[s]) for s in SEVERITIES]
    fixed, accepted = int(counts["fixed_by_patch"].sum()), int(counts["accepted"].sum())
    return (
        f"{len(RULES)} rules were checked: {', '.join(parts[:-1])} and {parts[-1]} stand, on "
        f"{_count(standing['line'].nunique(), 'line')}. `reports/list_fixes.patch` fixes {fixed} of them; apply it "
        f"with `git apply`. {accepted} more were reviewed and accepted: they stand apart below each rule."
    )


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def _rows(findings: pd.DataFrame, link: str) -> list[str]:
    if findings.empty:
        return []
    lines = ["| line | what | found | proposed | patch |", "|---:|---|---|---|---|"]
    for row in findings.to_dict("records"):
        at = f"[{row['line']}]({link}#L{row['line']})"
        patch = "yes" if row["safe"] else ""
        lines.append(
            f"| {at} | {show_text(row['what'])} | {show_code(row['found'])} | {show_code(row['proposed'])} | {patch} |"
        )
    return lines


def _accepted(findings: pd.DataFrame, link: str) -> list[str]:
    if findings.empty:
        return []
    lines = ["", "Accepted as they are:", ""]
    for row in findings.to_dict("records"):
        lines.append(
            f"- [line {row['line']}]({link}#L{row['line']}): {show_text(row['what'])} *{show_text(row['why'])}*"
        )
    return lines


def _anchor(title: str) -> str:
    return re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-")


def _lower(title: str) -> str:
    """Lower a title's first letter, unless its first word is an abbreviation."""
    return title if title[1:2].isupper() or title.startswith("arXiv") else title[0].lower() + title[1:]
