"""Captions and alternative texts of the figures, with their numbers: n, and what is not drawn."""

from __future__ import annotations

import pandas as pd

from listometrics.analyse.caption_data import DRAWN, NUMBERS, common_numbers, say_undecided
from listometrics.analyse.coverage import say_coverage
from listometrics.analyse.sample import THIN, Sample
from listometrics.analyse.sensitivity import FLIPS

CODED = "Strategies as coded by the list. "
GREYED = f"Grey, hollow: fewer than {THIN} works, where intervals may hold the truth less often than they say. "
SHADED = "Shaded: incomplete, as the list lags behind. "
INTERVAL = "Lines: 95 % intervals ({method}). {coverage}"
EVENTS = "Dotted: releases of models. "

# Name: caption, alternative text. {who} says who is drawn and who is not; the other fields are values.
TEXTS = {
    "methods_counts": (
        "Works by {period} of first appearance and group of tuning strategy, {counting} counting. {who} "
        + CODED + f"Pale: fewer than {THIN} works. " + SHADED + EVENTS
        + "Counts of this list have no interval; those of the shares are in the figure of the shares.",
        "Stacked bars of works by {period}, from {first} to {last}. Most works, {peak_n}, appear in {peak}. Of all "
        "{coded} coded works {frozen} name frozen use, {full} full and {peft} parameter-efficient finetuning.",
    ),
    "methods_shares": (
        "Share of each group of tuning strategies among the coded works of a {period}, {counting} counting. {who} "
        + CODED + INTERVAL + GREYED + SHADED + EVENTS
        + "Numbers: works of the {period}. A work with several groups counts for each in full counting.{others}",
        "Panels of points with intervals by {period}: frozen, full finetuning and parameter-efficient finetuning, over "
        "all works and on open weights only. {peak}, with most works, has {peak_shares}.",
    ),
    "methods_trend": (
        "Share of frozen use, full finetuning and parameter-efficient finetuning by a penalised multinomial logit on "
        "the month, with its pointwise 95 % band (parametric bootstrap). {coverage}{who} Points: shares by "
        "{period}, with 95 % intervals; hollow and grey: fewer than " + str(THIN) + " works. They count works with "
        "several groups for each. " + CODED + SHADED + EVENTS,
        "Fitted curves over the months from {first} to {last}. {trend}.",
    ),
    "methods_stages": (
        "Works by pipeline stage and group of tuning strategy: number and share of the stage's works, full counting. "
        "{who} " + CODED + f"Grey labels: stages with fewer than {THIN} works.",
        "Heatmap of stages by strategy group. {stages}.",
    ),
    "methods_peft": (
        "Parameter-efficient strategies, with their kind after arXiv:2303.15647. {who} A work with several "
        "counts for each. Lines: 95 % intervals of the share (Wilson). {coverage}" + CODED,
        "Horizontal bars. {peft_first} is named most, by {peft_first_n} of {peft} works.",
    ),
    "methods_first": (
        "Works by strategy and month; the first one is a sign, with its month. {who} In brackets: works drawn; "
        "those of one month cover each other. First in this list is not first in the literature. " + CODED + SHADED
        + EVENTS,
        "A row of ticks for {strategies}, in the order of first appearance from {first}.",
    ),
    "methods_openness": (
        "Share of works that leave the model frozen, by the openness of their models' weights and by stage; right: "
        "works. {who} Works in several stages count in each. " + INTERVAL + GREYED
        + "Closed models can hardly be tuned. " + CODED,
        "Pairs of points by stage. Over all stages, {open_frozen} of works with open models and {closed_frozen} of "
        "works with closed models leave the model frozen.",
    ),
    "methods_claims": (
        "Claims of {source}, stated before the numbers, held against this list. This shows consistency and is no test. "
        "Shares or their differences, less the null value, in "
        "percentage points with 95 % intervals. {coverage}Right: verdict after Holm's correction, and works on each "
        "side, of {chosen} works in all. " + CODED,
        "{claims} as points with intervals: {verdicts}.",
    ),
    "scale_sizes": (
        "Largest stated size of each work against its month (log scale). {who} Above: {hidden} of them, whose only "
        "models are of undisclosed size; below: {sized_dated} with a stated one. Arrows: lower bounds, as a model of "
        "undisclosed size stands beside; they enter the medians as they are. Thick lines, boxes and thin lines: "
        "medians, quartiles and the medians' 95 % intervals by {period}; thin and grey below {thin} works. "
        "{coverage}" + SHADED + EVENTS,
        "Scatter of model sizes from {first_sized} to {last_sized}. The most frequent sizes are {top_sizes}.",
    ),
    "scale_classes": (
        "Share of works by {period} and size of their largest model; sizes that developers never disclosed are a class "
        "of their own.{bounds}{unstated} {who} Numbers: works of "
        "the {period}. " + INTERVAL + GREYED + SHADED + EVENTS,
        "Panels of points with intervals by {period}, one for each size class. Of the works drawn: {classes}.",
    ),
    "scale_growth": (
        "Growth of the largest size, times a year: for known sizes, with lower bounds taken as sizes, on open weights "
        "only, and when undisclosed sizes are as small or as large as plausible (data/vocab/closed_models.csv). "
        "{who} The other rows say their n. 95 % intervals by a bootstrap of works within quarters, where "
        "neighbouring thin quarters are pooled. {few}{clipped}{coverage}{drawn}Of all pairs of works of different "
        "months {ties} have equal sizes.",
        "Pairs of points with intervals. For known sizes {growth}.",
    ),
    "scale_strategies": (
        "Left: stated sizes by strategy group (log scale), with median and its 95 % interval. Right: Cliff's delta of "
        "each pair of groups with its 95 % interval, for stated sizes, for these of works with open weights only, and "
        "when undisclosed sizes are as small or as large as plausible. {who} {coverage}" + CODED,
        "Strips of dots by group, beside intervals. {strategies_text}.",
    ),
    "scale_openness": (
        "Share of works with open, both and closed kinds of models by {period}. {who} Numbers: works of the "
        "{period}. " + INTERVAL + GREYED + SHADED + EVENTS,
        "Panels of points with intervals by {period}. Over all works {open} use open models only, {closed} closed ones "
        "only.",
    ),
    "scale_families": (
        "Works by family of models and month; each dot is a use of a family by a work, and a work with several "
        "stands in each. {who} In brackets: dated works. Families in the order of first use in the list. " + SHADED
        + EVENTS,
        "Rows of dots. {families_text}.",
    ),
    "scale_lags": (
        "Months from a family's first release in the list to the works that use it: median and quartiles; in brackets: "
        "works. {who} Pale bar: longest lag that the list could show, up to {list_last}. Young families have short "
        "bars, and their medians are too small for it (right truncation). Grey: fewer than {thin} works.",
        "Horizontal bars by family in the order of release. {lags_text}.",
    ),
    "sensitivity": (
        "Headlines under other readings of the list and with wrong labels at random. In a cell: the estimate, where "
        "its 95 % interval lies from the null value (+ above, − below, ± around, · too few works), and n; for wrong "
        "labels, medians of " + str(FLIPS) + " repetitions, and below them the per cent of these repetitions that "
        "come to the conclusion of the list as it is. The intervals are not corrected for the number of "
        "claims{undecided}. Frames: what becomes of the conclusion as analysed; none where it holds. Dash: it cannot "
        "touch the headline. Like open weights only, stated sizes only leaves out almost all works with closed models.",
        "Table of {headlines} by {variants}. Conclusions that reverse: {reverses}. No longer "
        "distinguishable from none: {no_longer}. Distinguishable only there: {only_here}.",
    ),
}  # fmt: skip
# The methods of the intervals, where they are always the same.
COVERED = {
    "methods_trend": ("logit band",), "methods_peft": ("Wilson",), "methods_openness": ("Wilson",),
    "methods_claims": ("Wilson", "Newcombe", "Mantel-Haenszel"), "scale_sizes": ("order statistics",),
    "scale_classes": ("Wilson",), "scale_openness": ("Wilson",), "scale_growth": ("Theil-Sen", "median regression"),
    "scale_strategies": ("Cliff's delta", "order statistics"),
}  # fmt: skip
LACKING = {"methods": " with a tuning strategy", "scale": " with a model"}


def write_caption(
    name: str, sample: Sample, table: pd.DataFrame, claims: pd.DataFrame | None = None
) -> tuple[str, str]:
    """Return a figure's caption and alternative text; `table` is the figure's own table.

    `claims` is the table of check_claims: of its verdicts the caption of the sensitivity tells. For a table without
    rows both say so.
    """
    if table.empty or not (table["n"] > 0).any():
        lacking = LACKING.get(name.partition("_")[0], "")
        return f"No papers{lacking} with these parameters.", f"An empty figure that says: no papers{lacking}."
    caption, alt = TEXTS[name]
    values = common_numbers(sample) | say_coverage(*COVERED.get(name, ()))
    if name in DRAWN:
        values["who"] = DRAWN[name](sample, table)
    if name in NUMBERS:
        values |= NUMBERS[name](sample, table)
    if name == "sensitivity":
        values |= {"undecided": say_undecided(table, claims)}
    if name == "methods_shares":
        values |= say_coverage(values["method"])
    return caption.format_map(values).strip(), alt.format_map(values).strip()
