"""Figures of the scale show what their tables hold."""

from collections.abc import Callable

import pandas as pd
import pytest

from listometrics.figures.plot_sizes import draw_growth


def make_growth(*rows: tuple[str, int, float, float, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["statistic", "n", "low", "estimate", "high"])
    return frame.assign(method="Theil-Sen", ties=0.1)


def test_every_dated_work_is_a_point_or_in_the_strip(make_figure: Callable[..., object]) -> None:
    table, draw = make_figure("scale_sizes")  # type: ignore[misc]
    strip, axes = draw().axes
    dated = table[table["month"] != ""]
    status = dated["size_status"].value_counts()
    assert sum(len(c.get_offsets()) for c in strip.collections) == status["undisclosed"]
    points = sum(len(c.get_offsets()) for c in axes.collections if hasattr(c, "get_sizes") and len(c.get_sizes()))
    assert points == status["known"] + status["at least"]
    assert axes.get_yscale() == "log"
    assert "log scale" in axes.get_ylabel()


@pytest.mark.parametrize(("name", "column"), [("scale_classes", "size_class"), ("scale_openness", "openness")])
def test_every_kind_has_a_panel_with_a_point_a_period(
    make_figure: Callable[..., object], name: str, column: str
) -> None:
    table, draw = make_figure(name)  # type: ignore[misc]
    rows = table[(table["period"] != "undated") & (table["n"] > 0)]
    panels = draw().axes
    assert len(panels) == table[column].nunique()
    points = [sum(line.get_marker() not in ("None", "", None) for line in axes.lines) for axes in panels]
    assert points == [rows["period"].nunique()] * len(panels)


def test_growth_is_drawn_around_one(make_figure: Callable[..., object]) -> None:
    table, draw = make_figure("scale_growth")  # type: ignore[misc]
    axes = draw().axes[0]
    assert axes.get_xscale() == "log"
    assert any(list(line.get_xdata()) == [1, 1] for line in axes.lines)
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert labels[-1] == f"known sizes (n = {table['n'].iloc[0]})"


def test_growth_of_too_few_works_is_not_drawn_but_said() -> None:
    axes = draw_growth(make_growth(("known sizes", 7, 0.0, 1.0, 6e10), ("if small", 40, 0.5, 1.5, 3.0))).axes[0]
    assert [text.get_text() for text in axes.texts] == ["Theil-Sen", "too few works"]
    assert max(max(line.get_xdata()) for line in axes.lines) == 3.0
    assert [label.get_text() for label in axes.get_yticklabels()] == ["if small (n = 40)", "known sizes (n = 7)"]
    alone = draw_growth(make_growth(("known sizes", 7, 0.0, 1.0, 6e10))).axes[0]
    assert alone.texts[0].get_text() == "too few works"


def test_an_interval_that_tells_nothing_ends_in_arrows_and_leaves_the_ticks_readable() -> None:
    axes = draw_growth(make_growth(("known sizes", 10, 1e-12, 5e9, 6e10), ("if small", 40, 0.5, 1.5, 3.0))).axes[0]
    ends = {line.get_marker(): line.get_xdata()[0] for line in axes.lines if line.get_marker() in ("<", ">")}
    assert ends == {"<": 0.001, ">": 1000}
    ticks = [label.get_text() for label in axes.get_xticklabels()]
    assert ticks == ["0.001", "0.01", "0.1", "1", "10", "100", "1,000"]
    plain = draw_growth(make_growth(("known sizes", 40, 0.5, 1.5, 3.0))).axes[0]
    assert [label.get_text() for label in plain.get_xticklabels()] == ["0.5", "1", "2"]
    assert not [line for line in plain.lines if line.get_marker() in ("<", ">")]
