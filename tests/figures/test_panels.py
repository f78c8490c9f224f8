"""Panels of shares over time: a point and its interval a period, thin ones grey, undated ones not drawn."""

import pandas as pd

from listometrics.figures.plot_helpers import Panel, draw_panels
from listometrics.figures.theme import BLUE, GREY, theme


def make_rows(**changed: list[object]) -> pd.DataFrame:
    rows = {
        "period": ["2023Q1", "2023Q2", "2023Q3", "undated"], "estimate": [0.2, 0.5, 0.4, 0.9],
        "low": [0.1, 0.3, 0.2, 0.8], "high": [0.4, 0.7, 0.6, 1.0], "n": [4, 20, 30, 3],
        "thin": [True, False, False, True], "incomplete": [False, False, True, False],
    }  # fmt: skip
    return pd.DataFrame({**rows, **changed})


def points(axes):  # type: ignore[no-untyped-def]
    return [line for line in axes.lines if line.get_marker() not in ("None", "", None)]


def test_every_dated_period_is_a_point_and_thin_ones_are_grey() -> None:
    with theme():
        (axes,) = draw_panels([[Panel("frozen", (BLUE, "o"), make_rows())]]).axes
    drawn = points(axes)
    assert [float(line.get_xdata()[0]) for line in drawn] == [0, 1, 2]
    assert [line.get_color() for line in drawn] == [GREY, BLUE, BLUE]
    assert axes.get_title("left") == "frozen"


def test_a_period_without_works_has_no_point_and_says_so_by_its_number() -> None:
    with theme():
        (axes,) = draw_panels([[Panel("frozen", (BLUE, "o"), make_rows(n=[0, 20, 30, 3]))]]).axes
    assert len(points(axes)) == 2
    assert [text.get_text() for text in axes.texts][-3:] == ["0", "20", "30"]


def test_columns_have_heads_and_share_their_axes() -> None:
    panel = Panel("frozen", (BLUE, "o"), make_rows())
    with theme():
        one, other = draw_panels([[panel, panel]], heads=("all", "open")).axes
    assert [text.get_text() for text in one.texts if text.get_fontweight() == "bold"] == ["all"]
    assert one.get_ylim() == other.get_ylim()
