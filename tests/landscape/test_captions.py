from __future__ import annotations

from typing import Any

import pytest

from listometrics.landscape import landscape_captions as captions

VENUES: dict[str, Any] = {
    "works": 12, "venues": 5, "single": 0, "top": [], "not_drawn": 0, "least_drawn": 1, "ties": [],
}  # fmt: skip
TERMS: dict[str, Any] = {"top": [], "not_drawn": 0, "least_drawn": 1}


def test_ties_and_what_is_left_out_are_said_where_there_are_any() -> None:
    tied = {**VENUES, "ties": [{"zone": 2, "n": 3, "venues": 4}], "not_drawn": 42, "least_drawn": 3}
    said = captions.describe_venues(tied, [])[0]
    assert said.endswith(
        "The alphabet alone parts 4 venues of 3 works each at the border behind zone 2. Not drawn: 42 venues of fewer "
        "than 3 works."
    )
    plain = captions.describe_venues(VENUES, [])[0]
    assert "alphabet" not in plain
    assert "Not drawn" not in plain


def test_the_factor_between_zones_is_said() -> None:
    said = captions.describe_bradford(VENUES, {"multiplier_least": 2.5, "multiplier_most": 4.3})[0]
    assert "Each zone has 2.5 to 4.3 times the venues of the one before" in said
    none = captions.describe_bradford(VENUES, {"multiplier_least": None, "multiplier_most": None})[0]
    assert "No multiplier can be given." in none


@pytest.mark.parametrize(
    ("rejected", "verdict"),
    [
        (True, "so that the law is rejected at the level of 5 %"),
        (False, "which does not reject it at the level of 5 %"),
    ],
    ids=["rejected", "not rejected"],
)
def test_the_caption_says_whether_the_law_fits(rejected: bool, verdict: str) -> None:
    law = {"estimate": 2.7, "low": 2.5, "high": 2.9, "p_fit": 0.013, "rejected": rejected}
    assert f"p = 0.013, {verdict}." in captions.describe_lotka({"authors": 964}, law)[0]
    assert "No exponent can be fitted." in captions.describe_lotka({"authors": 1}, {**law, "estimate": None})[0]


def test_cohorts_that_are_not_drawn_are_named() -> None:
    said = captions.describe_publishing({}, {"2021": 2}, "")[0]
    assert said.endswith("Too few works to be drawn by themselves, but among all: 2021 (n = 2).")
    assert "Too few" not in captions.describe_publishing({}, {}, "")[0]


def test_kinds_are_said_with_their_dated_part() -> None:
    numbers = {"all": {"paper": 232, "repository": 7, "dataset": 1}, "dated": {"paper": 218}, "peak": "", "peak_n": 0}
    assert "drawn are 218 of 232 papers, 0 of 7 repositories, 0 of 1 dataset." in captions.describe_months(numbers)[0]


def test_developers_and_terms_that_are_not_drawn_are_said() -> None:
    cut = {"developers": 30, "top": [], "not_drawn": 6, "least_drawn": 2}
    assert captions.describe_developers(cut, 9)[0].endswith("Not drawn: 6 developers of fewer than 2 works.")
    said = captions.describe_words({**TERMS, "not_drawn": 5, "least_drawn": 4}, TERMS)[0]
    assert "Not drawn: 5 words of fewer than 4 titles." in said
    assert "pairs of fewer" not in said


def test_developers_that_are_not_named_are_no_developers() -> None:
    numbers = {"developers": 20, "not_named": 2, "top": [], "not_drawn": 0, "least_drawn": 1}
    said = captions.describe_developers(numbers, 184)[0]
    assert "20 named developers. “not named”: 2 works with models whose developer is not known." in said
    assert "not named" not in captions.describe_developers({**numbers, "not_named": 0}, 184)[0]


def test_the_caption_of_the_law_says_what_it_takes_as_independent_and_who_is_a_person() -> None:
    law = {"estimate": 2.7, "low": 2.5, "high": 2.9, "p_fit": 0.013, "rejected": True}
    said = captions.describe_lotka({"authors": 964}, law)[0]
    assert "Interval and test take authors as independent" in said
    assert "the interval is rather too narrow" in said
    assert "A person is a spelling of a name, case, blanks and full stops aside" in said


def test_captions_say_what_is_grey() -> None:
    read = captions.describe_reading({"hits": 1, "n": 2, "untouched": 0})[0]
    assert read.endswith("Grey, hollow: sections with fewer than 10 entries.")
    assert (
        "Grey labels: stages with fewer than 10 works with a note."
        in (captions.describe_themes({"works": 2, "top": []})[0])
    )


def test_themes_that_are_first_together_are_all_named() -> None:
    rows = [{"theme": theme, "hits": hits} for theme, hits in (("graphs", 9), ("tuning", 9), ("cold start", 2))]
    assert captions.describe_themes({"works": 20, "top": rows})[1].endswith(
        "the most frequent is graphs and tuning (9)."
    )


def test_counts_of_one_and_none_read_well() -> None:
    production = {"works_dated": 10, "works_undated": 1, "peak": "2023Q2", "peak_n": 5}
    assert "Not drawn: 1 work of which only" in captions.describe_production(production, "quarter")[0]
    assert "Not drawn" not in captions.describe_production({**production, "works_undated": 0}, "quarter")[0]
    one = captions.describe_venues({**VENUES, "works": 1, "venues": 1}, [{"zone": 1, "venues": 1, "n": 1}])[0]
    assert "n = 1 work in 1 venue, none of them with one work. Bradford's zones (zone 1: 1 venue, 1 work)" in one
    reading = {"hits": 0, "n": 1, "untouched": 1}
    said, alt = captions.describe_reading(reading)
    assert "by section: none of n = 1 entry." in said and alt.endswith("1 section has none read.")
    cut = {"developers": 1, "top": [], "not_drawn": 1, "least_drawn": 2}
    assert captions.describe_developers(cut, 1)[0].endswith("Not drawn: 1 developer of fewer than 2 works.")


@pytest.mark.parametrize(("last", "says"), [(0.5, "in all from 10 % to 50 %"), (0.1, "in all from 10 % to 10 %")])
def test_the_published_are_said_to_rise_only_as_far_as_they_do(last: float, says: str) -> None:
    rows = [{"n": 40, "estimate": 0.1}, {"n": 40, "estimate": last}]
    said, alt = captions.describe_publishing({"all": rows}, {}, "2026-11")
    assert says in alt and "rising" not in alt
    assert "triangles may still rise" in said and "grey and hollow: fewer than 10 works" in said


def test_a_person_is_a_spelling_case_blanks_and_full_stops_aside() -> None:
    law = {"estimate": None}
    assert "a spelling of a name, case, blanks and full stops aside" in captions.describe_lotka({"authors": 9}, law)[0]
