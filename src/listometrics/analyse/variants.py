"""The list read in other ways: samples counted, dated or coded otherwise, and with wrong labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from listometrics.analyse.sample import APART, EXCLUSIVE, Choices, Sample, build_sample

Tables = Mapping[str, pd.DataFrame]


def list_variants(tables: Tables, choices: Choices) -> Iterator[tuple[str, Sample]]:
    """Yield the sample as analysed (`as analysed`), then its variants, each with its name."""
    base = build_sample(tables, choices)
    yield "as analysed", base
    yield "fractional counting", replace(base, choices=replace(choices, count="fractional"))
    yield "entries, not works", build_sample(split_entries(tables), choices)
    yield "without surveys and pending list", build_sample(keep_entries(tables, _stands_in_place(tables)), choices)
    yield "first section of a work only", build_sample(keep_entries(tables, _stands_first(tables)), choices)
    yield "dated by arXiv only", base.keep(base.dated["key"])
    yield "year by the list's venue", replace(base, works=_date_by_venue(base.works))
    yield "open weights only", base.keep(base.works.loc[base.works["openness"] == "open", "key"])
    yield "stated sizes only", base.keep(base.works.loc[base.works["size_status"] == "known", "key"])
    yield "read by the maintainer", base.keep(base.works.loc[base.works["read"], "key"])
    yield "not read", base.keep(base.works.loc[~base.works["read"], "key"])


def split_entries(tables: Tables) -> dict[str, pd.DataFrame]:
    """Return the tables with every entry as a work of its own."""
    pairs = tables["entry_papers"].assign(own=lambda t: "entry" + t["entry"].astype("str").str.zfill(5))
    papers = pairs.merge(tables["papers"], on="key").assign(key=lambda t: t["own"])
    return {**tables, "entry_papers": pairs.assign(key=pairs["own"])[["entry", "key"]],
            "papers": papers[tables["papers"].columns]}  # fmt: skip


def keep_entries(tables: Tables, kept: pd.Series) -> dict[str, pd.DataFrame]:
    """Return the tables with only these entries (their numbers)."""
    return {**tables, "entries": tables["entries"][tables["entries"]["entry"].isin(kept)]}


def _stands_in_place(tables: Tables) -> pd.Series:
    apart = tables["entries"]["section_title"].str.contains(APART)
    return tables["entries"].loc[~apart, "entry"]


def _stands_first(tables: Tables) -> pd.Series:
    return tables["entry_papers"].sort_values("entry").drop_duplicates("key")["entry"]


def _date_by_venue(works: pd.DataFrame) -> pd.DataFrame:
    """Date each work to the middle of the year that the list gives with its venue."""
    year = works["list_year"].astype("str").replace("<NA>", "")
    return works.assign(month=(year + "-07").where(works["list_year"].notna().astype(bool), "").astype("str"))


def flip_labels(sample: Sample, rate: float, rng: np.random.Generator) -> Sample:
    """Return the sample with wrong labels: each work, with probability `rate`, gets another exclusive group.

    Its size, too, is exchanged for that of a random work with a size.
    """
    works = sample.works.copy()
    wrong = rng.random(len(works)) < rate
    group = works["group"].to_numpy(dtype=object, copy=True)
    labelled = np.flatnonzero(wrong & np.isin(group.astype("str"), EXCLUSIVE))
    for place, other in zip(labelled, rng.integers(2, size=labelled.size), strict=True):
        group[place] = [name for name in EXCLUSIVE if name != group[place]][other]
    works["group"] = pd.Series(group, index=works.index, dtype="str")
    sized = works["size_m"].notna().to_numpy(dtype=bool)
    donors = rng.choice(np.flatnonzero(sized), len(works)) if sized.any() else np.arange(len(works))
    mine = np.where(wrong & sized, donors, np.arange(len(works)))
    for column in ("size_m", "size_status", "billion"):
        works[column] = works[column].take(mine).set_axis(works.index)
    return replace(sample, works=works)
