"""Does a conclusion change when the list is read in another way, or some of its labels are wrong?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from listometrics.analyse.claims import check_claim
from listometrics.analyse.frames import ESTIMATE, make_frame
from listometrics.analyse.intervals import NAN, Estimate, share_bootstrap
from listometrics.analyse.model_sizes import estimate_growth
from listometrics.analyse.sample import APART, EXCLUSIVE, THIN, Choices, Sample, build_sample

FLIPS = 50
RATES = (0.05, 0.10)
FLIP_DRAWS = 299
"""Resamples of the growth's interval in each of the repetitions, of which the medians are taken."""
CLAIMS = ("larger_models", "peft_for_billions", "lora_first", "frozen_since_chatgpt", "peft_over_time",
          "new_roles_frozen")  # fmt: skip
LABELS = {"frozen_less_full": "Frozen less full finetuning", "growth": "Growth, times a year"}
NULLS = {"growth": 1.0}
COLUMNS = ["headline", "label", "variant", *ESTIMATE, "null", "conclusion", "outcome", "changes", "agree"]
NONE = Estimate(NAN, NAN, NAN, 0, "not applicable")
# Variants that only touch headlines which use this.
TOUCHES = {"fractional counting": "counting", "dated by arXiv only": "undated", "year by the list's venue": "time",
           "stated sizes only": "unsized"}  # fmt: skip


class Headline(NamedTuple):
    """What is estimated of a sample, and what of it the variants can touch.

    `uses` holds `counting` (works with several groups), `time`, `undated` (works without a month are used) and
    `unsized` (works of an undisclosed size are used).
    """

    compute: Callable[..., Estimate]
    uses: frozenset[str]


def list_headlines(hypotheses: pd.DataFrame) -> dict[str, Headline]:
    """Return the headlines by name.

    `frozen_less_full`: the share of frozen less that of full finetuning, among works with one group; `growth`: times
    a year by Theil-Sen on known sizes; and those of the claims in CLAIMS that hypotheses.csv holds.
    """
    headlines = {
        "frozen_less_full": Headline(_frozen_less_full, frozenset({"counting", "undated", "unsized"})),
        "growth": Headline(_growth, frozenset({"time"})),
    }
    for claim in hypotheses.to_dict("records"):
        if claim["claim"] in CLAIMS:
            terms = " ".join(str(claim[part]) for part in ("among", "outcome", "side_a", "side_b"))
            timed = "time" if "month" in terms else "undated"
            headlines[str(claim["claim"])] = Headline(partial(_claim, claim), frozenset({timed, "unsized"}))
    return headlines


def _frozen_less_full(sample: Sample, draws: int = 0) -> Estimate:
    """Count works with one group; in fractional counting those with several, too, each group its fraction."""
    signs = {"frozen": 1.0, "full": -1.0}
    works = sample.works[sample.works["group"].isin(EXCLUSIVE)]
    sign = works["group"].map(signs).fillna(0.0)
    if sample.choices.count == "fractional":
        named = sample.strategies[["key", "strategy_group"]].drop_duplicates()
        sign = named["strategy_group"].map(signs).fillna(0.0).groupby(named["key"]).mean()
    e = share_bootstrap((sign + 1) / 2, np.random.default_rng(sample.choices.seed))
    return Estimate(2 * e.estimate - 1, 2 * e.low - 1, 2 * e.high - 1, e.n, e.method)


def _growth(sample: Sample, draws: int = 0) -> Estimate:
    works = sample.works[sample.works["size_status"] == "known"]
    return estimate_growth(works, sample.choices.seed, draws=draws)[0]


def _claim(claim: Mapping[Any, Any], sample: Sample, draws: int = 0) -> Estimate:
    found = check_claim(sample.works, claim, sample.choices.seed)
    few = found["n_a"] < THIN or (found["n_b"] is not pd.NA and found["n_b"] < THIN)
    low, high = (NAN, NAN) if few else (found["low"], found["high"])
    return Estimate(found["estimate"], low, high, found["n"], found["method"])


def conclude(estimate: Estimate, null: float) -> str:
    """Say where an interval lies: `above`, `below` or `around` its null value, or `too few` (below 10 works, too).

    >>> conclude(Estimate(0.2, 0.1, 0.3, 50, ""), 0), conclude(Estimate(0.2, 0.1, 0.3, 5, ""), 0)
    ('above', 'too few')
    """
    if estimate.n < THIN or np.isnan(estimate.low) or np.isnan(estimate.high):
        return "too few"
    return "above" if estimate.low > null else "below" if estimate.high < null else "around"


def compare_conclusions(conclusion: str, first: str) -> str:
    """Say what becomes of the first conclusion.

    `holds`; `reverses` (the interval lies on the other side); `no longer` (it comes to hold the null value, so that
    an effect can no longer be told from none); `only here` (an effect that cannot be told as analysed); `too few`.

    >>> compare_conclusions("around", "above"), compare_conclusions("below", "above")
    ('no longer', 'reverses')
    """
    if "too few" in (conclusion, first):
        return "too few"
    if conclusion == first:
        return "holds"
    return {"around": "no longer"}.get(conclusion, "only here" if first == "around" else "reverses")


def check_sensitivity(tables: Tables, choices: Choices, hypotheses: pd.DataFrame) -> pd.DataFrame:
    """Compute each headline under each variant, and say what becomes of its conclusion.

    For labels flipped at random (5 and 10 % of works, 50 times each) estimate, low, high and n are medians over the
    repetitions, and `agree` is the share of them whose conclusion is that of the sample as analysed. Columns:
    headline, label, variant, estimate, low, high, n, method, null, conclusion (`above` `below` `around` the null value,
    `too few`, `not applicable` where a variant cannot touch the headline), outcome (see compare_conclusions), changes
    (whether it does not hold; empty where that cannot be told), agree.
    """
    headlines = list_headlines(hypotheses)
    labels = {**LABELS, **dict(zip(hypotheses["claim"], hypotheses["label"], strict=True))}
    variants = list(list_variants(tables, choices))
    base = variants[0][1]
    if base.works.empty:
        return make_frame([], COLUMNS, agree="float64")
    flipped = {f"{rate:.0%} of labels wrong".replace("%", " %"): list(_flip(base, rate)) for rate in RATES}
    rows = []
    nulls = {**NULLS, **dict(zip(hypotheses["claim"], hypotheses["null"].astype("float64"), strict=True))}
    for name, headline in headlines.items():
        null = nulls.get(name, 0.0)
        first = conclude(headline.compute(base), null)
        found = [(variant, *_try(headline, variant, sample, null), NAN) for variant, sample in variants]
        found += [(rate, *_agree(headline, samples, null, first)) for rate, samples in flipped.items()]
        rows += [
            {"headline": name, "label": labels[name], "variant": variant, **estimate._asdict(), "null": null}
            | {"conclusion": conclusion, **_judge(conclusion, first), "agree": agree}
            for variant, estimate, conclusion, agree in found
        ]
    return make_frame(rows, COLUMNS, agree="float64")


def _try(headline: Headline, variant: str, sample: Sample, null: float) -> tuple[Estimate, str]:
    if variant in TOUCHES and TOUCHES[variant] not in headline.uses:
        return NONE, "not applicable"
    estimate = headline.compute(sample)
    return estimate, conclude(estimate, null)


def _judge(conclusion: str, first: str) -> dict[str, Any]:
    outcome = conclusion if conclusion == "not applicable" else compare_conclusions(conclusion, first)
    return {"outcome": outcome, "changes": {"holds": False, "too few": None, "not applicable": None}.get(outcome, True)}


def _flip(sample: Sample, rate: float) -> Iterator[Sample]:
    rng = np.random.default_rng([sample.choices.seed, int(rate * 100)])
    for _ in range(FLIPS):
        yield flip_labels(sample, rate, rng)


def _agree(headline: Headline, samples: list[Sample], null: float, first: str) -> tuple[Estimate, str, float]:
    found = [headline.compute(sample, draws=FLIP_DRAWS) for sample in samples]
    ends = np.array([[e.estimate, e.low, e.high, e.n] for e in found])
    middle, low, high, n = (float(np.median(column)) for column in ends.T)
    estimate = Estimate(middle, low, high, round(n), found[0].method)
    agree = float(np.mean([conclude(e, null) == first for e in found]))
    return estimate, conclude(estimate, null), agree


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
