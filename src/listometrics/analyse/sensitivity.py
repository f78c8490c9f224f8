"""Does a conclusion change when the list is read in another way, or some of its labels are wrong?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from listometrics.analyse.claims import check_claim
from listometrics.analyse.frames import ESTIMATE, make_frame
from listometrics.analyse.intervals import NAN, Estimate, share_bootstrap
from listometrics.analyse.sample import APART, THIN, Choices, Sample, build_sample
from listometrics.analyse.scale import estimate_growth

FLIPS = 50
EXCLUSIVE = ("frozen", "full", "peft")
CLAIMS = ("frozen_since_chatgpt", "peft_over_time", "peft_for_billions", "new_roles_frozen")
LABELS = {"frozen_less_full": "Frozen less full finetuning", "growth": "Growth, times a year"}
NULLS = {"growth": 1.0}
Tables = Mapping[str, pd.DataFrame]
Headline = Callable[[Sample], Estimate]
COLUMNS = ["headline", "label", "variant", *ESTIMATE, "null", "conclusion", "changes", "agree"]


def list_headlines(hypotheses: pd.DataFrame) -> dict[str, Headline]:
    """Return the headlines by name: each takes a sample and returns an estimate.

    `frozen_less_full`: the share of frozen less that of full finetuning, among works with one group; `growth`: times
    a year by Theil-Sen on known sizes; and those of the claims in CLAIMS that hypotheses.csv holds.
    """
    headlines: dict[str, Headline] = {"frozen_less_full": _frozen_less_full, "growth": _growth}
    for claim in hypotheses.to_dict("records"):
        if claim["claim"] in CLAIMS:
            headlines[str(claim["claim"])] = partial(_claim, claim)
    return headlines


def _frozen_less_full(sample: Sample) -> Estimate:
    """Count works with one group; in fractional counting those with several, too, each group its fraction."""
    signs = {"frozen": 1.0, "full": -1.0}
    works = sample.works[sample.works["group"].isin(EXCLUSIVE)]
    sign = works["group"].map(signs).fillna(0.0)
    if sample.choices.count == "fractional":
        named = sample.strategies[["key", "strategy_group"]].drop_duplicates()
        sign = named["strategy_group"].map(signs).fillna(0.0).groupby(named["key"]).mean()
    e = share_bootstrap((sign + 1) / 2, np.random.default_rng(sample.choices.seed))
    return Estimate(2 * e.estimate - 1, 2 * e.low - 1, 2 * e.high - 1, e.n, e.method)


def _growth(sample: Sample) -> Estimate:
    works = sample.works[sample.works["size_status"] == "known"]
    return estimate_growth(works, sample.choices.seed)[0]


def _claim(claim: Mapping[Any, Any], sample: Sample) -> Estimate:
    found = check_claim(sample.works, claim, sample.choices.seed)
    few = found["n_a"] < THIN or (found["n_b"] is not pd.NA and found["n_b"] < THIN)
    low, high = (NAN, NAN) if few else (found["low"], found["high"])
    return Estimate(found["estimate"], low, high, found["n"], found["method"])


def conclude(estimate: Estimate, null: float) -> str:
    """Say where an interval lies: `above`, `below` or `around` its null value, or `too few`.

    >>> conclude(Estimate(0.2, 0.1, 0.3, 50, ""), 0), conclude(Estimate(0.2, NAN, NAN, 5, ""), 0)
    ('above', 'too few')
    """
    if np.isnan(estimate.low) or np.isnan(estimate.high):
        return "too few"
    return "above" if estimate.low > null else "below" if estimate.high < null else "around"


def list_variants(tables: Tables, choices: Choices) -> Iterator[tuple[str, Sample]]:
    """Yield the sample as analysed (`as analysed`), then its variants, each with its name."""
    base = build_sample(tables, choices)
    yield "as analysed", base
    yield "fractional counting", replace(base, choices=replace(choices, count="fractional"))
    yield "entries, not works", build_sample(split_entries(tables), choices)
    yield "without surveys and pending list", build_sample(keep_entries(tables, _stands_in_place(tables)), choices)
    yield "first section of a work only", build_sample(keep_entries(tables, _stands_first(tables)), choices)
    yield "dated by arXiv only", base.keep(base.dated["key"])
    yield "year by the list's venue", _replace_works(base, _date_by_venue(base.works))
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


def _replace_works(sample: Sample, works: pd.DataFrame) -> Sample:
    return replace(sample, works=works)


def flip_labels(sample: Sample, rate: float, rng: np.random.Generator) -> Sample:
    """Return the sample with wrong labels: each work, with probability `rate`, gets another exclusive group.

    Its size, too, is exchanged for that of a random work with a size.
    """
    works = sample.works.copy()
    wrong = rng.random(len(works)) < rate
    groups = works["group"].tolist()
    for place in np.flatnonzero(wrong & works["group"].isin(EXCLUSIVE).to_numpy(dtype=bool)):
        others = [group for group in EXCLUSIVE if group != groups[place]]
        groups[place] = others[rng.integers(2)]
    works["group"] = pd.Series(groups, index=works.index, dtype=works["group"].dtype)
    sized = works["size_m"].notna().to_numpy(dtype=bool)
    donors = rng.choice(np.flatnonzero(sized), len(works)) if sized.any() else np.arange(len(works))
    for column in ("size_m", "size_status", "billion"):
        mine = works[column].to_numpy(copy=True)
        mine[wrong & sized] = works[column].to_numpy()[donors[wrong & sized]]
        works[column] = pd.Series(mine, index=works.index, dtype=works[column].dtype)
    return _replace_works(sample, works)


def check_sensitivity(tables: Tables, choices: Choices, hypotheses: pd.DataFrame) -> pd.DataFrame:
    """Compute each headline under each variant, and say whether its conclusion changes.

    For labels flipped at random (5 and 10 % of works, 50 times each) estimate, low and high are medians over the
    repetitions, and `agree` is the share of them whose conclusion is that of the sample as analysed. Columns:
    headline, label, variant, estimate, low, high, n, method, null, conclusion (`above` `below` `around` the null value,
    `too few`), changes (empty where there are too few to tell), agree.
    """
    headlines = list_headlines(hypotheses)
    labels = {**LABELS, **dict(zip(hypotheses["claim"], hypotheses["label"], strict=True))}
    variants = list(list_variants(tables, choices))
    base = variants[0][1]
    rows = []
    for name, compute in headlines.items():
        null = NULLS.get(name, 0.0)
        first = conclude(compute(base), null)
        found = [(variant, compute(sample), NAN) for variant, sample in variants]
        found += [_flip(base, compute, rate, null, first) for rate in (0.05, 0.10)]
        rows += [
            {"headline": name, "label": labels[name], "variant": variant, **estimate._asdict(), "null": null}
            | {"conclusion": conclude(estimate, null), "changes": _differs(conclude(estimate, null), first)}
            | {"agree": agree}
            for variant, estimate, agree in found
            if base.works.size
        ]
    return make_frame(rows, COLUMNS, agree="float64")


def _differs(conclusion: str, first: str) -> bool | None:
    return None if "too few" in (conclusion, first) else conclusion != first


def _flip(sample: Sample, compute: Headline, rate: float, null: float, first: str) -> tuple[str, Estimate, float]:
    rng = np.random.default_rng([sample.choices.seed, int(rate * 100)])
    found = [compute(flip_labels(sample, rate, rng)) for _ in range(FLIPS)]
    ends = np.array([[e.estimate, e.low, e.high] for e in found])
    middle, low, high = (float(np.median(column)) for column in ends.T)
    agree = float(np.mean([conclude(e, null) == first for e in found]))
    name = f"{rate:.0%} of labels wrong".replace("%", " %")
    return name, Estimate(middle, low, high, found[0].n, found[0].method), agree
