from __future__ import annotations

import matplotlib as mpl
import pandas as pd
import pytest

from listometrics.figures import people
from listometrics.landscape.network import make_network
from listometrics.study.contract import TABLES

mpl.use("agg")

LOTKA = pd.DataFrame({"works": [1, 2, 3], "n": [9, 0, 1], "expected": [8.0, 1.5, 0.5]})
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
    axes = people.draw_lotka(LOTKA).axes[0]
    assert axes.lines[1].get_xdata().tolist() == [1.0, 3.0]
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")


def test_lotka_without_a_fit_draws_the_authors_alone() -> None:
    figure = people.draw_lotka(LOTKA.assign(expected=float("nan")))
    figure.canvas.draw()
    assert not [text for text in figure.axes[0].texts if text.get_text() == "Lotka's law"]


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


@pytest.mark.parametrize(("name", "table"), [("draw_lotka", "lotka"), ("draw_teams", "teams")])
def test_an_empty_table_gives_a_figure_that_says_so(name: str, table: str) -> None:
    assert getattr(people, name)(TABLES[table].empty()).axes[0].texts[0].get_text() == "no papers"
