"""Figures of the landscape: venues, what was published and read, developers, title words, themes."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from listometrics.analyse.sample import THIN
from listometrics.figures.plot_helpers import draw_whisker
from listometrics.figures.theme import (
    COLOURS,
    GREY,
    HATCHES,
    INK,
    NAMES,
    PALE,
    new_figure,
    say_empty,
    themed,
)
from listometrics.landscape.publishing import LEAST
from listometrics.text import counted

ZONES = {1: INK, 2: GREY, 3: PALE}
COUNTS = LinearSegmentedColormap.from_list("counts", ["#FFFFFF", PALE, GREY, INK])  # no hue: hues have meanings
LONGEST = 36
MOST_NUMBERS = 18
RISING = "^"  # what may still rise


@themed
def draw_venues(table: pd.DataFrame, least: int = 1) -> Figure:
    """Draw the venues with at least so many published works, shaded by Bradford's zones."""
    figure, axes = new_figure("tall")
    ranked = table.sort_values("rank")
    shown = ranked[ranked["n"] >= least]
    places = range(len(shown))
    colours = [ZONES.get(int(zone), PALE) for zone in shown["zone"]]
    bars = axes.barh(places, shown["n"].astype("float64"), color=colours, edgecolor=INK, linewidth=0.5)
    axes.bar_label(bars, [str(n) for n in shown["n"]], padding=2, fontsize=9)
    axes.set_yticks(list(places), [shorten(venue) for venue in shown["venue"]])
    axes.invert_yaxis()
    axes.set_xlabel("published works")
    zones = shown.assign(place=list(places)).groupby("zone")["place"].agg(["min", "max"])
    right = float(shown["n"].max()) * 1.12
    for zone, first, last in zones.itertuples():
        whole = table[table["zone"] == zone]
        said = f"zone {zone}: {counted(len(whole), 'venue')},\n{counted(int(whole['n'].sum()), 'work')}"
        axes.plot([right, right], [first - 0.4, last + 0.4], color=GREY, linewidth=0.8)
        axes.text(right * 1.03, (first + last) / 2, said, va="center", fontsize=9)
    axes.set_xlim(0, right * 1.45)
    axes.set_xticks([tick for tick in axes.get_xticks() if tick <= float(shown["n"].max())])
    return checked(figure)


@themed
def draw_bradford(table: pd.DataFrame) -> Figure:
    """Draw cumulative works against the venues' rank on a log scale, with the ends of Bradford's zones."""
    figure, axes = new_figure()
    shown = table.sort_values("rank")
    rank, cumulative = shown["rank"].astype("float64"), shown["cumulative"].astype("float64")
    axes.plot(rank, cumulative, color=INK, marker="o", markersize=3)
    for zone, last in shown.groupby("zone")["rank"].max().items():
        axes.axvline(float(last) + 0.5, color=GREY, linewidth=0.8, linestyle=":")
        axes.text(float(last) + 0.5, 0.02, f"zone {zone} ", transform=axes.get_xaxis_transform(), ha="right",
                  va="bottom", rotation=90, fontsize=9, color=GREY)  # fmt: skip
    axes.set(xscale="log", xlabel="rank of venue (log scale)", ylabel="cumulative published works", ylim=(0, None))
    plain_ticks(axes, [tick for tick in (1, 2, 5, 10, 20, 50, 100, 200, 500) if tick <= float(rank.max())])
    return checked(figure)


@themed
def draw_publishing(table: pd.DataFrame, least: int = LEAST) -> Figure:
    """Draw the share of the list's arXiv papers published by the end of each calendar year, by cohort.

    Points are what is known, with Wilson intervals; pale bars are the bounds for what is not known. Triangles may
    still rise; points of thin cohorts are grey and hollow. Cohorts of fewer than `least` works are not drawn by
    themselves.
    """
    figure, axes = new_figure()
    cohorts = list(dict.fromkeys(table.loc[table["n"] >= least, "cohort"]))
    cohorts = [c for c in cohorts if c != "all"] + [c for c in cohorts if c == "all"]
    if not cohorts:
        return say_empty(f"no cohort of {least} works")
    ticks = {place * 4 + horizon: f"+{horizon}" for place in range(len(cohorts)) for horizon in range(3)}
    for place, cohort in enumerate(cohorts):
        ours = table[table["cohort"] == cohort]
        for row in ours.to_dict("records"):
            _draw_known(axes, row, place * 4 + int(row["horizon"]))
        name = "all" if cohort == "all" else f"of {cohort}"
        axes.text(place * 4 + 1, 103, f"{name}\nn = {ours['n'].iloc[0]}", ha="center", va="bottom", fontsize=9)
    axes.set_xticks(list(ticks), list(ticks.values()))
    axes.set(xlabel="calendar years after first appearance", ylabel="published (%)", ylim=(0, 100))
    thin = {"color": GREY, "marker": "o", "markerfacecolor": "white", "markeredgewidth": 1.2}
    looks: list[dict[str, Any]] = [{"color": INK, "marker": "o"}, {"color": INK, "marker": RISING}, thin]
    signs = [*(Line2D([], [], linestyle="none", **look) for look in looks), Patch(color=PALE)]
    said = ["known (95 % interval)", "may still rise", f"fewer than {THIN} works", "not known: bounds"]
    figure.legend(signs, said, loc="outside lower center", ncols=2, handletextpad=0.3, columnspacing=1.2)
    return checked(figure)


def _draw_known(axes: Axes, row: Mapping[Any, Any], x: int) -> None:
    """Draw what is known of a cohort at a horizon, over the bounds for what is not."""
    unknown = (row["bound_high"] - row["bound_low"]) * 100
    axes.bar(x, unknown, bottom=row["bound_low"] * 100, width=0.7, color=PALE)
    thin = row["n"] < THIN
    percent = {name: 100 * float(row[name]) for name in ("estimate", "low", "high")}
    draw_whisker(axes, {**percent, "thin": thin}, x, (GREY if thin else INK, "o" if row["complete"] else RISING))


@themed
def draw_reading(table: pd.DataFrame) -> Figure:
    """Draw the share of papers marked as read by section, with Wilson intervals and the numbers.

    Sections of fewer papers than `THIN` are grey, their bars hollow.
    """
    figure, axes = new_figure("tall")
    fit_height(figure, len(table))
    places = range(len(table))
    few = [bool(thin) for thin in table["n"] < THIN]
    fills = ["white" if thin else PALE for thin in few]
    inks = [GREY if thin else INK for thin in few]
    axes.barh(places, table["estimate"] * 100, color=fills, edgecolor=GREY, linewidth=0.5)
    for place, (row, ink) in enumerate(zip(table.to_dict("records"), inks, strict=True)):
        axes.plot([row["low"] * 100, row["high"] * 100], [place, place], color=ink, linewidth=1)
        axes.text(102, place, f"{row['hits']} of {row['n']}", va="center", fontsize=9, color=ink)
    sections = zip(table["section"], table["section_title"], strict=True)
    axes.set_yticks(list(places), [break_label(f"{section} {title}") for section, title in sections])
    for tick, ink in zip(axes.get_yticklabels(), inks, strict=True):
        tick.set_color(ink)
    axes.invert_yaxis()
    axes.set(xlabel="paper entries marked as read (%)", xlim=(0, 100))
    return checked(figure)


@themed
def draw_developers(table: pd.DataFrame, least: int = 1) -> Figure:
    """Draw works by developer of their models, split by openness; developers of fewer works than `least` are not."""
    figure, axes = new_figure("tall")
    wide = table.pivot(index="developer", columns="openness", values="n").astype("float64").fillna(0)
    order = list(dict.fromkeys(table["developer"]))
    shown = wide.loc[[name for name in order if wide.loc[name].sum() >= least]]
    fit_height(figure, len(shown), 0.26)
    places = range(len(shown))
    left = pd.Series(0.0, index=shown.index)
    for openness in [name for name in ("open", "closed", "unknown") if name in shown.columns]:
        look = {"color": COLOURS.get(openness, PALE), "hatch": HATCHES.get(openness, ""), "edgecolor": INK}
        label = NAMES.get(openness, openness)
        axes.barh(places, shown[openness], left=left, label=label, linewidth=0.5, **look)
        left = left + shown[openness]
    for place, total in enumerate(left):
        axes.text(total + left.max() * 0.015, place, f"{total:.0f}", va="center", fontsize=9)
    axes.set_yticks(list(places), [break_label(name, 34) for name in shown.index])
    axes.invert_yaxis()
    axes.set_xlabel("works (full counting)")
    axes.set_xlim(0, left.max() * 1.1)
    axes.legend(loc="lower right")
    return checked(figure)


def shade_counts(axes: Axes, wide: pd.DataFrame, rows: list[str]) -> None:
    """Draw a table of counts as shades, with the numbers where they fit."""
    top = max(1.0, float(wide.to_numpy().max()))
    axes.imshow(wide.to_numpy(), aspect="auto", cmap=COUNTS, vmin=0, vmax=top)
    axes.set_yticks(range(len(rows)), rows)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    if wide.shape[1] > MOST_NUMBERS:
        return
    for i, values in enumerate(wide.to_numpy()):
        for j, n in enumerate(values):
            if n > 0:
                colour = "white" if n > 0.62 * top else INK
                axes.text(j, i, f"{n:.0f}", ha="center", va="center", fontsize=9, color=colour)


def shorten(text: str, longest: int = LONGEST) -> str:
    """Cut a label at a word, and say so; dollar signs are no mathematics.

    >>> shorten("1.7 Paper Pending List: to be Added to Our Survey Paper")
    '1.7 Paper Pending List: to be …'
    """
    text = " ".join(text.split()).replace("$", r"\$")
    if len(text) <= longest:
        return text
    return text[: longest - 1].rsplit(" ", 1)[0] + " …"


def fit_height(figure: Figure, rows: int, inches: float = 0.34) -> None:
    """Make a figure high enough for rows whose labels have two lines."""
    figure.set_figheight(max(figure.get_figheight(), 1 + inches * rows))


def break_label(text: str, width: int = 30, lines: int = 2) -> str:
    """Break a label into lines, and cut what does not fit these; dollar signs are no mathematics.

    >>> break_label("1.7 Paper Pending List: to be Added to Our Survey Paper")
    '1.7 Paper Pending List: to be\\nAdded to Our Survey Paper'
    """
    wrapped = textwrap.wrap(text, width, max_lines=lines, placeholder=" …", break_long_words=True)
    return "\n".join(wrapped).replace("$", r"\$")


def plain_ticks(axes: Axes, ticks: list[int]) -> None:
    """Label the x axis of a log scale with plain numbers."""
    axes.set_xticks(ticks, [str(tick) for tick in ticks])
    axes.minorticks_off()


def checked(figure: object) -> Figure:
    """Return a figure as one for the type checker: new_figure cannot say how many axes come with it."""
    assert isinstance(figure, Figure)
    return figure


@themed
def draw_words(table: pd.DataFrame, pairs: pd.DataFrame, least: tuple[int, int] = (1, 1)) -> Figure:
    """Draw the share of works whose title holds a word, and a pair of neighbouring words, with Wilson intervals.

    Words and pairs in fewer titles than `least` are not drawn.
    """
    figure, (left, right) = new_figure("tall", columns=2)
    _draw_terms(left, table[table["hits"] >= least[0]].rename(columns={"word": "term"}), "words")
    _draw_terms(right, pairs[pairs["hits"] >= least[1]].rename(columns={"pair": "term"}), "pairs")
    figure.supxlabel("titles that hold it (%)", fontsize=10)
    return checked(figure)


@themed
def draw_themes(table: pd.DataFrame, names: Mapping[str, str]) -> Figure:
    """Draw works with a note by theme and stage, as numbers on shades; the first column is all stages.

    The labels of stages of fewer works with a note than `THIN` are grey.
    """
    stages = ["all", *sorted(set(table["stage"]) - {"all"})]
    themes = [theme for theme in dict.fromkeys(table["theme"]) if table.loc[table["theme"] == theme, "hits"].sum() > 0]
    if not themes:
        return say_empty(f"no theme in {table['n'].max()} notes")
    wide = table.pivot(index="theme", columns="stage", values="hits").astype("float64").loc[themes, stages]
    figure, axes = new_figure("tall")
    figure.set_figheight(max(3.0, 1.2 + 0.2 * len(themes)))
    shade_counts(axes, wide, [shorten(theme) for theme in themes])
    n = table.drop_duplicates("stage").set_index("stage")["n"]
    axes.set_xticks(range(len(stages)), [f"{stage}\nn={n[stage]}" for stage in stages], fontsize=8)
    axes.xaxis.tick_top()
    for tick, stage in zip(axes.get_xticklabels(), stages, strict=True):
        tick.set_color(GREY if n[stage] < THIN else INK)
    axes.axvline(0.5, color=GREY, linewidth=0.8)
    said = "; ".join(f"{stage} {names[stage]}" for stage in stages if stage in names)
    axes.set_xlabel(_wrap(said, 84), fontsize=8, color=GREY, loc="right")
    axes.xaxis.set_label_position("bottom")
    return checked(figure)


def _draw_terms(axes: Axes, terms: pd.DataFrame, title: str) -> None:
    places = range(len(terms))
    axes.hlines(list(places), terms["low"] * 100, terms["high"] * 100, color=GREY, linewidth=1.4)
    axes.plot(terms["estimate"] * 100, list(places), "o", color=INK, markersize=4)
    axes.set_yticks(list(places), [shorten(str(term), 30) for term in terms["term"]], fontsize=9)
    axes.invert_yaxis()
    axes.set_title(title)
    axes.set_xlim(0, None)


def _wrap(text: str, width: int) -> str:
    """Break a text into lines, at its semicolons where it can."""
    lines, line = [], ""
    for part in text.split("; "):
        joined = f"{line}; {part}" if line else part
        if line and len(joined) > width:
            lines.append(f"{line};")
            joined = part
        line = joined
    return "\n".join([*lines, line])
