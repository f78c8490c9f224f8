"""Figures of the scale: each takes the tidy table of its name and returns the figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from listometrics.analyse.intervals import NAN
from listometrics.analyse.sample import THIN
from listometrics.analyse.trend import BEYOND
from listometrics.figures.marks import (
    draw_events,
    draw_whisker,
    label_sizes,
    label_years,
    number_years,
    place_events,
    shade_incomplete,
)
from listometrics.figures.panels import Panel, draw_panels
from listometrics.figures.theme import COLOURS, GREY, INK, MARKERS, NAMES, new_figure, say_empty, themed_of

OPENNESS = ("open", "both", "closed")
themed = themed_of("with a model")


@themed
def draw_sizes(table: pd.DataFrame, medians: pd.DataFrame, events: Mapping[str, str], since: str = "") -> Figure:
    """Draw each work's largest stated size against its month, and works of undisclosed size as a strip above.

    `medians` is the table of medians by period, drawn with their quartiles as a band and their interval as a line.
    Months with several equal sizes spread sideways by up to half a month, in a fixed order. A work whose size is
    only a lower bound is an arrow upwards. `events` gives the months of lines to label, `since` the first month that
    is incomplete.
    """
    shown = table[table["month"] != ""]
    figure, (strip, axes) = new_figure("tall", rows=2, sharex=True, height_ratios=[1, 5])
    x = _spread(shown, number_years(shown["month"]))
    _draw_medians(axes, medians)
    for group in ("frozen", "full", "peft", "api", "unspecified", "mixed", ""):
        mine = (shown["group"] == group).to_numpy(dtype=bool)
        style = {"color": COLOURS[group], "marker": MARKERS[group], "s": 20, "alpha": 0.85, "linewidths": 0.8}
        known, bound = (mine & (shown["size_status"] == s).to_numpy(dtype=bool) for s in ("known", "at least"))
        axes.scatter(x[known], shown["size_m"][known], **style, label=NAMES[group] if known.any() else None)
        axes.scatter(x[bound], shown["size_m"][bound], **{**style, "marker": "$\u2191$", "s": 70})
        hidden = mine & (shown["size_status"] == "undisclosed").to_numpy(dtype=bool)
        strip.scatter(x[hidden], _stack(x[hidden]), **{**style, "s": 12})
    axes.set_yscale("log")
    label_sizes(axes)
    axes.set_ylabel("parameters (log scale)")
    axes.grid(axis="y")
    axes.legend(loc="upper left", handletextpad=0.2)
    strip.set(yticks=[], ylim=(-0.1, 0.5))
    strip.spines[["left", "bottom"]].set_visible(False)
    strip.tick_params(bottom=False)
    strip.text(0.01, 0.5, "size\nundisclosed", transform=strip.transAxes, va="center", fontsize=9)
    label_years(axes, x)
    draw_events([strip, axes], place_events(events))
    shade_incomplete([strip, axes], since)
    drawn: Figure = figure
    return drawn


def _spread(shown: pd.DataFrame, x: pd.Series) -> pd.Series:
    """Move works of one month and one size apart, by up to half a month."""
    together = shown.assign(size_m=shown["size_m"].fillna(-1)).groupby(["month", "size_m"])
    place, many = together.cumcount(), together["n"].transform("size").astype(float)
    return x + (place - (many - 1) / 2) / many.clip(lower=4) / 12


def _stack(x: pd.Series) -> list[float]:
    """Return heights that keep dots of one place apart."""
    return [0.12 * (i % 4) for i in range(len(x))]


def _draw_medians(axes: Axes, medians: pd.DataFrame) -> None:
    for row in medians[(medians["period"] != "undated") & (medians["n"] > 0)].to_dict("records"):
        period = pd.Period(row["period"], freq={4: "Y", 6: "Q", 7: "M"}[len(row["period"])])
        start = period.start_time.year + (period.start_time.month - 1) / 12
        end = period.end_time.year + period.end_time.month / 12
        colour = GREY if row["thin"] else INK
        axes.fill_between([start, end], row["q1"], row["q3"], color=colour, alpha=0.12, linewidth=0, zorder=0.5)
        axes.plot([start, end], [row["estimate"]] * 2, color=colour, linewidth=1.2 if row["thin"] else 2.2, zorder=3)
        axes.plot([(start + end) / 2] * 2, [row["low"], row["high"]], color=colour, linewidth=1.2, zorder=3)


@themed
def draw_classes(table: pd.DataFrame, events: Mapping[str, str] | None = None) -> Figure:
    """Draw the share of each size class by period with its interval; undisclosed and unstated sizes are classes, too.

    `events` gives the months of lines to label.
    """
    colours = {"undisclosed": COLOURS["undisclosed"]}
    panels = [
        Panel(name, (colours.get(name, INK), "o"), table[table["size_class"] == name])
        for name in dict.fromkeys(table["size_class"])
    ]
    return draw_panels([panels[i : i + 2] for i in range(0, len(panels), 2)], events)


@themed
def draw_openness(table: pd.DataFrame, events: Mapping[str, str] | None = None) -> Figure:
    """Draw the share of works with open, both and closed models by period with its interval.

    `events` gives the months of lines to label.
    """
    looks = {kind: (COLOURS[kind], MARKERS[kind]) for kind in OPENNESS}
    return draw_panels([[Panel(NAMES[k], look, table[table["openness"] == k])] for k, look in looks.items()], events)


@themed
def draw_growth(table: pd.DataFrame) -> Figure:
    """Draw the growth a year under each assumption, by both methods, with intervals; 1 is no growth.

    A row of fewer than 10 works only says that these are too few. An interval that goes beyond a factor of 1,000 ends
    there, in an arrow.
    """
    told = table[(table["n"] >= THIN) & table["low"].notna()]
    if told.empty:
        return say_empty("too few works", "with a model of a known size and a month")
    figure, axes = new_figure("wide")
    names = list(dict.fromkeys(table["statistic"]))[::-1]
    looks = {"Theil-Sen": (INK, "o", 0.15), "median regression": (GREY, "D", -0.15)}
    for row in told.to_dict("records"):
        method = row["method"].partition(",")[0]
        colour, marker, shift = looks[method]
        place = names.index(row["statistic"]) + shift
        _draw_factor(axes, row, place, (colour, marker))
        if row["statistic"] == told["statistic"].iloc[0]:
            axes.annotate(method, (_clip(row["estimate"]), place), (0, 7 if shift > 0 else -14), ha="center",
                          textcoords="offset points", fontsize=8, color=colour,
                          bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5})  # fmt: skip
    for name in set(names) - set(told["statistic"]):
        axes.annotate("too few works", (1, names.index(name)), (4, 0), textcoords="offset points", va="center",
                      fontsize=8, color=GREY)  # fmt: skip
    sizes = table.drop_duplicates("statistic").set_index("statistic")["n"]
    axes.set_yticks(range(len(names)), [f"{name} (n = {sizes[name]})" for name in names])
    _label_factors(axes, min(1.0, _clip(told["low"].min())), max(1.0, _clip(told["high"].max())))
    axes.axvline(1, color=GREY, linewidth=0.8)
    axes.set(xlabel="times a year (log scale; 1 is no growth)", ylim=(-0.5, len(names) - 0.3))
    drawn: Figure = figure
    return drawn


def _clip(factor: float) -> float:
    return min(max(factor, 1 / BEYOND), BEYOND)


def _draw_factor(axes: Axes, row: Mapping[Any, Any], at: float, look: tuple[str, str]) -> None:
    """Draw a factor with its interval; where this is cut off, an arrow says so, and a factor beyond has no sign."""
    cut = {**row, "low": _clip(row["low"]), "high": _clip(row["high"])}
    draw_whisker(axes, cut if _clip(row["estimate"]) == row["estimate"] else {**cut, "estimate": NAN}, at, look, True)
    for end, arrow in (("low", "<"), ("high", ">")):
        if cut[end] != row[end]:
            axes.plot([cut[end]], [at], arrow, color=look[0], markersize=6)


def _label_factors(axes: Axes, low: float, high: float) -> None:
    """Give the x axis a log scale from low to high, with ticks that stand apart."""
    axes.set_xscale("log")
    fine, coarse = (0.25, 0.5, 1, 2, 5, 10, 20, 50), (0.001, 0.01, 0.1, 1, 10, 100, 1000)
    ticks = [t for t in (fine if high / low <= 100 else coarse) if low * 0.8 <= t <= high * 1.2]
    axes.set_xticks(ticks, [f"{t:,g}" for t in ticks])
    axes.set_xticks([], minor=True)
