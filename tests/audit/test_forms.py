from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from listometrics.audit.material import Material

OTHER = {"name": "PIE", "title": "Product Extraction", "link": "[[Paper]](https://arxiv.org/abs/2306.14921)"}
THIRD = {"name": "LGIR", "title": "Job Matching", "link": "[[Paper]](https://arxiv.org/abs/2307.10747)"}


@pytest.mark.parametrize(
    ("rule", "bad", "good", "expected"),
    [
        pytest.param(
            "model_forms",
            [[{"model": "LLaMA2 (7B)"}, {**OTHER, "model": "Llama2 <br />(7B)"}, {**THIRD, "model": "LLaMA2(13B)"}]],
            [[{"model": "LLaMA2 (7B)"}, {**OTHER, "model": "ChatGLM (6B)"}, {**THIRD, "model": "LLaMA2(13B)"}]],
            {"found": "Llama2", "proposed": "LLaMA2", "safe": True},
            id="a model in other capitals than in most rows",
        ),
        pytest.param(
            "model_forms",
            [[{"model": "GPT2 (124M)"}, {**OTHER, "model": "GPT-2 (124M)"}]],
            [[{"model": "GPT-2 (124M)"}, {**OTHER, "model": "GPT-4"}]],
            {"found": "GPT2", "proposed": "GPT-2", "safe": True},
            id="a model in two ways of as many rows: the vocabulary's is proposed",
        ),
        pytest.param(
            "model_forms",
            [[{"model": "MyLLM"}, {**OTHER, "model": "My-LLM"}, {**THIRD, "model": "MyLLM"}]],
            [[{"model": "MyLLM"}, {**OTHER, "model": "MyLLM2"}]],
            {"found": "My-LLM", "proposed": "MyLLM"},
            id="a model that no vocabulary knows in two ways",
        ),
        pytest.param(
            "renamed_venue",
            [[{"publication": "NIPS 2023"}]],
            [[{"publication": "NIPS 2017"}, {**OTHER, "publication": "NeurIPS 2023"}]],
            {"found": "NIPS", "proposed": "NeurIPS", "safe": True},
            id="a venue under a name that it no longer had",
        ),
        pytest.param(
            "workshop_form",
            [
                [
                    {"publication": "CIKM GenRec 2023"},
                    {**OTHER, "publication": "PGAI@CIKM 2023"},
                    {**THIRD, "publication": "PGAI@CIKM 2023"},
                ]
            ],
            [[{"publication": "CIKM GenRec 2023"}, {**OTHER, "publication": "PGAI@CIKM 2023"}]],
            {"found": "CIKM GenRec", "proposed": "GenRec@CIKM", "safe": True},
            id="a workshop that is not written as most of the list's are",
        ),
    ],
)
def test_the_rule_finds(
    check_rule: Callable[..., None], rule: str, bad: list[Any], good: list[Any], expected: dict[str, Any]
) -> None:
    check_rule(rule, bad, good, **expected)


def test_no_venue_is_proposed_under_its_former_name(
    make_material: Callable[..., Material], write_list: Callable[..., str]
) -> None:
    material = make_material(write_list([{"publication": "NIPS 2023"}]))
    assert material.venue_spellings == {"NeurIPS": "NeurIPS"}
