"""A title proves little; an identifier, an author or somebody's note proves more."""

import pytest

from listometrics.works.groups import Group
from listometrics.works.proof import add_ids, hinder, is_proven

LONG = "a survey of frozen models"


def group(title: str = LONG, year: int = 2024, **changed: object) -> Group:
    return Group(titles=[title], years={year}, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mine", "theirs", "why"),
    [
        (group(), group(), ""),
        (group(), group(year=2011), "a like title, years too far apart"),
        (group("a survey"), group("a survey"), "the same title, but too short to name one paper. If it is"),
        (group(), group("a survey of frozen model"), "a like title, not the same. If it is this work, add list_title"),
        (group(ids={"doi": {"10.1/x"}}), group(), "add doi = {10.1/x} to the record"),
        (group(ids={"acl": {"2024.x-1.1"}}), group(), "add url = {https://aclanthology.org/2024.x-1.1/}"),
        (group(ids={"openreview": {"aB1"}}), group(), "add url = {https://openreview.net/forum?id=aB1}"),
        (group(ids={"doi": {"10.1/x"}}), group(ids={"doi": {"10.1/x"}}), ""),
        (group(ids={"doi": {"10.1/x"}}), group(ids={"doi": {"10.1/y"}}), "a like title, other doi"),
        (group(listed={"hill"}), group(families={"hill", "li"}), ""),
        (group(listed={"hill"}), group(families={"li"}), "a like title, no author in common"),
        (group("a survey", families={"hill"}), group("a survey", families={"hill"}), ""),
        (group("a survey"), group("a survey", named_as={"a survey"}), ""),
    ],
)
def test_what_speaks_against_a_record_is_said_and_how_to_confirm_it(mine: Group, theirs: Group, why: str) -> None:
    said = hinder(mine, theirs)
    assert (why in said) if why else said == ""


def test_the_title_alone_is_no_proof() -> None:
    assert not is_proven(group(), group(families={"hill"}), ())
    assert is_proven(group(), group(named_as={LONG}), ())
    assert is_proven(group(listed={"hill"}), group(families={"hill"}), ())


def test_pinned_identifiers_count_unless_the_list_has_others() -> None:
    pinned = (("arxiv", "2301.00001"), ("doi", "10.1/x"))
    mine = group(ids={"doi": {"10.1/y"}})
    assert add_ids(mine, pinned) is mine
    assert add_ids(group(), pinned).ids == {"arxiv": {"2301.00001"}, "doi": {"10.1/x"}}
    assert mine.ids == {"doi": {"10.1/y"}}
