"""The flow of records, drawn: what each step keeps stands below it, what it leaves out beside it."""

from __future__ import annotations

import textwrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from listometrics.figures.theme import GREY, INK, new_figure, themed

KEPT, LEFT_OUT = (0.0, 0.47), (0.55, 0.45)  # left edge and width of the two columns, in shares of the axes
HIGH = 0.7  # of a step's height
LETTERS = 31  # that a line of a box holds


@themed
def draw_flow(table: pd.DataFrame) -> Figure:
    """Draw the steps of `count_flow` from top to bottom, with arrows to what they keep and leave out."""
    figure, axes = new_figure("tall")
    axes.set(xlim=(-0.01, 1.01), ylim=(1 - len(table) - HIGH / 2 - 0.03, HIGH / 2 + 0.03))
    axes.set_axis_off()
    middle = KEPT[0] + KEPT[1] / 2
    for place, row in enumerate(table.to_dict("records")):
        height = -float(place)
        _box(axes, KEPT, height, (row["n"], row["step"]), INK)
        if place + 1 < len(table):
            _arrow(axes, (middle, height - HIGH / 2), (middle, height - 1 + HIGH / 2))
        if row["left_out"] > 0:
            # Half a step down: what is left out goes between the two steps.
            _box(axes, LEFT_OUT, height - 0.5, (row["left_out"], row["why"]), GREY)
            _arrow(axes, (middle, height - 0.5), (LEFT_OUT[0], height - 0.5))
    return figure


def _box(axes: Axes, column: tuple[float, float], height: float, said: tuple[int, str], colour: str) -> None:
    left, width = column
    number, text = said
    axes.add_patch(Rectangle((left, height - HIGH / 2), width, HIGH, facecolor="white", edgecolor=colour, linewidth=1))
    lines = textwrap.wrap(text, LETTERS)
    words = "\n".join([f"{number:,}", *lines])
    axes.text(left + width / 2, height, words, ha="center", va="center", fontsize=8.5, linespacing=1.25)


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    style = {"arrowstyle": "-|>", "color": INK, "linewidth": 1, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", end, start, arrowprops=style)
