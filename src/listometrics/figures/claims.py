"""Figures of the claims and of how far conclusions hold when the list is read otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from listometrics.figures.marks import draw_whisker, wrap
from listometrics.figures.theme import COLOURS, GREY, INK, MARKERS, PALE, new_figure, themed

ENDS = ("estimate", "low", "high")
SHADES = {"above": "#5B9BD5", "below": "#D98880", "around": "#EFEFEF", "too few": "#FFFFFF"}
SIGNS = {"above": "+", "below": "−", "around": "0", "too few": "·"}


@themed
def draw_claims(table: pd.DataFrame) -> Figure:
    """Draw each claim's estimate, less its null value, with its interval, the works on each side and the verdict."""
    figure, axes = new_figure("tall")
    rows = table.iloc[::-1].reset_index(drop=True)
    for place, row in enumerate(rows.to_dict("records")):
        moved: dict[Any, Any] = {**row, **{end: 100 * (row[end] - row["null"]) for end in ENDS}}
        draw_whisker(axes, moved, place, COLOURS[row["verdict"]], MARKERS[row["verdict"]], across=True)
        sides = f"{row['n_a']}" if pd.isna(row["n_b"]) else f"{row['n_a']} + {row['n_b']}"
        axes.text(1.02, place, f"{row['verdict']}\n{sides}", transform=axes.get_yaxis_transform(), va="center",
                  fontsize=8, color=COLOURS[row["verdict"]])  # fmt: skip
    axes.axvline(0, color=GREY, linewidth=0.8)
    axes.set_yticks(range(len(rows)), [wrap(label, 24) for label in rows["label"]])
    axes.set_xlabel("percentage points, as the claim says →")
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.grid(axis="x")
    drawn: Figure = figure
    return drawn


@themed
def draw_sensitivity(table: pd.DataFrame) -> Figure:
    """Draw, for each headline and variant, where the interval lies from its null value: + above, − below, 0 around.

    Cells whose conclusion differs from that of the sample as analysed have a thick frame.
    """
    headlines, variants = list(dict.fromkeys(table["headline"])), list(dict.fromkeys(table["variant"]))
    figure, axes = new_figure("tall")
    for row in table.to_dict("records"):
        x, y = headlines.index(row["headline"]), len(variants) - 1 - variants.index(row["variant"])
        changed = row["changes"] is not pd.NA and bool(row["changes"])
        axes.add_patch(_make_cell(x, y, SHADES[row["conclusion"]], changed))
        axes.text(x, y, _write_cell(row), ha="center", va="center", fontsize=8)
    axes.set(xlim=(-0.5, len(headlines) - 0.5), ylim=(-0.5, len(variants) - 0.5))
    axes.set_xticks(range(len(headlines)), [wrap(label, 10) for label in dict.fromkeys(table["label"])], fontsize=8)
    axes.set_yticks(range(len(variants)), [wrap(v, 26) for v in variants[::-1]])
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    drawn: Figure = figure
    return drawn


def _make_cell(x: int, y: int, colour: str, changed: bool) -> Rectangle:
    return Rectangle((x - 0.46, y - 0.44), 0.92, 0.88, facecolor=colour, edgecolor=INK if changed else PALE,
                     linewidth=2 if changed else 0.5)  # fmt: skip


def _write_cell(row: Mapping[Any, Any]) -> str:
    number = "" if pd.isna(row["estimate"]) else f"{row['estimate']:.2f}".replace("-", "−")
    return f"{number}\n({SIGNS[row['conclusion']]})"
