"""Figures: one theme, one colour for one meaning, a finding as title, labels at the marks instead of legends.

A notebook calls `use_theme()`, makes axes with `new_figure`, draws with seaborn on them, and puts the finding above
with `set_finding`. The functions here draw what seaborn does not: bands, labels at line ends, axes of sizes, networks.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.container import BarContainer
from matplotlib.figure import Figure

from listometrics.stats.wording import name_size
from listometrics.study.export import GREY, INK, PALE, THEME

# Okabe and Ito's palette (https://jfly.uni-koeln.de/color/): told apart by all common kinds of colour vision.
BLUE, ORANGE, GREEN, RED, PURPLE, SKY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9"
COLOURS = {"frozen": BLUE, "full": RED, "lora": GREEN, "peft_other": PURPLE, "api": ORANGE, "unspecified": GREY,
           "mixed": INK, "": GREY, "open": SKY, "closed": ORANGE, "both": INK, "undisclosed": ORANGE,
           "unstated": PALE, "below 1B": "#CFE8F6", "1B to 10B": SKY, "10B to 100B": BLUE,
           "100B and more": "#003B5C"}  # fmt: skip
"""The colour of each meaning, the same in all figures."""
OTHERS = ("#8C564B", "#5E4FA2", "#7F7F00", "#00868B")
"""For groups that a study's own vocabulary adds."""
SIZES = {"wide": (5.2, 3.4), "flat": (5.2, 2.3), "tall": (5.2, 4.5), "double": (5.2, 2.6), "square": (5.2, 4.5),
         "card": (3.7, 2.4), "tall card": (3.7, 3.1)}  # fmt: skip
"""Inches: at a column of 8 cm the text still has five to six points; that of a card can be read on a phone."""


def use_theme() -> None:
    """Draw all figures that follow in the study's theme, whatever a user's matplotlibrc says."""
    mpl.style.use("default")
    sns.set_theme(style="ticks", rc=THEME)


def new_figure(size: str = "wide", panels: int = 0, **options: Any) -> Any:
    """Return a figure and its axes; with `panels`, an array of so many axes, side by side."""
    figure, axes = plt.subplots(1, panels or 1, figsize=SIZES[size], layout="constrained", squeeze=False, **options)
    plt.close(figure)
    return figure, (axes[0] if panels else axes[0, 0])


def set_finding(figure: Figure, finding: str, shown: str = "") -> Figure:
    """Put what a figure says above it, and what it shows (in grey) below that; return the figure.

    Both are kept with the figure, so that the report can print them: `figure.get_label()` is the finding.
    """
    width, height = figure.get_size_inches()
    title = textwrap.wrap(finding, round(11.6 * width))
    below = textwrap.wrap(shown, round(15 * width)) if shown else []
    # Inches that the lines take: the axes get what is left.
    heights = [0.185 * len(title), 0.165 * len(below)]
    cast(Any, figure.get_layout_engine()).set(rect=(0, 0, 1, 1 - (0.11 + sum(heights)) / height))
    place: dict[str, Any] = {"x": 0.012, "ha": "left", "va": "top", "linespacing": 1.15}
    said = figure.text(y=1 - 0.04 / height, s="\n".join(title), fontsize=10, weight="bold", **place)
    # With its height in points: a page that says it in its text shows the figure from there on.
    said.set_gid(f"finding-{72 * (0.04 + heights[0]):.0f}")
    figure.text(y=1 - (0.06 + heights[0]) / height, s="\n".join(below), fontsize=9, color=GREY, **place)
    figure.set_label(finding)
    figure.set_gid(shown or None)
    return figure


def colour_groups(groups: Iterable[str]) -> dict[str, str]:
    """Return a colour for each group: its own where it has a meaning here, else the next free one.

    >>> colour_groups(["lora", "my_group"])["lora"] == GREEN
    True
    """
    free = iter(OTHERS * 9)
    return {group: COLOURS.get(group) or next(free) for group in dict.fromkeys(groups)}


def draw_bands(
    axes: Axes, table: pd.DataFrame, x: str, hue: str, palette: Mapping[str, str], strength: float = 0.12
) -> None:
    """Draw the interval (low to high) of each line of a table as a pale band."""
    for group, line in table.groupby(hue, sort=False):
        axes.fill_between(line[x].tolist(), line["low"].astype(float), line["high"].astype(float),
                          color=palette[str(group)], alpha=strength, linewidth=0)  # fmt: skip


def label_ends(axes: Axes, ends: pd.Series, names: Mapping[str, str], colours: Mapping[str, str]) -> None:
    """Write each name beside the right end of its line, in its colour, moved apart where two would overlap.

    `ends` holds the last value of each line by its group.
    """
    low, high = axes.get_ylim()
    groups = sorted(ends.index, key=lambda group: float(ends[group]))
    places = ends[groups].to_numpy(dtype=float, copy=True)
    height = cast(Figure, axes.figure).get_size_inches()[1]
    line = 0.36 / height  # of a name, as a share of the axes
    for _ in range(100):
        short = line * (high - low) - np.diff(places)
        for i in np.flatnonzero(short > 1e-9):
            places[i], places[i + 1] = places[i] - short[i] / 2, places[i + 1] + short[i] / 2
    for group, place in zip(groups, places, strict=True):
        axes.annotate(names[group], (1, place), xycoords=("axes fraction", "data"), xytext=(4, 0), fontsize=9.5,
                      textcoords="offset points", color=colours[group], weight="bold", va="center")  # fmt: skip


def label_cells(axes: Axes, rows: Sequence[str], columns: Sequence[str]) -> None:
    """Label the rows of a heatmap in at most two lines, and its columns: upright where there is room, else slanted."""
    axes.set(xlabel="", ylabel="")
    axes.tick_params(length=0)
    axes.set_yticks(np.arange(len(rows)) + 0.5, [fold_label(text, 24) for text in rows], rotation=0)
    folded = [text.replace(" (", "\n(") for text in columns]
    slanted = max((len(line) for text in folded for line in text.split("\n")), default=0) * len(folded) > 40
    look: dict[str, Any] = {"rotation": 35, "ha": "right", "rotation_mode": "anchor"} if slanted else {"rotation": 0}
    axes.set_xticks(np.arange(len(columns)) + 0.5, columns if slanted else folded, **look)


def sort_flows(flows: pd.DataFrame, fields: Sequence[str], middle: Sequence[str]) -> pd.DataFrame:
    """Sort a table for `draw_flows` so that bands cross little.

    The values of the middle one of three fields come in the given order, those of the last by the mean place of their
    works in it; `other` comes last everywhere.
    """
    first, second, third = fields
    rank = flows[second].map({name: place for place, name in enumerate(middle)}).fillna(len(middle))
    mean = (rank * flows["n"]).groupby(flows[third]).sum() / flows["n"].groupby(flows[third]).sum()
    keys: dict[str, Any] = {
        "one": flows[first].replace("other", "\uffff"),
        "two": rank,
        "three": flows[third].map(mean).where(flows[third] != "other", len(middle) + 1),
    }
    order = flows.assign(**keys).sort_values(["one", "two", "three", third]).index
    return flows.loc[order].reset_index(drop=True)


def label_key(axes: Axes, names: Mapping[str, str], colours: Mapping[str, str], markers: Mapping[str, str]) -> None:
    """Write what each colour and marker means, below the title, from left to right."""
    handles = [
        mpl.lines.Line2D([], [], marker=markers[key], linestyle="none", color=colours[key], markersize=5)
        for key in names
    ]
    axes.legend(handles, list(names.values()), loc="lower left", bbox_to_anchor=(0, 1), ncols=2, handletextpad=0,
                columnspacing=1, borderaxespad=0.2, labelcolor=[colours[key] for key in names])  # fmt: skip


def percent_axis(axes: Axes) -> None:
    """Label the y axis, of shares, in per cent, from 0 to 100."""
    axes.yaxis.set_major_locator(mpl.ticker.MultipleLocator(0.25))
    axes.yaxis.set_major_formatter(mpl.ticker.FuncFormatter(lambda value, _: f"{value * 100:.0f} %"))
    axes.set_ylim(-0.02, 1.02)


def size_axis(axes: Axes) -> None:
    """Make the y axis a log scale of model sizes in millions of parameters, with ticks such as 1B."""
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(mpl.ticker.LogLocator(10))
    axes.yaxis.set_major_formatter(mpl.ticker.FuncFormatter(lambda value, _: name_size(value)))
    axes.yaxis.set_minor_locator(mpl.ticker.NullLocator())


def year_axis(axes: Axes, time: pd.Series) -> None:
    """Label the x axis, of years with a fraction, with a tick a year."""
    axes.set(xlabel="", ylabel="")
    if len(time):
        low, high = float(time.min()) - 0.15, float(time.max()) + 0.15
        axes.set_xlim(low, high)
        axes.set_xticks([year for year in range(int(low), int(high) + 1) if year >= low])


def stack_dots(dots: pd.DataFrame, x: str, y: str, columns: int = 2) -> pd.DataFrame:
    """Move dots apart that stand on one place, a month and nearly one size: side by side, then above each other.

    `x` is in years and `y` on a log scale. Dots move by less than half a month, and up or down by a few per cent for
    each two more of them; the order is that of the rows, so that the same table gives the same picture.
    """
    step = 0.11  # of log10: the height of a dot
    same = [dots[x], (np.log10(dots[y].astype(float)) / step).round()]
    place, n = dots.groupby(same).cumcount(), dots.groupby(same)[x].transform("size")
    row, column = place // columns, place % columns
    in_row = np.minimum(columns, n - row * columns)
    across = (column - (in_row - 1) / 2) / 12 / columns
    up = (row - ((n - 1) // columns) / 2) * step
    return dots.assign(**{x: dots[x] + across, y: dots[y].astype(float) * 10**up})


def draw_level(axes: Axes, start: float, stop: float, level: float, text: str, after: bool) -> None:
    """Draw a level below the dots from one place of the x axis to another; its text stands right of, or below, it."""
    axes.hlines(level, start, stop, color=INK, linewidth=1.4, zorder=1)
    axes.set_ylim(min(axes.get_ylim()[0], level / 9), None)
    place: dict[str, Any] = {"xytext": (8, 0) if after else (0, -13), "annotation_clip": False}
    said = text.replace(" ", "\n") if after else text
    axes.annotate(said, (stop if after else start, level), textcoords="offset points", va="center", fontsize=9,
                  weight="bold", **place)  # fmt: skip


def label_bars(axes: Axes, names: Sequence[str]) -> None:
    """Write name and number at the end of each bar, in its colour; `names` in the order of the hues."""
    longest = 1.0
    for container, name in zip(axes.containers, names, strict=False):
        bars = cast(BarContainer, container)
        colour = bars[0].get_facecolor() if len(bars) else INK
        axes.bar_label(
            bars, [f"{name} {bar.get_width():,.0f}".strip() for bar in bars], padding=3, color=colour, weight="bold"
        )
        longest = max([longest, *(bar.get_width() for bar in bars)])
    axes.set(xlabel="", ylabel="", xticks=[], xlim=(0, 1.45 * longest))
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(length=0)


def label_panel(axes: Axes, rows: Sequence[str], columns: Sequence[str], name: str, colour: str) -> None:
    """Label one of several heatmaps side by side: columns below, rows at the left, its name above."""
    axes.set(xlabel="", ylabel="")
    axes.tick_params(length=0)
    axes.set_xticks(np.arange(len(columns)) + 0.5, list(columns), rotation=90)
    axes.set_yticks(np.arange(len(rows)) + 0.5, list(rows), rotation=0)
    axes.set_title(name, color=colour, weight="bold")


def label_counts(axes: Axes, n: pd.Series) -> None:
    """Label places 0, 1, … on the x axis with a year or a quarter (the index of `n`), and the number of works below.

    A quarter such as 2023Q2 stands as Q2, with its year where that changes.
    """
    parts = [str(label).partition("Q") for label in n.index]
    years = [year if quarter else "" for year, quarter, _ in parts]
    shown = [f"Q{number}" if quarter else year for year, quarter, number in parts]
    if any(years):
        fresh = [year if year != before else "" for year, before in zip(years, ["", *years], strict=False)]
        shown = [f"{text}\n{year}" for text, year in zip(shown, fresh, strict=True)]
    axes.set_xticks(range(len(shown)), [f"{text}\n{count:,}" for text, count in zip(shown, n, strict=True)])
    axes.set(xlabel="", ylabel="")


def fold_label(text: str, most: int, lines: int = 2) -> str:
    """Break a label into lines of at most so many characters; where that is too short, cut it and keep its number.

    >>> fold_label("1.1 LLM for Feature Engineering (32)", 20)
    '1.1 LLM for Feature\\nEngineering (32)'
    >>> fold_label("1.7 Paper Pending List: to be Added to Our Survey Paper (21)", 20)
    '1.7 Paper Pending\\nList: to be… (21)'
    """
    folded = textwrap.wrap(text, most)
    if len(folded) <= lines:
        return "\n".join(folded)
    body, bracket, count = text.rpartition(" (")
    end = f" ({count}" if bracket and count.endswith(")") else ""
    kept = textwrap.wrap(body if end else text, most)
    last = textwrap.shorten(" ".join(kept[lines - 1 :]), most - len(end), placeholder="…")
    return "\n".join([*kept[: lines - 1], last + end])


def draw_intervals(axes: Axes, table: pd.DataFrame, y: str, colour: Sequence[str] | str = INK) -> None:
    """Draw a forest plot: an estimate (a dot) and its interval (a line) for each row, from top to bottom."""
    colours = [colour] * len(table) if isinstance(colour, str) else list(colour)
    for place, (row, shade) in enumerate(zip(table.to_dict("records"), colours, strict=True)):
        axes.plot([row["low"], row["high"]], [place, place], color=shade, linewidth=1.6, solid_capstyle="butt")
        axes.plot(row["estimate"], place, "o", color=shade, markersize=6, markeredgecolor="white")
    axes.set_yticks(range(len(table)), list(table[y]))
    axes.invert_yaxis()


def draw_flows(axes: Axes, flows: pd.DataFrame, fields: Sequence[str], colours: Mapping[str, str]) -> None:
    """Draw a plot of three fields: columns of labelled bars, joined by bands as wide as the works they share.

    `flows` has a column a field and `n`; bands take the colour of the middle field, whose bars hold their names. The
    values of each field stand in the order of their first appearance.
    """
    total, gap, half = flows["n"].sum(), 0.024, (0.015, 0.45, 0.015)
    middle, scales = fields[1], list[float]()
    spans: dict[tuple[int, str], list[float]] = {}
    for column, field in enumerate(fields):
        sizes = flows.groupby(field, sort=False)["n"].sum() / total
        scales.append(1 - gap * (len(sizes) - 1))
        place = 0.0
        for name, size in sizes.items():
            spans[column, str(name)], height = [place, place], size * scales[column]
            colour = colours[str(name)] if column == 1 else INK
            axes.add_patch(mpl.patches.Rectangle((column - half[column], place), 2 * half[column], height,
                                                 color=colour, linewidth=0))  # fmt: skip
            below = column == 1 and height < 0.03  # a bar too thin for its name, which stands below then
            look: dict[str, Any] = {"ha": ("right", "center", "left")[column], "va": "center", "fontsize": 9}
            if column == 1:
                look |= {"color": INK if below else "white", "weight": "bold", "fontsize": 8.5}
            lines = 1 if height < 0.06 or column == 1 else 2 if height < 0.12 else 3
            text = fold_label(f"{name} ({size * total:.0f})", 17 if column != 1 else 20, lines)
            y = place + height + 0.018 if below else place + height / 2
            axes.text(column + (-0.05, 0, 0.05)[column], y, text, **look)
            place += height + gap
    for left, right in ((0, 1), (1, 2)):
        starts = {key: list(span) for key, span in spans.items()}
        keys = list(dict.fromkeys([fields[left], fields[right], middle]))
        x = np.linspace(left + half[left], right - half[right], 30)
        bend = (1 - np.cos(np.linspace(0, np.pi, 30))) / 2
        for row in flows.groupby(keys, sort=False)["n"].sum().reset_index().to_dict("records"):
            a, b = starts[left, str(row[fields[left]])], starts[right, str(row[fields[right]])]
            high = [row["n"] / total * scales[side] for side in (left, right)]
            # Each end of a bar is used up from above, once for the bands of its left and once for those of its right.
            bottom = a[1] + (b[0] - a[1]) * bend
            top = bottom + high[0] + (high[1] - high[0]) * bend
            axes.fill_between(x, bottom, top, color=colours[str(row[middle])], alpha=0.45, linewidth=0)
            a[1], b[0] = a[1] + high[0], b[0] + high[1]
    axes.set(xlim=(-0.85, len(fields) - 0.4), ylim=(1.035, -0.07))
    axes.set_axis_off()
    for column, field in enumerate(fields):
        axes.text(column, -0.025, field, ha=("right", "center", "left")[column], va="bottom", color=GREY, fontsize=9)


def draw_network(axes: Axes, nodes: pd.DataFrame, links: pd.DataFrame, named: Mapping[int, str]) -> None:
    """Draw a network: nodes (x, y, n, community), links (author, other) and a name for the largest communities."""
    palette = dict(zip(named, sns.color_palette("colorblind", len(named)), strict=True))
    place = nodes.set_index("author")[["x", "y"]]
    both = links[links["author"].isin(place.index) & links["other"].isin(place.index)]
    ends = [place.loc[both[side]].to_numpy() for side in ("author", "other")]
    axes.add_collection(LineCollection(list(zip(*ends, strict=True)), colors=PALE, linewidths=0.5, zorder=1))
    colours = [palette.get(int(community), PALE) for community in nodes["community"]]
    axes.scatter(nodes["x"], nodes["y"], s=5 + 5 * nodes["n"].astype(float), c=colours, linewidths=0.3,
                 edgecolors="white", zorder=2)  # fmt: skip
    centres = nodes.groupby("community")[["x", "y"]].median()
    # Names stand outside the network, in two columns, each joined to the middle of its community.
    for side, inside in ((-1, centres["x"] < centres["x"].median()), (1, centres["x"] >= centres["x"].median())):
        column = [c for c in centres[inside].sort_values("y", kind="stable").index if c in named]
        heights = np.linspace(-0.9, 0.9, len(column)) if len(column) > 1 else centres.loc[column, "y"].to_numpy()
        for community, y in zip(column, heights, strict=True):
            x, name = 1.12 * side, named[community].replace(", ", "\n")
            ends = centres.loc[community, ["x", "y"]].to_numpy(dtype=float)
            axes.plot([ends[0], x], [ends[1], y], color=palette[community], linewidth=0.9, zorder=1.5)
            axes.text(x + 0.03 * side, y, name, ha="left" if side > 0 else "right", va="center", fontsize=9,
                      color=tuple(0.75 * part for part in palette[community]))  # fmt: skip
    axes.set(xlim=(-1.9, 1.9), ylim=(-1.05, 1.05))
    axes.set_axis_off()
