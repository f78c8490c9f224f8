from __future__ import annotations

import ast
from pathlib import Path

from listometrics.audit.rules import RULES, SEVERITIES
from listometrics.study.schema import TABLES

HERE = Path(__file__).parent


def cases_of(path: Path) -> set[str]:
    """Return the rules whose cases a test file hands to check_rule: the first value of each pytest.param."""
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    params = [call for call in calls if ast.unparse(call.func) == "pytest.param" and len(call.args) == 4]
    return {str(call.args[0].value) for call in params if isinstance(call.args[0], ast.Constant)}


def test_every_rule_has_a_case_that_it_finds_and_one_that_it_does_not() -> None:
    tested = [
        path for path in sorted(HERE.glob("test_*.py")) if "check_rule(rule, bad, good" in path.read_text("utf-8")
    ]
    assert set().union(*(cases_of(path) for path in tested)) == set(RULES)


def test_every_rule_has_an_id_a_severity_a_title_and_a_reason() -> None:
    assert list(RULES) == [rule.id for rule in RULES.values()]
    assert {rule.severity for rule in RULES.values()} == set(SEVERITIES)
    assert len({rule.title for rule in RULES.values()}) == len(RULES)
    for rule in RULES.values():
        assert rule.reason.endswith("."), rule.id
        assert not rule.title.endswith("."), rule.id


def test_the_graver_rules_come_first() -> None:
    order = [SEVERITIES.index(rule.severity) for rule in RULES.values()]
    assert order == sorted(order)


def test_the_table_of_findings_allows_the_severities() -> None:
    assert TABLES["findings"]["severity"].allowed == SEVERITIES
