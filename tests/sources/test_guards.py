"""Which records pass for a work."""

import pytest

from listometrics.sources.guards import choose, judge
from listometrics.sources.shapes import Ask, Found, Wanted
from listometrics.works.person_names import Name
from listometrics.works.titles import normalise_title

TITLE = "Large Language Models are Zero-Shot Rankers for Recommender Systems"
PEOPLE = ("Hou", "Zhang", "Lin", "Lu")


def want(authors: tuple[str, ...] = PEOPLE, title: str = TITLE, published: bool = False, **ids: str) -> Wanted:
    families = tuple(name.lower() for name in authors)
    return Wanted("arxiv:2305.08845", title, (normalise_title(title),), families, frozenset({2023}),
                  {"arxiv": "2305.08845", **ids}, published=published)  # fmt: skip


def make(title: str = TITLE, authors: tuple[str, ...] = PEOPLE, kind: str = "inproceedings", **fields: str) -> Found:
    names = tuple(Name("A.", "", family) for family in authors)
    return Found("doi:10.1145/x", kind, title, names, {"year": "2024", "doi": "10.1145/x", **fields})


BY_TITLE = Ask("arxiv:2305.08845", f"title:{TITLE}")


@pytest.mark.parametrize(
    ("wanted", "found", "verdict"),
    [
        (want(), make(), "same"),
        (want(), make(authors=("Hou", "Else")), "same"),
        (want(), make(authors=("Nobody", "Else")), "other"),
        (want(), make(title="Deep Learning"), "other"),
        (want(), make(year="2010"), "perhaps"),
        (want(published=True), make(year="2010"), "other"),
        (want(doi="10.1145/y"), make(), "perhaps"),
        (want(published=True, doi="10.1145/y"), make(), "other"),
        (want(authors=()), make(), "same"),
        (want(authors=(), title="Deep Learning"), make(title="Deep Learning"), "perhaps"),
        (want(authors=()), make(title=TITLE + "."), "same"),
        (want(), make(title="Language Models as Zero-Shot Rankers for Recommenders"), "perhaps"),
        (want(published=True), make(title="Language Models as Zero-Shot Rankers for Recommenders"), "other"),
        (want(), make(title=TITLE + " 2"), "perhaps"),
    ],
    ids=[
        "title and authors", "half of the authors", "the title alone", "another title", "many years apart",
        "many years apart, of a published work", "another DOI", "another DOI, of a published work",
        "no author known, a long title", "no author known, a short title", "no author known, a full stop more",
        "retitled with the same authors", "retitled, of a published work", "a second part",
    ],
)  # fmt: skip
def test_a_record_found_by_title(wanted: Wanted, found: Found, verdict: str) -> None:
    assert judge(BY_TITLE, wanted, found)[0] == verdict


@pytest.mark.parametrize(
    ("by", "found", "verdict"),
    [
        ("doi:10.1145/x", make(), "same"),
        ("doi:10.1145/y", make(), "other"),
        ("doi:10.1145/x", make(title="Quite Another Matter", authors=("Hou",)), "same"),
        ("doi:10.1145/x", make(title="Quite Another Matter", authors=("Else",)), "perhaps"),
        ("doi:10.48550/arxiv.2305.08845", make(eprint="2305.08845"), "same"),
        ("arxiv:2305.08845", make(eprint="2305.99999"), "other"),
    ],
    ids=["the id", "another id", "an author in common", "neither title nor author", "an arXiv DOI", "another arXiv id"],
)
def test_a_record_found_by_identifier(by: str, found: Found, verdict: str) -> None:
    assert judge(Ask("arxiv:2305.08845", by), want(), found)[0] == verdict


def test_a_published_record_goes_before_a_preprint_and_settles_the_matter() -> None:
    preprint, published = make(kind="misc", doi="", eprint="2305.08845"), make()
    perhaps = make(title=TITLE + " 2")
    assert choose(BY_TITLE, want(), [preprint, perhaps, published]) == (published, [])
    assert choose(BY_TITLE, want(), [preprint, perhaps])[0] == preprint
    assert [found for found, _ in choose(BY_TITLE, want(), [preprint, perhaps])[1]] == [perhaps]
    assert choose(BY_TITLE, want(), []) == (None, [])


def test_the_evidence_is_said_in_words() -> None:
    _, evidence = judge(BY_TITLE, want(doi="10.1145/y"), make(year="2010"))
    assert evidence.text == "title 1.00 alike; 4 of 4 authors in common; more than 3 years apart; another doi"
