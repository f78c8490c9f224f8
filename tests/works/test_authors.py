"""Which record's authors count, and how sure they are."""

from listometrics.works.bibtex_reading import Record, read_sources
from listometrics.works.merging import are_verified, choose_authors


def records(*authors: str) -> list[Record]:
    text = "\n".join(f"@misc{{k{n}, title={{T}}, author={{{names}}}}}" for n, names in enumerate(authors))
    return list(read_sources({"x.bib": text}).records)


def test_the_first_whole_list_counts() -> None:
    ranked = records("Hill, Ann and others", "Hill, Ann and Li, Bo", "Poe, Cy")
    assert choose_authors(ranked) == (ranked[1], ranked[1])


def test_initials_give_way_to_full_names_of_the_same_people() -> None:
    ranked = records("Hill, A. and Li, B.-C.", "Hill, Ann and Li, Bo-Chen", "Hill, Annabelle and Lu, Bo")
    assert choose_authors(ranked) == (ranked[0], ranked[1])


def test_people_are_not_taken_for_one_another_by_surname_and_initial() -> None:
    ranked = records("Li, Bo", "Li, Bin")
    assert choose_authors(ranked) == (ranked[0], ranked[0])


def test_without_authors_a_work_is_partial() -> None:
    ranked = list(read_sources({"x.bib": "@misc{a, title={T}}"}).records)
    assert choose_authors(ranked) == (None, None)
    assert not are_verified(records("Hill, Ann"), records("Hill, Ann")[0])


def test_initials_of_others_are_not_spelt_out() -> None:
    ranked = records("Li, B.", "Li, Xin")
    assert choose_authors(ranked) == (ranked[0], ranked[0])


def test_a_list_of_some_of_the_people_is_taken_for_cut_short() -> None:
    ranked = records("Hill, Ann and Poe, Cy", "Hill, Ann and Li, Bo and Poe, Cy")
    assert choose_authors(ranked) == (ranked[1], ranked[1])
    others = records("Hill, Ann and Quux, Zoe", "Hill, Ann and Li, Bo and Poe, Cy")
    assert choose_authors(others)[0] == others[0]


def test_a_confirmed_list_does_not_grow_by_an_unconfirmed_one() -> None:
    text = """@misc{a, title={T}, author={Hill, Ann}, confirmed_by={https://a.org}}
@misc{b, title={T}, author={Hill, Ann and Li, Bo}}"""
    ranked = list(read_sources({"x.bib": text}).records)
    assert choose_authors(ranked)[0] == ranked[0]
