"""Figures of strategies, sizes and claims show what their tables hold."""

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


def test_bars_of_peft_strategies_are_as_long_as_their_works_are_many(make_figure: Callable[..., object]) -> None:
    table, draw = make_figure("methods_peft")  # type: ignore[misc]
    widths = sorted(bar.get_width() for bar in draw().axes[0].patches)
    assert widths == sorted(table["hits"].astype(float))


def test_every_claim_has_its_verdict_and_its_works(make_figure: Callable[..., object]) -> None:
    table, draw = make_figure("methods_claims")  # type: ignore[misc]
    texts = [text.get_text() for text in draw().findobj(mpl.text.Text)]  # type: ignore[attr-defined]
    row = table.iloc[0]
    assert f"{row['verdict']}\n{row['n_a']} + {row['n_b']}" in texts
    assert sum(text.partition("\n")[0] in set(table["verdict"]) for text in texts) == len(table)


def test_the_frame_of_a_cell_tells_what_becomes_of_the_conclusion(make_figure: Callable[..., object]) -> None:
    table, draw = make_figure("sensitivity")  # type: ignore[misc]
    cells = draw().axes[0].patches
    assert len(cells) == len(table)
    looks = {
        outcome: {
            (cells[i].get_linewidth(), cells[i].get_linestyle()) for i in table.index[table["outcome"] == outcome]
        }
        for outcome in ("holds", "no longer", "reverses")
    }
    assert all(len(look) == 1 for look in looks.values())
    assert len(set.union(*looks.values())) == 3


def test_the_most_used_families_are_dots_and_say_how_many(make_figure: Callable[..., object]) -> None:
    table, draw = make_figure("scale_families")  # type: ignore[misc]
    axes = draw().axes[0]
    labels = [label.get_text() for label in axes.get_yticklabels()]
    counts = table.groupby("family")["n"].sum()
    assert len(labels) == table.loc[table["drawn"], "family"].nunique() <= 14
    assert f"LLaMA ({counts['LLaMA']})" in labels
    dots = sum(len(c.get_offsets()) for c in axes.collections if len(c.get_offsets()) and c.get_sizes()[0] == 11)
    assert dots == table["drawn"].sum()


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
