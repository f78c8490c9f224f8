"""Which rows of two versions are one work."""

from __future__ import annotations

from collections.abc import Callable

from listometrics.diff.identity import Version, join_names, pair_works

Page = Callable[..., str]
Parse = Callable[[str], Version]


def lines(old: Version, new: Version) -> list[tuple[int, int]]:
    """Return how many rows each work has in the old and in the new version."""
    return [(len(pair.old), len(pair.new)) for pair in pair_works(old, new)]


def test_a_work_without_a_link_that_gets_one_stays_the_same(parse: Parse, page: Page, kar: str) -> None:
    bare = kar.replace("[[Paper]](https://arxiv.org/abs/2306.10933)", "")
    assert lines(parse(page([bare])), parse(page([kar]))) == [(1, 1)]


def test_a_renamed_work_with_its_identifier_stays_the_same(parse: Parse, page: Page, kar: str) -> None:
    assert lines(parse(page([kar])), parse(page([kar.replace("Open-World", "Closed")]))) == [(1, 1)]


def test_works_of_one_name_are_not_one_work(parse: Parse, page: Page, kar: str, pie: str) -> None:
    assert lines(parse(page([kar])), parse(page([pie.replace("| PIE |", "| KAR |")]))) == [(0, 1), (1, 0)]


def test_rows_are_joined_by_way_of_a_third() -> None:
    assert join_names([["a"], ["b"], ["a", "b"], [], ["c"]]) == [0, 0, 0, 3, 4]
