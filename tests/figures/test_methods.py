"""Figures of the methods show what their tables hold."""

from collections.abc import Callable

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure


def list_texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(mpl.text.Text)]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("count", "column"), [("full", "n"), ("fractional", "n_fractional")])
def test_bars_add_up_to_the_works_of_the_table(make_figure: Callable[..., object], count: str, column: str) -> None:
    table, draw = make_figure("methods_counts", count=count)  # type: ignore[misc]
    heights = [bar.get_height() for bar in draw().axes[0].patches if bar.get_width() < 1]
    assert sum(heights) == pytest.approx(table.loc[table["period"] != "undated", column].sum())


def test_the_incomplete_periods_and_the_events_are_named(make_figure: Callable[..., object]) -> None:
    texts = list_texts(make_figure("methods_shares")[1]())  # type: ignore[index]
    assert "incomplete" in texts
    assert {"ChatGPT ", " LLaMA"} <= set(texts)


def test_thin_periods_have_hollow_grey_signs(make_figure: Callable[..., object]) -> None:
    table, draw = make_figure("methods_shares")  # type: ignore[misc]
    signs = [line for line in draw().axes[0].lines if line.get_marker() == "o"]
    hollow = [sign for sign in signs if sign.get_markerfacecolor() == "white"]
    rows = table[(table["counting"] == "full") & (table["strategy_group"] == "frozen") & (table["n"] > 0)]
    rows = rows[rows["period"] != "undated"]
    assert (len(signs), len(hollow)) == (len(rows), int(rows["thin"].sum()))


def test_every_cell_of_the_stages_has_number_and_share(make_figure: Callable[..., object]) -> None:
    table, draw = make_figure("methods_stages")  # type: ignore[misc]
    row = table.iloc[0]
    assert f"{row['hits']}\n{row['estimate'] * 100:.0f} %" in list_texts(draw())


def test_the_curves_of_the_trend_are_labelled_directly(make_figure: Callable[..., object]) -> None:
    figure = make_figure("methods_trend")[1]()  # type: ignore[index]
    assert figure.axes[0].get_legend() is None
    assert {"frozen", "full\nfinetuning"} <= set(list_texts(figure))
