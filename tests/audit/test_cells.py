from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

OTHER = {"name": "PIE", "title": "Product Extraction", "link": "[[Paper]](https://arxiv.org/abs/2306.14921)"}


@pytest.mark.parametrize(
    ("rule", "bad", "good", "expected"),
    [
        pytest.param(
            "name_disagrees",
            [[{"name": "PLM4Tag", "title": "PTM4Tag: Tags of Posts"}]],
            [[{"name": "P5", "title": "Recommendation as Language: A Paradigm (P5)"}]],
            {
                "found": "PLM4Tag",
                "proposed": "PTM4Tag",
                "facts": {1: {"title": "PTM4Tag: Tags of Posts"}},
                "safe": True,
            },
            id="a name one letter off the title's",
        ),
        pytest.param(
            "size_disagrees",
            [[{"model": "BERT-base (340M)"}]],
            [[{"model": "BERT-base (112M)"}, {**OTHER, "model": "ChatGLM (6B)"}]],
            {"found": "BERT-base (340M)", "proposed": "110M"},
            id="a size a tenth and more off the one that the name fixes",
        ),
        pytest.param(
            "size_disagrees",
            [[{"model": "GPT-2 (110M)"}]],
            [[{"model": "GPT-2 (1.5B)"}, {**OTHER, "model": "GPT-2 (127M)"}]],
            {"found": "GPT-2 (110M)", "proposed": "124M, 355M, 774M or 1.5B"},
            id="a size that the model was never published with",
        ),
        pytest.param(
            "invisible_character",
            [[{"name": "K\u200bAR"}]],
            [[{"note": "a\u200bb"}]],
            {"found": "K\u200bAR", "proposed": "KAR", "safe": True},
            id="a zero-width space in a name",
        ),
        pytest.param(
            "fullwidth_characters",
            [[{"model": "ChatGLM（6B）"}]],
            [[{"note": "（中文）"}]],
            {"found": "ChatGLM（6B）", "proposed": "ChatGLM(6B)", "safe": True},
            id="full-width brackets in a model",
        ),
        pytest.param(
            "doubled_blanks",
            [[{"title": "Knowledge  Augmentation"}]],
            [[{"title": "Knowledge Augmentation  "}]],
            {"found": "Knowledge  Augmentation", "proposed": "Knowledge Augmentation", "safe": True},
            id="two blanks within a title",
        ),
        pytest.param(
            "missing_cells",
            [[{"model": ""}]],
            [[{"model": "N/A"}, {**OTHER, "strategy": "Unknown"}]],
            {"found": "backbone_raw"},
            id="an empty model",
        ),
        pytest.param(
            "missing_cells",
            [[{"name": ""}]],
            [[{"name": "", "title": "Large Models: A Survey", "model": "", "strategy": ""}]],
            {"found": "name"},
            id="an empty name, but not of a survey",
        ),
        pytest.param(
            "retitled",
            [[{}]],
            [[{"title": "knowledge augmentation, from large-models"}]],
            {
                "found": "Knowledge Augmentation from Large Models",
                "proposed": "Open-World Recommendation",
                "facts": {1: {"title": "Open-World Recommendation"}},
                "good_facts": {1: {"title": "Knowledge Augmentation from Large Models"}},
            },
            id="another title than the published one",
        ),
    ],
)
def test_the_rule_finds(
    check_rule: Callable[..., None], rule: str, bad: list[Any], good: list[Any], expected: dict[str, Any]
) -> None:
    check_rule(rule, bad, good, **expected)
