"""Does a conclusion change when the list is read in another way, or some of its labels are wrong?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from listometrics.analyse.claims import check_claim
from listometrics.analyse.frames import ESTIMATE, make_frame
from listometrics.analyse.intervals import NAN, Estimate, share_bootstrap
from listometrics.analyse.sample import EXCLUSIVE, THIN, Choices, Sample
from listometrics.analyse.scale import estimate_growth
from listometrics.analyse.variants import Tables, flip_labels, list_variants

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
