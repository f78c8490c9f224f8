"""The audit of the seed list: what it must find there, and what its patch must do."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from listometrics.audit.audit_input import ENRICHED, PARSED, VOCABULARIES, AuditInput
from listometrics.audit.audit_list import find_all
from listometrics.audit.list_patch import apply_fixes
from listometrics.audit.work_checks import same_venue
from listometrics.readme.parse import parse_readme
from listometrics.readme.vocabulary import make_vocabulary
from listometrics.study.schema import TABLES, from_csv
from listometrics.works.enrich import enrich

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "tests/data/seed/raw_readme.md"
# Rule, line, and what is found and proposed there.
FAULTS = [
    ("duplicate_in_section", 90, "LLMHG", "remove the row; keep line 92"),
    ("arxiv_year", 184, "Arxiv 2023", "ECIR 2022"),
    ("arxiv_year", 348, "Arxiv 2023", "Arxiv 2022"),
    ("foreign_repository", 253, "[[Code]](https://github.com/ljy0ustc/LLaRA)", "[[Paper]](https://arxiv.org/abs/2311.07054)"),
    ("foreign_repository", 255, "[[Code]](https://github.com/ljy0ustc/LLaRA)", "[[Paper]](https://arxiv.org/abs/2311.10779)"),
    ("misspelt_model", 76, "GhatGLM", "ChatGLM"),
    ("misspelt_strategy", 221, "Layerwise Adater Tuning", "Layerwise Adapter Tuning"),
    ("misspelt_strategy", 183, "Few-shot Parameter-effiecnt Finetuning", "Few-shot Parameter-efficient Finetuning"),
    ("misspelt_strategy", 252, "gpt-3.5-urbo finetuning API", "gpt-3.5-turbo finetuning API"),
    ("misspelt_venue", 330, "Arixv 2024", "TKDD 2025"),
    ("misspelt_model", 185, "FLAN-5-XXL", "FLAN-T5-XXL"),
    ("misspelt_model", 139, "SBERT-MPNet0base", "SBERT-MPNet-base"),
    ("misspelt_header", 418, "Webcite", "Website"),
    ("name_disagrees", 125, "PLM4Tag", "PTM4Tag"),
    ("published_since", 74, "Arxiv 2023", "RecSys 2024"),
    ("unbalanced_html", 172, "<p>", ""),
    ("not_in_contents", 358, "1.7", "1.7 [Paper Pending List: to be Added to Our Survey Paper](#1.7)"),
    ("fullwidth_characters", 144, "Qwen-1<br />（8B）", ""),
    ("size_disagrees", 144, "Qwen-1<br />（8B）", "1.8B, 7B, 14B or 72B"),
    ("size_disagrees", 203, "GPT2 (110M)", "124M, 355M, 774M or 1.5B"),
    ("size_disagrees", 302, "DialoGPT (110M)", "117M, 345M or 762M"),
    ("model_forms", 353, "Llama2", "LLaMA2"),
    ("model_forms", 227, "GPT3", "GPT-3"),
    ("renamed_venue", 318, "NIPS", "NeurIPS"),
    ("workshop_form", 248, "CIKM GenRec", "GenRec@CIKM"),
    ("contents_blank", 31, "1.3.3[Hybrid Task](#1.3.3)", "1.3.3 [Hybrid Task](#1.3.3)"),
    ("anonymous_link", 353, "[[Code]](https://anonymous.4open.science/r/LoRec/README.md)", "[[Paper]](https://arxiv.org/abs/2401.17723)"),
    ("venue_disagrees", 105, "WWW 2024", "WWW Companion 2024"),
    ("venue_disagrees", 146, "WWW 2024", "WWW Companion 2024"),
    ("venue_disagrees", 214, "WWW 2024", "WWW Companion 2024"),
    ("venue_disagrees", 221, "EMNLP 2023", "EMNLP 2023 Findings"),
    ("rows_disagree", 365, "Arxiv 2023", "WWW Companion 2024"),
    ("missing_link", 379, "", "[[Paper]](https://arxiv.org/abs/2402.00284)"),
]  # fmt: skip


def read(table: str) -> pd.DataFrame:
    path = TABLES[table].path
    return from_csv((ROOT / path).read_bytes(), TABLES[table], path)


def load(text: str) -> AuditInput:
    vocabularies = {name: read(name) for name in VOCABULARIES}
    parsed = parse_readme(text, make_vocabulary(**vocabularies))
    sources = {path.name: path.read_bytes() for path in sorted((ROOT / "data/bib/sources").glob("*.bib"))}
    frames = {"entries": parsed.entries, "links": parsed.links}
    enriched = enrich(frames, sources, TABLES["keys"].empty(), {"venues": vocabularies["venues"]}, seen="2026-11-23")
    known = {name: getattr(enriched, name) for name in ENRICHED}
    return AuditInput(text, {name: getattr(parsed, name) for name in PARSED} | vocabularies | known)


@pytest.fixture(scope="module")
def seed() -> AuditInput:
    return load(SEED.read_bytes().decode("utf-8"))


@pytest.fixture(scope="module")
def findings(seed: AuditInput) -> pd.DataFrame:
    return find_all(seed, read("findings_reviewed"))


@pytest.fixture(scope="module")
def fixed(seed: AuditInput, findings: pd.DataFrame) -> tuple[AuditInput, pd.DataFrame]:
    """Return the list as the patch leaves it, and the findings that it fixes."""
    new, fixed = apply_fixes(seed, findings)
    return load(new), fixed


def test_the_audit_finds_what_was_found_by_hand(findings: pd.DataFrame) -> None:
    places = {(rule, line) for rule, line, *_ in FAULTS}
    ours = findings[[place in places for place in zip(findings["rule"], findings["line"], strict=True)]]
    assert sorted(ours[["rule", "line", "found", "proposed"]].itertuples(index=False, name=None)) == sorted(FAULTS)


def test_works_called_arxiv_that_have_been_published_are_all_found(seed: AuditInput, findings: pd.DataFrame) -> None:
    published = [row for row in seed.paper_rows if row["preprint"] and row["record"].get("status") == "published"]
    assert set(findings.loc[findings["rule"] == "published_since", "line"]) == {row["line"] for row in published}
    assert len({row["work"] for row in published}) >= 64


def test_each_text_of_a_cell_has_one_proposal(findings: pd.DataFrame) -> None:
    named = findings[(findings["column"] != "") & (findings["proposed"] != "")]
    proposals = named.groupby(["line", "column", "found"])["proposed"].nunique()
    assert list(proposals[proposals > 1].index) == []


def test_every_finding_was_reviewed_and_no_review_is_left_over(findings: pd.DataFrame) -> None:
    unreviewed = findings[findings["verdict"] == "unreviewed"]
    assert unreviewed.empty, unreviewed[["line", "rule", "subject", "found"]].to_dict("records")
    identity = ["rule", "subject", "found"]
    found, reviewed = (
        set(frame[identity].itertuples(index=False, name=None)) for frame in (findings, read("findings_reviewed"))
    )
    assert reviewed == found


def test_the_patch_changes_the_proposed_cells_and_nothing_else(
    seed: AuditInput, findings: pd.DataFrame, fixed: tuple[AuditInput, pd.DataFrame]
) -> None:
    after, fixes = fixed
    assert len(fixes) == (findings["safe"] & (findings["verdict"] != "accepted")).sum()
    in_rows = fixes.dropna(subset="entry")
    allowed = set(zip(in_rows["entry"], in_rows["column"], strict=True))
    raw = ["name", "title", "backbone_raw", "strategy_raw", "publication_raw", "note", "section", "other"]
    changed, relinked = set(), set()
    for old, new in zip(seed.rows, after.rows, strict=True):
        changed |= {(old["entry"], column) for column in raw if old[column] != new[column]}
        links = ([(link["label"], link["url"]) for link in row["links"]] for row in (old, new))
        relinked |= {old["entry"]} if len(set(map(tuple, links))) > 1 else set()
    assert changed <= allowed
    assert relinked == {entry for entry, column in allowed if column == "link"}
    again = find_all(after, read("findings_reviewed"))
    left = set(again[["line", "rule", "found"]].itertuples(index=False, name=None))
    assert not set(fixes[["line", "rule", "found"]].itertuples(index=False, name=None)) & left
    assert after.frames["unknown"].empty


def test_no_fix_names_another_publication_than_a_source(
    seed: AuditInput, fixed: tuple[AuditInput, pd.DataFrame]
) -> None:
    after, fixes = fixed
    changed = set(fixes.loc[fixes["column"] == "publication_raw", "entry"])
    pairs = [(new, old["published"]) for old, new in zip(seed.rows, after.rows, strict=True) if new["entry"] in changed]
    named = [(row, record) for row, record in pairs if record and row["preprint"] is False]
    assert len(named) > 40
    assert [row["line"] for row, record in named if not same_venue(row, record)] == []
