"""Captions and alternative texts of the figures, with their numbers: n, and what is not drawn."""

from __future__ import annotations

import pandas as pd

from listometrics.analyse.facts import FACTS, find_facts
from listometrics.analyse.sample import THIN, Sample
from listometrics.analyse.sensitivity import FLIPS

CODED = "Strategies as coded by the list. "
GREYED = f"Grey: fewer than {THIN} works, where intervals may hold the truth less often than they say. "
SHADED = "Shaded: incomplete, as the list lags behind. "
INTERVAL = "Bars: 95 % intervals ({method}). "

# Name: caption, alternative text. Fields in braces are the facts below.
TEXTS = {
    "methods_counts": (
        "Works by {period} of first appearance and group of tuning strategy, {counting} counting; n = {dated} works. "
        + CODED + SHADED + "Not drawn: {undated} works without an arXiv id.",
        "Stacked bars of works by {period}, from {first} to {last}. Most works, {peak_n}, appear in {peak}. Of all "
        "{coded} coded works {frozen} name frozen use, {full} full and {peft} parameter-efficient finetuning.",
    ),
    "methods_shares": (
        "Share of each group of tuning strategies among the coded works of a {period}, {counting} counting; "
        "n = {dated} works. " + CODED + INTERVAL + GREYED + SHADED
        + "A work with several groups counts for each in full counting. Not drawn: {undated} works without an arXiv "
        "id, and the {others} works tuned by an API or in a way not said.",
        "Three panels of points with intervals by {period}: frozen, full finetuning and parameter-efficient "
        "finetuning. {peak}, with most works, has {peak_shares}.",
    ),
    "methods_trend": (
        "Share of frozen use, full finetuning and parameter-efficient finetuning by a penalised multinomial logit on "
        "the month, with its pointwise 95 % band (parametric bootstrap); n = {exclusive} works with one group. Points: "
        "shares by {period}, their area as the number of works. " + CODED
        + "Not used: {undated} works without an arXiv id, and works with several groups.",
        "Three fitted curves over the months from {first} to {last}: {trend}.",
    ),
    "methods_stages": (
        "Works by pipeline stage and group of tuning strategy: number and share of the stage's works, full counting; "
        "n = {coded} works, of which some stand in several stages. " + CODED + GREYED
        + "All coded works, with and without an arXiv id.",
        "Heatmap of stages by strategy group. {stages}.",
    ),
    "methods_peft": (
        "Parameter-efficient strategies, with their kind after arXiv:2303.15647; n = {peft} works. "
        "Lines: 95 % intervals of the share (Wilson). " + CODED,
        "Horizontal bars. {peft_first} is named most, by {peft_first_n} of {peft} works.",
    ),
    "methods_first": (
        "Works by strategy and month; the first one is larger, with its month. In brackets: dated works. First in "
        "this list is not first in the literature. " + CODED + "Not drawn: {undated} works without an arXiv id; works "
        "of one month cover each other.",
        "A row of ticks for each of {strategies} strategies, in the order of first appearance from {first}.",
    ),
    "methods_openness": (
        "Share of works that leave the model frozen, by the openness of their models' weights and by stage; right: "
        "works. " + INTERVAL + GREYED + "Not drawn: {both} works with open and closed models, and works whose models' "
        "weights are of unknown openness. Closed models can hardly be tuned. " + CODED,
        "Pairs of points by stage. Over all stages, {open_frozen} of works with open models and {closed_frozen} of "
        "works with closed models leave the model frozen.",
    ),
    "methods_claims": (
        "Claims of {source}, stated before the numbers, held against this list. List and claims may share their "
        "origin: this shows consistency and is no test. Shares or their differences, less the null value, in "
        "percentage points with 95 % intervals; right: verdict after Holm's correction, and works on each side. "
        + CODED,
        "{claims} claims as points with intervals: {verdicts}.",
    ),
    "scale_sizes": (
        "Largest stated size of each work against its month (log scale); n = {sized_dated} works. Above: {hidden} "
        "works whose only models are of undisclosed size. Arrows: lower bounds, as a model of undisclosed size stands "
        "beside; they enter the medians as they are. Lines and boxes: medians and quartiles by {period}, thin and grey "
        "below {thin} works. Not drawn: {undated_sized} works without an arXiv id, {unstated} whose size is not "
        "stated.",
        "Scatter of model sizes from {first_sized} to {last_sized}. The most frequent sizes are {top_sizes}.",
    ),
    "scale_classes": (
        "Works by {period} and size of their largest model; sizes that developers never disclosed are a class of "
        "their own. n = {modelled_dated} works. " + SHADED + "Not drawn: {undated_modelled} works without an arXiv id.",
        "Stacked bars of size classes by {period}. Over all works: {classes}.",
    ),
    "scale_growth": (
        "Growth of the largest size, times a year, for known sizes, with lower bounds taken as sizes, and when "
        "undisclosed sizes are as small or as large as plausible (data/vocab/closed_models.csv). 95 % intervals by a "
        "bootstrap of works within quarters. Of all pairs of works {ties} have equal sizes. {drawn}Works without an "
        "arXiv id are not used.",
        "Pairs of points with intervals. For known sizes {growth}.",
    ),
    "scale_strategies": (
        "Left: stated sizes by strategy group (log scale), with median and its 95 % interval. Right: Cliff's delta of "
        "each pair of groups with its 95 % interval, for stated sizes and when undisclosed sizes are as small or as "
        "large as plausible. Works with several groups are not used. " + CODED,
        "Strips of dots by group, beside intervals. {strategies_text}.",
    ),
    "scale_openness": (
        "Share of works with open, closed and both kinds of models by {period}; above: works. Pale: fewer than {thin}. "
        + SHADED + "Not drawn: {undated_modelled} works without an arXiv id.",
        "Stacked bars of shares by {period}. Over all works {open} use open models only, {closed} closed ones only.",
    ),
    "scale_families": (
        "Works by family of models and month; each dot is a work, and one with two families stands twice. In brackets: "
        "dated works. The {families_most} most used families, in the order of first use in the list. Not drawn: works "
        "without an arXiv id.",
        "Rows of dots. {families_text}.",
    ),
    "scale_lags": (
        "Months from a model's release to the works that use it, by family: median and quartiles; in brackets: works. "
        "Pale bar: longest lag that the list could show, up to {list_last}. Young families have short bars, and their "
        "medians are too small for it (right truncation). Grey: fewer than {thin} works; families with one are not "
        "drawn.",
        "Horizontal bars by family in the order of release. {lags_text}.",
    ),
    "sensitivity": (
        "Headlines under other readings of the list and with wrong labels at random (medians of "
        + str(FLIPS) + " repetitions). "
        "Estimate, and where its 95 % interval lies from the null value: + above, − below, 0 around, · too few works. "
        "Thick frame: the conclusion differs from the one as analysed.",
        "Table of {headlines} headlines by {variants} variants. Conclusions that change: {changed}.",
    ),
}  # fmt: skip


def write_caption(name: str, sample: Sample, table: pd.DataFrame) -> tuple[str, str]:
    """Return a figure's caption and alternative text; `table` is the figure's own table.

    For a table without rows both say so.
    """
    if table.empty or not (table["n"] > 0).any():
        return "No papers with these parameters.", "An empty figure that says: no papers."
    caption, alt = TEXTS[name]
    facts = find_facts(sample)
    if name in FACTS:
        facts |= FACTS[name](sample, table)
    return caption.format_map(facts).strip(), alt.format_map(facts).strip()
