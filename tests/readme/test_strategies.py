"""Strategy cells are cut into labels, and pair with models where the list pairs them."""

import pytest

from listometrics.readme.strategies import pair_models, parse_strategies
from listometrics.readme.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("Frozen", ["frozen"]),
        ("Full Finetuning/ Prompt Tuning", ["full_finetuning", "prompt_tuning"]),
        ("Full<br />Finetuning", ["full_finetuning"]),
        ("Full Finetuning & Frozen", ["full_finetuning", "frozen"]),
        ("full fine-tuning", ["full_finetuning"]),
        ("LoRA<br />Frozen", ["lora", "frozen"]),
        ("LoRA, QLoRA and Frozen", ["lora", "qlora", "frozen"]),
        ("gpt-3.5-urbo finetuning API", ["api_finetuning"]),
        ("Foo<br />Tuning", [""]),
        ("Foo/ Bar", ["", ""]),
        ("LoRA / N/A", ["lora"]),
        ("Unknown", []),
        ("N/A", []),
        ("", []),
        ("/", []),
    ],
)
def test_labels_are_coded(cell: str, codes: list[str], vocabulary: Vocabulary) -> None:
    found = parse_strategies(cell, vocabulary.strategies)
    assert [named.strategy.strategy if named.strategy else "" for named in found] == codes


def test_prose_is_one_unknown_label(vocabulary: Vocabulary) -> None:
    assert len(parse_strategies("LoRA / " * 1000, vocabulary.strategies)) == 1


@pytest.mark.parametrize(
    ("backbone", "strategy", "n", "pairs"),
    [
        ("A & B", "X & Y", (2, 2), [1, 2]),
        ("A & B", "X", (2, 1), [None]),
        ("A", "X & Y", (1, 2), [None, None]),
        ("A / B", "X / Y", (2, 2), [None, None]),
        ("A", "X", (1, 1), [None]),
    ],
)
def test_strategies_pair_only_in_order(
    backbone: str, strategy: str, n: tuple[int, int], pairs: list[int | None]
) -> None:
    assert pair_models(backbone, strategy, *n) == pairs
