"""Whatever stands in a list: the audit ends, and its fixes stay within their lines."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listometrics.audit.findings import find_all
from listometrics.audit.layout import split_lines
from listometrics.audit.material import Material
from listometrics.audit.page import make_page
from listometrics.audit.patch import apply_fixes, make_patch
from listometrics.study.schema import TABLES, to_csv

ODD = [
    *(
        "GhatGLM",
        "（8B）",
        "\u200b",
        "\\|",
        "`a|b`",
        "<p>",
        "<b>",
        "</div>",
        "[x](#1)",
        "  ",
        "$",
        "N/A",
        "✅",
        "\u2028",
        "\x0b",
    ),
    *("Arixv 2021", "https://arxiv.org/pdf/2305.09858v1", "[[Paper]](https://github.com/a/b)", "IEEE Access"),
    *("```", "-->", "\u202e"),
]
CELL = st.lists(st.sampled_from(ODD) | st.text(max_size=8), max_size=4).map("".join)
NAMES = ("name", "title", "model", "strategy", "publication", "link", "note")
ROWS = st.lists(st.dictionaries(st.sampled_from(NAMES), CELL) | st.text(max_size=20).map("| ".__add__), max_size=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(sections=st.lists(ROWS, min_size=1, max_size=3), before=CELL, after=CELL)
def test_any_list_is_audited_and_fixed(
    make_material: Callable[..., Material],
    write_list: Callable[..., str],
    sections: list[list[dict[str, str] | str]],
    before: str,
    after: str,
) -> None:
    text = write_list([{}], *sections, before=before, after=after)
    facts = {1: {"arxiv": "2306.10933", "status": "published", "venue": "RecSys", "year": 2024, "doi": "10.1145/1.2"}}
    material = make_material(text, facts)
    findings = find_all(material)
    assert make_page(findings)
    assert to_csv(findings, TABLES["findings"])
    new, fixed = apply_fixes(text, findings, material.sections)
    assert len(fixed) == findings["safe"].sum()
    old_lines, new_lines = split_lines(text), split_lines(new)
    changed = {n for n, pair in enumerate(zip(old_lines, new_lines, strict=True), start=1) if pair[0] != pair[1]}
    assert changed == set(fixed["line"])
    assert bool(make_patch(text, new)) == bool(changed)
    again = make_material(new, facts)
    assert len(again.entries) == len(material.entries)
