from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from listometrics.audit.findings import find_all
from listometrics.study.schema import TABLES, to_csv

OTHER = {"name": "PIE", "title": "Product Extraction", "link": "[[Paper]](https://arxiv.org/abs/2306.14921)"}
SHORT = '<h3 id="1.3">1.3 Part 3</h3>\n\n| Name | Paper |\n|---|---|\n| A | B |\n'
CONTENTS = "1. [Papers](#1)\n\n   1.1 [Part 1](#1.1)\n\n"


@pytest.mark.parametrize(
    ("rule", "bad", "good", "expected"),
    [
        pytest.param(
            "unreadable_row",
            [[{}, "| a | b |", OTHER]],
            [[{}, OTHER]],
            {"found": "| a | b |"},
            id="a row of too few cells",
        ),
        pytest.param(
            "blank_row",
            [[{}, "|  |  |  |  |  |  |  |"]],
            [[{}]],
            {"proposed": "remove the row"},
            id="a row of empty cells",
        ),
        pytest.param(
            "unbalanced_html",
            [[{}], {"before": "<p>\n"}],
            [[{}], {"before": "<br> a `<p>` \\<Output\\> <img src=x>\n"}],
            {"found": "<p>"},
            id="an element that is not closed",
        ),
        pytest.param(
            "unbalanced_html",
            [[{}], {"after": "</details>"}],
            [[{}], {"after": "<p>a</p>"}],
            {"found": "</details>"},
            id="an element that was not opened",
        ),
        pytest.param(
            "broken_anchor",
            [[{}], {"before": "1. [Papers](#1)\n\n   1.1 [Part 1](#1.1)\n\n1.9 [Gone](#1.9)\n"}],
            [[{}], {"before": CONTENTS}],
            {"found": "#1.9"},
            id="a table of contents that links to nothing",
        ),
        pytest.param(
            "not_in_contents",
            [[{}], [OTHER], {"before": CONTENTS}],
            [[{}], [OTHER]],
            {"found": "1.2", "proposed": "1.2 [Part 2](#1.2)"},
            id="a section that the table of contents lacks",
        ),
        pytest.param(
            "contents_blank",
            [[{}], {"before": "1. [Papers](#1)\n\n   🔸 1.1[Part 1](#1.1)\n"}],
            [[{}], {"before": CONTENTS}],
            {"found": "1.1[Part 1](#1.1)", "proposed": "1.1 [Part 1](#1.1)"},
            id="a title that follows its number without a blank",
        ),
        pytest.param(
            "columns_differ",
            [[{}], [OTHER], {"after": SHORT}],
            [[{}], [OTHER]],
            {"found": "Name | Paper"},
            id="a table of one section without the notes of the others",
        ),
    ],
)
def test_the_rule_finds(
    check_rule: Callable[..., None], rule: str, bad: list[Any], good: list[Any], expected: dict[str, Any]
) -> None:
    check_rule(rule, bad, good, **expected)


@pytest.mark.parametrize("note", ["<b>x <b>y", "a </b> b </b>", "<p>x<p>y", "<div><div>"])
def test_equal_tags_of_a_row_are_one_finding_that_counts_them(
    make_material: Callable[..., Any], write_list: Callable[..., str], note: str
) -> None:
    findings = find_all(make_material(write_list([{"note": note}])))
    assert to_csv(findings, TABLES["findings"])
    (finding,) = findings[findings["rule"] == "unbalanced_html"].to_dict("records")
    assert finding["what"].endswith("(2 times).") and "times" not in finding["subject"]
