"""The audit's numbers add up, in a sentence and in a table."""

import pandas as pd

from listometrics.report.audited import list_rules, name_severities

FINDINGS = pd.DataFrame(
    [("foreign_repository", "error", "confirmed", True), ("misspelt_model", "warning", "accepted", False),
     ("misspelt_venue", "warning", "confirmed", True), ("misspelt_venue", "warning", "confirmed", False)],
    columns=["rule", "severity", "verdict", "safe"],
)  # fmt: skip


def test_rules_stand_below_the_sums_of_their_severity_and_all_add_up() -> None:
    table = list_rules(FINDINGS)
    sums = table[table["rule"] == ""].set_index("severity")
    assert list(sums.index) == ["error", "warning", "all"]
    assert sums["standing"].tolist() == [1, 2, 3]
    assert sums["accepted"].tolist() == [0, 1, 1]
    assert sums["fixed_by_patch"].tolist() == [1, 1, 2]
    rules = table[table["rule"] != ""]
    assert rules["rule"].tolist() == ["foreign_repository", "misspelt_venue", "misspelt_model"]
    assert rules["standing"].sum() + rules["accepted"].sum() == len(FINDINGS)


def test_an_audit_that_finds_nothing_has_no_table() -> None:
    assert len(list_rules(FINDINGS.head(0))) == 0
    assert [str(said) for said in name_severities({})] == ["no errors", "no warnings", "no remarks for information"]
