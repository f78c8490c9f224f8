from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

OTHER = {"name": "PIE", "title": "Product Extraction", "link": "[[Paper]](https://arxiv.org/abs/2306.14921)"}


@pytest.mark.parametrize(
    ("rule", "bad", "good", "expected"),
    [
        pytest.param(
            "misspelt_model",
            [[{"model": "GhatGLM (6B)"}, OTHER]],
            [[{"model": "ChatGLM (6B)"}]],
            {"found": "GhatGLM", "proposed": "ChatGLM", "safe": True},
            id="a spelling that the vocabulary calls misspelt",
        ),
        pytest.param(
            "misspelt_model",
            [[{"model": "ChatGTP"}]],
            [[{"model": "LLaMA3"}, {**OTHER, "model": "SBERT-base"}]],
            {"found": "ChatGTP", "proposed": "ChatGPT"},
            id="an unknown name one letter off",
        ),
        pytest.param(
            "misspelt_strategy",
            [[{"strategy": "Layerwise Adater Tuning"}]],
            [[{"strategy": "Layerwise Adapter Tuning"}]],
            {"found": "Layerwise Adater Tuning", "proposed": "Layerwise Adapter Tuning", "safe": True},
            id="a misspelt strategy with a right spelling of its own",
        ),
        pytest.param(
            "misspelt_strategy",
            [[{"strategy": "Few-shot Parameter-effiecnt Finetuning", "title": "A Parameter-Efficient Recommender"}]],
            [[{"title": "A Parameter-Efficient Recommender"}]],
            {
                "found": "Few-shot Parameter-effiecnt Finetuning",
                "proposed": "Few-shot Parameter-efficient Finetuning",
                "safe": True,
            },
            id="a misspelt strategy whose words titles spell right",
        ),
        pytest.param(
            "misspelt_venue",
            [[{"publication": "Arixv 2023"}, OTHER]],
            [[{}, OTHER]],
            {"found": "Arixv", "proposed": "Arxiv", "safe": True},
            id="a misspelt venue, corrected to the list's own capitals",
        ),
        pytest.param(
            "misspelt_header",
            [[{}], {"swap": ["**Publication**", "**Pubilcation**"]}],
            [[{}], {"swap": ["Notes", "Lines and Mode"]}],
            {"found": "Pubilcation", "proposed": "Publication", "safe": True},
            id="a header word two letters off",
        ),
    ],
)
def test_the_rule_finds(
    check_rule: Callable[..., None], rule: str, bad: list[Any], good: list[Any], expected: dict[str, Any]
) -> None:
    check_rule(rule, bad, good, **expected)
