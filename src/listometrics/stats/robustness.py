"""Do the answers change when the list is read in another way, or some of its labels are wrong?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from listometrics.stats.estimates import NAN, Estimate, differences
from listometrics.stats.work_sample import APART, THIN, Choices, Sample, Tables, build_sample

REPETITIONS = 200
AS_ANALYSED = "as analysed"
Marks = dict[str, npt.NDArray[np.bool_]]


def _mark(works: pd.DataFrame) -> Marks:
    """Return what the answers ask of each work, as arrays of true and false."""
    groups = {group: works["groups"].str.split("; ").map(lambda cell, g=group: g in cell) for group in GROUPS}
    marks = {
        "late": works["period"].str.startswith("since"),
        "early": works["period"].str.startswith("before"),
        "coded": works["groups"] != "",
        "lora or full alone": works["group"].isin(["lora", "full"]),
        "sized": works["size_m"].notna(),
        "large": works["size_m"] >= 1e3,
        "small": works["size_m"] < 1e3,
    }
    return {name: mark.to_numpy(dtype=bool) for name, mark in (groups | marks).items()}


Counts = tuple[int, int, int, int]
"""Hits on each of two sides, then the works of each."""
GROUPS = ("frozen", "full", "lora")
LABELS = (*GROUPS, "coded", "lora or full alone")
SIZES = ("sized", "large", "small")
ANSWERS = {
    "frozen use": ("frozen", ("late", "coded"), ("early", "coded")),
    "full finetuning": ("full", ("late", "coded"), ("early", "coded")),
    "LoRA": ("lora", ("late", "coded"), ("early", "coded")),
    "models of at least 1B": ("large", ("late", "sized"), ("early", "sized")),
    "LoRA at 1B or more": ("lora", ("late", "lora or full alone", "large"), ("late", "lora or full alone", "small")),
}
"""What counts as a hit, and what all works of either side are."""


def _count(marks: Marks, hit: str, *sides: Sequence[str]) -> Counts:
    first, second = (np.logical_and.reduce([marks[name] for name in side]) for side in sides)
    hits = marks[hit]
    return int((hits & first).sum()), int((hits & second).sum()), int(first.sum()), int(second.sum())


def list_variants(tables: Tables, choices: Choices) -> Iterator[tuple[str, Sample]]:
    """Yield the sample as analysed, then the list read in other ways, each with its name."""
    base = build_sample(tables, choices)
    entries, pairs = tables["entries"], tables["entry_papers"]
    yield AS_ANALYSED, base
    own = pairs.assign(own="entry" + pairs["entry"].astype("str").str.zfill(6))
    papers = own.merge(tables["papers"], on="key").assign(key=lambda t: t["own"])[tables["papers"].columns]
    split = {**tables, "entry_papers": own.assign(key=own["own"])[["entry", "key"]], "papers": papers}
    yield "entries, not works", build_sample(split, choices)
    first = pairs.sort_values("entry", kind="stable").drop_duplicates("key")["entry"]
    first_only = {**tables, "entries": entries[entries["entry"].isin(first)]}
    yield "first section of a work only", build_sample(first_only, choices)
    inside = {**tables, "entries": entries[~entries["section_title"].str.contains(APART)]}
    yield "without surveys and pending list", build_sample(inside, replace(choices, sections=()))
    yield "dated by arXiv only", base.keep(base.works["month"] != "")
    yield "year by the list's venue", _date_by_list(base)
    yield "open weights only", base.keep(base.works["openness"] == "open")
    yield "works of one strategy only", base.keep(base.works["group"] != "mixed")
    yield "read by the maintainer", base.keep(base.works["read"].astype(bool))
    yield "not read", base.keep(~base.works["read"].astype(bool))


def _date_by_list(sample: Sample) -> Sample:
    year, split = sample.works["list_year"], sample.choices.split
    period = (year < split).map({True: f"before {split}", False: f"since {split}"}).astype("str")
    return replace(sample, works=sample.works.assign(period=period.where(year.notna(), "")))


def conclude(estimate: Estimate) -> str:
    """Say on which side of no difference an interval lies: `more`, `less`, `no clear change`, or `too few` works.

    >>> conclude(Estimate(0.2, 0.1, 0.3, 50, "")), conclude(Estimate(0.2, -0.1, 0.3, 50, ""))
    ('more', 'no clear change')
    """
    if np.isnan(estimate.low):
        return "too few"
    return "more" if estimate.low > 0 else "less" if estimate.high < 0 else "no clear change"


def check_robustness(tables: Tables, choices: Choices) -> pd.DataFrame:
    """Compute every answer for every variant: answer, variant, estimate, low, high, n, method, conclusion, same.

    `same` tells whether the conclusion is that of the sample as analysed (empty where a variant leaves too few works);
    for labels and sizes exchanged at random among 5 and 10 % of the works, estimate, low and high are medians over the
    repetitions, and `agree` is the share of these with the same conclusion.
    """
    variants = [(name, _mark(sample.works)) for name, sample in list_variants(tables, choices)]
    drawn = {rate: list(_exchange_labels(variants[0][1], choices.seed, rate)) for rate in (0.05, 0.10)}
    rows = []
    for answer, compared in ANSWERS.items():
        found = _compare([_count(marks, *compared) for _, marks in variants])
        first = conclude(found[0])
        for (variant, _), estimate in zip(variants, found, strict=True):
            said = conclude(estimate)
            same = None if "too few" in (said, first) else said == first
            rows.append({"answer": answer, "variant": variant, **estimate._asdict(), "conclusion": said, "same": same})
        for rate, changed in drawn.items():
            again = _compare([_count(marks, *compared) for marks in changed])
            e, low, high, n = pd.DataFrame(again)[["estimate", "low", "high", "n"]].astype(float).median()
            middle = Estimate(e, low, high, round(n), again[0].method)
            rows.append(
                {"answer": answer, "variant": f"{rate * 100:.0f} % of labels wrong", **middle._asdict()}
                | {"conclusion": conclude(middle), "same": None if first == "too few" else conclude(middle) == first}
                | {"agree": float(np.mean([conclude(e) == first for e in again]))}
            )
    types = {"n": "Int64", "same": "boolean", "agree": "float64"}
    columns = ["answer", "variant", *Estimate._fields, "conclusion", "same", "agree"]
    return pd.DataFrame(rows, columns=columns).astype(types)


def _compare(counts: list[Counts]) -> list[Estimate]:
    table = np.array(counts)
    found = differences(table[:, :2], table[:, 2:])
    found[table[:, 2:].min(axis=1) < THIN, 1:] = NAN  # too few works on a side for an interval
    works = table[:, 2:].sum(axis=1).tolist()
    return [Estimate(e, low, high, n, "Newcombe") for (e, low, high), n in zip(found.tolist(), works, strict=True)]


def _exchange_labels(marks: Marks, seed: int, rate: float) -> Iterator[Marks]:
    """Yield the works with the groups, and the sizes, of so many exchanged for those of another work."""
    rng = np.random.default_rng([seed, round(rate * 100)])
    for _ in range(REPETITIONS):
        changed = dict(marks)
        for names, has in ((LABELS, marks["coded"]), (SIZES, marks["sized"])):
            donors, source = np.flatnonzero(has), np.arange(len(has))
            wrong = donors[rng.random(len(donors)) < rate]
            source[wrong] = rng.choice(donors, len(wrong)) if len(donors) else wrong
            changed |= {name: marks[name][source] for name in names}
        yield changed
