"""Figures of what the list holds: works by period and stage, and all kinds of entries by month and section."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd
from matplotlib.figure import Figure

from listometrics.analyse.periods import is_incomplete
from listometrics.figures.plot_landscape import MOST_NUMBERS, break_label, checked, fit_height, shade_counts
from listometrics.figures.theme import (
    INK,
    PALE,
    UNDATED,
    label_periods,
    mark_incomplete,
    new_figure,
    say_empty,
    themed,
)

KINDS = {"paper": (INK, ""), "dataset": (PALE, "////"), "benchmark": (PALE, "xxxx"), "repository": (PALE, "....")}


@themed
def draw_production(table: pd.DataFrame, names: Mapping[str, str], last_month: str = "") -> Figure:
    """Draw works by period: in all as bars, by stage as a table of shades; `names` gives the stages their titles.

    Periods that are incomplete, as `last_month` is the list's last, are shaded.
    """
    dated = table[table["period"] != "undated"]
    if dated.empty:
        return say_empty(UNDATED)
    wide = dated.pivot(index="stage", columns="period", values="n").astype("float64")
    totals = dated.groupby("period")["n_fractional"].sum()
    figure, (above, below) = new_figure("tall", rows=2, sharex=True, gridspec_kw={"height_ratios": [1, 1.5]})
    bars = above.bar(range(len(totals)), totals, width=0.85, color=INK)
    if len(totals) <= MOST_NUMBERS:
        above.bar_label(bars, [f"{total:.0f}" for total in totals], fontsize=8, padding=1)
    above.set(ylabel="works", ylim=(0, 1.1 * max(1.0, float(totals.max()))))
    shade_counts(below, wide, [break_label(f"{stage} {names.get(stage, '')}".strip()) for stage in wide.index])
    label_periods(below, list(wide.columns))
    mark_incomplete(above, _find_incomplete(wide.columns, last_month))
    below.set_xlabel("first appearance")
    return checked(figure)


@themed
def draw_months(table: pd.DataFrame, last_month: str = "") -> Figure:
    """Draw what the list holds by month of first appearance, stacked by kind.

    Months that are incomplete, as `last_month` is the list's last, are shaded.
    """
    dated = table[table["month"] != "undated"]
    if dated.empty:
        return say_empty(UNDATED)
    figure, axes = new_figure()
    wide = dated.pivot_table(index="month", columns="kind", values="n_fractional", aggfunc="sum", fill_value=0.0)
    base = pd.Series(0.0, index=wide.index)
    for kind in (name for name in KINDS if name in wide and wide[name].sum()):
        counts = wide[kind]
        colour, hatch = KINDS[kind]
        label = f"{kind} ({counts.sum():.0f})"
        there = (counts > 0).to_numpy()
        axes.bar(there.nonzero()[0], counts[there], bottom=base[there], width=0.85, label=label, color=colour,
                 hatch=hatch, edgecolor=INK, linewidth=0.4)  # fmt: skip
        base = base + counts
    label_periods(axes, list(wide.index))
    mark_incomplete(axes, _find_incomplete(wide.index, last_month))
    axes.set(ylabel="works, or other entries", xlabel="month of first appearance")
    axes.set_ylim(0, 1.05 * max(1.0, float(base.max()) if len(base) else 1.0))
    axes.legend(loc="upper left")
    return checked(figure)


@themed
def draw_kinds(table: pd.DataFrame) -> Figure:
    """Draw the entries by section and kind, as numbers on shades."""
    named = table.assign(label=table["section"] + " " + table["section_title"])
    wide = named.pivot(index="section", columns="kind", values="n").astype("float64").fillna(0)
    wide = wide[[kind for kind in KINDS if kind in wide]]
    labels = named.drop_duplicates("section").set_index("section")["label"]
    figure, axes = new_figure("tall")
    fit_height(figure, len(wide))
    shade_counts(axes, wide, [break_label(str(labels[section])) for section in wide.index])
    axes.set_xticks(range(wide.shape[1]), [f"{kind}\nn = {wide[kind].sum():.0f}" for kind in wide])
    axes.xaxis.tick_top()
    return checked(figure)


def _find_incomplete(periods: Iterable[str], last_month: str) -> list[int]:
    return [place for place, period in enumerate(periods) if is_incomplete(period, last_month)]
