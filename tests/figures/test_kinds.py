"""Figures of single strategies show what their tables hold."""

from collections.abc import Callable

import matplotlib as mpl


def test_the_first_appearance_of_each_strategy_has_its_month(make_figure: Callable[..., object]) -> None:
    table, draw = make_figure("methods_first")  # type: ignore[misc]
    texts = [text.get_text() for text in draw().findobj(mpl.text.Annotation)]  # type: ignore[attr-defined]
    assert sorted(texts) == sorted(table.loc[table["rank"] == 1, "month"])


def test_bars_of_peft_strategies_are_as_long_as_their_works_are_many(make_figure: Callable[..., object]) -> None:
    table, draw = make_figure("methods_peft")  # type: ignore[misc]
    widths = sorted(bar.get_width() for bar in draw().axes[0].patches)
    assert widths == sorted(table["hits"].astype(float))


def test_each_stage_says_how_many_works_are_frozen(make_figure: Callable[..., object]) -> None:
    table, draw = make_figure("methods_openness")  # type: ignore[misc]
    texts = [text.get_text() for text in draw().findobj(mpl.text.Text)]  # type: ignore[attr-defined]
    rows = table[(table["strategy_group"] == "frozen") & (table["openness"] != "both")]
    assert {f"{row['hits']} of {row['n']}" for row in rows.to_dict("records")} <= set(texts)


def test_no_line_strikes_through_the_months_of_first_appearances(make_figure: Callable[..., object]) -> None:
    _, draw = make_figure("methods_first")  # type: ignore[misc]
    axes = draw().axes[0]
    months = [text for text in axes.texts if text.get_text()[:2] == "20"]
    assert months
    for text in months:
        box = text.get_bbox_patch()
        assert box.get_facecolor() == (1.0, 1.0, 1.0, 1.0)
        assert text.get_zorder() > max(line.get_zorder() for line in axes.lines)
