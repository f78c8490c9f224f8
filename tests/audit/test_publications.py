from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from listometrics.audit.findings import find_all
from listometrics.audit.publications import known_from

ARXIV = {"arxiv": "2306.10933"}
PUBLISHED = {**ARXIV, "status": "published", "venue": "RecSys", "year": 2024, "doi": "10.1145/1.2"}
LINKED = {"link": "[[Paper]](https://arxiv.org/abs/2306.14921)"}
COMPANION = {**PUBLISHED, "venue": "WWW Companion", "doi": "10.1145/3589335.1"}
IN_FINDINGS = {**PUBLISHED, "venue": "EMNLP", "track": "Findings", "year": 2023}


@pytest.mark.parametrize(
    ("rule", "bad", "good", "expected"),
    [
        pytest.param(
            "published_since",
            [[{}]],
            [[{"publication": "RecSys 2024"}]],
            {"found": "Arxiv 2023", "proposed": "RecSys 2024", "facts": {1: PUBLISHED}, "safe": True},
            id="a preprint that a source has as published",
        ),
        pytest.param(
            "published_since",
            [[{}]],
            [[{}]],
            {
                "found": "Arxiv 2023",
                "proposed": "RecSys 2024",
                "facts": {1: {**PUBLISHED, "bib_status": "unconfirmed"}},
                "good_facts": {1: {"arxiv": "2306.10933", "status": "unknown", "venue": "arXiv", "year": 2023}},
            },
            id="a published record that is not verified is proposed, not patched",
        ),
        pytest.param(
            "venue_disagrees",
            [[{"publication": "SIGIR 2024"}]],
            [[{"publication": "RecSys Doctoral Symposium 2024"}]],
            {"found": "SIGIR 2024", "proposed": "RecSys 2024", "facts": {1: PUBLISHED}},
            id="another conference than the source's",
        ),
        pytest.param(
            "venue_disagrees",
            [[{"publication": "WWW 2024"}]],
            [[{"publication": "WWW Companion 2024"}]],
            {"found": "WWW 2024", "proposed": "WWW Companion 2024", "facts": {1: COMPANION}},
            id="a companion volume that the list calls the conference",
        ),
        pytest.param(
            "venue_disagrees",
            [[{"publication": "WWW Companion 2024"}]],
            [[{"publication": "WWW 2024"}]],
            {"found": "WWW Companion 2024", "proposed": "WWW 2024", "facts": {1: {**PUBLISHED, "venue": "WWW"}}},
            id="a conference that the list calls its companion volume",
        ),
        pytest.param(
            "venue_disagrees",
            [[{"publication": "EMNLP 2023"}]],
            [[{"publication": "EMNLP 2023 Findings"}]],
            {"found": "EMNLP 2023", "proposed": "EMNLP 2023 Findings", "facts": {1: IN_FINDINGS}},
            id="a paper of the Findings that the list calls one of the conference",
        ),
        pytest.param(
            "venue_disagrees",
            [[{"publication": "CIKM 2023"}]],
            [[{"publication": "CIKM Workshop 2023"}]],
            {
                "found": "CIKM 2023",
                "proposed": "PGAI@CIKM 2023",
                "facts": {1: {**PUBLISHED, "venue": "PGAI@CIKM", "year": 2023}},
            },
            id="a workshop paper that the list calls one of the conference",
        ),
        pytest.param(
            "venue_disagrees",
            [[{"publication": "SIGIR 2024"}]],
            [[{"publication": "PGAI@CIKM 2023"}, {**LINKED, "title": "Another", "publication": "EMNLP 2023 Findings"}]],
            {
                "found": "SIGIR 2024",
                "proposed": "RecSys 2024",
                "facts": {1: PUBLISHED},
                "good_facts": {
                    1: {**PUBLISHED, "venue": "CIKM", "year": 2023},
                    2: {**PUBLISHED, "venue": "EMNLP", "year": 2023},
                },
            },
            id="another venue, but not where the list knows more than the source",
        ),
        pytest.param(
            "year_disagrees",
            [[{"publication": "RecSys 2023"}]],
            [[{"publication": "RecSys 2024"}]],
            {"found": "RecSys 2023", "proposed": "RecSys 2024", "facts": {1: PUBLISHED}},
            id="another year than the source's",
        ),
        pytest.param(
            "arxiv_year",
            [[{"publication": "Arxiv 2022"}]],
            [[{"publication": "SIGIR 2022"}]],
            {"found": "Arxiv 2022", "proposed": "Arxiv 2023", "safe": True},
            id="arXiv and a year that is not the id's",
        ),
        pytest.param(
            "rows_disagree",
            [[{}], [{"publication": "RecSys 2024"}]],
            [[{}], [{}]],
            {"found": "Arxiv 2023", "proposed": "RecSys 2024", "safe": True},
            id="a preprint in one section, published in another",
        ),
        pytest.param(
            "rows_disagree",
            [[{}], [{"publication": "WWW 2024"}]],
            [[{"publication": "WWW Companion 2024"}], [{"publication": "WWW Companion 2024"}]],
            {
                "found": "Arxiv 2023",
                "proposed": "WWW Companion 2024",
                "facts": {1: {**COMPANION, "key": "one"}, 2: {**COMPANION, "key": "one"}},
            },
            id="rows of which none is the source's: proposed, not patched",
        ),
        pytest.param(
            "missing_year",
            [[{"publication": "IEEE Access"}]],
            [[{"publication": "IEEE Access 2024"}]],
            {
                "found": "IEEE Access",
                "proposed": "IEEE Access 2024",
                "safe": True,
                "facts": {1: {**PUBLISHED, "venue": "IEEE Access"}},
            },
            id="a venue whose year a source knows",
        ),
        pytest.param(
            "missing_year",
            [[{"publication": "IEEE Access"}]],
            [[{"publication": ""}]],
            {"found": "IEEE Access"},
            id="a venue without a year",
        ),
        pytest.param(
            "retracted",
            [[{}]],
            [[{}], [{"title": "Retracted Papers", **LINKED}]],
            {
                "found": "KAR",
                "proposed": "remove the row, or say so in it",
                "facts": {1: {**ARXIV, "retracted": True}},
                "good_facts": {1: {**ARXIV, "retracted": False}, 2: {}},
            },
            id="a work that a source calls retracted",
        ),
    ],
)
def test_the_rule_finds(
    check_rule: Callable[..., None], rule: str, bad: list[Any], good: list[Any], expected: dict[str, Any]
) -> None:
    check_rule(rule, bad, good, **expected)


def test_the_row_that_the_source_agrees_with_is_the_one_proposed(
    make_material: Callable[..., Any], write_list: Callable[..., str]
) -> None:
    text = write_list([{"publication": "SIGIR 2023"}], [{"publication": "RecSys 2024"}])
    found = find_all(make_material(text, {1: {**PUBLISHED, "key": "one"}, 2: {**PUBLISHED, "key": "one"}}))
    ours = found[found["rule"] == "rows_disagree"]
    assert ours[["line", "found", "proposed"]].values.tolist() == [[7, "SIGIR 2023", "RecSys 2024"]]


@pytest.mark.parametrize(
    ("paper", "said"),
    [
        pytest.param(
            {"doi": "10.1145/1.2", "url": "https://a.org", "sources": "curated; dblp"},
            " (doi:10.1145/1.2; source: curated; dblp)",
            id="its DOI and its sources",
        ),
        pytest.param({"doi": "", "url": "https://a.org/p"}, " (https://a.org/p)", id="its address"),
        pytest.param(
            {"doi": "", "url": "https://arxiv.org/abs/2306.10933", "sources": "curated"},
            " (source: curated)",
            id="its source, where the address is the preprint's",
        ),
        pytest.param({"doi": "", "url": "", "sources": ""}, "", id="nothing"),
    ],
)
def test_a_publication_is_known_from(paper: dict[str, str], said: str) -> None:
    assert known_from(paper) == said
