"""The headline numbers of two versions."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from listometrics.diff.headline import compare_headlines
from listometrics.diff.identity import Version

Page = Callable[..., str]
Parse = Callable[[str], Version]


def test_headline_numbers_count_works_once(parse: Parse, page: Page, kar: str, pie: str) -> None:
    new = page([kar, pie], [kar.replace("Frozen", "LoRA")])
    rows = compare_headlines(parse(page([kar, pie])), parse(new)).set_index("number")
    assert rows.loc["paper entries", ["old", "new"]].tolist() == [2, 3]
    assert rows.loc["works", ["old", "new"]].tolist() == [2, 2]
    assert rows.loc["works tuned parameter-efficiently (%)", ["old", "new"]].tolist() == [50, 100]
    assert rows.loc["works tuned parameter-efficiently (%)", "new_n"] == 2
    assert rows.loc["works with closed models alone (%)", "old"] == 50
    assert rows.loc["median of stated sizes (millions)", "old"] == 110
    assert not rows.loc["works", "changed"]


def test_an_empty_side_has_numbers_that_are_not_known(parse: Parse, page: Page, kar: str) -> None:
    nothing = parse("| **Dataset** | **Link** |\n|---|---|\n| MovieLens | [[Link]](https://grouplens.org) |")
    headlines = compare_headlines(nothing, parse(page([kar]))).set_index("number")
    assert headlines.loc["works", "old"] == 0
    assert pd.isna(headlines.loc["works frozen (%)", "old"])
