"""The flow of records is drawn with its counts."""

import pandas as pd
from matplotlib.patches import Rectangle

from listometrics.figures.plot_flow import draw_flow


def table(**cells: object) -> pd.DataFrame:
    rows = {"position": [1, 2, 3], "step": ["rows", "entries", "works"], "n": [1200, 1190, 1190]}
    return pd.DataFrame({**rows, "left_out": [10, 0, 0], "why": ["blank", "repeated", ""], **cells})


def test_each_step_is_a_box_and_so_is_what_it_leaves_out() -> None:
    flow = table()
    before = flow.copy()
    (axes,) = draw_flow(flow).axes
    assert sum(isinstance(patch, Rectangle) for patch in axes.patches) == 4
    said = [text.get_text() for text in axes.texts if text.get_text()]
    assert said == ["1,200\nrows", "10\nblank", "1,190\nentries", "1,190\nworks"]
    pd.testing.assert_frame_equal(flow, before)


def test_an_empty_list_is_said_so() -> None:
    (axes,) = draw_flow(table(n=[0, 0, 0])).axes
    assert axes.texts[0].get_text() == "no papers"
