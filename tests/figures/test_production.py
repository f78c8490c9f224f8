from __future__ import annotations

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.figure import Figure

from listometrics.figures import plot_production as draw
from listometrics.figures.theme import SHADE
from listometrics.study.schema import TABLES

mpl.use("agg")

PRODUCTION = pd.DataFrame(
    [("2023Q1", "1.1", 1, 0.5), ("2023Q1", "1.2", 1, 0.5), ("2023Q2", "1.1", 0, 0.0), ("2023Q2", "1.2", 3, 3.0),
     ("undated", "1.1", 9, 9.0)],
    columns=["period", "stage", "n", "n_fractional"],
)  # fmt: skip
MONTHS = pd.DataFrame(
    [("2023-01", "1.1", "paper", 2, 1.5), ("2023-01", "1.2", "paper", 1, 0.5), ("2023-02", "1.1", "paper", 0, 0.0),
     ("2023-02", "3", "dataset", 1, 1.0), ("undated", "4", "repository", 7, 7.0)],
    columns=TABLES["production_months"].names,
)  # fmt: skip
KINDS = pd.DataFrame(
    [("1.1", "Features", "paper", 22), ("3", "Data", "dataset", 9), ("3", "Data", "benchmark", 4)],
    columns=TABLES["production_kinds"].names,
)


def texts(figure: Figure) -> list[str]:
    figure.canvas.draw()
    return [text.get_text() for text in figure.findobj(mpl.text.Text) if text.get_text()]


def test_production_draws_totals_and_a_table_by_stage() -> None:
    figure = draw.draw_production(PRODUCTION, {"1.1": "Features"})
    above, below = figure.axes
    assert [bar.get_height() for bar in above.patches] == [1.0, 3.0]
    assert below.images[0].get_array().tolist() == [[1.0, 0.0], [1.0, 3.0]]
    assert "1.1 Features" in texts(figure)
    assert "9" not in texts(figure)


def test_periods_in_which_the_list_lags_behind_are_marked_incomplete() -> None:
    figures = [draw.draw_production(PRODUCTION, {}, "2023-06"), draw.draw_months(MONTHS, "2023-07")]
    spans = [[p for p in figure.axes[0].patches if mpl.colors.same_color(p.get_facecolor(), SHADE)]
             for figure in figures]  # fmt: skip
    assert [(span.get_x(), span.get_x() + span.get_width()) for (span,) in spans] == [(-0.5, 1.5), (0.5, 1.5)]
    assert all("incomplete" in texts(figure) for figure in figures)
    assert "incomplete" not in texts(draw.draw_production(PRODUCTION, {}, "2024-06"))


def test_many_periods_leave_no_room_for_numbers() -> None:
    months = [f"{2020 + i // 12}-{i % 12 + 1:02}" for i in range(40)]
    table = pd.DataFrame({"period": months, "stage": "1.1", "n": 7, "n_fractional": 7.0})
    assert "7" not in texts(draw.draw_production(table, {}))


def test_a_long_stage_is_broken_and_not_cut() -> None:
    title = "Paper Pending List: to be Added to Our Survey Paper"
    assert f"1.1 {title[:25]}\n{title[26:]}" in texts(draw.draw_production(PRODUCTION, {"1.1": title}))


def test_months_are_stacked_by_kind_and_the_undated_not_drawn() -> None:
    figure = draw.draw_months(MONTHS)
    assert [(bar.get_x() + bar.get_width() / 2, bar.get_height()) for bar in figure.axes[0].patches] == [
        pytest.approx((0, 2)),
        pytest.approx((1, 1)),
    ]
    assert {"paper (2)", "dataset (1)", "2023-01", "2023-02"} <= set(texts(figure))
    assert not any("repository" in text for text in texts(figure))


def test_kinds_are_a_table_of_numbers() -> None:
    figure = draw.draw_kinds(KINDS)
    assert figure.axes[0].images[0].get_array().tolist() == [[22.0, 0.0, 0.0], [0.0, 9.0, 4.0]]
    assert {"paper\nn = 22", "dataset\nn = 9", "benchmark\nn = 4", "1.1 Features"} <= set(texts(figure))


@pytest.mark.parametrize(("name", "further"), [("draw_production", [{}]), ("draw_months", []), ("draw_kinds", [])])
def test_an_empty_table_gives_a_figure_that_says_so(name: str, further: list[object]) -> None:
    table = TABLES[name.replace("draw_", "production_").replace("production_production", "production")].empty()
    assert getattr(draw, name)(table, *further).axes[0].texts[0].get_text() == "no papers"


def test_works_of_which_none_is_dated_by_month_say_so() -> None:
    undated = [
        draw.draw_production(PRODUCTION[PRODUCTION["period"] == "undated"], {}),
        draw.draw_months(MONTHS[MONTHS["month"] == "undated"]),
    ]
    assert [texts(figure) for figure in undated] == [["no work is dated by month"]] * 2
