"""Figures of the people: authors' productivity, who wrote with whom, and team size."""

from __future__ import annotations

import pandas as pd
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from listometrics.figures.plot_landscape import checked, plain_ticks
from listometrics.figures.theme import GREY, INK, PALE, new_figure, say_empty, themed

# For communities alone: none of them is a colour that has a meaning elsewhere.
COMMUNITIES = ("#332288", "#DDCC77", "#7A5230", "#882255", "#999933", "#CC6677", "#4A6A6A", "#AA4499")
OTHERS = "#B5B5B5"
LABEL = (0.30, 0.105)  # width and height of a label in a figure of -1 to 1


@themed
def draw_lotka(table: pd.DataFrame, law: pd.DataFrame) -> Figure:
    """Draw authors by number of works beside what Lotka's law expects, on log scales, and whether the law fits."""
    figure, axes = new_figure()
    seen = table[table["hits"] > 0]
    axes.plot(table["works"].astype("float64"), table["expected"], color=GREY, linestyle="--", linewidth=1.2)
    axes.plot(seen["works"].astype("float64"), seen["hits"].astype("float64"), "o", color=INK, markersize=5)
    for row in law[law["estimate"].notna()].to_dict("records"):
        verdict = "rejected" if row["rejected"] else "not rejected"
        said = (
            f"Lotka's law, exponent {row['estimate']:.2f}\n95 % interval {row['low']:.2f} to {row['high']:.2f}\n"
            f"{verdict} by its fit (p = {row['p_fit']:.2g})"
        )
        axes.text(0.97, 0.95, said, transform=axes.transAxes, ha="right", va="top", fontsize=9, color=GREY)
    axes.set(xscale="log", yscale="log", xlabel="works of an author (log scale)", ylabel="authors (log scale)")
    most = int(table["works"].max())
    plain_ticks(axes, [tick for tick in (1, 2, 3, 5, 10, 20, 50, 100, 1000) if tick <= most])
    axes.set_xlim(0.9, most * 1.15)
    axes.set_ylim(0.6, None)
    ticks = [y for y in (1, 10, 100, 1000, 10_000) if y <= int(table["hits"].max())]
    axes.set_yticks(ticks, [f"{y:g}" for y in ticks])
    return checked(figure)


@themed
def draw_network(table: pd.DataFrame, links: pd.DataFrame, communities: pd.DataFrame, why: str = "") -> Figure:
    """Draw the largest component of the co-authorship network, its communities labelled by their central authors.

    Each dot is an author, larger with more works; the largest communities have a colour, the others are grey.
    Without a component to draw the figure says `why`.
    """
    shown = table[table["x"].notna()].set_index("author")
    if shown.empty:
        return say_empty(why or "no network: no two authors wrote together")
    figure, axes = new_figure("tall")
    both = links[links["author"].isin(shown.index) & links["other"].isin(shown.index)]
    ends = [shown.loc[both[side], ["x", "y"]].to_numpy() for side in ("author", "other")]
    lines = LineCollection(list(zip(*ends, strict=True)), colors=PALE, linewidths=0.5, zorder=1)
    axes.add_collection(lines)
    colours = [COMMUNITIES[int(c) - 1] if c <= len(COMMUNITIES) else OTHERS for c in shown["community"]]
    sizes = 4 + 5 * shown["n"].astype("float64")
    axes.scatter(shown["x"], shown["y"], s=sizes, c=colours, linewidths=0.3, edgecolors="white", zorder=2)
    labelled = communities.head(len(COMMUNITIES)).to_dict("records")
    centres = [shown.loc[shown["community"] == row["community"], ["x", "y"]].median() for row in labelled]
    labels = _spread([(float(c["x"]), float(c["y"])) for c in centres])
    for row, centre, (x, y) in zip(labelled, centres, labels, strict=True):
        axes.plot([centre["x"], x], [centre["y"], y], color=GREY, linewidth=0.6, zorder=3)
        box = {"facecolor": "white", "edgecolor": GREY, "linewidth": 0.4, "alpha": 0.92, "pad": 1.2}
        said = str(row["label"]).replace("$", r"\$").replace(", ", "\n")
        axes.text(x, y, said, ha="center", va="center", fontsize=8, zorder=4, bbox=box, linespacing=1.0)
    axes.set_axis_off()
    axes.margins(0.06)
    return checked(figure)


def _spread(centres: list[tuple[float, float]], rounds: int = 300) -> list[tuple[float, float]]:
    """Place labels outside of their centres, as seen from the middle, and push those apart that overlap."""
    places = [[x + 0.16 * (1 if x >= 0 else -1), y + 0.14 * (1 if y >= 0 else -1)] for x, y in centres]
    for _ in range(rounds):
        for i, first in enumerate(places):
            for second in places[i + 1 :]:
                gaps = [abs(first[k] - second[k]) / (LABEL[k] * 1.05) for k in (0, 1)]
                if max(gaps) < 1:
                    step = 0.01 if first[1] >= second[1] else -0.01
                    first[1] += step
                    second[1] -= step
    return [(x, y) for x, y in places]


@themed
def draw_teams(table: pd.DataFrame) -> Figure:
    """Draw the median number of authors by year of first appearance, with its interval where there is one."""
    figure, axes = new_figure()
    years = [str(year) for year in table["year"]]
    places = range(len(years))
    for place, row in zip(places, table.to_dict("records"), strict=True):
        if row["low"] == row["low"]:
            axes.plot([place, place], [row["low"], row["high"]], color=INK, linewidth=1.2)
        fill = INK if row["low"] == row["low"] else "white"
        axes.plot(place, row["estimate"], "o", color=INK, markerfacecolor=fill, markersize=6)
    labels = [f"{year}\nn = {n}" for year, n in zip(years, table["n"], strict=True)]
    axes.set_xticks(list(places), labels)
    axes.set_xlim(-0.5, len(years) - 0.5)
    axes.set(ylabel="authors of a work (median)", ylim=(0, 1.12 * float(table[["estimate", "high"]].max().max())))
    return checked(figure)
