"""Shares over time: a panel for each kind, points with intervals, thin periods grey, the last ones incomplete."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from listometrics.figures.marks import draw_events, draw_whisker, place_months
from listometrics.figures.theme import BLUE, GREEN, GREY, INK, RED, label_periods, mark_incomplete, new_figure


class Panel(NamedTuple):
    """A panel's title, its colour and sign, and its rows: an estimate a period."""

    title: str
    look: tuple[str, str]
    rows: pd.DataFrame


def draw_panels(
    grid: Sequence[Sequence[Panel]], events: Mapping[str, str] | None = None, heads: Sequence[str] = ()
) -> Figure:
    """Draw a grid of panels over the same periods; `heads` stand above its columns.

    Each panel's rows have period, estimate, low, high, n, thin and incomplete; those of `undated` are not drawn. The
    works of each period stand in the lowest panel of a column.
    """
    dated = pd.concat([panel.rows for line in grid for panel in line])
    dated = dated[dated["period"] != "undated"]
    periods = list(dict.fromkeys(dated["period"]))
    late = sorted({periods.index(p) for p in dated.loc[dated["incomplete"].astype(bool), "period"]})
    columns = len(grid[0])
    figure, axes = new_figure("tall", len(grid), columns, sharex=True, sharey=True, squeeze=False)
    for place, (panel, one) in enumerate(zip([p for line in grid for p in line], axes.flat, strict=True)):
        _draw_panel(one, panel, periods)
        mark_incomplete(one, late, say=place == columns - 1 and columns == 1)
    for column, lowest in enumerate(axes[-1]):
        label_periods(lowest, periods, 16 // columns)
        draw_events(list(axes[:, column]), place_months(events or {}, periods), above=0.18 if columns > 1 else 0.0)
        rows = grid[-1][column].rows
        _say_n(lowest, rows[rows["period"] != "undated"].set_index("period")["n"].reindex(periods, fill_value=0))
        if heads:
            axes[0, column].text(0.5, 1.4, heads[column], transform=axes[0, column].transAxes, ha="center", va="bottom",
                                 fontweight="bold")  # fmt: skip
    figure.supylabel("works of the period (%)", fontsize=10)
    drawn: Figure = figure
    return drawn


def _draw_panel(axes: Axes, panel: Panel, periods: list[str]) -> None:
    rows = panel.rows[(panel.rows["period"] != "undated") & (panel.rows["n"] > 0)]
    colour, marker = panel.look
    for row in rows.to_dict("records"):
        draw_whisker(axes, row, periods.index(row["period"]), (GREY if row["thin"] else colour, marker))
    dark = colour if colour in (BLUE, RED, GREEN) else INK
    axes.set_title(panel.title, color=dark, fontweight="bold", fontsize=9)
    axes.set(ylim=(-0.03, 1.14), yticks=[0, 0.5, 1], yticklabels=["0", "50", "100"])
    axes.grid(axis="y")


def _say_n(axes: Axes, numbers: pd.Series) -> None:
    """Write how many works each period stands for along the top of the axes."""
    if len(numbers) > 24:
        return
    crowded = len(numbers) > 12 and axes.get_window_extent().width < 2.6 * axes.figure.get_dpi()
    for place, n in enumerate(numbers):
        axes.text(
            place,
            0.87 if crowded and place % 2 else 0.99,
            str(n),
            transform=axes.get_xaxis_transform(),
            ha="center",
            va="top",
            fontsize=7.5,
        )
