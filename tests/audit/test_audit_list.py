"""What all rules share: lines, reviews, one proposal a cell, the patch, the page, and a study as it lies on disk."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listometrics.audit.audit_input import AuditInput, locate, split_whole_lines
from listometrics.audit.audit_list import audit_study, find_all, say_findings, select_failing
from listometrics.audit.audit_page import audit_numbers, make_page
from listometrics.audit.audit_rules import RULES, Finding
from listometrics.audit.list_patch import apply_fixes, make_patch
from listometrics.errors import StudyError
from listometrics.readme.markdown_blocks import split_cells, split_cells_mildly
from listometrics.study.schema import TABLES, from_csv, to_csv

ROOT = Path(__file__).resolve().parents[2]
Make = Callable[..., AuditInput]
Write = Callable[..., str]
PIE = {"name": "PIE", "title": "Product Extraction", "link": "[[Paper]](https://arxiv.org/abs/2306.14921)"}
PUBLISHED = {"status": "published", "venue": "SIGIR", "year": 2025, "doi": "10.1145/1.2", "bib_status": "partial"}
CHATGLM = ("misspelt_model", "Knowledge Augmentation from Large Models", "GhatGLM", "accepted", "its own name")


def review(*row: str) -> pd.DataFrame:
    return pd.DataFrame([row], columns=["rule", "subject", "found", "verdict", "why"])


def read_back(findings: pd.DataFrame) -> pd.DataFrame:
    """Return findings as the study's table holds them, which refuses equal keys."""
    return from_csv(to_csv(findings, TABLES["findings"]), TABLES["findings"], "findings.csv")


def git_apply(folder: Path, old: str, patch: str) -> str:
    """Apply a patch with git to a file in a folder, and return what the file holds then."""
    target = folder / "list.md"
    target.write_bytes(old.encode("utf-8"))
    for options in (["--check"], []):
        command = ["git", "apply", "--whitespace=nowarn", *options, "-"]
        subprocess.run(command, input=patch.encode("utf-8"), cwd=folder, check=True, capture_output=True)
    return target.read_bytes().decode("utf-8")


# --- Findings -----------------------------------------------------------------------------------------------


def test_rows_are_one_work_by_title_by_key_or_by_an_identifier_under_like_titles(
    make_input: Make, write_list: Write
) -> None:
    def works(audit: AuditInput) -> list[list[int]]:
        return [[int(row["entry"]) for row in rows] for rows in audit.rows_by_work.values()]

    titled, linked, other = {"link": ""}, {"title": "Knowledge Augmentations from Large Models"}, {"title": "Another"}
    assert works(make_input(write_list([titled, linked, {}, PIE, other]))) == [[1, 2, 3], [4], [5]]
    label, longer = {"title": "Survey"}, {"title": "Knowledge++ Augmentation from Large Models", "link": ""}
    assert works(make_input(write_list([label, label, {}, longer]))) == [[1], [2], [3], [4]]
    assert works(make_input(write_list([{}, PIE]), {1: {"key": "one"}, 2: {"key": "one"}})) == [[1, 2]]


def test_a_venue_is_spelt_as_the_list_does_most_and_not_under_its_former_name(
    make_input: Make, write_list: Write
) -> None:
    written = ("Arxiv 2023", "Arxiv 2024", "arXiv 2023", "SIGIR<br />2024", "NIPS 2023")
    rows = [{"publication": said, "title": f"T{said}"} for said in written]
    assert make_input(write_list(rows)).venue_spellings == {"arXiv": "Arxiv", "NeurIPS": "NeurIPS"}


def test_a_reviewed_finding_is_accepted_wherever_it_stands(make_input: Make, write_list: Write) -> None:
    for rows in ([{"model": "GhatGLM"}], [PIE, {"model": "GhatGLM"}]):
        text = write_list(rows)
        audit = make_input(text)
        findings = find_all(audit, review(*CHATGLM))
        (finding,) = findings[findings["rule"] == "misspelt_model"].to_dict("records")
        assert "GhatGLM" in text.splitlines()[finding["line"] - 1]
        assert (finding["verdict"], finding["why"]) == ("accepted", "its own name")
        assert "misspelt_model" not in set(select_failing(findings, "info")["rule"])
        assert apply_fixes(audit, findings)[0] == text
        said = (
            f"- [line {finding['line']}](../data/raw_readme.md#L{finding['line']}): KAR: GhatGLM should read ChatGLM."
        )
        assert f"Accepted as they are:\n\n{said} *its own name*" in make_page(findings)
        numbers = audit_numbers(findings)
        assert (numbers["accepted"], numbers["standing"], numbers["in_patch"]) == (1, 0, 0)


def test_a_rule_that_is_not_described_is_refused(
    make_input: Make, write_list: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    audit = make_input(write_list([{}]))
    with pytest.raises(StudyError, match=r"findings_reviewed.csv: rule 'typo' with verdict 'accepted'"):
        find_all(audit, review("typo", "", "", "accepted", ""))
    monkeypatch.setattr("listometrics.audit.audit_list.FINDERS", [lambda audit: iter([Finding(1, "typo", "")])])
    with pytest.raises(StudyError, match=r"no rule typo\. Describe it in src/listometrics/audit/audit_rules\.csv"):
        find_all(audit)


def test_equal_faults_of_two_cells_are_two_findings_and_two_fixes(make_input: Make, write_list: Write) -> None:
    audit = make_input(write_list([{"name": "a  b", "title": "a  b"}], swap=("Notes", "Publicaton Publicaton")))
    findings = find_all(audit)
    found = read_back(findings)
    assert list(found.loc[found["rule"] == "doubled_blanks", "subject"]) == ["a b", "a b (title)"]
    assert "| a b | a b |" in " ".join(apply_fixes(audit, findings)[0].split())
    assert list(found["rule"]).count("misspelt_header") == 1  # equal words of a header are one finding


@pytest.mark.parametrize(
    ("row", "facts", "expected"),
    [
        ({"publication": "Arxiv 2024"}, {1: PUBLISHED},
         {"arxiv_year": ("Arxiv 2024", "SIGIR 2025"), "published_since": ("Arxiv 2024", "SIGIR 2025")}),
        ({"publication": "Arixv 2023"}, {1: PUBLISHED},
         {"misspelt_venue": ("Arixv 2023", "SIGIR 2025"), "published_since": ("Arixv 2023", "SIGIR 2025")}),
        ({"model": "GPT-2（110M）"}, {}, {"fullwidth_characters": ("GPT-2（110M）", ""),
         "size_disagrees": ("GPT-2（110M）", "124M, 355M, 774M or 1.5B")}),
    ],
    ids=["published since", "misspelt and published since", "odd brackets around a doubtful size"],
)  # fmt: skip
def test_a_cell_gets_one_proposal_and_no_fix_that_another_finding_contradicts(
    make_input: Make, write_list: Write, row: dict[str, str], facts: dict[int, Any], expected: dict[str, Any]
) -> None:
    audit = make_input(write_list([row]), facts)
    findings = find_all(audit)
    ours = findings[findings["rule"].isin(expected)].to_dict("records")
    assert {finding["rule"]: (finding["found"], finding["proposed"]) for finding in ours} == expected
    assert apply_fixes(audit, findings)[0] == audit.text


def test_a_misspelling_in_a_cell_with_odd_brackets_keeps_its_own_proposal(make_input: Make, write_list: Write) -> None:
    audit = make_input(write_list([{"model": "GhatGLM（6B）"}]))
    findings = find_all(audit)
    said = findings.set_index("rule")["proposed"].to_dict()
    assert said == {"misspelt_model": "ChatGLM", "fullwidth_characters": "GhatGLM(6B)"}
    assert "| ChatGLM(6B) " in apply_fixes(audit, findings)[0]


# --- Cells, and the patch -----------------------------------------------------------------------------------


@given(st.lists(st.text(st.characters(exclude_characters="\r\n`\x00", exclude_categories=["Cs"])), min_size=1))
def test_cells_stand_where_the_parser_reads_them(texts: list[str]) -> None:
    for line in (f"| {' | '.join(texts)} |", " | ".join(texts), "| `a|b` | [c](https://d.org/e|f) |\n"):
        for split in (split_cells, split_cells_mildly):
            cells = split(line)
            spans = locate(cells, line)
            assert [line[start:end].replace("\\|", "|") for start, end in spans] == [
                c.replace("\\|", "|") for c in cells
            ]
    assert "".join(split_whole_lines("".join(texts))) == "".join(texts)


@pytest.mark.requires_tool("git")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("a\nb\nc\n", "a\nB\nc\n", id="one line"),
        pytest.param("a\nb", "a\nB", id="the last line without a newline"),
        pytest.param("a\nb\nc", "a\nB\nc", id="an equal last line without a newline"),
        pytest.param("a\r\nb\r\n", "A\r\nb\r\n", id="carriage returns"),
        pytest.param("\ufeffa\n中\n", "\ufeffa\n文\n", id="a byte-order mark and Chinese"),
        pytest.param("\n".join("abcdefghijklmnopqrst"), "\n".join("AbcdefghijklmnopqrsT"), id="two hunks"),
        pytest.param("\n".join("abcdefgh"), "\n".join("AbcdefgH"), id="two changes in one hunk"),
        pytest.param("a\x0bb\x0cc\n", "a\x0bB\x0cc\n", id="other line separators"),
        pytest.param("a\nb\n" * 9, "a\nb\n" * 4 + "x\nb\n" + "a\nb\n" * 4, id="equal lines"),
    ],
)
def test_git_applies_the_patch_and_it_changes_no_other_line(tmp_path: Path, old: str, new: str) -> None:
    patch = make_patch(old, new, "list.md")
    assert git_apply(tmp_path, old, patch) == new
    changed = sum(a != b for a, b in zip(old.split("\n"), new.split("\n"), strict=True))
    assert len(re.findall(r"^-(?!--)", patch, re.M)) == len(re.findall(r"^\+(?!\+\+)", patch, re.M)) == changed
    assert make_patch(old, old) == ""


def test_a_proposal_that_would_break_the_table_is_no_safe_fix(make_input: Make, write_list: Write) -> None:
    facts = {1: {**PUBLISHED, "bib_status": "verified", "venue": "A | B\nC"}}
    findings = find_all(make_input(write_list([{}]), facts))
    assert findings.loc[findings["rule"] == "published_since", "safe"].tolist() == [False]


def test_padding_keeps_the_columns_aligned(make_input: Make, write_list: Write) -> None:
    text = write_list([{"model": "GhatGLM     ", "publication": "   Arxiv 2023   "}])
    audit = make_input(text, {1: {**PUBLISHED, "bib_status": "verified", "venue": "RecSys"}})
    new, _ = apply_fixes(audit, find_all(audit))
    assert "|    RecSys 2025   |" in new
    assert len(new) == len(text)


ODD = [
    "GhatGLM", "（8B）", "\u200b", "\\|", "`a|b`", "<p>", "<b>", "</div>", "[x](#1)", "  ", "$", "N/A", "✅", "\u2028",
    "\x0b", "Arixv 2021", "https://arxiv.org/pdf/2305.09858v1", "[[Paper]](https://github.com/a/b)", "IEEE Access",
    "```", "-->", "\u202e",
]  # fmt: skip
CELL = st.lists(st.sampled_from(ODD) | st.text(max_size=8), max_size=4).map("".join)
NAMES = ("name", "title", "model", "strategy", "publication", "link", "note")
ROWS = st.lists(st.dictionaries(st.sampled_from(NAMES), CELL) | st.text(max_size=20).map("| ".__add__), max_size=6)


@pytest.mark.slow
@settings(max_examples=60)
@given(sections=st.lists(ROWS, min_size=1, max_size=3), before=CELL, after=CELL)
def test_any_list_is_audited_and_its_fixes_stay_within_their_lines(
    make_input: Make, write_list: Write, sections: list[list[dict[str, str] | str]], before: str, after: str
) -> None:
    text = write_list([{}], *sections, before=before, after=after)
    facts = {1: {**PUBLISHED, "arxiv": "2306.10933"}}
    audit = make_input(text, facts)
    findings = find_all(audit)
    assert make_page(findings) and to_csv(findings, TABLES["findings"])
    new, fixed = apply_fixes(audit, findings)
    assert len(fixed) == findings["safe"].sum()
    lines = enumerate(zip(split_whole_lines(text), split_whole_lines(new), strict=True), start=1)
    changed = {number for number, (old_line, new_line) in lines if old_line != new_line}
    assert changed == set(fixed["line"])
    assert bool(make_patch(text, new)) == bool(changed)
    assert len(make_input(new, facts).rows) == len(audit.rows)


# --- The page, the numbers and a study ----------------------------------------------------------------------


def test_the_page_links_each_finding_to_its_line(make_input: Make, write_list: Write) -> None:
    page = make_page(find_all(make_input(write_list([{"model": "GhatGLM"}]))))
    assert "| [7](../data/raw_readme.md#L7) | KAR: GhatGLM should read ChatGLM. | `GhatGLM` | `ChatGLM` | yes |" in page
    assert "## Misspelt model" in page and "fixes 1 of them" in page
    nothing = make_page(find_all(make_input(write_list([{}]))))
    assert f"{len(RULES)} rules were checked and found nothing to do." in nothing


def test_texts_of_the_list_stay_text(make_input: Make, write_list: Write) -> None:
    hostile = "<script>alert(1)</script> [x](javascript:y) `code` **bold** $1$"
    page = make_page(find_all(make_input(write_list([{}]), {1: {"title": hostile}})))
    outside_code = re.sub(r"(`+).*?\1", "", page)
    assert "&lt;script&gt;" in outside_code and "<script>" not in outside_code
    assert not re.search(r"(?<!\\)\]\(javascript:", outside_code)


def test_numbers_are_plain_and_add_up(make_input: Make, write_list: Write) -> None:
    rows = [{}, {}, {"name": "A", "title": "B", "link": "", "publication": "IEEE Access"}]
    findings = find_all(make_input(write_list(rows)))
    numbers = audit_numbers(findings)
    assert json.loads(json.dumps(numbers, allow_nan=False)) == numbers
    sums = [sum(numbers[by].values()) for by in ("by_severity", "by_rule")]
    assert sums == [numbers["standing"]] * 2 == [len(findings)] * 2


def test_a_study_is_audited_from_its_inputs_and_nothing_is_written(tmp_path: Path) -> None:
    study = tmp_path / "study"
    shutil.copytree(ROOT / "data/vocab", study / "data/vocab")
    (study / "data/vocab/findings_reviewed.csv").unlink()
    shutil.copyfile(ROOT / "tests/data/seed/raw_readme.md", study / "data/raw_readme.md")
    before = sorted(study.rglob("*"))
    _, findings = audit_study(study)
    assert sorted(study.rglob("*")) == before
    said = say_findings(select_failing(findings, "error"))
    assert said.startswith("data/raw_readme.md:90: error: LLMHG stands twice in section 1.1.1")
    assert "published_since" not in set(findings["rule"])
    with pytest.raises(StudyError, match=r"no folder data/ there"):
        audit_study(tmp_path)
