"""Figures of single strategies: kinds of parameter-efficient finetuning, first appearances, openness."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from listometrics.figures.marks import (
    draw_events,
    draw_whisker,
    label_years,
    name_strategy,
    number_years,
    place_events,
    shade_incomplete,
    wrap,
)
from listometrics.figures.theme import COLOURS, GREY, HATCHES, MARKERS, NAMES, new_figure, themed_of

themed = themed_of("with a tuning strategy")


@themed
def draw_peft(table: pd.DataFrame) -> Figure:
    """Draw how many works name each parameter-efficient strategy, with its kind and the interval of its share."""
    figure, axes = new_figure("wide")
    rows = table.iloc[::-1].reset_index(drop=True)
    n = int(rows["n"].max())
    for place, row in enumerate(rows.to_dict("records")):
        axes.barh(place, row["hits"], 0.7, color=COLOURS["peft"], hatch=HATCHES["peft"], edgecolor="white")
        axes.plot([row["low"] * n, row["high"] * n], [place, place], color="black", linewidth=1.2)
        axes.text(row["high"] * n + 0.4, place, f"{row['hits']}", va="center", fontsize=9)
    names = [_name_kind(row) for row in rows.to_dict("records")]
    axes.set_yticks(range(len(rows)), names)
    axes.set(xlabel=f"works, of {n} with PEFT", xlim=(0, n))
    drawn: Figure = figure
    return drawn


@themed
def draw_appearances(table: pd.DataFrame, events: Mapping[str, str] | None = None, since: str = "") -> Figure:
    """Draw every dated work of each strategy as a tick, and its first one as a sign, with its month.

    `events` gives the months of lines to label, `since` the first month that is incomplete.
    """
    figure, axes = new_figure("tall")
    strategies = list(dict.fromkeys(table["strategy"]))[::-1]
    for place, strategy in enumerate(strategies):
        rows = table[table["strategy"] == strategy]
        group = rows["strategy_group"].iloc[0]
        x = number_years(rows["month"])
        axes.scatter(x, [place] * len(x), marker="|", s=60, color=COLOURS[group], linewidths=0.9)
        axes.scatter(x.iloc[:1], [place], marker=MARKERS[group], s=42, color=COLOURS[group], zorder=3)
        axes.annotate(rows["month"].iloc[0], (x.iloc[0], place), (-6, 0), textcoords="offset points", ha="right",
                      va="center", fontsize=8, zorder=2.5,
                      bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8})  # fmt: skip
    counts = table.groupby("strategy")["n"].sum()
    labels = [f"{name_strategy(s)} ({counts[s]})" for s in strategies]
    axes.set_yticks(range(len(strategies)), labels)
    label_years(axes, number_years(table["month"]), left=0.9)
    axes.set_ylim(-0.6, len(strategies) - 0.4)
    draw_events([axes], place_events(events or {}))
    shade_incomplete([axes], since)
    drawn: Figure = figure
    return drawn


@themed
def draw_openness(table: pd.DataFrame, names: Mapping[str, str]) -> Figure:
    """Draw the share of frozen use with open and with closed models, over all and by stage."""
    shown = table[(table["strategy_group"] == "frozen") & (table["openness"] != "both")]
    stages = list(dict.fromkeys(shown["stage"]))[::-1]
    figure, axes = new_figure("tall")
    for place, stage in enumerate(stages):
        for row in shown[shown["stage"] == stage].to_dict("records"):
            at = place + (0.16 if row["openness"] == "open" else -0.16)
            colour = GREY if row["thin"] else COLOURS[row["openness"]]
            draw_whisker(axes, row, at, (colour, MARKERS[row["openness"]]), across=True)
            axes.text(1.04, at, f"{row['hits']} of {row['n']}", va="center", fontsize=8)
            if stage == stages[-1]:
                side = "center" if row["estimate"] < 0.7 else "right"
                axes.text(row["estimate"], at + 0.17, NAMES[row["openness"]], color=colour, ha=side, va="bottom",
                          fontsize=9, fontweight="bold")  # fmt: skip
    axes.set_yticks(range(len(stages)), [wrap(f"{s} {names.get(s, '')}".strip(), 24) for s in stages])
    axes.set(xlim=(-0.03, 1.03), xticks=[0, 0.25, 0.5, 0.75, 1], xticklabels=["0", "25", "50", "75", "100"])
    axes.set(xlabel="works that leave the model frozen (%)", ylim=(-0.6, len(stages) - 0.25))
    axes.grid(axis="x")
    drawn: Figure = figure
    return drawn


def _name_kind(row: Mapping[Any, Any]) -> str:
    name = name_strategy(row["strategy"])
    return name if row["peft_kind"] == name else f"{name} ({row['peft_kind']})"
