from __future__ import annotations

import json
import re
from collections.abc import Callable

import pandas as pd

from listometrics.audit.findings import find_all
from listometrics.audit.material import Material
from listometrics.audit.page import audit_numbers, make_page
from listometrics.audit.rules import RULES

Make = Callable[..., Material]
Write = Callable[..., str]


def test_the_page_links_each_finding_to_its_line(make_material: Make, write_list: Write) -> None:
    page = make_page(find_all(make_material(write_list([{"model": "GhatGLM"}]))))
    assert "| [7](../data/raw_readme.md#L7) | KAR: GhatGLM should read ChatGLM. | `GhatGLM` | `ChatGLM` | yes |" in page
    assert "## Misspelt model" in page
    assert "fixes 1 of them" in page


def test_accepted_findings_stand_apart_with_their_reason(make_material: Make, write_list: Write) -> None:
    reviewed = pd.DataFrame(
        [("misspelt_model", "Knowledge Augmentation from Large Models", "GhatGLM", "accepted", "its own name")],
        columns=["rule", "subject", "found", "verdict", "why"],
    )
    findings = find_all(make_material(write_list([{"model": "GhatGLM"}])), reviewed)
    page = make_page(findings)
    said = "- [line 7](../data/raw_readme.md#L7): KAR: GhatGLM should read ChatGLM. *its own name*"
    assert f"Accepted as they are:\n\n{said}" in page
    numbers = audit_numbers(findings)
    assert (numbers["accepted"], numbers["standing"], numbers["in_patch"]) == (1, 0, 0)


def test_a_list_without_faults_says_so(make_material: Make, write_list: Write) -> None:
    page = make_page(find_all(make_material(write_list([{}]))))
    assert f"{len(RULES)} rules were checked and found nothing to do." in page


def test_texts_of_the_list_stay_text(make_material: Make, write_list: Write) -> None:
    hostile = "<script>alert(1)</script> [x](javascript:y) `code` **bold** $1$"
    findings = find_all(make_material(write_list([{}]), {1: {"title": hostile}}))
    page = make_page(findings)
    outside_code = re.sub(r"(`+).*?\1", "", page)
    assert "&lt;script&gt;" in outside_code
    assert "<script>" not in outside_code
    assert not re.search(r"(?<!\\)\]\(javascript:", outside_code)


def test_numbers_are_plain_and_add_up(make_material: Make, write_list: Write) -> None:
    findings = find_all(
        make_material(write_list([{}, {}, {"name": "A", "title": "B", "link": "", "publication": "IEEE Access"}]))
    )
    numbers = audit_numbers(findings)
    assert json.loads(json.dumps(numbers, allow_nan=False)) == numbers
    assert (
        sum(numbers["by_severity"].values()) == sum(numbers["by_rule"].values()) == numbers["standing"] == len(findings)
    )
