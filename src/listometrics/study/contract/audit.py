"""Tables of 03_audit: what is wrong in the list, and what has been reviewed."""

from __future__ import annotations

from listometrics.study.schema import Column, Table

SEVERITIES = ("error", "warning", "info")
VERDICTS = ("confirmed", "accepted", "unreviewed")

RULE = Column("rule", "string", "Rule of the audit; reports/audit.md gives the reason of each.", True)
SUBJECT = Column("subject", "string", "Title, section or header that the finding is about.")

FINDINGS = Table(
    "data/03_analysed/findings.csv",
    "A finding of the audit.",
    (
        Column("line", "integer", "Line in data/raw_readme.md, from 1.", True, minimum=1),
        RULE,
        Column("severity", "string", "How much it matters.", True, SEVERITIES),
        Column("what", "string", "What is wrong, in a sentence.", True),
        Column("found", "string", "The text at fault, as it stands in the list."),
        Column("proposed", "string", "What to write instead; empty where the sources cannot say."),
        SUBJECT,
        Column("entry", "integer", "Entry that it is about; empty for none.", minimum=1),
        Column("column", "string", "Cell of the row that the fix changes."),
        Column("safe", "boolean", "Whether reports/list_fixes.patch makes the change.", True),
        Column("verdict", "string", "What a review said: accepted findings are as they should be.", True, VERDICTS),
        Column("why", "string", "Reason of the verdict."),
    ),
    key=("line", "rule", "subject", "found"),
    sort=("line", "rule", "found"),
)

FINDINGS_REVIEWED = Table(
    "data/vocab/findings_reviewed.csv",
    "A finding that somebody looked at: by rule, subject and found text, so that it holds when lines move.",
    (
        RULE,
        SUBJECT,
        Column("found", "string", "The text at fault, as it stands in the list."),
        Column("verdict", "string", "confirmed: the list should change; accepted: it should not.", True, VERDICTS[:2]),
        Column("why", "string", "Reason of the verdict.", True),
    ),
    key=("rule", "subject", "found"),
)

TABLES = {"findings": FINDINGS, "findings_reviewed": FINDINGS_REVIEWED}
