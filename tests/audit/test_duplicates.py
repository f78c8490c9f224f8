from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

OTHER = {"name": "PIE", "title": "Product Extraction", "link": "[[Paper]](https://arxiv.org/abs/2306.14921)"}


@pytest.mark.parametrize(
    ("rule", "bad", "good", "expected"),
    [
        pytest.param(
            "duplicate_in_section",
            [[{}, {"note": "read"}]],
            [[{}, {"title": "Another", "link": "[[Paper]](https://arxiv.org/abs/2306.14921)"}]],
            {"found": "KAR", "proposed": "remove the row; keep line 8"},
            id="one arXiv id twice in a section",
        ),
        pytest.param(
            "duplicate_across_sections",
            [[{}], [{"link": "[[Code]](https://github.com/lab/KAR)"}]],
            [[{}], [OTHER]],
            {"found": "1.1, 1.2"},
            id="one title in two sections with different links",
        ),
    ],
)
def test_the_rule_finds(
    check_rule: Callable[..., None], rule: str, bad: list[Any], good: list[Any], expected: dict[str, Any]
) -> None:
    check_rule(rule, bad, good, **expected)
