"""The audit as a page for the list's maintainer, and its numbers for prose and the report."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from listometrics.audit.audit_rules import RULES, SEVERITIES
from listometrics.text import counted, show_code, show_text

MOST = 200  # findings of a rule on the page


def make_page(findings: pd.DataFrame, shown: str = "data/raw_readme.md", link: str = "../data/raw_readme.md") -> str:
    """Return the audit as Markdown: counts, then each rule with its findings, lines linked.

    `shown` names the list in the text; `link` is its address from where the page lies.
    """
    counts = count_findings(findings)
    lines = [f"# Audit of {show_code(shown)}", "", _summarise(findings), ""]
    lines += ["| rule | severity | findings | accepted | in the patch |", "|---|---|---:|---:|---:|"]
    for row in counts[counts["n"] > 0].to_dict("records"):
        anchor = re.sub(r"[^a-z0-9 -]", "", row["title"].lower()).replace(" ", "-")
        named = f"[{row['title']}](#{anchor})"
        lines.append(f"| {named} | {row['severity']} | {row['n']} | {row['accepted']} | {row['fixed_by_patch']} |")
    silent = counts.loc[counts["n"] == 0, "title"]
    if len(silent):
        lines += ["", f"Nothing found by {len(silent)} rules: {'; '.join(map(_lower, silent))}."]
    for rule in RULES.values():
        ours = findings[findings["rule"] == rule.id]
        if len(ours):
            lines += ["", f"## {rule.title}", "", f"*{rule.severity}* (`{rule.id}`). {rule.reason}", ""]
            lines += _list_standing(ours[ours["verdict"] != "accepted"], link)
            lines += _list_accepted(ours[ours["verdict"] == "accepted"], link)
    return "\n".join(lines).rstrip() + "\n"


def count_findings(findings: pd.DataFrame) -> pd.DataFrame:
    """Count findings by rule: rule, severity, title, n, accepted, fixed_by_patch; rules without any have n = 0."""
    accepted = findings["verdict"] == "accepted"
    kinds = pd.DataFrame({"n": True, "accepted": accepted, "fixed_by_patch": findings["safe"] & ~accepted})
    sums = kinds.groupby(findings["rule"]).sum().reindex(list(RULES), fill_value=0).astype("int64")
    described = pd.DataFrame([(rule.id, rule.severity, rule.title) for rule in RULES.values()])
    return described.set_axis(["rule", "severity", "title"], axis=1).join(sums, on="rule")


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


def _summarise(findings: pd.DataFrame) -> str:
    standing, numbers = findings[findings["verdict"] != "accepted"], audit_numbers(findings)
    if standing.empty:
        return f"{len(RULES)} rules were checked and found nothing to do."
    return (
        f"{len(RULES)} rules were checked: {say_counts(standing)} stand, on {counted(numbers['lines'], 'line')}. "
        f"`reports/list_fixes.patch` fixes {numbers['in_patch']} of them; apply it with `git apply`. "
        f"{numbers['accepted']} more were reviewed and accepted: they stand apart below each rule."
    )


def say_counts(standing: pd.DataFrame) -> str:
    """Say how many findings there are of each severity: `1 error, no warnings and 2 notes`."""
    counts = (int((standing["severity"] == severity).sum()) for severity in SEVERITIES)
    return "{}, {} and {}".format(*map(counted, counts, ("error", "warning", "note")))


def _list_standing(findings: pd.DataFrame, link: str) -> list[str]:
    if findings.empty:
        return []
    lines = ["| line | what | found | proposed | patch |", "|---:|---|---|---|---|"]
    for row in findings.head(MOST).to_dict("records"):
        at, patch = f"[{row['line']}]({link}#L{row['line']})", "yes" if row["safe"] else ""
        found, proposed = show_code(row["found"]), show_code(row["proposed"])
        lines.append(f"| {at} | {show_text(row['what'])} | {found} | {proposed} | {patch} |")
    if len(findings) > MOST:
        lines += ["", f"And {len(findings) - MOST:,} more: they stand in `data/03_analysed/findings.csv`."]
    return lines


def _list_accepted(findings: pd.DataFrame, link: str) -> list[str]:
    lines = ["", "Accepted as they are:", ""] if len(findings) else []
    for row in findings.to_dict("records"):
        at = f"[line {row['line']}]({link}#L{row['line']})"
        lines.append(f"- {at}: {show_text(row['what'])} *{show_text(row['why'])}*")
    return lines


def _lower(title: str) -> str:
    """Lower a title's first letter, unless its first word is an abbreviation."""
    return title if title[1:2].isupper() or title.startswith("arXiv") else title[0].lower() + title[1:]
