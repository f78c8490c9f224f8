"""Groups under union, and titles found by their rare words."""

import pytest

from listometrics.works.groups import Forest, Group, TitleIndex
from listometrics.works.identity import compare_titles, contradict, plausible_years


def test_united_groups_share_their_evidence_and_the_first_stands_for_both() -> None:
    forest = Forest()
    one = forest.add(Group(ids={"doi": {"a"}}, titles=["x"], families={"li"}, years={2023}))
    two = forest.add(Group(ids={"doi": {"b"}}, titles=["x", "y"], families={"hu"}, years={2024}))
    forest.claim(one)
    forest.claim(two)
    assert forest.unite(two, one) == one
    assert forest.find(two) == forest.lookup("doi", "b") == one
    assert forest.get(two) == Group({"doi": {"a", "b"}}, ["x", "y"], {"li", "hu"}, {2023, 2024})
    assert forest.lookup("doi", "c") == -1
    assert forest.unite(one, two) == one


def test_identifiers_contradict_when_none_is_shared() -> None:
    assert contradict(Group(ids={"doi": {"a"}}), Group(ids={"doi": {"b"}})) == "doi"
    assert contradict(Group(ids={"doi": {"a"}}), Group(ids={"doi": {"a", "b"}})) == ""
    assert contradict(Group(ids={"doi": {"a"}}), Group(ids={"arxiv": {"b"}})) == ""


def test_years_speak_only_where_both_are_known() -> None:
    assert plausible_years(Group(years={2021}), Group(years={2024}))
    assert not plausible_years(Group(years={2020}), Group(years={2024}))
    assert plausible_years(Group(years={2009}), Group())


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("a study of lists", "a study of lists", True),
        ("a study of lists in the wild", "a study of list in the wild", True),
        ("a long study of lists part 1", "a long study of lists part 2", False),
        ("gpt4rec a model", "gpt 4rec a model", True),
        ("entirely different words", "nothing in common here", False),
    ],
)
def test_titles_are_compared(one: str, other: str, alike: bool) -> None:
    assert (compare_titles([one], [other]) >= 0.9) is alike


def test_an_index_finds_titles_by_rare_words_and_not_by_common_ones() -> None:
    index = TitleIndex()
    for number in range(400):
        index.add(number, [f"recommendation models with word{number} and thing{number}"])
    found = index.candidates(["recommendation models with word7 and thing7"])
    assert found == [7]
    assert index.candidates(["recommendation models"]) == []
    index.add(7, ["recommendation models with word7 and thing7"])
    assert index.exact["recommendation models with word7 and thing7"] == [7]
