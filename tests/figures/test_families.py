"""Figures of families, openness and sizes by strategy show what their tables hold."""

from collections.abc import Callable


def test_the_most_used_families_are_dots_and_say_how_many(make_figure: Callable[..., object]) -> None:
    table, draw = make_figure("scale_families")  # type: ignore[misc]
    axes = draw().axes[0]
    labels = [label.get_text() for label in axes.get_yticklabels()]
    counts = table.groupby("family")["n"].sum()
    assert len(labels) == 14
    assert f"LLaMA ({counts['LLaMA']})" in labels
    dots = sum(len(c.get_offsets()) for c in axes.collections if len(c.get_offsets()) and c.get_sizes()[0] == 11)
    assert dots == counts.sort_values(ascending=False, kind="stable").head(14).sum()


def test_lags_of_single_works_are_not_drawn(make_figure: Callable[..., object]) -> None:
    table, draw = make_figure("scale_lags")  # type: ignore[misc]
    assert len(draw().axes[0].get_yticklabels()) == (table["n"] > 1).sum()


def test_shares_of_a_period_fill_the_bar(make_figure: Callable[..., object]) -> None:
    table, draw = make_figure("scale_openness")  # type: ignore[misc]
    bars = [bar for bar in draw().axes[0].patches if bar.get_width() < 1]
    filled = table[(table["period"] != "undated") & (table["n"] > 0)]["period"].nunique()
    assert round(sum(bar.get_height() for bar in bars)) == 100 * filled


def test_sizes_by_strategy_are_one_dot_a_work(make_figure: Callable[..., object]) -> None:
    table, draw = make_figure("scale_strategies")  # type: ignore[misc]
    axes = draw().axes[0]
    dots = sum(len(c.get_offsets()) for c in axes.collections if len(c.get_sizes() if hasattr(c, "get_sizes") else []))
    medians = table[(table["assumption"] == "stated") & (table["statistic"] == "median")]
    assert dots == medians["n"].sum()
