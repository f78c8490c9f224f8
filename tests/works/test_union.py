"""Records of one work are united by identifier, or by title with an author in common."""

import pytest

from listometrics.works.bibtex_reading import read_sources
from listometrics.works.union import RecordUnion

A = "@misc{a, title={Talking to Lists with Models}, author={Ann Hill and Bo Li}, eprint={2301.00001}, year={2023}}"


def unite(*texts: str) -> tuple[list[list[int]], list[tuple[str, str]]]:
    """Return the groups of records by their places, and the identifiers that two of them claim."""
    union = RecordUnion(read_sources({f"{n}.bib": text for n, text in enumerate(texts)}).records)
    union.run()
    groups = sorted(sorted(group.records) for group in union.forest.groups.values())
    return groups, [(kind, value) for kind, value, *_ in union.claims]


@pytest.mark.parametrize(
    "other",
    [
        "title={Talking to Lists with Models}, author={Hill, A.}",
        "title={Talking to Lists with Model}, author={Hill, A.}, doi={10.1234/x}",
        "title={Talking with Lists and Models}, eprint={2301.00001}",
    ],
    ids=["title and author", "a like title and an author", "an identifier"],
)
def test_two_records_of_one_work_are_one(other: str) -> None:
    assert unite(A, f"@misc{{b, {other}}}") == ([[0, 1]], [])


@pytest.mark.parametrize(
    "other",
    [
        "title={Talking to Lists with Models}",
        "title={Talking to Lists with Models}, author={Quux, Zoe}",
        "title={Talking to Lists with Models}, author={Hill, A.}, year={2009}",
        "title={Talking to Lists with Models}, author={Hill, A.}, eprint={2302.00002}",
    ],
    ids=["no author", "other authors", "another decade", "another identifier"],
)
def test_the_title_alone_unites_no_records(other: str) -> None:
    assert unite(A, f"@misc{{b, {other}}}") == ([[0], [1]], [])
    assert unite(f"@misc{{b, {other}}}", A) == ([[0], [1]], [])


def test_an_identifier_on_two_titles_is_a_claim_of_two_works() -> None:
    other = "@misc{b, title={Graphs Recommend Themselves}, author={Poe, Cy}, eprint={2301.00001}}"
    assert unite(A, other) == ([[0], [1]], [("arxiv", "2301.00001")])
