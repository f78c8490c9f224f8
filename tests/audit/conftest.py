"""Small lists as the audit sees them: Markdown text, parsed, with what sources say of its works."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import pytest

from listometrics.audit.audit_input import PARSED, AuditInput
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
STRATEGIES = [
    ("Frozen", "frozen", "frozen", "the list's spelling"),
    ("LoRA", "lora", "peft", "the list's spelling"),
    ("Layerwise Adapter Tuning", "adapter_tuning", "peft", "the list's spelling"),
    ("Layerwise Adater Tuning", "adapter_tuning", "peft", "misspelt in the list"),
    ("Few-shot Parameter-effiecnt Finetuning", "other_peft", "peft", "misspelt in the list"),
]
VENUES = [
    ("Arixv", "arXiv", "preprint", "misspelt in the list"),
    ("CIKM GenRec", "CIKM GenRec", "workshop", "canonical name"),
    ("GenRec@CIKM", "CIKM GenRec", "workshop", "a source's spelling"),
    ("NIPS", "NeurIPS", "conference", "the list's spelling; renamed NeurIPS in 2018"),
    *((name, name, kind, "canonical name") for kind, names in {
        "preprint": ("arXiv",), "journal": ("IEEE Access",), "workshop": ("CIKM Workshop", "PGAI@CIKM"),
        "conference": ("SIGIR", "RecSys", "RecSys Doctoral Symposium", "WWW", "WWW Companion", "EMNLP", "CIKM",
                       "NeurIPS"),
    }.items() for name in names),
]  # fmt: skip
USUAL = {
    "name": "KAR",
    "title": "Knowledge Augmentation from Large Models",
    "model": "ChatGPT",
    "strategy": "Frozen",
    "publication": "Arxiv 2023",
    "link": "[[Paper]](https://arxiv.org/abs/2306.10933)",
    "note": "",
}


@pytest.fixture(scope="session")
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


@pytest.fixture(scope="session")
def make_input() -> Callable[..., AuditInput]:
    """Return a function that parses a text, with what sources say by entry."""
    models = pd.DataFrame(MODELS, columns=["alias", "family", "params_m", "open_weights", "undisclosed", "why"])
    models = models.assign(model=models["alias"].replace("GhatGLM", "ChatGLM"), released="", developer="", source="")
    models["sizes_m"] = models["alias"].map({"GPT-2": "124;355;774;1500"}).fillna("")
    strategies = pd.DataFrame(STRATEGIES, columns=["alias", "strategy", "strategy_group", "why"])
    venues = pd.DataFrame(VENUES, columns=["alias", "venue", "type", "why"]).assign(full_name="")
    vocabularies = {"models": models, "strategies": strategies, "venues": venues}
    vocabulary = make_vocabulary(**vocabularies)

    def make(text: str, facts: dict[int, dict[str, Any]] | None = None) -> AuditInput:
        parsed = parse_readme(text, vocabulary)
        papers, entry_papers = _list_papers(facts or {})
        known = {"papers": papers, "entry_papers": entry_papers}
        return AuditInput(text, {name: getattr(parsed, name) for name in PARSED} | vocabularies | known)

    return make


def _list_papers(facts: dict[int, dict[str, Any]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    described = TABLES["papers"]
    rows = []
    for entry, fact in facts.items():
        usual: dict[str, Any] = {c.name: "" if c.type == "string" else pd.NA for c in described.columns}
        rows.append(
            {**usual, "key": f"key{entry}", "status": "unknown", "bib_status": "verified", "sources": "x.bib", **fact}
        )
    papers = pd.DataFrame(rows, columns=described.names).astype({"year": "Int64"})
    pairs = pd.DataFrame([(e, f.get("key", f"key{e}")) for e, f in facts.items()], columns=["entry", "key"])
    return papers.drop_duplicates("key"), pairs.astype({"entry": "Int64", "key": "str"})
