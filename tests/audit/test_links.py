from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

OTHER = {"name": "PIE", "title": "Product Extraction", "link": "[[Paper]](https://arxiv.org/abs/2306.14921)"}
ARXIV = {"arxiv": "2306.10933"}


@pytest.mark.parametrize(
    ("rule", "bad", "good", "expected"),
    [
        pytest.param(
            "foreign_repository",
            [
                [
                    {"link": "[[Code]](https://github.com/lab/PIE)"},
                    {"name": "A", "title": "B", "link": "[[Code]](https://github.com/lab/PIE)"},
                    OTHER,
                ]
            ],
            [[{"link": "[[Code]](https://github.com/lab/PIE)"}, OTHER]],
            {
                "found": "[[Code]](https://github.com/lab/PIE)",
                "proposed": "[[Paper]](https://arxiv.org/abs/2306.10933)",
                "facts": {1: ARXIV},
                "safe": True,
            },
            id="two works that link to the repository of a third",
        ),
        pytest.param(
            "shared_repository",
            [[{"link": "[[Code]](https://github.com/lab/x)"}, {**OTHER, "link": "[[Code]](https://github.com/lab/X)"}]],
            [[{"link": "[[Code]](https://github.com/lab/x)"}], [{"link": "[[Code]](https://github.com/lab/x)"}]],
            {"found": "[[Code]](https://github.com/lab/x)"},
            id="two works that link to one repository of another name",
        ),
        pytest.param(
            "anonymous_link",
            [[{"link": "[[Code]](https://anonymous.4open.science/r/x)", "publication": "SIGIR 2024"}]],
            [[{"link": "[[Code]](https://anonymous.4open.science/r/x)"}]],
            {
                "found": "[[Code]](https://anonymous.4open.science/r/x)",
                "proposed": "[[Paper]](https://arxiv.org/abs/2306.10933)",
                "facts": {1: ARXIV},
            },
            id="a published work with a repository made for its reviewers",
        ),
        pytest.param(
            "link_label",
            [[{"link": "[[Paper]](https://github.com/lab/KAR)"}]],
            [[{"link": "[[Code]](https://anonymous.4open.science/r/x)"}]],
            {
                "found": "[Paper]](https://github.com/lab/KAR)",
                "proposed": "[Code]](https://github.com/lab/KAR)",
                "safe": True,
            },
            id="a repository labelled Paper",
        ),
        pytest.param(
            "link_label",
            [[{"link": "[[Code]](https://doi.org/10.1145/1.2)"}]],
            [[{"link": "[[Link]](https://doi.org/10.1145/1.2)"}]],
            {
                "found": "[Code]](https://doi.org/10.1145/1.2)",
                "proposed": "[Paper]](https://doi.org/10.1145/1.2)",
                "safe": True,
            },
            id="a paper labelled Code",
        ),
        pytest.param(
            "missing_link",
            [[{"link": ""}]],
            [[{}]],
            {"proposed": "[[Paper]](https://arxiv.org/abs/2306.10933)", "facts": {1: ARXIV}, "safe": True},
            id="an empty link cell where the arXiv id is known",
        ),
        pytest.param(
            "missing_paper_link",
            [[{"link": "[[Code]](https://github.com/lab/KAR)"}]],
            [[{"link": "[[Paper]](https://ceur-ws.org/1.pdf)"}]],
            {
                "found": "[[Code]](https://github.com/lab/KAR)",
                "proposed": "[[Paper]](https://arxiv.org/abs/2306.10933)[[Code]](https://github.com/lab/KAR)",
                "facts": {1: ARXIV},
            },
            id="a link to code alone",
        ),
        pytest.param(
            "arxiv_version",
            [[{}, OTHER, {"title": "T", "link": "[[Paper]](https://arxiv.org/abs/2305.09858v1)"}]],
            [[{}, OTHER]],
            {
                "found": "https://arxiv.org/abs/2305.09858v1",
                "proposed": "https://arxiv.org/abs/2305.09858",
                "safe": True,
            },
            id="a version among abstract links",
        ),
        pytest.param(
            "arxiv_pdf",
            [[{}, OTHER, {"title": "T", "link": "[[Paper]](https://arxiv.org/pdf/2305.09858v2.pdf)"}]],
            [[{"link": "[[Paper]](https://arxiv.org/pdf/2305.09858)"}]],
            {
                "found": "https://arxiv.org/pdf/2305.09858v2.pdf",
                "proposed": "https://arxiv.org/abs/2305.09858",
                "safe": True,
            },
            id="a PDF among abstract links",
        ),
    ],
)
def test_the_rule_finds(
    check_rule: Callable[..., None], rule: str, bad: list[Any], good: list[Any], expected: dict[str, Any]
) -> None:
    check_rule(rule, bad, good, **expected)
