"""Which rows of two versions are one work."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from listometrics.diff.identity import Version, pair_works
from listometrics.works.identity import join_names, join_versions

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


def test_a_new_title_on_the_link_of_another_work_is_a_work_of_its_own(
    parse: Parse, page: Page, kar: str, pie: str
) -> None:
    copied = kar.replace("KAR", "FooBar").replace("Open-World Recommendation", "Quantum Graph Diffusion for Podcasts")
    assert lines(parse(page([kar, pie])), parse(page([copied, kar, pie]))) == [(0, 1), (1, 1), (1, 1)]
    assert lines(parse(page([copied, kar])), parse(page([kar]))) == [(1, 1), (1, 0)]


def test_a_title_told_in_other_words_on_the_same_link_is_the_same_work(parse: Parse, page: Page, kar: str) -> None:
    retold = kar.replace("Open-World Recommendation", "Open-World Recommender Systems")
    assert lines(parse(page([kar])), parse(page([kar], [retold]))) == [(1, 2)]


def test_a_work_renamed_in_both_its_sections_stays_the_same(parse: Parse, page: Page, kar: str) -> None:
    renamed = kar.replace("Open-World Recommendation", "Quantum Graph Diffusion for Podcasts")
    assert lines(parse(page([kar], [kar])), parse(page([renamed], [renamed]))) == [(2, 2)]


def test_rows_without_a_title_are_joined_by_their_link() -> None:
    assert join_versions([["doi 1"], ["doi 1"], ["doi 1", "title a"], ["doi 2"]], [0, 1, 1, 1]) == [0, 0, 0, 3]


def test_short_titles_are_compared_without_the_word_before_them() -> None:
    assert join_versions([["arxiv 1", "title kar"], ["arxiv 1", "title kar"], ["arxiv 1", "title pie"]], [0, 1, 1]) == [
        0,
        0,
        2,
    ]


@pytest.mark.parametrize(("titles", "works"), [(4, 4), (200, 201)], ids=["a few titles", "a template's link"])
def test_a_link_that_very_many_titles_share_names_none_of_them(titles: int, works: int) -> None:
    words = [f"title {chr(97 + i % 26) * 9} {chr(97 + (i + i // 26) % 26) * 9}" for i in range(titles)]
    old = [["arxiv 1", "title renamed since"]]
    groups = join_versions([*old, *(["arxiv 1", word] for word in words)], [0] + [1] * titles)
    assert len(set(groups)) == works
