"""Figures of the methods: each takes the tidy table of its name and returns the figure."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from listometrics.figures.marks import draw_events, draw_whisker, label_years, number_years, place_months, wrap
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


@themed
def draw_counts(table: pd.DataFrame, count: str = "full", events: Mapping[str, str] | None = None) -> Figure:
    """Draw works by period, stacked by strategy group, in full or fractional counting.

    `events` gives the months of lines to label.
    """
    column = {"full": "n", "fractional": "n_fractional"}[count]
    shown = table[table["period"] != "undated"]
    periods = list(dict.fromkeys(shown["period"]))
    figure, axes = new_figure("wide")
    bottom = np.zeros(len(periods))
    handles = []
    for group in dict.fromkeys(shown["strategy_group"]):
        hits = shown[shown["strategy_group"] == group].set_index("period")[column].reindex(periods).to_numpy(float)
        if hits.sum() == 0:
            continue
        bars = axes.bar(range(len(periods)), hits, 0.85, bottom=bottom, color=COLOURS[group], edgecolor="white",
                        linewidth=0.6, hatch=HATCHES[group], label=NAMES[group])  # fmt: skip
        handles.append(bars)
        bottom += hits
    label_periods(axes, periods)
    mark_incomplete(axes, _places(shown, periods))
    draw_events([axes], place_months(events or {}, periods))
    axes.set_ylabel("works")
    axes.legend(handles=handles[::-1], loc="upper left")
    drawn: Figure = figure
    return drawn


@themed
def draw_shares(table: pd.DataFrame, count: str = "full", events: Mapping[str, str] | None = None) -> Figure:
    """Draw the share of each large strategy group by period with its interval; thin periods are grey.

    `events` gives the months of lines to label.
    """
    shown = table[(table["counting"] == count) & (table["period"] != "undated")]
    periods = list(dict.fromkeys(shown["period"]))
    groups = ["frozen", "full", "peft"]
    figure, panels = new_figure("tall", rows=len(groups), sharex=True, sharey=True)
    for axes, group in zip(panels, groups, strict=True):
        rows = shown[(shown["strategy_group"] == group) & (shown["n"] > 0)]
        for row in rows.to_dict("records"):
            colour = GREY if row["thin"] else COLOURS[group]
            draw_whisker(axes, row, periods.index(row["period"]), colour, MARKERS[group])
        axes.set_title(NAMES[group], color=COLOURS[group], fontweight="bold")
        axes.set(ylim=(-0.03, 1.14), yticks=[0, 0.5, 1], yticklabels=["0", "50", "100"])
        axes.grid(axis="y")
        mark_incomplete(axes, _places(shown, periods), say=axes is panels[0])
    figure.supylabel("works of the period (%)", fontsize=10)
    label_periods(panels[-1], periods, 16)
    draw_events(list(panels), place_months(events or {}, periods))
    _say_n(panels[-1], [int(n) for n in shown.drop_duplicates("period")["n"]])
    drawn: Figure = figure
    return drawn


def _say_n(axes: Axes, numbers: list[int]) -> None:
    """Write how many works each place stands for along the top of the axes."""
    if len(numbers) > 24:
        return
    for place, n in enumerate(numbers):
        axes.text(place, 0.98, str(n), transform=axes.get_xaxis_transform(), ha="center", va="top", fontsize=8)
    axes.text(1, 1.04, "numbers: works of the period", transform=axes.transAxes, ha="right", va="bottom", fontsize=8)


def _places(shown: pd.DataFrame, periods: list[str]) -> list[int]:
    return [i for i, name in enumerate(periods) if shown.loc[shown["period"] == name, "incomplete"].any()]


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
    drawn: Figure = figure
    return drawn


@themed
def draw_trend(table: pd.DataFrame, shares: pd.DataFrame, events: Mapping[str, str] | None = None) -> Figure:
    """Draw the fitted share of each group over the months with its band, and the observed shares by period.

    `shares` is the table of draw_shares; its points are drawn by full counting, as large as their works are many.
    `events` gives the months of lines to label.
    """
    figure, axes = new_figure("wide")
    observed = shares[(shares["counting"] == "full") & (shares["period"] != "undated") & (shares["n"] > 0)]
    for group in dict.fromkeys(table["strategy_group"]):
        rows = table[table["strategy_group"] == group]
        x = number_years(rows["month"])
        style = dict(zip(("frozen", "full", "peft"), ("-", "--", "-."), strict=True)).get(group, ":")
        axes.fill_between(x, rows["low"], rows["high"], color=COLOURS[group], alpha=0.15, linewidth=0)
        axes.plot(x, rows["estimate"], color=COLOURS[group], linestyle=style)
        points = observed[observed["strategy_group"] == group]
        middles = points["period"].map(find_middle)
        axes.scatter(middles, points["estimate"], points["n"].astype(float) * 2, color=COLOURS[group],
                     marker=MARKERS[group], edgecolors="white", linewidths=0.5, zorder=3)  # fmt: skip
        axes.text(x.iloc[-1] + 0.06, rows["estimate"].iloc[-1], wrap(NAMES[group], 10), color=COLOURS[group],
                  va="center", fontsize=9)  # fmt: skip
    axes.set(ylim=(-0.03, 1.03), yticks=[0, 0.5, 1], yticklabels=["0", "50", "100"], ylabel="works (%)")
    axes.grid(axis="y")
    label_years(axes, number_years(table["month"]), 0.2, 0.9)
    draw_events([axes], {name: find_middle(month) for name, month in (events or {}).items()})
    drawn: Figure = figure
    return drawn


def find_middle(period: str) -> float:
    """Return the middle of a month, quarter or year as a year with a fraction.

    >>> find_middle("2023Q1"), find_middle("2023")
    (2023.125, 2023.5)
    """
    year = int(period[:4])
    if "Q" in period:
        return year + (int(period[-1]) - 0.5) / 4
    return year + (int(period[5:7]) - 0.5) / 12 if "-" in period else year + 0.5
