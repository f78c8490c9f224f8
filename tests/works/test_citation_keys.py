"""Keys are made once and never break."""

import pandas as pd
import pytest

from listometrics.errors import StudyError
from listometrics.study.schema import TABLES
from listometrics.works.citation_keys import COLUMNS, Identity, assign_keys, derive_key, recall_ids, retired_keys

HOU = Identity(
    (("arxiv", "2305.08845"),),
    ("large language models are zero shot rankers",),
    ("hou", "zhang"),
    "2023",
    "Large Language Models are Zero-Shot Rankers",
)


def identity(title: str = HOU.title, **changed: object) -> Identity:
    given = {"ids": HOU.ids, "titles": HOU.titles, "families": HOU.families, "year": HOU.year, "title": title}
    return Identity(**(given | changed))  # type: ignore[arg-type]


def pin(*works: Identity) -> tuple[list[str], pd.DataFrame]:
    return assign_keys(works, TABLES["keys"].empty(), "2026-11-01")


@pytest.mark.parametrize(
    ("families", "year", "title", "key"),
    [
        (("hou",), "2023", "Large Language Models are Zero-Shot Rankers", "hou2023large"),
        (("derijke",), "2023", "LLM-Rec: A Title", "derijke2023llmrec"),
        (("maass",), "2024", "On the Évaluation of Things", "maass2024evaluation"),
        (("vandenberg",), "2020", "Is It?", "vandenberg2020is"),
        ((), "2023", "Product Information Extraction using ChatGPT", "product2023information"),
        ((), "2023", "Generative Next-Basket Recommendation", "generative2023nextbasket"),
        ((), "", "推荐系统", "work"),
        ((), "2021", "3D Models", "n3d2021models"),
        (("hou",), "", "Large Models", "hoularge"),
        (("hou",), "2023", "W" * 500, f"hou2023{'w' * 30}"),
        (("h" * 500,), "2023", "Large Models", f"{'h' * 30}2023large"),
        ((), "2023", "W" * 500 + " " + "V" * 500, f"{'w' * 30}2023{'v' * 30}"),
    ],
)
def test_a_key_follows_the_scheme(families: tuple[str, ...], year: str, title: str, key: str) -> None:
    assert derive_key(Identity((), (), families, year, title)) == key


def test_clashes_get_a_number_in_the_order_of_pinning() -> None:
    twins = [identity(ids=(("arxiv", f"2305.0000{n}"),), titles=(f"large {n}",)) for n in (1, 2, 3)]
    assert pin(*twins)[0] == ["hou2023large", "hou2023large-2", "hou2023large-3"]


@pytest.mark.parametrize(
    "changed",
    [
        {"ids": (("doi", "10.1007/x"), *HOU.ids), "titles": ("another title",), "title": "Another", "year": "2024"},
        {"families": ("hu", "zhang")},
        {"families": ("hu",)},
        {"families": ()},
        {"ids": ()},
        {"ids": (("doi", "10.1007/new"),)},
        {"ids": (), "families": ("hu", "zhang")},
        {"titles": ("a corrected title",), "title": "A Corrected Title"},
    ],
    ids=["a preprint is published under another title", "a name is corrected", "all names are corrected",
         "the authors are lost", "the identifiers are lost", "another identifier is known", "a source is dropped",
         "the title is corrected"],
)  # fmt: skip
def test_the_key_stays_when(changed: dict[str, object]) -> None:
    keys, registry = pin(HOU)
    again, after = assign_keys([identity(**changed)], registry, "2027-01-01")
    assert again == keys
    merged = registry.merge(after, how="left", indicator=True)
    assert (merged["_merge"] == "both").all(), "a row of the registry was lost"


def test_an_identifier_that_was_learnt_later_finds_the_key_alone() -> None:
    keys, registry = pin(HOU)
    _, registry = assign_keys([identity(ids=(*HOU.ids, ("doi", "10.1007/x")))], registry)
    moved = identity(ids=(("doi", "10.1007/x"),), titles=("wholly other",), title="Wholly Other", families=("x",))
    assert assign_keys([moved], registry)[0] == keys


@pytest.mark.parametrize(
    "changed",
    [
        {"ids": (("arxiv", "2401.00001"),)},
        {"ids": (), "families": ("lecun",), "year": "2015"},
        {"ids": (("doi", "10.1/other"),), "families": ("lecun",), "year": "2015"},
    ],
    ids=["another arXiv id", "other authors of another year", "another DOI, other authors"],
)
def test_the_same_title_is_another_work_when_there_is(changed: dict[str, object]) -> None:
    keys, registry = pin(HOU)
    other = assign_keys([identity(**changed)], registry)[0]
    assert other != keys


def test_adding_and_reordering_works_changes_no_key() -> None:
    works = [
        identity(f"Word{n} of Work", ids=(("arxiv", f"2305.000{n:02}"),), titles=(f"word{n} of work",))
        for n in range(20)
    ]
    keys, registry = pin(*works)
    more = [identity("Word3 of Another", ids=(("arxiv", "2306.00001"),), titles=("word3 of another",)), *works[::-1]]
    again, after = assign_keys(more, registry)
    assert again[1:] == keys[::-1]
    assert again[0] == "hou2023word3-2"
    assert len(after) > len(registry)


def test_nothing_new_adds_no_row() -> None:
    keys, registry = pin(HOU)
    pd.testing.assert_frame_equal(assign_keys([HOU], registry, "2099-01-01")[1], registry)
    assert set(registry["first_seen"]) == {"2026-11-01"}
    assert list(registry.columns) == list(COLUMNS)
    assert keys == ["hou2023large"]


def test_two_keys_that_turn_out_to_be_one_work_leave_an_alias() -> None:
    preprint = identity(titles=("an old title",), title="Old Title", families=("li",))
    published = identity(ids=(("doi", "10.1007/x"),), titles=("a new title",), title="New Title", families=("li",))
    keys, registry = pin(preprint, published)
    assert keys == ["li2023old", "li2023new"]
    both = identity(ids=(("doi", "10.1007/x"), *HOU.ids), titles=("a new title",), title="New Title")
    again, after = assign_keys([both], registry, "2027-01-01")
    assert again == ["li2023new"]
    assert after[after["kind"] == "alias"].values.tolist() == [["li2023old", "alias", "li2023new", "2027-01-01"]]
    # From then on either evidence leads to the key that stands.
    assert assign_keys([preprint], after)[0] == ["li2023new"]


def test_retired_keys_lead_to_the_key_of_today_over_any_number_of_steps() -> None:
    rows = [["a", "alias", "b", ""], ["b", "alias", "c", ""], ["c", "arxiv", "2001.00001", ""]]
    assert retired_keys(pd.DataFrame(rows, columns=list(COLUMNS))) == {"a": "c", "b": "c"}
    assert retired_keys(TABLES["keys"].empty()) == {}


def test_a_retired_key_is_never_given_again() -> None:
    registry = pd.DataFrame(
        [["hou2023large", "alias", "x2020y", ""], ["x2020y", "arxiv", "2001.00001", ""]], columns=list(COLUMNS)
    )
    assert assign_keys([HOU], registry)[0] == ["hou2023large-2"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["hou2023", "alias", "gone", ""]], r"hou2023 is an alias of gone, which is no key"),
        ([["a", "alias", "b", ""], ["b", "alias", "a", ""]], r"go round in a circle"),
    ],
)
def test_a_damaged_registry_is_refused(rows: list[list[str]], message: str) -> None:
    with pytest.raises(StudyError, match=message):
        assign_keys([HOU], pd.DataFrame(rows, columns=list(COLUMNS)))


def test_identifiers_are_recalled_by_a_title_that_one_key_alone_has() -> None:
    twins = [identity(ids=(("doi", f"10.1/{n}"),), titles=("twin",), title="Twin") for n in (1, 2)]
    _, registry = pin(HOU, *twins)
    assert recall_ids({1: HOU.titles[0], 2: "twin", 3: "unknown"}, registry) == {1: HOU.ids}
