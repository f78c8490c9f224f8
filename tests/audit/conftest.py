"""Small lists as the audit sees them: Markdown text, parsed, with what sources say of its works."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import pytest

from listometrics.audit.findings import find_all
from listometrics.audit.material import PARSED, Material
from listometrics.audit.rules import RULES
from listometrics.readme.parse import parse_readme
from listometrics.readme.vocabulary import make_vocabulary
from listometrics.study.schema import TABLES

HEADER = (
    "| **Name** | **Paper** | **LLM Backbone (Largest)** | **LLM Tuning Strategy** "
    "| **Publication** | **Link** | Notes |"
)
MODELS = [
    ("ChatGLM", "GLM", "", "true", "false", "canonical name"),
    ("GhatGLM", "GLM", "", "true", "false", "misspelt in the list"),
    ("ChatGPT", "ChatGPT", "", "false", "true", "canonical name"),
    ("BERT-base", "BERT", "110", "true", "false", "canonical name"),
    ("LLaMA2", "LLaMA", "", "true", "false", "canonical name"),
    ("GPT-2", "GPT-2", "", "true", "false", "canonical name"),
]
SIZES = {"GPT-2": "124;355;774;1500"}
STRATEGIES = [
    ("Frozen", "frozen", "frozen", "the list's spelling"),
    ("LoRA", "lora", "peft", "the list's spelling"),
    ("Layerwise Adapter Tuning", "adapter_tuning", "peft", "the list's spelling"),
    ("Layerwise Adater Tuning", "adapter_tuning", "peft", "misspelt in the list"),
    ("Few-shot Parameter-effiecnt Finetuning", "other_peft", "peft", "misspelt in the list"),
]
VENUES = [
    ("arXiv", "arXiv", "preprint", "canonical name"),
    ("Arixv", "arXiv", "preprint", "misspelt in the list"),
    ("SIGIR", "SIGIR", "conference", "canonical name"),
    ("RecSys", "RecSys", "conference", "canonical name"),
    ("RecSys Doctoral Symposium", "RecSys Doctoral Symposium", "conference", "canonical name"),
    ("IEEE Access", "IEEE Access", "journal", "canonical name"),
    ("WWW", "WWW", "conference", "canonical name"),
    ("WWW Companion", "WWW Companion", "conference", "canonical name"),
    ("EMNLP", "EMNLP", "conference", "canonical name"),
    ("CIKM", "CIKM", "conference", "canonical name"),
    ("CIKM Workshop", "CIKM Workshop", "workshop", "canonical name"),
    ("PGAI@CIKM", "PGAI@CIKM", "workshop", "canonical name"),
    ("CIKM GenRec", "CIKM GenRec", "workshop", "canonical name"),
    ("GenRec@CIKM", "CIKM GenRec", "workshop", "a source's spelling"),
    ("NeurIPS", "NeurIPS", "conference", "canonical name"),
    ("NIPS", "NeurIPS", "conference", "the list's spelling; renamed NeurIPS in 2018"),
]


USUAL = {
    "name": "KAR",
    "title": "Knowledge Augmentation from Large Models",
    "model": "ChatGPT",
    "strategy": "Frozen",
    "publication": "Arxiv 2023",
    "link": "[[Paper]](https://arxiv.org/abs/2306.10933)",
    "note": "",
}


@pytest.fixture
def write_list() -> Callable[..., str]:
    """Return a function that writes a list with a table a section (1.1, 1.2, …).

    A row is a dict of the cells that differ from those of an ordinary paper, or a line as it stands. `swap`
    replaces a word of the headers; `before` and `after` stand around the sections.
    """

    def write(
        *sections: Sequence[dict[str, str] | str], swap: tuple[str, str] = ("", ""), before: str = "", after: str = ""
    ) -> str:
        header = HEADER.replace(*swap) if swap[0] else HEADER
        separator = "| " + " | ".join([":---:"] * len(USUAL)) + " |"
        parts = [*[before] * bool(before), '<h2 id="1">1. Papers</h2>', ""]
        for number, rows in enumerate(sections, start=1):
            lines = [row if isinstance(row, str) else f"| {' | '.join({**USUAL, **row}.values())} |" for row in rows]
            parts += [f'<h3 id="1.{number}">1.{number} Part {number}</h3>', "", header, separator, *lines, ""]
        return "\n".join([*parts, *[after] * bool(after)])

    return write


@pytest.fixture
def make_material() -> Callable[..., Material]:
    """Return a function that parses a text, with facts of sources by entry."""

    def make(text: str, facts: dict[int, dict[str, Any]] | None = None) -> Material:
        models = pd.DataFrame(MODELS, columns=["alias", "family", "params_m", "open_weights", "undisclosed", "why"])
        models = models.assign(
            model=models["alias"].replace("GhatGLM", "ChatGLM"),
            released="",
            developer="",
            source="",
            sizes_m=models["alias"].map(SIZES).fillna(""),
        )
        strategies = pd.DataFrame(STRATEGIES, columns=["alias", "strategy", "strategy_group", "why"])
        venues = pd.DataFrame(VENUES, columns=["alias", "venue", "type", "why"]).assign(full_name="")
        vocabularies = {"models": models, "strategies": strategies, "venues": venues}
        parsed = parse_readme(text, make_vocabulary(**vocabularies))
        frames = {name: getattr(parsed, name) for name in PARSED}
        papers, entry_papers = _facts(facts or {})
        return Material(text, **frames, **vocabularies, papers=papers, entry_papers=entry_papers)

    return make


@pytest.fixture
def check_rule(make_material: Callable[..., Material], write_list: Callable[..., str]) -> Callable[..., None]:
    """Return a function that holds a rule against a list with its fault and a list that only looks like it.

    Lists are sections as write_list takes them, a dict behind them being its options. `expected` is what the first
    finding says: found (not checked if left out), proposed (nothing if left out), safe; `facts` are those of both
    lists, unless there are `good_facts`.
    """

    def find(rule: str, given: list[Any], facts: dict[int, dict[str, Any]]) -> pd.DataFrame:
        options = given[-1] if isinstance(given[-1], dict) else {}
        sections = given[:-1] if options else given
        findings = find_all(make_material(write_list(*sections, **options), facts))
        return findings[findings["rule"] == rule]

    def check(rule: str, bad: list[Any], good: list[Any], **expected: Any) -> None:
        facts = expected.get("facts", {})
        found = find(rule, bad, facts)
        assert len(found), f"{rule} found nothing"
        first = found.iloc[0]
        assert first["severity"] == RULES[rule].severity
        assert first["found"] == expected.get("found", first["found"])
        assert first["proposed"] == expected.get("proposed", "")
        assert bool(first["safe"]) is expected.get("safe", False)
        near = find(rule, good, expected.get("good_facts", facts))
        assert near.empty, near[["line", "what", "found"]].to_dict("records")

    return check


def _facts(facts: dict[int, dict[str, Any]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    described = TABLES["papers"]
    rows = []
    for entry, fact in facts.items():
        usual: dict[str, Any] = {c.name: "" if c.type == "string" else pd.NA for c in described.columns}
        rows.append({**usual, "key": f"key{entry}", "status": "unknown", "bib_status": "verified", **fact})
    papers = pd.DataFrame(rows, columns=described.names).astype({"year": "Int64"})
    pairs = pd.DataFrame([(e, f.get("key", f"key{e}")) for e, f in facts.items()], columns=["entry", "key"])
    return papers.drop_duplicates("key"), pairs.astype({"entry": "Int64", "key": "str"})
