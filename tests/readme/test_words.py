"""Persons, labels of links and addresses of papers are known by their words."""

import pytest

from listometrics.readme.words import are_names, has_paper_address, is_link_label


@pytest.mark.parametrize(
    "text",
    [
        "Amy Boe",
        "Bao, K., Zhang, J.",
        "Y Huang, Z An, J Lai…",
        "Wang et al.",
        "张三, 李四",
        "Ludwig van Beethoven",
        "C. Díaz",
    ],
)
def test_persons_are_known(text: str) -> None:
    assert are_names(text)


@pytest.mark.parametrize(
    "text",
    [
        "Large Language Models",
        "Alice",
        "Learning to Rank",
        "A Survey",
        "ICLR 2024",
        "Nature Medicine",
        "ACM Surveys",
        "Frozen ChatGPT",
        "Zero-shot GPT",
        "",
    ],
)
def test_titles_and_venues_are_no_persons(text: str) -> None:
    assert not are_names(text)


@pytest.mark.parametrize(
    ("label", "is_label"),
    [("paper", True), ("Code (PyTorch)", True), ("论文", True), ("A Title of Some Length", False), ("", True)],
)
def test_a_label_of_a_link_is_no_title(label: str, is_label: bool) -> None:
    assert is_link_label(label) is is_label


@pytest.mark.parametrize(
    ("url", "is_paper"),
    [
        ("https://arxiv.org/abs/2305.00001", True),
        ("https://proceedings.mlr.press/v1/a.html", True),
        ("https://example.org/a.pdf", True),
        ("https://github.com/a/b", False),
        ("https://github.com/a/b/c.pdf", False),
        ("http://[", False),
    ],
)
def test_the_address_of_a_paper_is_known(url: str, is_paper: bool) -> None:
    assert has_paper_address(url) is is_paper
