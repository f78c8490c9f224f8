"""Each rule finds its fault in one list, and nothing in one that only looks like it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from listometrics.audit.audit_input import AuditInput
from listometrics.audit.audit_list import find_all
from listometrics.audit.audit_page import count_findings
from listometrics.audit.audit_rules import RULES, SEVERITIES, read_rules
from listometrics.errors import StudyError
from listometrics.study.schema import TABLES, to_csv

PIE = {"name": "PIE", "title": "Product Extraction", "link": "[[Paper]](https://arxiv.org/abs/2306.14921)"}
LGIR = {"name": "LGIR", "title": "Job Matching", "link": "[[Paper]](https://arxiv.org/abs/2307.10747)"}
ARXIV = {"arxiv": "2306.10933"}
PAPER = "[[Paper]](https://arxiv.org/abs/2306.10933)"
ANONYMOUS = "[[Code]](https://anonymous.4open.science/r/x)"
PUBLISHED = {**ARXIV, "status": "published", "venue": "RecSys", "year": 2024, "doi": "10.1145/1.2"}
COMPANION = {**PUBLISHED, "venue": "WWW Companion", "doi": "10.1145/3589335.1"}
IN_FINDINGS = {**PUBLISHED, "venue": "EMNLP", "track": "Findings", "year": 2023}
FEWSHOT = "Few-shot Parameter-effi{}nt Finetuning"
SHORT = '<h3 id="1.3">1.3 Part 3</h3>\n\n| Name | Paper |\n|---|---|\n| A | B |\n'
CONTENTS = "1. [Papers](#1)\n\n   1.1 [Part 1](#1.1)\n\n"
HEADINGS = "## 2. Misc\n\n## Misc\n\n## \u2699\ufe0f Set-up & *more*\n\n## A/B: C\n"
LINKS = "[a](#2-misc) [b](#misc) [c](#%EF%B8%8F-Set-up--more) <a href='#ab-c'>d</a>\n"
VENUE = "| Name | Paper | Publication |\n|---|---|---|\n| A | A Work with a Venue | IEEE Access |\n"


def code(repository: str) -> str:
    return f"[[Code]](https://github.com/lab/{repository})"


def published(venue: str, **row: str) -> dict[str, str]:
    return {"publication": venue, **row}


# The rule; a list with the fault and one that almost has it, as sections of rows (and options of write_list behind
# them); what is found and proposed; then, where need be, whether that is safe, and what sources say of the entries
# of both lists, or of the second one alone.
CASES: list[tuple[Any, ...]] = [
    ("unreadable_row", [[{}, "| a | b |", PIE]],
     [[{}, PIE], {"before": "<table><tr><td><a href='#1'>1</a></td></tr></table>\n\n| A |\n|---|\n| b | c |\n"}],
     "| a | b |", ""),
    ("blank_row", [[{}, "|  |  |  |  |  |  |  |"]], [[{}]], "| | | | | | | |", "remove the row"),
    ("duplicate_in_section", [[{}, {"note": "read"}]], [[{}, {**PIE, "name": "KAR"}]],
     "KAR", "remove the row; keep line 8"),
    ("duplicate_in_section", [[{"link": PAPER + code("KAR")}, {}]], [[{}, {"title": "Knowledge++ for Large Models"}]],
     "KAR", "remove the row; keep line 7"),
    ("duplicate_across_sections", [[{}], [{"link": code("KAR")}]], [[{}], [PIE]], "1.1, 1.2", ""),
    ("retracted", [[{}]], [[{}], [{**PIE, "title": "Retracted Papers"}]], "KAR", "remove the row, or say so in it",
     False, {1: {**ARXIV, "retracted": True}}, {1: {**ARXIV, "retracted": False}, 2: {}}),
    # Links.
    ("foreign_repository", [[{"link": code("PIE")}, {"name": "A", "title": "B", "link": code("PIE")}, PIE]],
     [[{"link": code("PIE")}, PIE]], code("PIE"), PAPER, True, {1: {**ARXIV, "authors": "A B"}, 3: {"authors": "C D"}}),
    ("shared_repository", [[{"link": code("x")}, {**PIE, "link": code("X")}]],
     [[{"link": code("x")}, {**PIE, "link": code("x/tree/main/pie")}], [{"link": code("x")}]], code("x"), ""),
    ("versions_share_repository", [[{"link": code("KAR")}, {"name": "KAR-v2", "title": "More", "link": code("KAR")}]],
     [[{"link": code("KAR")}, {**PIE, "link": code("KAR")}]], code("KAR"), ""),
    ("shared_identifier", [[{}, {**PIE, "link": PAPER}]],
     [[{}, {"title": "Knowledge Augmentations from Large Models"}, PIE],
      [{**PIE, "link": f"{PAPER} {PIE['link']}"}]], "https://arxiv.org/abs/2306.10933", ""),
    ("anonymous_link", [[published("SIGIR 2024", link=ANONYMOUS)]], [[{"link": ANONYMOUS}]], ANONYMOUS, PAPER,
     False, {1: ARXIV}),
    ("link_label", [[{"link": code("KAR").replace("Code", "Paper")}]], [[{"link": ANONYMOUS}]],
     "[Paper]](https://github.com/lab/KAR)", "[Code]](https://github.com/lab/KAR)", True),
    ("link_label", [[{"link": "[[Code]](https://doi.org/10.1145/1.2)"}]],
     [[{"link": "[[Link]](https://doi.org/10.1145/1.2)"}]],
     "[Code]](https://doi.org/10.1145/1.2)", "[Paper]](https://doi.org/10.1145/1.2)", True),
    ("missing_link", [[{"link": ""}]], [[{}]], "", PAPER, True, {1: ARXIV}),
    ("missing_paper_link", [[{"link": code("KAR")}]], [[{"link": "[[Paper]](https://ceur-ws.org/1.pdf)"}]],
     code("KAR"), PAPER + code("KAR"), False, {1: ARXIV}),
    ("arxiv_version", [[{}, PIE, {"title": "T", "link": "[[Paper]](https://arxiv.org/abs/2305.09858v1)"}]], [[{}, PIE]],
     "https://arxiv.org/abs/2305.09858v1", "https://arxiv.org/abs/2305.09858", True),
    ("arxiv_pdf", [[{}, PIE, {"title": "T", "link": "[[Paper]](https://arxiv.org/pdf/2305.09858v2.pdf)"}]],
     [[{"link": "[[Paper]](https://arxiv.org/pdf/2305.09858)"}]],
     "https://arxiv.org/pdf/2305.09858v2.pdf", "https://arxiv.org/abs/2305.09858", True),
    # Spelling.
    ("misspelt_model", [[{"model": "GhatGLM (6B)"}, PIE]], [[{"model": "ChatGLM (6B)"}]], "GhatGLM", "ChatGLM", True),
    ("misspelt_model", [[{"model": "ChatGTP"}]], [[{"model": "LLaMA3"}, {**PIE, "model": "SBERT-base"}]],
     "ChatGTP", "ChatGPT"),
    ("misspelt_strategy", [[{"strategy": "Layerwise Adater Tuning"}]], [[{"strategy": "Layerwise Adapter Tuning"}]],
     "Layerwise Adater Tuning", "Layerwise Adapter Tuning", True),
    ("misspelt_strategy", [[{"strategy": FEWSHOT.format("ec"), "title": "A Parameter-Efficient Recommender"}]],
     [[{"title": "A Parameter-Efficient Recommender"}]], FEWSHOT.format("ec"), FEWSHOT.format("cie"), True),
    ("misspelt_venue", [[published("Arixv 2023"), PIE]], [[{}, PIE]], "Arixv", "Arxiv", True),
    ("misspelt_header", [[{}], {"swap": ["**Publication**", "**Pubilcation**"]}],
     [[{}], {"swap": ["Notes", "Lines and Mode"]}], "Pubilcation", "Publication", True),
    ("model_forms",
     [[{"model": "LLaMA2 (7B)"}, {**PIE, "model": "Llama2 <br />(7B)"}, {**LGIR, "model": "LLaMA2(13B)"}]],
     [[{"model": "LLaMA2 (7B)"}, {**PIE, "model": "ChatGLM (6B)"}, {**LGIR, "model": "LLaMA2(13B)"}]],
     "Llama2", "LLaMA2", True),
    ("model_forms", [[{"model": "GPT2 (124M)"}, {**PIE, "model": "GPT-2 (124M)"}]],
     [[{"model": "GPT-2 (124M)"}, {**PIE, "model": "GPT-4"}]], "GPT2", "GPT-2", True),
    ("model_forms", [[{"model": "MyLLM"}, {**PIE, "model": "My-LLM"}, {**LGIR, "model": "MyLLM"}]],
     [[{"model": "MyLLM"}, {**PIE, "model": "MyLLM2"}]], "My-LLM", "MyLLM"),
    ("renamed_venue", [[published("NIPS 2023")]], [[published("NIPS 2017"), published("NeurIPS 2023", **PIE)]],
     "NIPS", "NeurIPS", True),
    ("workshop_form", [[published("CIKM GenRec 2023"), *(published("PGAI@CIKM 2023", **row) for row in (PIE, LGIR))]],
     [[published("CIKM GenRec 2023"), published("PGAI@CIKM 2023", **PIE)]], "CIKM GenRec", "GenRec@CIKM", True),
    # Cells.
    ("name_disagrees", [[{"name": "PLM4Tag", "title": "PTM4Tag: Tags of Posts"}]],
     [[{"name": "P5", "title": "Recommendation as Language: A Paradigm (P5)"}, {"name": "AFF", "title": "AuFoFo: A"}]],
     "PLM4Tag", "PTM4Tag",
     True, {1: {"title": "PTM4Tag: Tags of Posts"}}),
    ("retitled", [[{}]], [[{"title": "knowledge augmentation, from large-models"}]],
     "Knowledge Augmentation from Large Models", "Open-World Recommendation",
     False, {1: {"title": "Open-World Recommendation"}}, {1: {"title": "Knowledge Augmentation from Large Models"}}),
    ("size_disagrees", [[{"model": "BERT-base (340M)"}]],
     [[{"model": "BERT-base (112M)"}, {**PIE, "model": "ChatGLM (6B)"}]], "BERT-base (340M)", "110M"),
    ("size_disagrees", [[{"model": "GPT-2 (110M)"}]], [[{"model": "GPT-2 (1.5B)"}, {**PIE, "model": "GPT-2 (127M)"}]],
     "GPT-2 (110M)", "124M, 355M, 774M or 1.5B"),
    ("missing_cells", [[{"model": ""}]], [[{"model": "N/A"}, {**PIE, "strategy": "Unknown"}]], "backbone_raw", ""),
    ("missing_cells", [[{"name": ""}]],
     [[{"name": "", "title": "Large Models: A Survey", "model": "", "strategy": ""}]],
     "name", ""),
    ("invisible_character", [[{"name": "K\u200bAR"}]], [[{"note": "a\u200bb"}]], "K\u200bAR", "KAR", True),
    ("fullwidth_characters", [[{"model": "ChatGLM（6B）"}]], [[{"note": "（中文）"}]],
     "ChatGLM（6B）", "ChatGLM(6B)", True),
    ("doubled_blanks", [[{"title": "Knowledge  Augmentation"}]], [[{"title": "Knowledge Augmentation  "}]],
     "Knowledge  Augmentation", "Knowledge Augmentation", True),
    # Publications. What a verified source says goes into the patch; what the list knows better is left alone.
    ("published_since", [[{}]], [[published("RecSys 2024")]], "Arxiv 2023", "RecSys 2024", True, {1: PUBLISHED}),
    ("published_since", [[{}]], [[{}]], "Arxiv 2023", "RecSys 2024",
     False, {1: {**PUBLISHED, "bib_status": "unconfirmed"}},
     {1: {**ARXIV, "status": "unknown", "venue": "arXiv", "year": 2023}}),
    ("venue_disagrees", [[published("SIGIR 2024")]], [[published("RecSys Doctoral Symposium 2024")]],
     "SIGIR 2024", "RecSys 2024", False, {1: PUBLISHED}),
    ("venue_disagrees", [[published("WWW 2024")]], [[published("WWW Companion 2024")]],
     "WWW 2024", "WWW Companion 2024", False, {1: COMPANION}),
    ("venue_disagrees", [[published("WWW Companion 2024")]], [[published("WWW 2024")]],
     "WWW Companion 2024", "WWW 2024", False, {1: {**PUBLISHED, "venue": "WWW"}}),
    ("venue_disagrees", [[published("EMNLP 2023")]], [[published("EMNLP 2023 Findings")]],
     "EMNLP 2023", "EMNLP 2023 Findings", False, {1: IN_FINDINGS}),
    ("venue_disagrees", [[published("CIKM 2023")]], [[published("CIKM Workshop 2023")]],
     "CIKM 2023", "PGAI@CIKM 2023", False, {1: {**PUBLISHED, "venue": "PGAI@CIKM", "year": 2023}}),
    ("venue_disagrees", [[published("SIGIR 2024")]],
     [[published("PGAI@CIKM 2023"), published("EMNLP 2023 Findings", **{**PIE, "title": "Another"})]],
     "SIGIR 2024", "RecSys 2024", False, {1: PUBLISHED},
     {1: {**PUBLISHED, "venue": "CIKM", "year": 2023}, 2: {**PUBLISHED, "venue": "EMNLP", "year": 2023}}),
    ("year_disagrees", [[published("RecSys 2023")]], [[published("RecSys 2024")]], "RecSys 2023", "RecSys 2024",
     False, {1: PUBLISHED}),
    ("arxiv_year", [[published("Arxiv 2022")]], [[published("SIGIR 2022")]], "Arxiv 2022", "Arxiv 2023", True),
    ("rows_disagree", [[{}], [published("RecSys 2024")]], [[{}], [{}]], "Arxiv 2023", "RecSys 2024", True),
    ("rows_disagree", [[{}], [published("WWW 2024")]], [[published("WWW Companion 2024")]] * 2,
     "Arxiv 2023", "WWW Companion 2024", False, {n: {**COMPANION, "key": "one"} for n in (1, 2)}),
    ("rows_disagree", [[published("SIGIR 2023")], [published("RecSys 2024")]], [[published("RecSys 2024")]] * 2,
     "SIGIR 2023", "RecSys 2024", False, {n: {**PUBLISHED, "key": "one"} for n in (1, 2)}),
    ("missing_year", [[published("IEEE Access")]], [[published("IEEE Access 2024")]], "IEEE Access", "IEEE Access 2024",
     True, {1: {**PUBLISHED, "venue": "IEEE Access"}}),
    ("missing_year", [[published("IEEE Access")]], [[published("")]], "IEEE Access", ""),
    ("missing_year", [[{}], {"after": f"## Before 2022\n{VENUE}"}], [[{}], {"after": f"## 2022\n### New\n{VENUE}"}],
     "IEEE Access", ""),
    # The page.
    ("unbalanced_html", [[{}], {"before": "<p>\n"}],
     [[{}], {"before": "<br> a `<p>` \\<Output\\> <img src=x>\n"}], "<p>", ""),
    ("unbalanced_html", [[{}], {"after": "</details>"}], [[{}], {"after": "<p>a</p>"}], "</details>", ""),
    ("broken_anchor", [[{}], {"before": f"{CONTENTS}1.9 [Gone](#1.9)\n"}], [[{}], {"before": CONTENTS}], "#1.9", ""),
    ("broken_anchor", [[{}], {"before": "[a](#misc-2)\n", "after": HEADINGS}],
     [[{}], {"before": LINKS, "after": HEADINGS}], "#misc-2", ""),
    ("not_in_contents", [[{}], [PIE], {"before": CONTENTS}], [[{}], [PIE]], "1.2", "1.2 [Part 2](#1.2)"),
    ("contents_blank", [[{}], {"before": "1. [Papers](#1)\n\n   🔸 1.1[Part 1](#1.1)\n"}], [[{}], {"before": CONTENTS}],
     "1.1[Part 1](#1.1)", "1.1 [Part 1](#1.1)"),
    ("columns_differ", [[{}], [PIE], {"after": SHORT}], [[{}], [PIE]], "Name | Paper", ""),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_the_rule_finds_its_fault_and_not_what_is_near_it(
    make_input: Callable[..., AuditInput], write_list: Callable[..., str], case: tuple[Any, ...]
) -> None:
    rule, bad, good, found, proposed, safe, facts, good_facts = (*case, *(False, {}, None)[len(case) - 5 :])

    def find(given: list[Any], known: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
        options = given[-1] if isinstance(given[-1], dict) else {}
        sections = given[:-1] if options else given
        findings = find_all(make_input(write_list(*sections, **options), known))
        return findings[findings["rule"] == rule].to_dict("records")

    first, *_ = find(bad, facts)
    said = [first[name] for name in ("severity", "found", "proposed", "safe")]
    assert said == [RULES[rule].severity, found, proposed, safe]
    assert find(good, facts if good_facts is None else good_facts) == []


def test_every_rule_is_described_and_has_a_case() -> None:
    assert {case[0] for case in CASES} == set(RULES)
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
