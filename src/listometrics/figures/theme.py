"""How every figure looks: one theme, three sizes, one colour and one sign for one meaning."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal, ParamSpec

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from listometrics.study.export import theme

P = ParamSpec("P")

# Inches. All are 13 cm wide, so that at a column of 8 cm the labels of the axes still have 5 to 6 points.
SIZES = {"wide": (5.2, 3.3), "tall": (5.2, 5.0), "long": (5.2, 6.6)}

# Okabe and Ito's palette (https://jfly.uni-koeln.de/color/): told apart by all common kinds of colour vision.
BLUE, ORANGE, GREEN, RED, PURPLE, SKY, YELLOW = (
    "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442",
)  # fmt: skip
INK, GREY, PALE, SHADE = "#222222", "#767676", "#D9D9D9", "#F2F2F2"

# One colour for one meaning, in all figures.
COLOURS = {
    "frozen": BLUE, "full": RED, "peft": GREEN, "api": PURPLE, "unspecified": GREY, "mixed": INK, "": GREY,
    "open": SKY, "closed": ORANGE, "both": INK,
    "undisclosed": ORANGE, "unstated": PALE,
    "below 1B": "#CFE8F6", "1B to 10B": SKY, "10B to 100B": BLUE, "100B and more": "#003B5C",
    "consistent": INK, "not consistent": INK, "too few": GREY, "undecided": GREY,
}  # fmt: skip

# The same meanings without colour.
MARKERS = {"frozen": "o", "full": "s", "peft": "^", "api": "D", "unspecified": "x", "mixed": "P", "": "*", "open": "o",
           "closed": "s", "both": "P", "consistent": "o", "not consistent": "X", "too few": "d",
           "undecided": "D"}  # fmt: skip
HATCHES = {"frozen": "", "full": "////", "peft": "....", "api": "xxxx", "unspecified": "----", "undisclosed": "////",
           "closed": "////", "unstated": "...."}  # fmt: skip
NAMES = {"frozen": "frozen", "full": "full finetuning", "peft": "parameter-efficient", "api": "by an API",
         "unspecified": "tuned, not said how", "mixed": "several", "": "not coded", "open": "open weights",
         "closed": "closed", "both": "open and closed"}  # fmt: skip

SHORT = {"frozen": "frozen", "full": "full", "peft": "PEFT", "api": "API", "unspecified": "not said"}

UNDATED = "no work is dated by month"


def themed(draw: Callable[P, Figure], lacking: str = "") -> Callable[P, Figure]:
    """Let a draw function work within the theme, and say `no papers` where its table holds none.

    `lacking` says what the papers lack; it stands below.
    """

    @wraps(draw)
    def inside(*args: P.args, **kwargs: P.kwargs) -> Figure:
        table = args[0]
        if not isinstance(table, pd.DataFrame):
            raise TypeError(f"{draw.__name__}: the first argument is the tidy table.")
        if table.empty or ("n" in table and not (table["n"] > 0).any()):
            return say_empty(lacking=lacking)
        with theme():
            return draw(*args, **kwargs)

    return inside


def new_figure(
    size: Literal["wide", "tall", "long"] = "wide", rows: int = 1, columns: int = 1, **kwargs: Any
) -> tuple[Figure, Any]:
    """Return a figure and its axes (an array where there are several), which pyplot does not keep open."""
    figure, axes = plt.subplots(rows, columns, figsize=SIZES[size], layout="constrained", **kwargs)
    plt.close(figure)
    return figure, axes


def themed_of(lacking: str) -> Callable[[Callable[P, Figure]], Callable[P, Figure]]:
    """Return `themed` for figures of papers with something that a list may not have.

    >>> @themed_of("with a model")
    ... def draw_some(table: pd.DataFrame) -> Figure: ...
    >>> [text.get_text() for text in draw_some(pd.DataFrame()).axes[0].texts]
    ['no papers', 'with a model']
    """
    return lambda draw: themed(draw, lacking)


def say_empty(why: str = "no papers", lacking: str = "") -> Figure:
    """Return a figure that says why there is nothing to draw."""
    with theme():
        figure, axes = new_figure()
        axes.set_axis_off()
        axes.text(0.5, 0.5, why, ha="center", va="center", transform=axes.transAxes, fontsize=14)
        axes.text(0.5, 0.4, lacking, ha="center", va="top", transform=axes.transAxes)
    return figure


def label_periods(axes: Axes, periods: list[str], most: int = 12) -> None:
    """Label places 0, 1, … on the x axis with their periods, and not more of them than fit."""
    step = -(-len(periods) // most) or 1
    places = range((len(periods) - 1) % step, len(periods), step)
    axes.set_xticks(list(places), [periods[i] for i in places], rotation=45, ha="right", rotation_mode="anchor")
    axes.set_xlim(-0.6, len(periods) - 0.4)


def mark_incomplete(axes: Axes, places: list[int], say: bool = True) -> None:
    """Shade the periods at these places and say that they are incomplete."""
    if not places:
        return
    axes.axvspan(min(places) - 0.5, max(places) + 0.5, color=SHADE, zorder=0, linewidth=0)
    if say:
        axes.text(max(places) + 0.45, 1.0, "incomplete", transform=axes.get_xaxis_transform(), ha="right",
                  va="bottom", fontsize=8, color=GREY)  # fmt: skip
