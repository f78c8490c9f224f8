"""Figures of the landscape: what is drawn is what the table says, and an empty table says so."""

from __future__ import annotations

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.figure import Figure

from listometrics.figures import plot_landscape as draw
from listometrics.figures.theme import GREY, INK, PALE
from listometrics.study.schema import TABLES

mpl.use("agg")

VENUES = pd.DataFrame(
    [("SIGIR", "conference", 4, 1, 4, 1), ("KDD $x$", "conference", 2, 2, 6, 2), ("WWW", "conference", 1, 3, 7, 3)],
    columns=["venue", "venue_type", "n", "rank", "cumulative", "zone"],
)
PUBLISHING = pd.DataFrame(
    [
        ("all", h, h + 1, 9, 3, (h + 1) / 9, h / 9, (h + 2) / 9, (h + 1) / 9, (h + 4) / 9, h < 2, "Wilson")
        for h in range(3)
    ],
    columns=TABLES["publishing"].names,
)
READING = pd.DataFrame(
    [("1.1", "Users", 1, 2, 0.5, 0.1, 0.9, "Wilson"), ("1.2", "Items", 0, 5, 0.0, 0.0, 0.4, "Wilson")],
    columns=TABLES["reading"].names,
)
DEVELOPERS = pd.DataFrame(
    [("OpenAI", "closed", 5, 4.5, 2), ("OpenAI", "open", 1, 1.0, 1), ("not named", "unknown", 1, 1.0, 1)],
    columns=TABLES["developers"].names,
)


def texts(figure: Figure) -> list[str]:
    figure.canvas.draw()
    return [text.get_text() for text in figure.findobj(mpl.text.Text) if text.get_text()]


def test_venues_draws_a_bar_each_and_sums_the_zones() -> None:
    figure = draw.draw_venues(VENUES, least=2)
    assert [bar.get_width() for bar in figure.axes[0].patches] == [4.0, 2.0]
    assert "zone 1: 1 venue,\n4 works" in texts(figure)
    assert r"KDD \$x\$" in texts(figure)


def test_bradford_draws_the_cumulative_curve() -> None:
    axes = draw.draw_bradford(VENUES).axes[0]
    assert axes.lines[0].get_ydata().tolist() == [4.0, 6.0, 7.0]
    assert axes.get_xscale() == "log"
    assert "log scale" in axes.get_xlabel()


def test_publishing_draws_what_is_known_and_its_bounds() -> None:
    axes = draw.draw_publishing(PUBLISHING).axes[0]
    assert [bar.get_height() for bar in axes.patches] == pytest.approx([100 * 3 / 9] * 3)
    assert "all\nn = 9" in texts(axes.figure)
    legend = [text.get_text() for text in axes.figure.legends[0].get_texts()]
    assert legend == ["known (95 % interval)", "may still rise", "fewer than 10 works", "not known: bounds"]
    assert draw.draw_publishing(PUBLISHING.assign(n=4)).axes[0].texts[0].get_text() == "no cohort of 5 works"
    assert draw.draw_publishing(PUBLISHING.assign(n=0)).axes[0].texts[0].get_text() == "no papers"


def test_publishing_has_a_sign_for_what_may_rise_and_another_for_thin_cohorts() -> None:
    for n, inside in ((9, "white"), (10, draw.INK)):
        axes = draw.draw_publishing(PUBLISHING.assign(n=n)).axes[0]
        signs = [line for line in axes.lines if line.get_marker() not in ("None", "", None)]
        assert [sign.get_marker() for sign in signs] == ["o", "o", "^"]
        assert {sign.get_markerfacecolor() for sign in signs} == {inside}


def test_reading_draws_shares_with_their_numbers() -> None:
    figure = draw.draw_reading(READING)
    assert [bar.get_width() for bar in figure.axes[0].patches] == [50.0, 0.0]
    assert {"1 of 2", "0 of 5"} <= set(texts(figure))


def test_sections_of_few_papers_are_grey_and_hollow() -> None:
    axes = draw.draw_reading(READING.assign(n=[10, 9])).axes[0]
    assert [label.get_color() for label in axes.get_yticklabels()] == [INK, GREY]
    assert [mpl.colors.to_hex(bar.get_facecolor()).upper() for bar in axes.patches] == [PALE, "#FFFFFF"]


def test_developers_stacks_openness() -> None:
    figure = draw.draw_developers(DEVELOPERS)
    widths = [bar.get_width() for bar in figure.axes[0].patches]
    assert widths == [1.0, 0.0, 5.0, 0.0, 0.0, 1.0]
    assert "open weights" in texts(figure)


def test_developers_of_too_few_works_are_not_drawn() -> None:
    axes = draw.draw_developers(DEVELOPERS, least=2).axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["OpenAI"]


def test_no_hue_is_lent_from_another_meaning() -> None:
    shades = [draw.COUNTS(x) for x in (0.0, 0.3, 0.6, 1.0)]
    assert all(max(shade[:3]) - min(shade[:3]) < 0.02 for shade in shades)


@pytest.mark.parametrize(
    ("name", "table", "further"),
    [
        ("draw_venues", "venues_used", []),
        ("draw_bradford", "venues_used", []),
        ("draw_publishing", "publishing", []),
        ("draw_reading", "reading", []),
        ("draw_developers", "developers", []),
    ],
)
def test_an_empty_table_gives_a_figure_that_says_so(name: str, table: str, further: list[object]) -> None:
    figure = getattr(draw, name)(TABLES[table].empty(), *further)
    assert figure.axes[0].texts[0].get_text() == "no papers"
