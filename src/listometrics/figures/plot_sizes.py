"""Figures of model sizes and families."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from listometrics.analyse.intervals import NAN
from listometrics.analyse.sample import THIN
from listometrics.analyse.trend import BEYOND
from listometrics.figures.plot_helpers import (
    Panel,
    draw_events,
    draw_panels,
    draw_whisker,
    label_sizes,
    label_years,
    number_years,
    place_events,
    shade_incomplete,
)
from listometrics.figures.theme import COLOURS, GREY, INK, MARKERS, NAMES, SHORT, new_figure, say_empty, themed_of

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
    return figure


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
    return figure


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


# Assumption: name, colour, sign and place in a row of Cliff's deltas.
ASSUMED = {
    "stated": ("stated", INK, "o", 0.27),
    "open weights": ("open weights", COLOURS["open"], "s", 0.09),
    "closed small": ("closed, if small", GREY, "v", -0.09),
    "closed large": ("closed, if large", GREY, "^", -0.27),
}
KINDS = ("open", "both", "closed", "")


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
    return figure


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
    return figure


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
    return figure


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
