from __future__ import annotations

import matplotlib as mpl
import pandas as pd
import pytest

from listometrics.figures import plot_people as people
from listometrics.figures.theme import COLOURS
from listometrics.landscape.network import NAMED, make_network
from listometrics.study.schema import TABLES

mpl.use("agg")

LOTKA = pd.DataFrame({"works": [1, 2, 3], "hits": [9, 0, 1], "n": [10] * 3, "expected": [8.0, 1.5, 0.5]})
LAW = pd.DataFrame([("Lotka", 2.7, 2.5, 2.9, 10, "m", 0.013, True)], columns=TABLES["lotka_law"].names)
TEAMS = pd.DataFrame(
    [(2020, 5.0, float("nan"), float("nan"), 1, "order statistics", 0, 5), (2021, 6.0, 4.0, 8.0, 9, "x", 1, 9)],
    columns=TABLES["teams"].names,
)
AUTHORS = pd.DataFrame(
    [
        (key, name, len(team))
        for key, team in {"w1": "ABC", "w2": "ABC", "w3": "DEF", "w4": "CD"}.items()
        for name in team
    ],
    columns=["key", "author", "authors"],
)


def test_lotka_draws_the_authors_that_there_are() -> None:
    axes = people.draw_lotka(LOTKA, LAW).axes[0]
    assert axes.lines[1].get_xdata().tolist() == [1.0, 3.0]
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")


@pytest.mark.parametrize(
    ("rejected", "verdict"), [(True, "rejected by"), (False, "not rejected by")], ids=["no", "yes"]
)
def test_lotka_says_whether_the_law_fits(rejected: bool, verdict: str) -> None:
    said = people.draw_lotka(LOTKA, LAW.assign(rejected=rejected)).axes[0].texts[0].get_text()
    assert said == f"Lotka's law, exponent 2.70\n95 % interval 2.50 to 2.90\n{verdict} its fit (p = 0.013)"


def test_lotka_without_a_fit_draws_the_authors_alone() -> None:
    nan = float("nan")
    figure = people.draw_lotka(LOTKA.assign(expected=nan), LAW.assign(estimate=nan))
    figure.canvas.draw()
    assert not figure.axes[0].texts


def test_communities_have_colours_of_their_own() -> None:
    assert not set(people.COMMUNITIES) & set(COLOURS.values())
    assert len(set(people.COMMUNITIES)) == NAMED


def test_the_network_draws_a_dot_an_author_and_names_its_communities() -> None:
    network = make_network(AUTHORS, seed=1)
    axes = people.draw_network(network.authors, network.links, network.communities).axes[0]
    assert len(axes.collections[1].get_offsets()) == 6
    assert len(axes.texts) == len(network.communities) == 2


def test_an_empty_network_says_why() -> None:
    network = make_network(AUTHORS.iloc[:1], seed=1)
    figure = people.draw_network(network.authors, network.links, network.communities, "no network: one author")
    assert figure.axes[0].texts[0].get_text() == "no network: one author"


def test_teams_are_hollow_where_they_have_no_interval() -> None:
    figure = people.draw_teams(TEAMS)
    dots = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
    assert [dot.get_markerfacecolor() for dot in dots] == ["white", "#222222"]
    assert "2021\nn = 9" in [label.get_text() for label in figure.axes[0].get_xticklabels()]


def test_an_empty_table_gives_a_figure_that_says_so() -> None:
    drawn = (
        people.draw_lotka(TABLES["lotka"].empty(), TABLES["lotka_law"].empty()),
        people.draw_teams(TABLES["teams"].empty()),
    )
    assert [figure.axes[0].texts[0].get_text() for figure in drawn] == ["no papers"] * 2
