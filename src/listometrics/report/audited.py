"""What the report says of the audit: findings by severity in a sentence, by rule in a table."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from listometrics.audit.findings import count_findings
from listometrics.audit.rules import SEVERITIES, Severity
from listometrics.report.filters import some
from listometrics.text import Markdown

NOUNS: dict[Severity, tuple[str, str]] = {
    "error": ("error", "errors"),
    "warning": ("warning", "warnings"),
    "info": ("remark for information", "remarks for information"),
}
SUMMED = ["standing", "accepted", "fixed_by_patch"]


def name_severities(counts: Mapping[str, int]) -> list[Markdown]:
    """Return how many findings there are of each severity, the gravest first.

    >>> name_severities({"warning": 4, "info": 1})
    [Markdown('no errors'), Markdown('4 warnings'), Markdown('1 remark for information')]
    """
    return [some(counts.get(severity, 0), *NOUNS[severity]) for severity in SEVERITIES]


def list_rules(findings: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each rule that found something, the gravest first, one with the sums of each severity above.

    `findings` is findings.csv. Columns: severity, title, rule, standing, accepted (as they should be: they do not
    stand), fixed_by_patch.
    """
    counted = count_findings(findings)
    found = counted[counted["n"] > 0].assign(standing=lambda t: t["n"] - t["accepted"])
    found = found.sort_values(["standing", "rule"], ascending=[False, True])
    parts = []
    for severity in SEVERITIES:
        ours = found[found["severity"] == severity]
        if len(ours):
            sums = {"severity": severity, "title": "all rules", "rule": "", **ours[SUMMED].sum().to_dict()}
            parts += [pd.DataFrame([sums]), ours.assign(severity="")]
    if not parts:
        return found
    every = {"severity": "all", "title": "all rules", "rule": "", **found[SUMMED].sum().to_dict()}
    return pd.concat([*parts, pd.DataFrame([every])], ignore_index=True)[["severity", "title", "rule", *SUMMED]]
