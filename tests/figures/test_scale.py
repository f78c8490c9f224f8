"""Figures of the scale show what their tables hold."""

from collections.abc import Callable

import pytest


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


def test_classes_add_up_to_the_dated_works(make_figure: Callable[..., object]) -> None:
    table, draw = make_figure("scale_classes")  # type: ignore[misc]
    heights = [bar.get_height() for bar in draw().axes[0].patches if bar.get_width() < 1]
    assert sum(heights) == pytest.approx(table.loc[table["period"] != "undated", "hits"].sum())


def test_growth_is_drawn_around_one(make_figure: Callable[..., object]) -> None:
    table, draw = make_figure("scale_growth")  # type: ignore[misc]
    axes = draw().axes[0]
    assert axes.get_xscale() == "log"
    assert any(list(line.get_xdata()) == [1, 1] for line in axes.lines)
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert labels[-1] == f"known sizes (n = {table['n'].iloc[0]})"
