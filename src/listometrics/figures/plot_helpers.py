"""What several figures share: whiskers, labels, axes of years and sizes, grids of shares over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from listometrics.figures.theme import BLUE, GREEN, GREY, INK, RED, SHADE, label_periods, mark_incomplete, new_figure

SIZE_TICKS = {1e2: "100M", 1e3: "1B", 1e4: "10B", 1e5: "100B", 1e6: "1000B"}
SPELLED = {"lora": "LoRA", "qlora": "QLoRA", "other_peft": "other", "api_finetuning": "by an API",
           "finetuning_unspecified": "not said how", "full_finetuning": "full finetuning"}  # fmt: skip


def draw_whisker(axes: Axes, row: Mapping[Any, Any], at: float, look: tuple[str, str], across: bool = False) -> None:
    """Draw an estimate and its interval (if it has one) at a place: upright, or across for a forest plot.

    `look` is its colour and its sign.
    A row that is thin has a hollow sign, so that it shows without colour, too.
    """
    colour, marker = look
    ends, middle = [row["low"], row["high"]], [row["estimate"]]
    style: dict[str, Any] = {"color": colour, "linewidth": 1.4, "solid_capstyle": "butt"}
    sign: dict[str, Any] = {"marker": marker, "color": colour, "markersize": 6, "markeredgecolor": "white",
            "markeredgewidth": 0.5, "linestyle": "none"}  # fmt: skip
    if row.get("thin", False):
        sign |= {"markerfacecolor": "white", "markeredgecolor": colour, "markeredgewidth": 1.2}
    if across:
        axes.plot(ends, [at, at], **style)
        axes.plot(middle, [at], **sign)
    else:
        axes.plot([at, at], ends, **style)
        axes.plot([at], middle, **sign)


def name_strategy(strategy: str) -> str:
    """Return a strategy's name for readers.

    >>> name_strategy("lora"), name_strategy("prompt_tuning")
    ('LoRA', 'prompt tuning')
    """
    return SPELLED.get(strategy, strategy.replace("_", " "))


def number_years(months: pd.Series) -> pd.Series:
    """Return months as years with a fraction: the middle of the month."""
    return pd.to_numeric(months.str[:4]) + (pd.to_numeric(months.str[5:7]) - 0.5) / 12


def label_years(axes: Axes, x: pd.Series, left: float = 0.2, right: float = 0.2) -> None:
    """Give the x axis the span of x, with room on both sides, and a tick a year."""
    if x.empty:
        return
    low, high = float(x.min()) - left, float(x.max()) + right
    axes.set_xlim(low, high)
    years = [year for year in range(int(low), int(high) + 1) if low <= year <= x.max()]
    axes.set_xticks(years, [str(year) for year in years])


def label_sizes(axes: Axes, across: bool = False) -> None:
    """Make one axis a log scale of parameters, ticks at powers of ten."""
    axis = axes.xaxis if across else axes.yaxis
    (axes.set_xscale if across else axes.set_yscale)("log")
    low, high = axes.get_xlim() if across else axes.get_ylim()
    ticks = {at: name for at, name in SIZE_TICKS.items() if low <= at <= high}
    axis.set_ticks(list(ticks), list(ticks.values()))
    axis.set_ticks([], minor=True)


def draw_events(panels: Sequence[Axes], places: Mapping[str, float], above: float = 0.0) -> None:
    """Draw a thin line at each place through all panels, with its name above the first one by so much of its height."""
    low, high = panels[0].get_xlim()
    for number, (name, at) in enumerate(sorted(places.items(), key=lambda item: item[1])):
        if not low <= at <= high:
            continue
        for axes in panels:
            axes.axvline(at, color=GREY, linewidth=0.8, linestyle=(0, (2, 2)), zorder=0)
        side, text = ("left", f" {name}") if number else ("right", f"{name} ")
        place = panels[0].get_xaxis_transform()
        panels[0].text(at, 1.0 + above, text, transform=place, ha=side, va="bottom", fontsize=8, color=GREY)


def shade_incomplete(panels: Sequence[Axes], since: str, say: bool = True) -> None:
    """Shade the months from `since` on, which are incomplete, on axes of years; nothing where it is empty."""
    for axes in panels if since else []:
        start, (low, high) = number_years(pd.Series([since])).iloc[0] - 0.5 / 12, axes.get_xlim()
        if start >= high:
            continue
        axes.axvspan(max(start, low), high, color=SHADE, zorder=0, linewidth=0)
        axes.set_xlim(low, high)
        if say and axes is panels[0]:
            axes.text(high, 1.0, "incomplete", transform=axes.get_xaxis_transform(), ha="right", va="bottom",
                      fontsize=8, color=GREY)  # fmt: skip


def place_events(months: Mapping[str, str]) -> dict[str, float]:
    """Return where months fall on an axis of years.

    >>> place_events({"ChatGPT": "2022-07"})
    {'ChatGPT': 2022.5416666666667}
    """
    return {name: float(number_years(pd.Series([month])).iloc[0]) for name, month in months.items()}


def place_months(months: Mapping[str, str], periods: Sequence[str]) -> dict[str, float]:
    """Return where months fall on an axis of periods at 0, 1, …; those before and after are left out.

    >>> place_months({"LLaMA": "2023-02"}, ["2022Q4", "2023Q1"])
    {'LLaMA': 1.0}
    """
    if not periods:
        return {}
    frequency, long = {4: ("Y", 12), 6: ("Q", 3), 7: ("M", 1)}[len(periods[0])]
    places = {}
    for name, month in months.items():
        period = str(pd.Period(month, freq="M").asfreq(frequency))
        if period in periods:
            inside = (int(month[5:7]) - 1) % long
            places[name] = periods.index(period) - 0.5 + (inside + 0.5) / long
    return places


def spread(places: Mapping[str, float], gap: float) -> dict[str, float]:
    """Move labels apart until each two are `gap` from each other, in their order and around their middle.

    >>> spread({"a": 0.5, "b": 0.52, "c": 0.9}, 0.1)
    {'a': 0.46, 'b': 0.56, 'c': 0.9}
    """
    names = sorted(places, key=lambda name: (places[name], name))
    moved = [places[name] for name in names]
    for _ in range(50):
        for i in range(len(moved) - 1):
            short = gap - (moved[i + 1] - moved[i])
            if short > 1e-9:
                moved[i], moved[i + 1] = moved[i] - short / 2, moved[i + 1] + short / 2
    return {name: round(place, 6) for name, place in zip(names, moved, strict=True)}


def wrap(text: str, width: int) -> str:
    """Break a label into lines."""
    return fill(text, width, break_long_words=False)


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
    return figure


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
