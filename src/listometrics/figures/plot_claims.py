"""Figures of the claims and of how far conclusions hold when the list is read otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from listometrics.analyse.trend import BEYOND
from listometrics.figures.plot_helpers import draw_whisker, wrap
from listometrics.figures.theme import COLOURS, GREY, INK, MARKERS, PALE, new_figure, themed_of

themed = themed_of("with a tuning strategy or a model")

ENDS = ("estimate", "low", "high")
SHADES = {  # no hue: hues have meanings
    "above": "#CFCFCF",
    "below": "#9C9C9C",
    "around": "#F4F4F4",
    "too few": "#FFFFFF",
    "not applicable": "#FFFFFF",
}
SIGNS = {"above": "+", "below": "−", "around": "±", "too few": "·"}
# How the frame of a cell tells what becomes of the conclusion.
FRAMES: dict[str, dict[str, Any]] = {
    "reverses": {"edgecolor": INK, "linewidth": 2.6},
    "no longer": {"edgecolor": INK, "linewidth": 1.4, "linestyle": (0, (3, 1.5))},
    "only here": {"edgecolor": INK, "linewidth": 1.4, "linestyle": (0, (1, 1))},
}
PLAIN: dict[str, Any] = {"edgecolor": PALE, "linewidth": 0.5}
SAID = {"reverses": "reverses", "no longer": "no longer distinguishable", "only here": "only here distinguishable"}


@themed
def draw_claims(table: pd.DataFrame) -> Figure:
    """Draw each claim's estimate, less its null value, with its interval, the works on each side and the verdict."""
    figure, axes = new_figure("tall")
    rows = table.iloc[::-1].reset_index(drop=True)
    for place, row in enumerate(rows.to_dict("records")):
        moved: dict[Any, Any] = {**row, **{end: 100 * (row[end] - row["null"]) for end in ENDS}}
        draw_whisker(axes, moved, place, (COLOURS[row["verdict"]], MARKERS[row["verdict"]]), across=True)
        sides = f"{row['n_a']}" if pd.isna(row["n_b"]) else f"{row['n_a']} + {row['n_b']}"
        axes.text(1.02, place, f"{row['verdict']}\n{sides}", transform=axes.get_yaxis_transform(), va="center",
                  fontsize=8, color=COLOURS[row["verdict"]])  # fmt: skip
    axes.axvline(0, color=GREY, linewidth=0.8)
    axes.set_yticks(range(len(rows)), [wrap(label, 24) for label in rows["label"]])
    axes.set_xlabel("percentage points, as the claim says →")
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.grid(axis="x")
    return figure


@themed
def draw_sensitivity(table: pd.DataFrame) -> Figure:
    """Draw, for each headline and variant, where the interval lies from its null value: + above, − below, ± around.

    The frame of a cell tells what becomes of the conclusion of the sample as analysed; for wrong labels the cell
    also has the share of repetitions that agree with it. A variant that cannot touch a headline has a dash.
    """
    headlines, variants = list(dict.fromkeys(table["headline"])), list(dict.fromkeys(table["variant"]))
    figure, axes = new_figure("long")
    for row in table.to_dict("records"):
        x, y = headlines.index(row["headline"]), len(variants) - 1 - variants.index(row["variant"])
        frame = FRAMES.get(row["outcome"], PLAIN)
        axes.add_patch(Rectangle((x - 0.45, y - 0.44), 0.9, 0.88, facecolor=SHADES[row["conclusion"]], **frame))
        axes.text(x, y, _write_cell(row), ha="center", va="center", fontsize=7.5, linespacing=1.05)
    axes.set(xlim=(-0.5, len(headlines) - 0.5), ylim=(-0.5, len(variants) - 0.5))
    axes.set_xticks(range(len(headlines)), [wrap(label, 9) for label in dict.fromkeys(table["label"])], fontsize=7.5)
    axes.set_yticks(range(len(variants)), [wrap(v, 13) for v in variants[::-1]], fontsize=8)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    keys = [Patch(facecolor="white", label=SAID[outcome], **frame) for outcome, frame in FRAMES.items()]
    figure.legend(handles=keys, loc="outside lower center", ncols=3, fontsize=8, handlelength=1.6)
    return figure


def _write_cell(row: Mapping[Any, Any]) -> str:
    if row["conclusion"] == "not applicable":
        return "–"
    number = "" if pd.isna(row["estimate"]) else _write_estimate(row)
    agree = "" if pd.isna(row["agree"]) else f"\n{100 * row['agree']:.0f} %"
    return f"{number}{SIGNS[row['conclusion']]}\nn = {row['n']}{agree}"


def _write_estimate(row: Mapping[Any, Any]) -> str:
    """Write an estimate in the width of a cell; of a factor so large or small that it tells nothing only that."""
    if row["null"] == 1 and row["estimate"] > BEYOND:
        return f"> {BEYOND:,} "
    if row["null"] == 1 and row["estimate"] < 1 / BEYOND:
        return f"< {1 / BEYOND:g} "
    return f"{row['estimate']:.2f} ".replace("-", "−")
