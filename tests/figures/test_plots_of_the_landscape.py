"""Figures of the landscape and of the flow show what their tables hold, and an empty table says so."""

from __future__ import annotations

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from listometrics.figures import plot_landscape as draw
from listometrics.figures import plot_production as production
from listometrics.figures.plot_flow import draw_flow
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


def texts(figure: Figure) -> list[str]:
    figure.canvas.draw()
    return [text.get_text() for text in figure.findobj(mpl.text.Text) if text.get_text()]


def test_venues_draws_a_bar_each_and_sums_the_zones() -> None:
    figure = draw.draw_venues(VENUES, least=2)
    assert [bar.get_width() for bar in figure.axes[0].patches] == [4.0, 2.0]
    assert "zone 1: 1 venue,\n4 works" in texts(figure)
    assert r"KDD \$x\$" in texts(figure)


def test_publishing_draws_what_is_known_and_its_bounds() -> None:
    axes = draw.draw_publishing(PUBLISHING).axes[0]
    assert [bar.get_height() for bar in axes.patches] == pytest.approx([100 * 3 / 9] * 3)
    assert "all\nn = 9" in texts(axes.figure)
    legend = [text.get_text() for text in axes.figure.legends[0].get_texts()]
    assert legend == ["known (95 % interval)", "may still rise", "fewer than 10 works", "not known: bounds"]
    assert draw.draw_publishing(PUBLISHING.assign(n=4)).axes[0].texts[0].get_text() == "no cohort of 5 works"
    assert draw.draw_publishing(PUBLISHING.assign(n=0)).axes[0].texts[0].get_text() == "no papers"


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


PRODUCTION = pd.DataFrame(
    [("2023Q1", "1.1", 1, 0.5), ("2023Q1", "1.2", 1, 0.5), ("2023Q2", "1.1", 0, 0.0), ("2023Q2", "1.2", 3, 3.0),
     ("undated", "1.1", 9, 9.0)],
    columns=["period", "stage", "n", "n_fractional"],
)  # fmt: skip


def test_production_draws_totals_and_a_table_by_stage() -> None:
    figure = production.draw_production(PRODUCTION, {"1.1": "Features"})
    above, below = figure.axes
    assert [bar.get_height() for bar in above.patches] == [1.0, 3.0]
    assert below.images[0].get_array().tolist() == [[1.0, 0.0], [1.0, 3.0]]
    assert "1.1 Features" in texts(figure)
    assert "9" not in texts(figure)


def table(**cells: object) -> pd.DataFrame:
    rows = {"position": [1, 2, 3], "step": ["rows", "entries", "works"], "n": [1200, 1190, 1190]}
    return pd.DataFrame({**rows, "left_out": [10, 0, 0], "why": ["blank", "repeated", ""], **cells})


def test_each_step_is_a_box_and_so_is_what_it_leaves_out() -> None:
    flow = table()
    before = flow.copy()
    (axes,) = draw_flow(flow).axes
    assert sum(isinstance(patch, Rectangle) for patch in axes.patches) == 4
    said = [text.get_text() for text in axes.texts if text.get_text()]
    assert said == ["1,200\nrows", "10\nblank", "1,190\nentries", "1,190\nworks"]
    pd.testing.assert_frame_equal(flow, before)
