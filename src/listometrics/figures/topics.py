"""Figures of what works are about: words of their titles, themes of the list's notes."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from listometrics.analyse.sample import THIN
from listometrics.figures.landscape import checked, shade_counts, shorten
from listometrics.figures.theme import GREY, INK, new_figure, say_empty, themed


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
