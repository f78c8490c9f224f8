"""Figures of the methods show what their tables hold."""

from collections.abc import Callable

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure

from listometrics.figures.theme import SHADE


def list_texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(mpl.text.Text)]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("count", "column"), [("full", "n"), ("fractional", "n_fractional")])
def test_bars_add_up_to_the_works_of_the_table(make_figure: Callable[..., object], count: str, column: str) -> None:
    table, draw = make_figure("methods_counts", count=count)  # type: ignore[misc]
    heights = [bar.get_height() for bar in draw().axes[0].patches if bar.get_width() < 1]
    assert sum(heights) == pytest.approx(table.loc[table["period"] != "undated", column].sum())


TIMED = ["methods_counts", "methods_shares", "methods_trend", "methods_first", "scale_sizes", "scale_classes",
         "scale_openness", "scale_families"]  # fmt: skip


@pytest.mark.parametrize("figure", TIMED)
def test_every_figure_of_time_names_events_and_shades_what_is_incomplete(
    make_figure: Callable[..., object], figure: str
) -> None:
    drawn = make_figure(figure)[1]()  # type: ignore[index]
    assert {"ChatGPT ", " LLaMA"} <= set(list_texts(drawn))
    for axes in drawn.axes:
        shades = [p for p in axes.patches if mpl.colors.to_hex(p.get_facecolor()) == SHADE.lower()]
        assert len(shades) == 1, axes
        right = max(axes.get_xlim())
        assert shades[0].get_x() + shades[0].get_width() == pytest.approx(right, abs=0.3)


@pytest.mark.parametrize(
    "figure", ["methods_shares", "methods_trend", "scale_sizes", "scale_classes", "scale_openness"]
)
def test_figures_of_estimates_over_time_draw_their_intervals(make_figure: Callable[..., object], figure: str) -> None:
    for axes in make_figure(figure)[1]().axes[-1:]:  # type: ignore[index]
        upright = [line for line in axes.lines if len(line.get_xdata()) == 2 and len(set(line.get_xdata())) == 1]
        assert sum(line.get_linestyle() == "-" for line in upright) >= 3


def test_thin_periods_have_hollow_grey_signs(make_figure: Callable[..., object]) -> None:
    table, draw = make_figure("methods_shares")  # type: ignore[misc]
    signs = [line for line in draw().axes[0].lines if line.get_marker() == "o"]
    hollow = [sign for sign in signs if sign.get_markerfacecolor() == "white"]
    rows = table[(table["counting"] == "full") & (table["strategy_group"] == "frozen") & (table["n"] > 0)]
    rows = rows[(rows["period"] != "undated") & (rows["among"] == "all")]
    assert (len(signs), len(hollow)) == (len(rows), int(rows["thin"].sum()))


def test_every_cell_of_the_stages_has_number_and_share(make_figure: Callable[..., object]) -> None:
    table, draw = make_figure("methods_stages")  # type: ignore[misc]
    row = table.iloc[0]
    assert f"{row['hits']}\n{row['estimate'] * 100:.0f} %" in list_texts(draw())


def test_the_curves_of_the_trend_are_labelled_directly(make_figure: Callable[..., object]) -> None:
    figure = make_figure("methods_trend")[1]()  # type: ignore[index]
    assert len(figure.axes) == 2
    for axes in figure.axes:
        assert axes.get_legend() is None
        assert {"frozen", "full\nfinetuning"} <= {text.get_text() for text in axes.texts}


def test_no_bar_touches_the_frame(make_figure: Callable[..., object]) -> None:
    axes = make_figure("methods_counts")[1]().axes[0]  # type: ignore[index]
    tops = [bar.get_y() + bar.get_height() for bar in axes.patches if bar.get_width() < 1]
    assert max(tops) < 0.95 * axes.get_ylim()[1]


def test_thin_periods_are_pale_in_the_counts(make_figure: Callable[..., object]) -> None:
    table, draw = make_figure("methods_counts")  # type: ignore[misc]
    thin = table[table["period"] != "undated"].drop_duplicates("period")["thin"].tolist()
    bars = [bar for bar in draw().axes[0].patches if bar.get_width() < 1]
    for bar in bars:
        assert (bar.get_alpha() < 1) == thin[round(bar.get_x() + bar.get_width() / 2)]
