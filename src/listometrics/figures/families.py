"""Figures of model families, of open against closed models, and of sizes by strategy."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from listometrics.figures.marks import draw_whisker, label_sizes, label_years, number_years
from listometrics.figures.theme import (
    COLOURS,
    GREY,
    HATCHES,
    INK,
    MARKERS,
    NAMES,
    SHORT,
    label_periods,
    mark_incomplete,
    new_figure,
    themed,
)

ASSUMED = {"stated": "stated", "closed small": "closed, if small", "closed large": "if large"}


@themed
def draw_families(table: pd.DataFrame, most: int = 14) -> Figure:
    """Draw every dated use of the most used families as a dot; dots of one month stand above each other."""
    counts = table.groupby("family")["n"].sum().sort_values(ascending=False, kind="stable")
    kept = set(counts.head(most).index)
    families = [family for family in dict.fromkeys(table["family"]) if family in kept][::-1]
    figure, axes = new_figure("tall")
    for place, family in enumerate(families):
        rows = table[table["family"] == family]
        height = rows.groupby("month").cumcount() * min(0.11, 0.75 / rows.groupby("month").size().max())
        opened = rows["openness"] != "closed"
        x, y = number_years(rows["month"]), place - 0.2 + height
        axes.axhline(place - 0.2, color="#EEEEEE", linewidth=0.8, zorder=0)
        for kind, mine in (("open", opened), ("closed", ~opened)):
            axes.scatter(x[mine], y[mine], 11, color=COLOURS[kind], marker=MARKERS[kind], edgecolors=INK,
                         linewidths=0.3)  # fmt: skip
    axes.set_yticks([i - 0.1 for i in range(len(families))], [f"{f} ({counts[f]})" for f in families])
    axes.tick_params(axis="y", length=0)
    for kind in ("open", "closed"):
        axes.scatter([], [], 18, color=COLOURS[kind], marker=MARKERS[kind], edgecolors=INK, linewidths=0.3,
                     label=NAMES[kind])  # fmt: skip
    axes.legend(loc="lower left", handletextpad=0.2)
    label_years(axes, number_years(table["month"]))
    drawn: Figure = figure
    return drawn


@themed
def draw_lags(table: pd.DataFrame) -> Figure:
    """Draw the median lag of each family with its quartiles, and the longest lag that the list could show."""
    figure, axes = new_figure("tall")
    rows = table[table["n"] > 1].iloc[::-1].reset_index(drop=True)
    for place, row in enumerate(rows.to_dict("records")):
        colour = GREY if row["thin"] else INK
        axes.plot([0, row["observable"]], [place, place], color="#E4E4E4", linewidth=5, solid_capstyle="butt", zorder=0)
        axes.plot([row["q1"], row["q3"]], [place, place], color=colour, linewidth=2.6, solid_capstyle="butt")
        inside = "white" if row["thin"] else colour
        axes.plot([row["estimate"]], [place], "o", color=inside, markersize=6, markeredgecolor=colour)
    labels = [f"{r['family']}, {r['first_release']} ({r['n']})" for r in rows.to_dict("records")]
    axes.set_yticks(range(len(rows)), labels)
    axes.set_xlabel("months from release to a work's first appearance")
    axes.tick_params(axis="y", length=0)
    drawn: Figure = figure
    return drawn


@themed
def draw_openness(table: pd.DataFrame) -> Figure:
    """Draw the share of works with open, both and closed models by period, stacked, with their numbers."""
    shown = table[(table["period"] != "undated") & (table["n"] > 0)]
    periods = list(dict.fromkeys(table.loc[table["period"] != "undated", "period"]))
    figure, axes = new_figure("wide")
    bottom = np.zeros(len(periods))
    for kind in ("open", "both", "closed"):
        rows = shown[shown["openness"] == kind].set_index("period").reindex(periods)
        heights = rows["estimate"].fillna(0).to_numpy(dtype=float) * 100
        alpha = [0.35 if few is True else 1.0 for few in rows["thin"].astype(object)]
        bars = axes.bar(range(len(periods)), heights, 0.85, bottom=bottom, color=COLOURS[kind],
                        edgecolor="white", linewidth=0.6, hatch=HATCHES.get(kind, ""))  # fmt: skip
        for bar, visible in zip(bars, alpha, strict=True):
            bar.set_alpha(visible)
        bottom += heights
    sizes = table[table["period"] != "undated"].drop_duplicates("period")["n"]
    for place, n in enumerate(sizes):
        axes.text(place, 101, str(n), ha="center", va="bottom", fontsize=8)
    axes.text(-0.62, 101, "works", ha="right", va="bottom", fontsize=8)
    label_periods(axes, periods)
    rows = table[table["period"] != "undated"].drop_duplicates("period")
    places = [i for i, flag in enumerate(rows["incomplete"]) if flag]
    mark_incomplete(axes, places, say=False)
    axes.set(ylim=(0, 100), yticks=[0, 50, 100], ylabel="works that name a model (%)")
    kinds = [Patch(facecolor=COLOURS[k], hatch=HATCHES.get(k, ""), edgecolor="white", label=NAMES[k])
             for k in ("open", "both", "closed")]  # fmt: skip
    figure.legend(handles=kinds, loc="outside upper center", ncols=3)
    drawn: Figure = figure
    return drawn


@themed
def draw_strategies(sizes: pd.DataFrame, table: pd.DataFrame) -> Figure:
    """Draw the stated sizes of works by strategy group, with the median and its interval, and Cliff's deltas.

    `sizes` is the table of draw_sizes, `table` that of the comparison. Equal sizes stand side by side.
    """
    figure, (axes, deltas) = new_figure("wide", columns=2, width_ratios=[3, 2])
    medians = table[(table["assumption"] == "stated") & (table["statistic"] == "median")].set_index("group_a")
    groups = list(medians.index)
    for place, group in enumerate(groups):
        mine = sizes[(sizes["group"] == group) & sizes["size_m"].notna()]
        together = mine.groupby("size_m")
        at = together.cumcount() - (together["n"].transform("size").astype(float) - 1) / 2
        step = min(0.05, 0.8 / max(1, together.size().max() if len(mine) else 1))
        axes.scatter(place + at * step, mine["size_m"], 9, color=COLOURS[group], marker=MARKERS[group], alpha=0.8,
                     linewidths=0)  # fmt: skip
        row = medians.loc[group]
        axes.plot([place - 0.42, place + 0.42], [row["estimate"]] * 2, color=INK, linewidth=2)
        axes.fill_between([place - 0.42, place + 0.42], row["low"], row["high"], color=INK, alpha=0.12, linewidth=0)
    axes.set_xticks(range(len(groups)), [f"{SHORT[g]}\nn = {medians.loc[g, 'n']}" for g in groups])
    axes.set_ylabel("parameters (log scale)")
    label_sizes(axes)
    pairs = table[table["statistic"] == "cliffs_delta"]
    names = list(dict.fromkeys(zip(pairs["group_a"], pairs["group_b"], strict=True)))[::-1]
    shades = {"stated": (INK, "o", 0.2), "closed small": (GREY, "v", 0.0), "closed large": (GREY, "^", -0.2)}
    for row in pairs.to_dict("records"):
        colour, marker, shift = shades[row["assumption"]]
        draw_whisker(deltas, row, names.index((row["group_a"], row["group_b"])) + shift, colour, marker, across=True)
        if (row["group_a"], row["group_b"]) == names[-1]:
            left = row["estimate"] > 0
            deltas.annotate(ASSUMED[row["assumption"]], (row["low"] if left else row["high"], len(names) - 1 + shift),
                            (-3 if left else 3, 0), textcoords="offset points", ha="right" if left else "left",
                            va="center", fontsize=8, color=colour)  # fmt: skip
    deltas.axvline(0, color=GREY, linewidth=0.8)
    deltas.set_yticks(range(len(names)), [f"{SHORT[a]}\nagainst\n{SHORT[b]}" for a, b in names])
    deltas.set(xlim=(-1, 1), xlabel="Cliff's delta of size")
    drawn: Figure = figure
    return drawn
