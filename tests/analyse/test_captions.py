"""Captions say who is counted and what is not drawn."""

from collections.abc import Callable

import pandas as pd
import pytest

from listometrics.analyse.coverage import read_coverage
from listometrics.analyse.model_sizes import list_sizes
from listometrics.analyse.sample import Sample
from listometrics.analyse.study_captions import TEXTS, write_caption
from listometrics.analyse.tuning import count_groups, cross_stages, estimate_methods

Build = Callable[..., Sample]


def test_the_caption_of_counts_has_n_and_what_is_not_drawn(build: Build) -> None:
    caption, alt = write_caption("methods_counts", build(), count_groups(build()))
    assert "full counting. n = 8 of 9 coded works. Not drawn: 1 without an arXiv id." in caption
    assert "Most works, 3, appear in 2023Q1" in alt


def test_captions_follow_the_parameters(build: Build) -> None:
    sample = build(period="year", count="fractional")
    caption, alt = write_caption("methods_shares", sample, estimate_methods(sample))
    assert "of a year, fractional counting" in caption
    assert "Bayesian bootstrap of works" in caption
    assert "2023, with most works, has 70 % frozen, 0 % full, 30 % peft" in alt


def test_the_caption_of_sizes_counts_what_has_none(build: Build) -> None:
    caption, alt = write_caption("scale_sizes", build(), list_sizes(build()))
    assert "n = 7 of 9 works that name a model. Not drawn: 1 without an arXiv id, 1 whose size is not" in caption
    assert "Above: 2 of them, whose only models are of undisclosed size; below: 5 with a stated one" in caption
    assert "from 2021-05 to 2023-04" in alt


def test_captions_say_how_often_their_intervals_hold_the_truth(build: Build) -> None:
    sample = build(count="fractional")
    caption, _ = write_caption("methods_shares", sample, estimate_methods(sample))
    table = read_coverage()
    rows = table[(table["method"] == "Bayesian bootstrap of works") & (table["n"] >= 10)]
    assert f"hold the truth in {100 * rows['coverage'].min():.1f} % of samples" in caption


def test_few_works_in_every_stage_are_said(build: Build) -> None:
    assert "All stages hold few works" in write_caption("methods_stages", build(), cross_stages(build()))[1]


@pytest.mark.parametrize("name", TEXTS)
def test_a_table_without_rows_has_a_caption_that_says_so(build: Build, name: str) -> None:
    empty = pd.DataFrame({"n": pd.Series(dtype="Int64")})
    lacking = {"methods": " with a tuning strategy", "scale": " with a model"}.get(name.split("_")[0], "")
    assert write_caption(name, build(first_year=2030), empty)[0] == f"No papers{lacking} with these parameters."


def test_the_caption_of_the_readings_says_which_headlines_are_undecided_to_begin_with(build: Build) -> None:
    row = {"headline": "a", "label": "A", "variant": "as analysed", "outcome": "holds", "n": 50}
    claims = pd.DataFrame(
        [("a", "A", "undecided"), ("b", "B", "undecided"), ("c", "C", "consistent")],
        columns=["claim", "label", "verdict"],
    )
    caption = write_caption("sensitivity", build(), pd.DataFrame([row]), claims)[0]
    assert "not corrected for the number of claims; after Holm's correction A is undecided to begin with." in caption
    assert "per cent of these repetitions that come to the conclusion of the list as it is" in caption
    decided = write_caption("sensitivity", build(), pd.DataFrame([row]), claims.assign(verdict="consistent"))[0]
    assert "not corrected for the number of claims. " in decided
