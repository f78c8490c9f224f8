"""Figures of model families and of sizes by strategy."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from listometrics.figures.marks import (
    draw_events,
    draw_whisker,
    label_sizes,
    label_years,
    number_years,
    place_events,
    shade_incomplete,
)
from listometrics.figures.theme import COLOURS, GREY, INK, MARKERS, NAMES, SHORT, new_figure, themed_of

# Assumption: name, colour, sign and place in a row of Cliff's deltas.
ASSUMED = {
    "stated": ("stated", INK, "o", 0.27),
    "open weights": ("open weights", COLOURS["open"], "s", 0.09),
    "closed small": ("closed, if small", GREY, "v", -0.09),
    "closed large": ("closed, if large", GREY, "^", -0.27),
}
KINDS = ("open", "both", "closed", "")
themed = themed_of("with a model")


@themed
def draw_families(table: pd.DataFrame, events: Mapping[str, str] | None = None, since: str = "") -> Figure:
    """Draw every dated use of the families that the table marks as drawn; dots of one month stand above each other.

    `events` gives the months of lines to label, `since` the first month that is incomplete.
    """
    counts = table.groupby("family")["n"].sum()
    families = list(dict.fromkeys(table.loc[table["drawn"].astype(bool), "family"]))[::-1]
    figure, axes = new_figure("tall")
    for place, family in enumerate(families):
        rows = table[table["family"] == family]
        height = rows.groupby("month").cumcount() * min(0.11, 0.75 / rows.groupby("month").size().max())
        axes.axhline(place - 0.2, color="#EEEEEE", linewidth=0.8, zorder=0)
        for kind in KINDS:
            mine = rows["openness"] == kind
            axes.scatter(number_years(rows["month"])[mine], (place - 0.2 + height)[mine], 11, **_look(kind))
    axes.set_yticks([i - 0.1 for i in range(len(families))], [f"{f} ({counts[f]})" for f in families])
    axes.tick_params(axis="y", length=0)
    shown = set(table.loc[table["drawn"].astype(bool), "openness"])
    for kind in (kind for kind in KINDS if kind in shown):
        axes.scatter([], [], 18, **_look(kind), label=NAMES[kind] if kind else "not known")
    axes.legend(loc="lower left", handletextpad=0.2)
    label_years(axes, number_years(table["month"]))
    draw_events([axes], place_events(events or {}))
    shade_incomplete([axes], since)
    drawn: Figure = figure
    return drawn


def _look(kind: str) -> dict[str, object]:
    return {"color": COLOURS[kind], "marker": MARKERS[kind], "edgecolors": INK, "linewidths": 0.3}


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
def draw_strategies(sizes: pd.DataFrame, table: pd.DataFrame) -> Figure:
    """Draw the stated sizes of works by strategy group, with the median and its interval, and Cliff's deltas.

    `sizes` is the table of draw_sizes, `table` that of the comparison. Equal sizes stand side by side.
    """
    figure, (axes, deltas) = new_figure("tall", columns=2, width_ratios=[1, 1])
    medians = table[(table["assumption"] == "stated") & (table["statistic"] == "median")].set_index("group_a")
    groups = list(medians.index)
    for place, group in enumerate(groups):
        mine = sizes[(sizes["group"] == group) & sizes["size_m"].notna()]
        together = mine.groupby("size_m")
        at = together.cumcount() - (together["n"].transform("size").astype(float) - 1) / 2
        step = min(0.06, 0.8 / max(1, together.size().max() if len(mine) else 1))
        row = medians.loc[group]
        axes.fill_between([place - 0.45, place + 0.45], row["low"], row["high"], color=INK, alpha=0.12, linewidth=0)
        axes.plot([place - 0.45, place + 0.45], [row["estimate"]] * 2, color=INK, linewidth=1.4)
        axes.scatter(place + at * step, mine["size_m"], 10, color=COLOURS[group], marker=MARKERS[group], alpha=0.85,
                     linewidths=0, zorder=3)  # fmt: skip
    axes.set_xticks(range(len(groups)), [f"{SHORT[g]}\nn = {medians.loc[g, 'n']}" for g in groups])
    axes.set_ylabel("parameters (log scale)")
    label_sizes(axes)
    _draw_deltas(deltas, table[table["statistic"] == "cliffs_delta"])
    drawn: Figure = figure
    return drawn


def _draw_deltas(axes: Axes, pairs: pd.DataFrame) -> None:
    """Draw each pair's Cliff's delta under every assumption; a legend below has their names, off every line."""
    names = list(dict.fromkeys(zip(pairs["group_a"], pairs["group_b"], strict=True)))[::-1]
    for row in pairs.to_dict("records"):
        _, colour, marker, shift = ASSUMED[row["assumption"]]
        place = names.index((row["group_a"], row["group_b"])) + shift
        draw_whisker(axes, row, place, (colour, marker), across=True)
    looks = [look for assumption, look in ASSUMED.items() if assumption in set(pairs["assumption"])]
    keys = [Line2D([], [], color=colour, marker=marker, label=name) for name, colour, marker, _ in looks]
    axes.figure.legend(handles=keys, loc="outside lower right", ncols=len(keys), fontsize=8, handlelength=1.4,
                       columnspacing=1.0, handletextpad=0.4)  # fmt: skip
    axes.axvline(0, color=GREY, linewidth=0.8)
    axes.set_yticks(range(len(names)), [f"{SHORT[a]}\nagainst\n{SHORT[b]}" for a, b in names])
    axes.set(xlim=(-1, 1), ylim=(-0.5, len(names) - 0.45), xlabel="Cliff's delta of size")
