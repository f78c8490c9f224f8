"""Each rule finds its fault in one list, and nothing in one that only looks like it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from listometrics.audit.audit_input import AuditInput
from listometrics.audit.audit_list import find_all
from listometrics.audit.audit_page import count_findings
from listometrics.audit.audit_rules import RULES, SEVERITIES, read_rules
from listometrics.errors import StudyError
from listometrics.study.schema import TABLES, to_csv

PIE = {"name": "PIE", "title": "Product Extraction", "link": "[[Paper]](https://arxiv.org/abs/2306.14921)"}
CASES = tomllib.loads((Path(__file__).parents[1] / "data/audit_rules.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_the_rule_finds_its_fault_and_not_what_is_near_it(
    make_input: Callable[..., AuditInput], write_list: Callable[..., str], case: dict[str, Any]
) -> None:
    def find(which: str, facts: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
        text = write_list(*case[which], **case.get(f"{which}_options", {}))
        findings = find_all(make_input(text, {int(entry): said for entry, said in facts.items()}))
        return findings[findings["rule"] == case["rule"]].to_dict("records")

    facts = case.get("facts", {})
    first, *_ = find("bad", facts)
    said = [first[name] for name in ("severity", "found", "proposed", "safe")]
    assert said == [RULES[case["rule"]].severity, case["found"], case["proposed"], case.get("safe", False)]
    assert find("good", case.get("good_facts", facts)) == []


def test_every_rule_is_described_and_has_a_case() -> None:
    assert {case["rule"] for case in CASES} == set(RULES)
    assert tuple(dict.fromkeys(rule.severity for rule in RULES.values())) == SEVERITIES  # the gravest come first
    assert len({rule.title for rule in RULES.values()}) == len(RULES)
    assert TABLES["findings"]["severity"].allowed == SEVERITIES


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,info,A,One, two", r"audit_rules\.csv:2: 5 cells, the header has 4: .*Put a cell"),
        ("a,warnning,A,One", r"audit_rules\.csv:2: severity: not one of error, warning, info: 'warnning'"),
    ],
)
def test_a_row_that_describes_no_rule_is_named(row: str, said: str) -> None:
    with pytest.raises(StudyError, match=said):
        read_rules(f"id,severity,title,reason\n{row}\n".encode())


def test_a_list_without_faults_has_no_findings(
    make_input: Callable[..., AuditInput], write_list: Callable[..., str]
) -> None:
    findings = find_all(make_input(write_list([{}, PIE])))
    assert findings.empty
    assert list(count_findings(findings)["rule"]) == list(RULES)


@pytest.mark.parametrize("note", ["<b>x <b>y", "a </b> b </b>", "<p>x<p>y", "<div><div>"])
def test_equal_tags_of_a_row_are_one_finding_that_counts_them(
    make_input: Callable[..., AuditInput], write_list: Callable[..., str], note: str
) -> None:
    findings = find_all(make_input(write_list([{"note": note}])))
    assert to_csv(findings, TABLES["findings"])
    (finding,) = findings[findings["rule"] == "unbalanced_html"].to_dict("records")
    assert finding["what"].endswith("(2 times).") and "times" not in finding["subject"]
