"""A title proves little; an identifier, an author or somebody's note proves more."""

import pytest

from listometrics.works.identity import Clues, find_obstacle, is_confirmed

LONG = "a survey of frozen models"


def group(title: str = LONG, year: int = 2024, **changed: object) -> Clues:
    return Clues(titles=[title], years={year}, **changed)  # type: ignore[arg-type]


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
def test_what_speaks_against_a_record_is_said_and_how_to_confirm_it(mine: Clues, theirs: Clues, why: str) -> None:
    said = find_obstacle(mine, theirs)
    assert (why in said) if why else said == ""


def test_the_title_alone_is_no_proof() -> None:
    assert not is_confirmed(group(), group(families={"hill"}))
    assert is_confirmed(group(), group(named_as={LONG}))
    assert is_confirmed(group(listed={"hill"}), group(families={"hill"}))
