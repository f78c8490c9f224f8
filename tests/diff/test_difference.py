"""Everything that two versions differ in, in one go."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from listometrics.diff.difference import compare_versions
from listometrics.diff.identity import Version

SEED = Path(__file__).resolve().parents[2] / "tests/data/seed/raw_readme.md"
Parse = Callable[[str], Version]


def test_the_same_list_differs_in_nothing(parse: Parse) -> None:
    seed = parse(SEED.read_bytes().decode("utf-8"))
    found = compare_versions(seed, seed)
    assert (len(found.changes), len(found.rejects), found.headlines["changed"].any()) == (0, 0, False)


def test_a_row_that_is_no_longer_understood_is_removed_and_said(
    parse: Parse, page: Callable[..., str], kar: str, pie: str
) -> None:
    found = compare_versions(parse(page([kar, pie])), parse(page([pie, "| KAR | Open-World Recommendation |"])))
    assert found.changes["change"].tolist() == ["removed"]
    assert found.rejects["change"].tolist() == ["new"]
