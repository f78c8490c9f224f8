"""Model cells are cut into models, each with its own size."""

from typing import Any

import pytest

from listometrics.readme.models import NamedModel, parse_models
from listometrics.readme.vocabulary import Vocabulary

SEED_CELLS: list[tuple[str, list[tuple[str, float | None, str, str]]]] = [
    ("PaLM (540B)/ ChatGPT", [("PaLM", 540000, "list", "stated"), ("ChatGPT", None, "", "undisclosed")]),
    ("GhatGLM (6B)", [("ChatGLM", 6000, "list", "stated")]),
    ("ChatGPT+<br />ChatGLM (6B)", [("ChatGPT", None, "", "undisclosed"), ("ChatGLM", 6000, "list", "stated")]),
    (
        "ChatGPT+<br />LLaMA2(7B)/LLaMA2(13B)",
        [
            ("ChatGPT", None, "", "undisclosed"),
            ("LLaMA2", 7000, "list", "stated"),
            ("LLaMA2", 13000, "list", "stated"),
        ],
    ),
    ("BLOOMZ (7.1B)", [("BLOOMZ", 7100, "list", "stated")]),
    ("Qwen-1<br />（8B）", [("Qwen", 8000, "list", "stated")]),
    ("GPT-3<br />(175B)", [("GPT-3", 175000, "list", "stated")]),
    ("Llama2 <br />(7B)", [("LLaMA2", 7000, "list", "stated")]),
    ("OPT-175B (175B)", [("OPT-175B", 175000, "list", "stated")]),
    ("CLIP-B/32 (400M)", [("CLIP-B/32", 400, "list", "stated")]),
    ("FLAN-5-XXL (11B)", [("FLAN-T5-XXL", 11000, "list", "stated")]),
    ("SBERT-MPNet0base (110M)", [("SBERT-MPNet-base", 110, "list", "stated")]),
    ("ChatGLM3", [("ChatGLM3", 6000, "vocabulary", "stated")]),
    ("RoBERTa", [("RoBERTa", None, "", "unstated")]),
    (
        "BERT<br />GPT2<br />T5<br />LLaMA",
        [(name, None, "", "unstated") for name in ("BERT", "GPT-2", "T5", "LLaMA")],
    ),
    ("T5-base (223M) & T5-XXL (11B)", [("T5-base", 223, "list", "stated"), ("T5-XXL", 11000, "list", "stated")]),
    ("GPT4<br />LLaVA (13B)", [("GPT-4", None, "", "undisclosed"), ("LLaVA", 13000, "list", "stated")]),
    ("N/A", []),
    ("Unknown", []),
    ("", []),
]
OTHER_CELLS: list[tuple[str, list[tuple[str, float | None]]]] = [
    ("LLaMA-7B", [("LLaMA", 7000)]),
    ("LLaMA 7B/13B", [("LLaMA", 7000), ("LLaMA", 13000)]),
    ("LLaMA (7B/13B)", [("LLaMA", 7000), ("LLaMA", 13000)]),
    ("LLaMA (7B) / (13B)", [("LLaMA", 7000), ("LLaMA", 13000)]),
    ("LLaMA-2-7B-chat", [("LLaMA2", 7000)]),
    ("LLaMA, 7 billion", [("LLaMA", 7000)]),
    ("OPT (1.5T)", [("OPT", 1_500_000)]),
    ("PaLM 540 B", [("PaLM", 540_000)]),
    ("LLaMA（７Ｂ）", [("LLaMA", 7000)]),
    ("LLaMA (~7B params)", [("LLaMA", 7000)]),
    ("ChatGPT (gpt-3.5-turbo)", [("ChatGPT", None)]),
    ("**ChatGPT**, `BERT`", [("ChatGPT", None), ("BERT", None)]),
    ("BERT and T5", [("BERT", None), ("T5", None)]),
    ("T5 or BERT", [("T5", None), ("BERT", None)]),
    ("BERT/ N/A", [("BERT", None)]),
    ("GPT<br />4", [("GPT-4", None)]),
    ("Foo-9 (3B)", [("Foo-9", 3000)]),
    ("Foo-7B", [("Foo", 7000)]),
    ("ViT-B/16", [("ViT-B/16", None)]),
    ("Mixtral 8x7B", [("Mixtral 8x7B", None)]),
    ("(7B)", [("(7B)", 7000)]),
    ("///", []),
    ("LLaMA (7B", [("LLaMA", 7000)]),
]


def say(named: NamedModel) -> str:
    return named.model.model if named.model else named.name


@pytest.mark.parametrize(("cell", "models"), SEED_CELLS, ids=[cell or "nothing" for cell, _ in SEED_CELLS])
def test_odd_cells_of_the_list_are_read(cell: str, models: list[Any], vocabulary: Vocabulary) -> None:
    found = parse_models(cell, vocabulary.models)
    assert [(say(m), m.params_m, m.params_source, m.params_status) for m in found] == models


@pytest.mark.parametrize(("cell", "models"), OTHER_CELLS, ids=[cell for cell, _ in OTHER_CELLS])
def test_cells_of_other_lists_are_read(cell: str, models: list[Any], vocabulary: Vocabulary) -> None:
    assert [(say(m), m.params_m) for m in parse_models(cell, vocabulary.models)] == models


def test_models_keep_what_was_written(vocabulary: Vocabulary) -> None:
    cell = "ChatGPT+<br />LLaMA2(7B)/Qwen-1<br />（8B）"
    assert [m.raw for m in parse_models(cell, vocabulary.models)] == ["ChatGPT", "LLaMA2(7B)", "Qwen-1<br />（8B）"]


def test_a_name_that_is_not_known_has_no_facts(vocabulary: Vocabulary) -> None:
    (named,) = parse_models("Foo", vocabulary.models)
    assert (named.model, named.name, named.params_m, named.params_status) == (None, "Foo", None, "unstated")


def test_prose_is_one_unknown_name(vocabulary: Vocabulary) -> None:
    prose = "LLaMA / " * 1000
    assert [named.name for named in parse_models(prose, vocabulary.models)] == [prose]
