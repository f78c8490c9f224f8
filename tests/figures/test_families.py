"""Figures of families, openness and sizes by strategy show what their tables hold."""

from collections.abc import Callable


def test_the_most_used_families_are_dots_and_say_how_many(make_figure: Callable[..., object]) -> None:
    table, draw = make_figure("scale_families")  # type: ignore[misc]
    axes = draw().axes[0]
    labels = [label.get_text() for label in axes.get_yticklabels()]
    counts = table.groupby("family")["n"].sum()
    assert len(labels) == table.loc[table["drawn"], "family"].nunique() <= 14
    assert f"LLaMA ({counts['LLaMA']})" in labels
    dots = sum(len(c.get_offsets()) for c in axes.collections if len(c.get_offsets()) and c.get_sizes()[0] == 11)
    assert dots == table["drawn"].sum()


def test_lags_of_single_works_are_not_drawn(make_figure: Callable[..., object]) -> None:
    table, draw = make_figure("scale_lags")  # type: ignore[misc]
    assert len(draw().axes[0].get_yticklabels()) == (table["n"] > 1).sum()


def test_sizes_by_strategy_are_one_dot_a_work(make_figure: Callable[..., object]) -> None:
    table, draw = make_figure("scale_strategies")  # type: ignore[misc]
    axes = draw().axes[0]
    dots = sum(len(c.get_offsets()) for c in axes.collections if len(c.get_sizes() if hasattr(c, "get_sizes") else []))
    medians = table[(table["assumption"] == "stated") & (table["statistic"] == "median")]
    assert dots == medians["n"].sum()


def test_deltas_are_drawn_under_every_assumption(make_figure: Callable[..., object]) -> None:
    table, draw = make_figure("scale_strategies")  # type: ignore[misc]
    axes = draw().axes[1]
    signs = [line for line in axes.lines if line.get_marker() not in ("None", "", None)]
    assert len(signs) == (table["statistic"] == "cliffs_delta").sum() == 12
    assert not axes.texts  # a name beside an interval would run into the line at no difference
    (legend,) = axes.figure.legends
    names = [text.get_text() for text in legend.get_texts()]
    assert names == ["stated", "open weights", "closed, if small", "closed, if large"]
