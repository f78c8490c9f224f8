"""The list read in other ways."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from listometrics.analyse.sample import Sample, build_sample, check_choices
from listometrics.analyse.sensitivity import flip_labels, keep_entries, list_variants, split_entries

Build = Callable[..., Sample]


def test_splitting_makes_every_entry_a_work(tables: dict[str, pd.DataFrame]) -> None:
    sample = build_sample(split_entries(tables), check_choices())
    assert len(sample.works) == 11
    assert (sample.works["group"] == "peft").sum() == 3  # d2023 twice, c2022


def test_keeping_first_entries_gives_each_work_one_stage(tables: dict[str, pd.DataFrame]) -> None:
    sample = build_sample(keep_entries(tables, pd.Series([1, 2, 3, 4])), check_choices())
    assert sample.works.set_index("key")["stages"].to_dict() == {
        "a2021": "1.1", "b2022": "1.2", "c2022": "1.2", "d2023": "1.1",
    }  # fmt: skip


def test_variants_hold_the_works_that_their_names_say(tables: dict[str, pd.DataFrame]) -> None:
    sizes = {name: len(sample.works) for name, sample in list_variants(tables, check_choices())}
    assert sizes == {
        "as analysed": 10, "fractional counting": 10, "entries, not works": 11, "without surveys and pending list": 9,
        "first section of a work only": 10, "dated by arXiv only": 9, "year by the list's venue": 10,
        "open weights only": 6, "stated sizes only": 5, "read by the maintainer": 2, "not read": 8,
    }  # fmt: skip
    by = dict(list_variants(tables, check_choices()))["year by the list's venue"].works.set_index("key")["month"]
    assert (by["c2022"], by["i2022"]) == ("2023-07", "2022-07")


def test_flipping_none_or_all_labels(build: Build) -> None:
    sample = build()
    same = flip_labels(sample, 0.0, np.random.default_rng(1)).works
    pd.testing.assert_frame_equal(same, sample.works)
    other = flip_labels(sample, 1.0, np.random.default_rng(1)).works
    labelled = sample.works["group"].isin(["frozen", "full", "peft"])
    assert (other.loc[labelled, "group"] != sample.works.loc[labelled, "group"]).all()
    assert (other.loc[~labelled, "group"] == sample.works.loc[~labelled, "group"]).all()
    assert other["size_m"].notna().equals(sample.works["size_m"].notna())
