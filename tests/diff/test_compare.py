"""Every kind of change between two versions, and what is none."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from listometrics.diff.compare import compare_lists
from listometrics.diff.identity import Version

Page = Callable[..., str]
Compare = Callable[[str, str], pd.DataFrame]
Edit = tuple[str, str]


@pytest.fixture
def compare(parse: Callable[[str], Version]) -> Compare:
    return lambda old, new: compare_lists(parse(old), parse(new))


@pytest.mark.parametrize(
    ("edit", "row"),
    [
        pytest.param(("Arxiv 2023", "RecSys 2024"), ("published", "publication_raw", "Arxiv 2023", "RecSys 2024"),
                     id="a preprint published"),
        pytest.param(("Frozen", "LoRA"), ("relabelled", "strategies", "frozen", "lora"), id="another strategy"),
        pytest.param(("ChatGPT", "GPT4"), ("relabelled", "models", "ChatGPT", "GPT-4"), id="another model"),
        pytest.param(("| KAR ", "| KAR✅ "), ("read", "read", "false", "true"), id="read"),
        pytest.param(("Open-World", "Closed-World"),
                     ("changed", "title", "Open-World Recommendation", "Closed-World Recommendation"),
                     id="renamed, same arXiv id"),
        pytest.param(("ChatGPT", "Chat-GPT"), ("changed", "backbone_raw", "ChatGPT", "Chat-GPT"),
                     id="another spelling of the same model"),
        pytest.param(("| |", "| good |"), ("changed", "note", "", "good"), id="a note"),
        pytest.param(("abs/2306.10933", "pdf/2306.10933v2"),
                     ("changed", "links", "https://arxiv.org/abs/2306.10933", "https://arxiv.org/pdf/2306.10933v2"),
                     id="another address"),
    ],
)  # fmt: skip
def test_one_changed_cell_is_one_row(
    compare: Compare, page: Page, kar: str, pie: str, edit: Edit, row: tuple[str, ...]
) -> None:
    changes = compare(page([kar, pie]), page([kar.replace(*edit), pie]))
    assert changes[["change", "column", "old", "new"]].values.tolist() == [list(row)]


def test_works_come_go_and_move(compare: Compare, page: Page, kar: str, pie: str) -> None:
    new = kar.replace("Open-World", "New").replace("10933", "99999")
    old = page([kar, pie])
    said = [compare(old, text)[["change", "old", "new"]].values.tolist() for text in (
        page([kar, pie, new]), page([kar]), page([kar], [pie]), page([kar, pie], [pie])
    )]  # fmt: skip
    assert said == [[["added", "", "1"]], [["removed", "1", ""]], [["moved", "1", "2"]], [["moved", "1", "1, 2"]]]


def test_no_change_is_no_row(compare: Compare, page: Page, kar: str, pie: str) -> None:
    old = page([kar, pie])
    assert compare(old, page([pie, kar])).empty
    assert compare(old, "Words.\n\n" + old).empty
    assert compare(old, old.replace("| KAR |", "|   KAR   |")).empty
    assert compare(old, old.replace("\n", "\r\n")).empty


def test_datasets_are_compared_too(compare: Compare, page: Page, kar: str) -> None:
    data = "| **Dataset** | **Link** |\n|---|---|\n| MovieLens | [[Link]](https://grouplens.org) |"
    changes = compare(page([kar], after=data), page([kar], after=data.replace("grouplens", "movielens")))
    assert changes[["kind", "work", "column"]].values.tolist() == [["dataset", "MovieLens", "links"]]


def test_swapped_rows_of_a_duplicate_are_no_change(compare: Compare, page: Page, kar: str, pie: str) -> None:
    noted = kar.replace("| |", "| a note |")
    assert compare(page([kar, noted]), page([noted, pie, kar]))["change"].tolist() == ["added"]


def test_a_row_that_stands_twice_in_its_section_is_repeated_and_not_moved(
    compare: Compare, page: Page, kar: str, pie: str
) -> None:
    once, twice = page([kar, pie]), page([kar, kar, pie])
    said = [compare(*pair)[["change", "old", "new"]].values.tolist() for pair in ((once, twice), (twice, once))]
    assert said == [[["repeated", "1", "1, 1"]], [["merged", "1, 1", "1"]]]
    assert compare(page([kar, kar], [pie]), page([kar], [pie, kar]))["change"].tolist() == ["moved"]
