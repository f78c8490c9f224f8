"""Rows and records become works: by identifier, else by title with guards, and nothing is settled in silence."""

import pytest

from listometrics.works.bibtex_reading import Record, read_sources
from listometrics.works.matching import Matching, PaperRow, match_works
from listometrics.works.person_names import Name


def records(*texts: str) -> tuple[Record, ...]:
    return read_sources({f"{n}.bib": text for n, text in enumerate(texts)}).records


def row(entry: int, title: str, *ids: tuple[str, str], year: str = "") -> PaperRow:
    return PaperRow(entry, title, ids, year, entry + 10)


def shape(matching: Matching) -> list[tuple[tuple[int, ...], tuple[str, ...]]]:
    return [(tuple(r.entry for r in w.rows), tuple(r.key for r in w.records)) for w in matching.works]


A = "@misc{a, title={Talking to Lists with Models}, author={Ann Hill and Bo Li}, eprint={2301.00001}}"
B = "@misc{b, title={Graphs that Recommend Themselves}, author={Cy Poe}, eprint={2302.00002}}"


def test_an_identifier_finds_a_retitled_record_and_the_difference_is_said() -> None:
    matching = match_works([row(1, "Speaking to Lists using Models", ("arxiv", "2301.00001"))], records(A))
    assert shape(matching) == [((1,), ("a",))]
    assert [(c.field, c.decision) for c in matching.conflicts] == [("title", "one work; the source's title is used")]


def test_a_title_that_the_source_knows_is_no_disagreement() -> None:
    known = A.replace("author=", "list_title={Wholly Other Words}, author=")
    matching = match_works(
        [row(1, "Wholly other words", ("arxiv", "2301.00001")), row(2, "Wholly other words")], records(known)
    )
    assert shape(matching) == [((1, 2), ("a",))]
    assert matching.conflicts == ()


def test_a_row_without_identifier_is_found_by_an_author_and_its_title_with_small_differences() -> None:
    named = PaperRow(1, "Talking to Lists with Model", (), "2023", 11, (Name("Bo", "", "Li"),))
    matching = match_works([named], records(A, B))
    assert shape(matching) == [((1,), ("a",))]
    assert [r.key for r in matching.unused] == ["b"]


def test_a_link_to_another_works_paper_does_not_merge_two_works() -> None:
    rows = [row(1, "Graphs that Recommend Themselves", ("arxiv", "2302.00002")),
            row(2, "Talking to Lists with Models", ("arxiv", "2302.00002"))]  # fmt: skip
    for order in (rows, rows[::-1]):
        matching = match_works(order, records(A, B))
        assert sorted(shape(matching)) == [((1,), ("b",)), ((2,), ("a",))]
        assert [c.decision for c in matching.conflicts] == ["the link is another work's; the title decides"]
        works = {w.records[0].key: w for w in matching.works}
        assert works["a"].rows[0].ids == ()


def test_a_wrong_link_to_a_similar_title_does_not_merge_two_works() -> None:
    first = "LLMRec: Large Language Models with Graph Augmentation for Recommendation"
    one = f"@misc{{a, title={{{first}}}, eprint={{2311.00423}}}}"
    two = "@misc{b, title={Large Language Model with Graph Convolution for Recommendation}, eprint={2402.08859}}"
    rows = [row(1, "Large Language Model with Graph Convolution for Recommendation", ("arxiv", "2311.00423")),
            row(2, first)]  # fmt: skip
    assert shape(match_works(rows, records(one, two))) == [((1,), ("b",)), ((2,), ("a",))]


def test_rows_of_one_work_are_united_by_identifier_or_title() -> None:
    rows = [row(1, "A Title of Some Length", ("arxiv", "2302.00002")), row(2, "A Title of Some Length"),
            row(3, "A title of some length!", ("arxiv", "2302.00002")),
            row(4, "Another Title of Some Length")]  # fmt: skip
    assert shape(match_works(rows, ())) == [((1, 2, 3), ()), ((4,), ())]


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ("author={Zoe Quux}", "no author in common"),
        ("author={Ann Hill}, eprint={2301.99999}", "another arXiv id"),
        ("author={Ann Hill}, year={2009}", "a year too far"),
    ],
    ids=lambda value: value if " " in value and "=" not in value else "",
)
def test_records_are_never_united_on_the_title_alone(other: str, why: str) -> None:
    twin = f"@misc{{t, title={{Talking to Lists with Models}}, {other}}}"
    matching = match_works([row(1, "x", ("arxiv", "2301.00001"))], records(A, twin))
    assert shape(matching) == [((1,), ("a",))], why


def test_two_records_with_one_doi_and_other_arxiv_ids_stay_two_works() -> None:
    one = A.replace("eprint=", "doi={10.1234/x}, eprint=")
    two = B.replace("eprint=", "doi={10.1234/x}, eprint=")
    matching = match_works(
        [row(1, "x", ("arxiv", "2301.00001")), row(2, "y", ("arxiv", "2302.00002"))], records(one, two)
    )
    assert len(matching.works) == 2
    # Both are on the list: the works tell it themselves when they are merged.
    assert [c.field for c in matching.conflicts if c.field == "doi"] == []


def test_an_identifier_that_a_record_of_no_listed_work_claims_is_told_of_the_work_that_keeps_it() -> None:
    one = A.replace("eprint=", "doi={10.1234/x}, eprint=")
    two = B.replace("eprint=", "doi={10.1234/x}, eprint=")
    for rows, key in (([row(1, "x", ("arxiv", "2301.00001"))], "a"), ([row(1, "y", ("arxiv", "2302.00002"))], "b")):
        matching = match_works(rows, records(one, two))
        assert shape(matching) == [((1,), (key,))]
        assert [(c.field, c.decision, c.entry) for c in matching.conflicts if c.field == "doi"] == [
            ("doi", "a record of another work claims it too; this work keeps it", 1)
        ]


def test_a_second_link_to_another_work_is_not_followed() -> None:
    matching = match_works(
        [row(1, "Talking to Lists with Models", ("arxiv", "2301.00001"), ("arxiv", "2302.00002"))], records(A, B)
    )
    assert shape(matching) == [((1,), ("a",))]
    assert matching.conflicts[0].decision == "a second link leads to another work; not followed"
    assert matching.works[0].rows[0].ids == (("arxiv", "2301.00001"),)


BARE = "@misc{bare, title={Talking to Lists with Models}, eprint={2301.00001}}"
SIGNED = "@inproceedings{p, title={Talking to Lists with {Models}}, author={Hill, Ann}, booktitle={P}, year={2024}}"


BOTH = pytest.mark.parametrize("texts", [(BARE, SIGNED), (SIGNED, BARE)], ids=["bare first", "bare last"])
ALONE = "a like title and nothing else in common. If it is this work, add eprint = {2301.00001}"


@BOTH
@pytest.mark.parametrize("title", ["Talking", "Talking to Lists with Models"])
def test_a_record_without_authors_is_completed_by_one_with_an_author_that_the_list_names(
    texts: tuple[str, str], title: str
) -> None:
    named = PaperRow(1, title, (("arxiv", "2301.00001"),), "", 11, (Name("Ann", "", "Hill"),))
    matching = match_works([named], records(*texts))
    assert {r.key for r in matching.works[0].records} == {"bare", "p"}
    assert matching.unused == () and not matching.works[0].guessed


@pytest.mark.parametrize(
    ("bare", "others", "why"),
    [
        (BARE, [SIGNED], ALONE),
        (BARE, [SIGNED.replace("year=", "doi={10.9999/foreign}, year=")], ALONE),
        (BARE, [SIGNED.replace("2024", "2010")], "a like title, years too far apart"),
        (BARE, [SIGNED.replace("year=", "eprint={2305.00005}, year=")], "a like title, other arxiv"),
        (BARE, [SIGNED.replace("with {Models}", "with {Model}")], ALONE),
        (BARE, [SIGNED, SIGNED.replace("Hill, Ann", "Poe, Cy")], ALONE),
        (BARE.replace("Talking to ", ""), [SIGNED.replace("Talking to ", "")], ALONE),
        (BARE.replace("eprint={2301.00001}", "doi={10.1234/x}"), [SIGNED], "add doi = {10.1234/x} to the record"),
    ],
    ids=["just the title", "a foreign DOI", "another decade", "another identifier", "another title", "two candidates",
         "a short title", "a DOI to confirm it"],
)  # fmt: skip
def test_a_record_without_authors_is_completed_by_no_other_and_the_look_alikes_are_named(
    bare: str, others: list[str], why: str
) -> None:
    rows = [row(7, "Lists", ("arxiv", "2301.00001") if "eprint" in bare else ("doi", "10.1234/x"))]
    matching = match_works(rows, records(bare, *others))
    assert [r.key for r in matching.works[0].records] == ["bare"]
    told = [c for c in matching.conflicts if "not used" in c.decision]
    assert [(c.entry, c.field, c.source, c.other_source) for c in told] == [
        (7, "title", "0", str(n)) for n in range(1, len(others) + 1)
    ]
    assert all(why in c.decision and c.decision.startswith("line 1 not used: ") for c in told)


def test_a_link_that_no_source_knows_is_not_answered_by_a_record_of_the_same_title() -> None:
    title = "Talking to Lists with Models"
    linked, bare = row(1, title, ("arxiv", "2301.00001")), row(2, title.upper())
    for order in ([linked, bare], [bare, linked]):
        matching = match_works(order, records(SIGNED))
        assert sorted(shape(matching)[0][0]) == [1, 2] and shape(matching)[0][1] == ()
        said = f"line 1 not used: {ALONE}, archiveprefix = {{arXiv}} to the record"
        assert [c.decision for c in matching.conflicts] == [said]


@pytest.mark.parametrize(
    ("title", "record", "used", "guessed"),
    [
        ("Talking to Lists with Models", SIGNED, True, True),
        ("Talking to Lists with Models", SIGNED.replace("year=", "doi={10.1234/x}, year="), True, True),
        ("Talking to Lists with Model", SIGNED, False, False),
        ("A Survey", SIGNED.replace("Talking to Lists with {Models}", "A Survey"), False, False),
        ("A Survey", SIGNED.replace("Talking to Lists with {Models}", "A Survey of Lists")
         .replace("year=", "list_title={A Survey}, year="), True, False),
        ("Talking to Lists with Models", SIGNED.replace("year=", "confirmed_by={https://a.org}, year="), True, False),
    ],
    ids=["the same long title", "a DOI in the record alone", "a title that differs", "a short title",
         "a short title that the record names as the list's", "a record that somebody confirmed"],
)  # fmt: skip
def test_a_list_of_titles_takes_a_record_of_just_its_long_title_and_says_that_it_is_a_guess(
    title: str, record: str, used: bool, guessed: bool
) -> None:
    matching = match_works([row(1, title, year="2024")], records(record))
    assert shape(matching) == [((1,), ("p",) if used else ())]
    assert matching.works[0].guessed is guessed
    told = [c.decision for c in matching.conflicts if "not used" in c.decision]
    assert bool(told) == (not used) and all("If it is this work, add list_title = {" in said for said in told)


@pytest.mark.parametrize(
    ("names", "used"), [(("Hill",), True), (("Quux",), False)], ids=["an author in common", "none in common"]
)
def test_the_authors_that_the_list_names_decide(names: tuple[str, ...], used: bool) -> None:
    authors = tuple(Name("", "", name) for name in names)
    for title in ("Talking to Lists with Models", "Talking to Lists with Model"):
        matching = match_works([PaperRow(1, title, (), "", 11, authors)], records(SIGNED))
        assert shape(matching) == [((1,), ("p",) if used else ())]
        assert not matching.works[0].guessed
        decisions = [c.decision for c in matching.conflicts if "not used" in c.decision]
        assert decisions == ([] if used else ["line 1 not used: a like title, no author in common"])


@pytest.mark.parametrize(
    ("record", "used"),
    [("doi={10.1234/x}", True), ("doi={10.9999/foreign}", False), ("note={no identifier}", False)],
    ids=["its own DOI", "a foreign DOI", "no identifier"],
)
def test_what_the_registry_has_pinned_for_a_title_speaks_for_and_against_a_record(record: str, used: bool) -> None:
    signed = SIGNED.replace("year=", f"{record}, year=")
    matching = match_works([row(1, "Talking to Lists with Models")], records(signed), {1: (("doi", "10.1234/x"),)})
    assert shape(matching) == [((1,), ("p",) if used else ())]
    assert not matching.works[0].guessed and matching.works[0].rows[0].ids == ()
