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
