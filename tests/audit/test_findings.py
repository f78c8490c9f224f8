"""Each rule on a case that it must find, and on the nearest case that it must not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pandas as pd
import pytest

from listometrics.audit.findings import count_findings, find_all, select_failing
from listometrics.audit.material import Material
from listometrics.audit.rules import RULES
from listometrics.errors import StudyError

Make = Callable[..., Material]
Write = Callable[..., str]


class Text(NamedTuple):
    """What write_list takes."""

    sections: tuple[list[dict[str, str] | str], ...]
    options: dict[str, Any]


def page(*sections: list[dict[str, str] | str], **options: Any) -> Text:
    return Text(sections, options)


def line(**cells: str) -> dict[str, str]:
    return cells


class Case(NamedTuple):
    """A rule, a list with its fault, and a list that only looks like it."""

    rule: str
    says: str
    bad: Text
    good: Text
    found: str = ""
    proposed: str = ""
    facts: dict[int, dict[str, Any]] = {}  # noqa: RUF012
    safe: bool = False
    good_facts: dict[int, dict[str, Any]] | None = None


OTHER = {"name": "PIE", "title": "Product Extraction", "link": "[[Paper]](https://arxiv.org/abs/2306.14921)"}
KAR, PIE = line(), OTHER
ARXIV = {"arxiv": "2306.10933"}
PUBLISHED = {**ARXIV, "status": "published", "venue": "RecSys", "year": 2024, "doi": "10.1145/1.2"}
CONTENTS = "1. [Papers](#1)\n\n   1.1 [Part 1](#1.1)\n\n"
SHORT = '<h3 id="1.3">1.3 Part 3</h3>\n\n| Name | Paper |\n|---|---|\n| A | B |\n'
THEIRS = "[[Code]](https://github.com/lab/PIE)"
OWN = "https://github.com/lab/KAR"

CASES = [
    Case(
        "unreadable_row", "a row of too few cells, and no item of a list",
        page([KAR, "| a | b |", PIE]),
        page([KAR, PIE], before="- [A tool](https://github.com/a/b)\n- news\n"), "| a | b |"),
    Case("blank_row", "a row of empty cells", page([KAR, "|  |  |  |  |  |  |  |"]), page([KAR])),
    Case(
        "duplicate_in_section",
        "one arXiv id twice in a section",
        page([KAR, line(note="read")]),
        page([KAR, line(title="Another", link=OTHER["link"])]),
        "KAR",
        "remove the row; keep line 8",
    ),
    Case(
        "duplicate_across_sections",
        "one title in two sections with different links",
        page([KAR], [line(link=f"[[Code]]({OWN})")]),
        page([KAR], [PIE]),
        "1.1, 1.2",
    ),
    Case(
        "foreign_repository",
        "two works that link to the repository of a third",
        page([line(link=THEIRS), line(name="A", title="B", link=THEIRS), PIE]),
        page([line(link=THEIRS), PIE]),
        THEIRS,
        "[[Paper]](https://arxiv.org/abs/2306.10933)",
        {1: ARXIV},
        True,
    ),
    Case(
        "shared_repository",
        "two works that link to one repository of another name",
        page([line(link="[[Code]](https://github.com/lab/x)"), line(**{**OTHER,
        "link": "[[Code]](https://github.com/lab/X)"})]),
        page([line(link="[[Code]](https://github.com/lab/x)")], [line(link="[[Code]](https://github.com/lab/x)")]),
        "[[Code]](https://github.com/lab/x)",
    ),
    Case("misspelt_model", "a spelling that the vocabulary calls misspelt",
         page([line(model="GhatGLM (6B)"), PIE]), page([line(model="ChatGLM (6B)")]), "GhatGLM", "ChatGLM", {}, True),
    Case("misspelt_model", "an unknown name one letter off",
         page([line(model="ChatGTP")]), page([line(model="LLaMA3"), line(**OTHER, model="SBERT-base")]), "ChatGTP",
         "ChatGPT"),
    Case("misspelt_strategy", "a misspelt strategy with a right spelling of its own",
         page([line(strategy="Layerwise Adater Tuning")]), page([line(strategy="Layerwise Adapter Tuning")]),
         "Layerwise Adater Tuning", "Layerwise Adapter Tuning", {}, True),
    Case("misspelt_strategy", "a misspelt strategy whose words titles spell right",
         page([line(strategy="Few-shot Parameter-effiecnt Finetuning", title="A Parameter-Efficient Recommender")]),
         page([line(title="A Parameter-Efficient Recommender")]),
         "Few-shot Parameter-effiecnt Finetuning", "Few-shot Parameter-efficient Finetuning", {}, True),
    Case("misspelt_venue", "a misspelt venue, corrected to the list's own capitals",
         page([line(publication="Arixv 2023"), PIE]), page([KAR, PIE]), "Arixv", "Arxiv", {}, True),
    Case("misspelt_header", "a header word two letters off",
         page([KAR], swap=("**Publication**", "**Pubilcation**")),
         page([KAR], swap=("Notes", "Lines and Mode")), "Pubilcation", "Publication", {}, True),
    Case("published_since", "a preprint that a source has as published", page([KAR]),
         page([line(publication="RecSys 2024")]),
         "Arxiv 2023", "RecSys 2024", {1: PUBLISHED}, True),
    Case("published_since", "a published record that is not verified is proposed, not patched", page([KAR]),
         page([KAR]),
         "Arxiv 2023", "RecSys 2024", {1: {**PUBLISHED, "bib_status": "unconfirmed"}}, False,
         {1: {**ARXIV, "status": "unknown", "venue": "arXiv", "year": 2023}}),
    Case("venue_disagrees", "another conference than the source's", page([line(publication="SIGIR 2024")]),
         page([line(publication="RecSys Doctoral Symposium 2024")]), "SIGIR 2024", "RecSys 2024", {1: PUBLISHED}),
    Case("year_disagrees", "another year than the source's", page([line(publication="RecSys 2023")]),
         page([line(publication="RecSys 2024")]), "RecSys 2023", "RecSys 2024", {1: PUBLISHED}),
    Case("arxiv_year", "arXiv and a year that is not the id's", page([line(publication="Arxiv 2022")]),
         page([line(publication="SIGIR 2022")]), "Arxiv 2022", "Arxiv 2023", {}, True),
    Case("rows_disagree", "a preprint in one section, published in another",
         page([KAR], [line(publication="RecSys 2024")]), page([KAR], [KAR]), "Arxiv 2023", "RecSys 2024", {}, True),
    Case("name_disagrees", "a name one letter off the title's",
         page([line(name="PLM4Tag", title="PTM4Tag: Tags of Posts")]),
         page([line(name="P5", title="Recommendation as Language: A Paradigm (P5)")]), "PLM4Tag", "PTM4Tag",
         {1: {"title": "PTM4Tag: Tags of Posts"}}, True),
    Case("link_label", "a repository labelled Paper", page([line(link=f"[[Paper]]({OWN})")]),
         page([line(link="[[Code]](https://anonymous.4open.science/r/x)")]), f"[Paper]]({OWN})", f"[Code]]({OWN})",
         {}, True),
    Case("link_label", "a paper labelled Code", page([line(link="[[Code]](https://doi.org/10.1145/1.2)")]),
         page([line(link="[[Link]](https://doi.org/10.1145/1.2)")]), "[Code]](https://doi.org/10.1145/1.2)",
         "[Paper]](https://doi.org/10.1145/1.2)", {}, True),
    Case("missing_link", "an empty link cell where the arXiv id is known", page([line(link="")]), page([KAR]), "",
         "[[Paper]](https://arxiv.org/abs/2306.10933)", {1: ARXIV}, True),
    Case("missing_paper_link", "a link to code alone", page([line(link=f"[[Code]]({OWN})")]),
         page([line(link="[[Paper]](https://ceur-ws.org/1.pdf)")]), f"[[Code]]({OWN})",
         f"[[Paper]](https://arxiv.org/abs/2306.10933)[[Code]]({OWN})", {1: ARXIV}),
    Case("size_disagrees", "a size a tenth and more off the one that the name fixes",
         page([line(model="BERT-base (340M)")]),
         page([line(model="BERT-base (112M)"), line(**OTHER, model="ChatGLM (6B)")]), "BERT-base (340M)", "110M"),
    Case("unbalanced_html", "an element that is not closed", page([KAR], before="<p>\n"),
         page([KAR], before="<br> a `<p>` \\<Output\\> <img src=x>\n"), "<p>"),
    Case("unbalanced_html", "an element that was not opened", page([KAR], after="</details>"),
         page([KAR], after="<p>a</p>"), "</details>"),
    Case("broken_anchor", "a table of contents that links to nothing",
         page([KAR], before=CONTENTS + "1.9 [Gone](#1.9)\n"),
         page([KAR], before=CONTENTS), "#1.9"),
    Case("not_in_contents", "a section that the table of contents lacks", page([KAR], [PIE], before=CONTENTS),
         page([KAR], [PIE]),
         "1.2", "1.2 [Part 2](#1.2)"),
    Case("invisible_character", "a zero-width space in a name", page([line(name="K​AR")]), page([line(note="a​b")]),
         "K​AR", "KAR", {}, True),
    Case("fullwidth_characters", "full-width brackets in a model", page([line(model="ChatGLM（6B）")]),
         page([line(note="（中文）")]), "ChatGLM（6B）", "ChatGLM(6B)", {}, True),
    Case("doubled_blanks", "two blanks within a title", page([line(title="Knowledge  Augmentation")]),
         page([line(title="Knowledge Augmentation  ")]), "Knowledge  Augmentation", "Knowledge Augmentation", {}, True),
    Case("missing_cells", "an empty model", page([line(model="")]),
         page([line(model="N/A"), line(**OTHER, strategy="Unknown")]),
         "backbone_raw"),
    Case("missing_cells", "an empty name, but not of a survey", page([line(name="")]),
         page([line(name="", title="Large Models: A Survey", model="", strategy="")]), "name"),
    Case("missing_year", "a venue without a year", page([line(publication="IEEE Access")]),
         page([line(publication="")]),
         "IEEE Access"),
    Case("retitled", "another title than the published one", page([KAR]),
         page([line(title="knowledge augmentation, from large-models")]), "Knowledge Augmentation from Large Models",
         "Open-World Recommendation", {1: {"title": "Open-World Recommendation"}}, False,
         {1: {"title": "Knowledge Augmentation from Large Models"}}),
    Case("arxiv_version", "a version among abstract links",
         page([KAR, PIE, line(title="T", link="[[Paper]](https://arxiv.org/abs/2305.09858v1)")]),
         page([KAR, PIE]), "https://arxiv.org/abs/2305.09858v1", "https://arxiv.org/abs/2305.09858", {}, True),
    Case("arxiv_pdf", "a PDF among abstract links",
         page([KAR, PIE, line(title="T", link="[[Paper]](https://arxiv.org/pdf/2305.09858v2.pdf)")]),
         page([line(link="[[Paper]](https://arxiv.org/pdf/2305.09858)")]), "https://arxiv.org/pdf/2305.09858v2.pdf",
         "https://arxiv.org/abs/2305.09858", {}, True),
    Case("columns_differ", "a table of one section without the notes of the others",
         page([KAR], [PIE], after=SHORT),
         page([KAR], [PIE]), "Name | Paper"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[f"{case.rule} finds {case.says}" for case in CASES])
def test_rule(make_material: Make, write_list: Write, case: Case) -> None:
    findings = find_all(make_material(write_list(*case.bad.sections, **case.bad.options), case.facts))
    ours = findings[findings["rule"] == case.rule]
    assert len(ours) >= 1, findings[["rule", "what"]]
    first = ours.iloc[0]
    assert first["severity"] == RULES[case.rule].severity
    if case.found:
        assert first["found"] == case.found
    assert first["proposed"] == case.proposed or not case.proposed
    assert bool(first["safe"]) is case.safe
    facts = case.facts if case.good_facts is None else case.good_facts
    good = find_all(make_material(write_list(*case.good.sections, **case.good.options), facts))
    near = good[good["rule"] == case.rule]
    assert near.empty, near[["line", "what", "found"]].to_dict("records")


def test_every_rule_has_a_case() -> None:
    assert {case.rule for case in CASES} == set(RULES)


def test_findings_name_the_line_of_their_row(make_material: Make, write_list: Write) -> None:
    text = write_list([KAR, line(**OTHER, model="GhatGLM")])
    findings = find_all(make_material(text))
    row = findings[findings["rule"] == "misspelt_model"].iloc[0]
    assert "GhatGLM" in text.splitlines()[row["line"] - 1]


def test_reviewed_findings_are_accepted_wherever_they_stand(make_material: Make, write_list: Write) -> None:
    reviewed = pd.DataFrame(
        [("missing_year", "Knowledge Augmentation from Large Models", "IEEE Access", "accepted", "continuous journal")],
        columns=["rule", "subject", "found", "verdict", "why"],
    )
    for rows in ([line(publication="IEEE Access")], [PIE, line(publication="IEEE Access")]):
        findings = find_all(make_material(write_list(rows)), reviewed)
        ours = findings[findings["rule"] == "missing_year"].iloc[0]
        assert (ours["verdict"], ours["why"]) == ("accepted", "continuous journal")
        assert "missing_year" not in set(select_failing(findings, "info")["rule"])


def test_a_review_of_an_unknown_rule_is_refused(make_material: Make, write_list: Write) -> None:
    reviewed = pd.DataFrame([("typo", "", "", "accepted", "")], columns=["rule", "subject", "found", "verdict", "why"])
    with pytest.raises(StudyError, match=r"findings_reviewed.csv: rule 'typo' with verdict 'accepted'"):
        find_all(make_material(write_list([KAR])), reviewed)


def test_failing_findings_are_those_as_severe_as_the_level(make_material: Make, write_list: Write) -> None:
    text = write_list([KAR, line(note="again"), line(**OTHER, model="GhatGLM", publication="IEEE Access")])
    findings = find_all(make_material(text))
    by_level = {level: set(select_failing(findings, level)["severity"]) for level in ("error", "warning", "info")}
    assert by_level == {"error": {"error"}, "warning": {"error", "warning"}, "info": {"error", "warning", "info"}}
    with pytest.raises(StudyError, match=r"--fail-on fatal: no such severity\. Expected one of error, warning, info"):
        select_failing(findings, "fatal")  # type: ignore[arg-type]


def test_counts_add_up_to_the_findings(make_material: Make, write_list: Write) -> None:
    findings = find_all(make_material(write_list([KAR, KAR, line(**OTHER, model="GhatGLM")])))
    counts = count_findings(findings)
    assert counts["n"].sum() == len(findings)
    assert list(counts["rule"]) == list(RULES)


def test_a_list_without_faults_has_no_findings(make_material: Make, write_list: Write) -> None:
    assert find_all(make_material(write_list([KAR, PIE]))).empty
