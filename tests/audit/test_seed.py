"""The audit of the seed list: what it must find there, and what its patch must do."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

from listometrics.audit.findings import find_all
from listometrics.audit.material import PARSED, Material
from listometrics.audit.patch import apply_fixes, make_patch
from listometrics.audit.publications import published_record, same_venue
from listometrics.readme.parse import parse_readme
from listometrics.readme.vocabulary import make_vocabulary
from listometrics.study.schema import TABLES, from_csv
from listometrics.works.enrich import enrich

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "tests/data/seed/raw_readme.md"


def read(table: str) -> pd.DataFrame:
    path = TABLES[table].path
    return from_csv((ROOT / path).read_bytes(), TABLES[table], path)


def load(text: str) -> Material:
    vocabularies = {name: read(name) for name in ("models", "strategies", "venues")}
    parsed = parse_readme(text, make_vocabulary(**vocabularies))
    sources = {path.name: path.read_bytes() for path in sorted((ROOT / "data/bib/sources").glob("*.bib"))}
    frames = {"entries": parsed.entries, "links": parsed.links}
    enriched = enrich(frames, sources, TABLES["keys"].empty(), {"venues": vocabularies["venues"]}, seen="2026-11-23")
    known = {"papers": enriched.papers, "entry_papers": enriched.entry_papers}
    return Material(text, **{name: getattr(parsed, name) for name in PARSED}, **vocabularies, **known)


@pytest.fixture(scope="module")
def seed() -> Material:
    return load(SEED.read_bytes().decode("utf-8"))


@pytest.fixture(scope="module")
def findings(seed: Material) -> pd.DataFrame:
    return find_all(seed, read("findings_reviewed"))


@pytest.mark.parametrize(
    ("rule", "line", "found", "proposed"),
    [
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
    ],
    ids=lambda value: str(value)[:24],
)  # fmt: skip
def test_the_audit_finds_it(findings: pd.DataFrame, rule: str, line: int, found: str, proposed: str) -> None:
    at = findings[(findings["rule"] == rule) & (findings["line"] == line)]
    assert at[["found", "proposed"]].to_dict("records") == [{"found": found, "proposed": proposed}]


def test_works_called_arxiv_that_have_been_published_are_all_found(seed: Material, findings: pd.DataFrame) -> None:
    entries = seed.entries[(seed.entries["preprint"]) & (seed.entries["kind"] == "paper")]
    known = entries.merge(seed.entry_papers, on="entry").merge(seed.papers[["key", "status"]], on="key")
    expected = set(known.loc[known["status"] == "published", "line"])
    assert set(findings.loc[findings["rule"] == "published_since", "line"]) == expected
    assert len(set(known.loc[known["status"] == "published", "key"])) >= 64


def test_each_text_of_a_cell_has_one_proposal(findings: pd.DataFrame) -> None:
    named = findings[(findings["column"] != "") & (findings["proposed"] != "")]
    proposals = named.groupby(["line", "column", "found"])["proposed"].nunique()
    assert list(proposals[proposals > 1].index) == []


def test_every_finding_was_reviewed(findings: pd.DataFrame) -> None:
    unreviewed = findings[findings["verdict"] == "unreviewed"]
    assert unreviewed.empty, unreviewed[["line", "rule", "subject", "found"]].to_dict("records")


def test_no_review_is_left_over(findings: pd.DataFrame) -> None:
    reviewed = read("findings_reviewed")
    used = set(zip(findings["rule"], findings["subject"], findings["found"], strict=True))
    assert set(zip(reviewed["rule"], reviewed["subject"], reviewed["found"], strict=True)) == used


def test_the_patch_changes_the_proposed_cells_and_nothing_else(seed: Material, findings: pd.DataFrame) -> None:
    new, fixed = apply_fixes(seed.text, findings, seed.sections)
    assert len(fixed) == (findings["safe"] & (findings["verdict"] != "accepted")).sum()
    after = load(new)
    assert len(after.entries) == len(seed.entries)
    allowed = set(zip(fixed["entry"].dropna(), fixed.loc[fixed["entry"].notna(), "column"], strict=True))
    raw = ["name", "title", "backbone_raw", "strategy_raw", "publication_raw", "note", "section", "other"]
    for column in raw:
        changed = seed.entries.loc[seed.entries[column] != after.entries[column], "entry"]
        assert {(entry, column) for entry in changed} <= allowed
    relinked = _links(seed) ^ _links(after)
    assert {entry for entry, *_ in relinked} == {entry for entry, column in allowed if column == "link"}
    again = find_all(after, read("findings_reviewed"))
    left = set(zip(again["line"], again["rule"], again["found"], strict=True))
    assert not set(zip(fixed["line"], fixed["rule"], fixed["found"], strict=True)) & left
    assert after.unknown.empty


def test_no_fix_names_another_publication_than_a_source(seed: Material, findings: pd.DataFrame) -> None:
    new, fixed = apply_fixes(seed.text, findings, seed.sections)
    after = load(new)
    rows = {int(row["entry"]): row for row in after.paper_rows}
    changed = fixed.loc[fixed["column"] == "publication_raw", "entry"]
    records = {int(entry): published_record(seed, rows[int(entry)]) for entry in changed}
    named = {e: paper for e, paper in records.items() if paper and rows[e]["preprint"] is False}
    assert len(named) > 40
    assert [rows[e]["line"] for e, paper in named.items() if not same_venue(rows[e], paper)] == []


@pytest.mark.requires_tool("git")
def test_git_applies_the_patch(seed: Material, findings: pd.DataFrame, tmp_path: Path) -> None:
    assert shutil.which("git")
    new, _ = apply_fixes(seed.text, findings, seed.sections)
    target = tmp_path / "data/raw_readme.md"
    target.parent.mkdir()
    target.write_bytes(SEED.read_bytes())
    patch = make_patch(seed.text, new).encode("utf-8")
    for options in (["--check"], []):
        subprocess.run(["git", "apply", *options, "-"], input=patch, cwd=tmp_path, check=True, capture_output=True)
    assert target.read_bytes() == new.encode("utf-8")


def _links(material: Material) -> set[tuple[int, str, str]]:
    links = material.links
    return {
        (int(e), str(label), str(u)) for e, label, u in zip(links["entry"], links["label"], links["url"], strict=True)
    }
