"""Figures of tuning strategies: groups over time and stages, then single strategies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from listometrics.figures.plot_helpers import (
    Panel,
    draw_events,
    draw_panels,
    draw_whisker,
    label_years,
    name_strategy,
    number_years,
    place_events,
    place_months,
    shade_incomplete,
    spread,
    wrap,
)
from listometrics.figures.theme import (
    COLOURS,
    GREY,
    HATCHES,
    INK,
    MARKERS,
    NAMES,
    SHORT,
    UNDATED,
    label_periods,
    mark_incomplete,
    new_figure,
    say_empty,
    themed_of,
)

EXCLUSIVE = ("frozen", "full", "peft")
AMONG = {"all": "all works", "open": "open weights only"}
themed = themed_of("with a tuning strategy")


@themed
def draw_counts(table: pd.DataFrame, count: str = "full", events: Mapping[str, str] | None = None) -> Figure:
    """Draw works by period, stacked by strategy group, in full or fractional counting; thin periods are pale.

    `events` gives the months of lines to label.
    """
    column = {"full": "n", "fractional": "n_fractional"}[count]
    shown = table[table["period"] != "undated"]
    periods = list(dict.fromkeys(shown["period"]))
    if not periods:
        return say_empty(UNDATED)
    flags = shown.drop_duplicates("period")
    figure, axes = new_figure("wide")
    bottom = np.zeros(len(periods))
    handles = []
    for group in dict.fromkeys(shown["strategy_group"]):
        hits = shown[shown["strategy_group"] == group].set_index("period")[column].reindex(periods).to_numpy(float)
        if hits.sum() == 0:
            continue
        bars = axes.bar(range(len(periods)), hits, 0.85, bottom=bottom, color=COLOURS[group], edgecolor="white",
                        linewidth=0.6, hatch=HATCHES[group])  # fmt: skip
        for bar, thin in zip(bars, flags["thin"], strict=True):
            bar.set_alpha(0.45 if thin else 1.0)
        handles.append(Patch(facecolor=COLOURS[group], edgecolor="white", hatch=HATCHES[group], label=NAMES[group]))
        bottom += hits
    label_periods(axes, periods)
    mark_incomplete(axes, [i for i, flag in enumerate(flags["incomplete"]) if flag])
    draw_events([axes], place_months(events or {}, periods))
    axes.set(ylabel="works", ylim=(0, 1.08 * max(1.0, float(bottom.max()))))
    axes.legend(handles=handles[::-1], loc="upper left")
    return figure


@themed
def draw_shares(table: pd.DataFrame, count: str = "full", events: Mapping[str, str] | None = None) -> Figure:
    """Draw the share of each large strategy group by period with its interval, over all works and on open weights.

    `events` gives the months of lines to label.
    """
    shown = table[table["counting"] == count]
    grid = [
        [
            Panel(
                NAMES[group],
                (COLOURS[group], MARKERS[group]),
                shown[(shown["strategy_group"] == group) & (shown["among"] == among)],
            )
            for among in AMONG
        ]
        for group in EXCLUSIVE
    ]
    return draw_panels(grid, events, list(AMONG.values()))


@themed
def draw_stages(table: pd.DataFrame, names: Mapping[str, str]) -> Figure:
    """Draw a heatmap of stage by strategy group: the share of the stage's works as shade, their number as text."""
    groups = list(dict.fromkeys(table["strategy_group"]))
    groups = [g for g in groups if table.loc[table["strategy_group"] == g, "hits"].sum() > 0]
    stages = list(dict.fromkeys(table["stage"]))
    share, hits = (
        table.pivot(index="stage", columns="strategy_group", values=v).reindex(index=stages, columns=groups)
        for v in ("estimate", "hits")
    )
    sizes = table.drop_duplicates("stage").set_index("stage")["n"]
    figure, axes = new_figure("tall")
    marks = hits.astype("int64").astype("str") + "\n" + (100 * share).round().astype("int64").astype("str") + " %"
    sns.heatmap(share.astype(float), annot=marks, fmt="", cmap="Greys", vmin=0, vmax=1, cbar=False, ax=axes,
                linewidths=1, linecolor="white", annot_kws={"fontsize": 9})  # fmt: skip
    axes.set(xlabel="", ylabel="")
    axes.set_xticklabels([SHORT[g] for g in groups], rotation=0)
    labels = [wrap(f"{s} {names.get(s, '')}".strip(), 24) + f" (n = {sizes[s]})" for s in stages]
    axes.set_yticklabels(labels, rotation=0)
    thin = table.drop_duplicates("stage")["thin"]
    for label, few in zip(axes.get_yticklabels(), thin, strict=True):
        label.set_color(GREY if few else INK)
    axes.tick_params(length=0)
    axes.xaxis.tick_top()
    return figure


@themed
def draw_trend(
    table: pd.DataFrame, shares: pd.DataFrame, events: Mapping[str, str] | None = None, since: str = ""
) -> Figure:
    """Draw the fitted share of each group over the months with its band, over all works and on open weights.

    `shares` is the table of draw_shares; its points are drawn by full counting, with their intervals, thin periods
    hollow and grey. `events` gives the months of lines to label, `since` the first month that is incomplete.
    """
    some = [among for among in AMONG if (table["among"] == among).any()]
    figure, panels = new_figure("tall" if len(some) > 1 else "wide", len(some), sharex=True, squeeze=False)
    for axes, among in zip(panels[:, 0], some, strict=True):
        rows = shares[(shares["counting"] == "full") & (shares["period"] != "undated") & (shares["n"] > 0)]
        _draw_curves(axes, table[table["among"] == among])
        _draw_observed(axes, rows[rows["among"] == among])
        axes.set(ylim=(-0.03, 1.03), yticks=[0, 0.5, 1], yticklabels=["0", "50", "100"], ylabel="works (%)")
        axes.set_title(AMONG[among], fontweight="bold", fontsize=9)
        axes.grid(axis="y")
        label_years(axes, number_years(table["month"]), 0.2, 0.9)
    draw_events(list(panels[:, 0]), place_events(events or {}))
    shade_incomplete(list(panels[:, 0]), since)
    return figure


def _draw_curves(axes: Axes, table: pd.DataFrame) -> None:
    styles = dict(zip(EXCLUSIVE, ("-", "--", "-."), strict=True))
    ends = {str(group): float(rows["estimate"].iloc[-1]) for group, rows in table.groupby("strategy_group")}
    names = spread(ends, 0.19)
    for group, rows in table.groupby("strategy_group", sort=False):
        x, colour = number_years(rows["month"]), COLOURS[str(group)]
        axes.fill_between(x, rows["low"], rows["high"], color=colour, alpha=0.13, linewidth=0)
        axes.plot(x, rows["estimate"], color=colour, linestyle=styles[str(group)])
        axes.text(x.iloc[-1] + 0.06, names[str(group)], wrap(NAMES[str(group)], 10), color=colour, va="center",
                  fontsize=9, linespacing=0.9)  # fmt: skip


def _draw_observed(axes: Axes, shares: pd.DataFrame) -> None:
    for place, group in enumerate(EXCLUSIVE):
        for row in shares[shares["strategy_group"] == group].to_dict("records"):
            colour = GREY if row["thin"] else COLOURS[group]
            at = find_middle(row["period"]) + (place - 1) * 0.035
            axes.plot([at, at], [row["low"], row["high"]], color=colour, linewidth=0.6, alpha=0.7)
            axes.plot([at], [row["estimate"]], MARKERS[group], markersize=4, color=colour, linestyle="none",
                      markerfacecolor="white" if row["thin"] else colour, markeredgewidth=0.6)  # fmt: skip


def find_middle(period: str) -> float:
    """Return the middle of a month, quarter or year as a year with a fraction.

    >>> find_middle("2023Q1"), find_middle("2023")
    (2023.125, 2023.5)
    """
    year = int(period[:4])
    if "Q" in period:
        return year + (int(period[-1]) - 0.5) / 4
    return year + (int(period[5:7]) - 0.5) / 12 if "-" in period else year + 0.5


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
    return figure


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
    return figure


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
    return figure


def _name_kind(row: Mapping[Any, Any]) -> str:
    name = name_strategy(row["strategy"])
    return name if row["peft_kind"] == name else f"{name} ({row['peft_kind']})"
