"""What all rules share: lines, reviews, severities, and one fix a place."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from listometrics.audit.findings import count_findings, find_all, select_failing
from listometrics.audit.material import Material
from listometrics.audit.patch import apply_fixes
from listometrics.audit.rules import RULES
from listometrics.errors import StudyError
from listometrics.study.schema import TABLES, from_csv, to_csv

Make = Callable[..., Material]
Write = Callable[..., str]


KAR: dict[str, str] = {}
PIE = {"name": "PIE", "title": "Product Extraction", "link": "[[Paper]](https://arxiv.org/abs/2306.14921)"}


def read_back(findings: pd.DataFrame) -> pd.DataFrame:
    """Return findings as the study's table holds them, which refuses equal keys."""
    return from_csv(to_csv(findings, TABLES["findings"]), TABLES["findings"], "findings.csv")


def test_findings_name_the_line_of_their_row(make_material: Make, write_list: Write) -> None:
    text = write_list([KAR, {**PIE, "model": "GhatGLM"}])
    findings = find_all(make_material(text))
    row = findings[findings["rule"] == "misspelt_model"].iloc[0]
    assert "GhatGLM" in text.splitlines()[row["line"] - 1]


def test_reviewed_findings_are_accepted_wherever_they_stand(make_material: Make, write_list: Write) -> None:
    reviewed = pd.DataFrame(
        [("missing_year", "Knowledge Augmentation from Large Models", "IEEE Access", "accepted", "continuous journal")],
        columns=["rule", "subject", "found", "verdict", "why"],
    )
    for rows in ([{"publication": "IEEE Access"}], [PIE, {"publication": "IEEE Access"}]):
        findings = find_all(make_material(write_list(rows)), reviewed)
        ours = findings[findings["rule"] == "missing_year"].iloc[0]
        assert (ours["verdict"], ours["why"]) == ("accepted", "continuous journal")
        assert "missing_year" not in set(select_failing(findings, "info")["rule"])


def test_a_review_of_an_unknown_rule_is_refused(make_material: Make, write_list: Write) -> None:
    reviewed = pd.DataFrame([("typo", "", "", "accepted", "")], columns=["rule", "subject", "found", "verdict", "why"])
    with pytest.raises(StudyError, match=r"findings_reviewed.csv: rule 'typo' with verdict 'accepted'"):
        find_all(make_material(write_list([KAR])), reviewed)


def test_failing_findings_are_those_as_severe_as_the_level(make_material: Make, write_list: Write) -> None:
    text = write_list([KAR, {"note": "again"}, {**PIE, "model": "GhatGLM", "publication": "IEEE Access"}])
    findings = find_all(make_material(text))
    by_level = {level: set(select_failing(findings, level)["severity"]) for level in ("error", "warning", "info")}
    assert by_level == {"error": {"error"}, "warning": {"error", "warning"}, "info": {"error", "warning", "info"}}
    with pytest.raises(StudyError, match=r"--fail-on fatal: no such severity\. Expected one of error, warning, info"):
        select_failing(findings, "fatal")  # type: ignore[arg-type]


def test_equal_faults_of_two_cells_are_two_findings_and_two_fixes(make_material: Make, write_list: Write) -> None:
    text = write_list([{"name": "a  b", "title": "a  b"}])
    material = make_material(text)
    findings = find_all(material)
    found = read_back(findings)
    assert list(found.loc[found["rule"] == "doubled_blanks", "subject"]) == ["a b", "a b (title)"]
    assert "| a b | a b |" in " ".join(apply_fixes(text, findings, material.sections)[0].split())


def test_equal_words_of_a_header_are_one_finding(make_material: Make, write_list: Write) -> None:
    findings = find_all(make_material(write_list([KAR], swap=("Paper", "Publicaton Publicaton"))))
    assert len(read_back(findings)) == 1


def test_counts_add_up_to_the_findings(make_material: Make, write_list: Write) -> None:
    findings = find_all(make_material(write_list([KAR, KAR, {**PIE, "model": "GhatGLM"}])))
    counts = count_findings(findings)
    assert counts["n"].sum() == len(findings)
    assert list(counts["rule"]) == list(RULES)


def test_a_list_without_faults_has_no_findings(make_material: Make, write_list: Write) -> None:
    assert find_all(make_material(write_list([KAR, PIE]))).empty


@pytest.mark.parametrize(
    ("row", "facts", "expected"),
    [
        pytest.param(
            {"publication": "Arxiv 2024"},
            {"status": "published", "venue": "SIGIR", "year": 2025, "doi": "10.1145/1.2", "bib_status": "partial"},
            {"arxiv_year": ("Arxiv 2024", "SIGIR 2025"), "published_since": ("Arxiv 2024", "SIGIR 2025")},
            id="another year of arXiv and a publication since",
        ),
        pytest.param(
            {"publication": "Arixv 2023"},
            {"status": "published", "venue": "SIGIR", "year": 2025, "doi": "10.1145/1.2", "bib_status": "partial"},
            {"misspelt_venue": ("Arixv 2023", "SIGIR 2025"), "published_since": ("Arixv 2023", "SIGIR 2025")},
            id="a misspelt preprint server and a publication since",
        ),
        pytest.param(
            {"model": "GPT-2（110M）"},
            {},
            {
                "fullwidth_characters": ("GPT-2（110M）", ""),
                "size_disagrees": ("GPT-2（110M）", "124M, 355M, 774M or 1.5B"),
            },
            id="odd brackets around a size that is in doubt",
        ),
    ],
)
def test_a_cell_gets_one_proposal_and_no_fix_that_another_finding_contradicts(
    make_material: Make,
    write_list: Write,
    row: dict[str, str],
    facts: dict[str, object],
    expected: dict[str, tuple[str, str]],
) -> None:
    text = write_list([row])
    material = make_material(text, {1: facts} if facts else {})
    findings = find_all(material)
    ours = findings[findings["rule"].isin(expected)]
    said = {r["rule"]: (r["found"], r["proposed"]) for r in ours.to_dict("records")}
    assert said == expected
    assert apply_fixes(text, findings, material.sections)[0] == text


def test_a_misspelling_in_a_cell_with_odd_brackets_keeps_its_own_proposal(
    make_material: Make, write_list: Write
) -> None:
    findings = find_all(make_material(write_list([{"model": "GhatGLM（6B）"}])))
    said = findings.set_index("rule")["proposed"].to_dict()
    assert said == {"misspelt_model": "ChatGLM", "fullwidth_characters": "GhatGLM(6B)"}
    assert findings["safe"].sum() == 1
