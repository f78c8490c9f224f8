"""Every figure: the same bytes each time, nothing left open, an empty one that says so, legible text."""

import io
from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from listometrics.analyse.sample import GROUPS, build_sample, check_choices
from listometrics.analyse.study_captions import TEXTS, write_caption
from listometrics.figures.theme import COLOURS, MARKERS, SIZES, new_figure, say_empty, theme


def save(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    with theme(), mpl.rc_context({"svg.hashsalt": "x"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    return buffer.getvalue()


def list_texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(mpl.text.Text)]  # type: ignore[attr-defined]


def test_a_figure_is_the_same_bytes_whatever_matplotlibrc_says(name: str, make_figure: Callable[..., object]) -> None:
    _, draw = make_figure(name)  # type: ignore[misc]
    first = save(draw())
    with mpl.rc_context({"font.size": 30, "lines.linewidth": 9, "axes.grid": True, "savefig.bbox": "tight",
                         "font.family": "monospace", "axes.facecolor": "red"}):  # fmt: skip
        assert save(draw()) == first


def test_drawing_leaves_no_figure_open_and_no_parameter_changed(name: str, make_figure: Callable[..., object]) -> None:
    before = dict(mpl.rcParams)
    _, draw = make_figure(name)  # type: ignore[misc]
    draw()
    assert plt.get_fignums() == []
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("choices", [{"first_year": 2030}, {"sections": "9"}, {"last_date": "1999"}])
def test_an_impossible_choice_draws_no_papers(
    name: str, choices: dict[str, object], make_figure: Callable[..., object]
) -> None:
    table, draw = make_figure(name, **choices)  # type: ignore[misc]
    assert len(table) == 0
    assert "no papers" in list_texts(draw())


@pytest.mark.parametrize(
    "choices",
    [{"sections": "1.5"}, {"period": "year"},
     *(pytest.param(more, marks=pytest.mark.slow)
       for more in ({"first_year": 2024}, {"last_date": "2021"}, {"period": "month"}, {"count": "fractional"},
                    {"sections": "1.6.1"}))],
)  # fmt: skip
def test_few_works_and_other_parameters_draw(
    name: str, choices: dict[str, object], make_figure: Callable[..., object]
) -> None:
    _, draw = make_figure(name, **choices)  # type: ignore[misc]
    assert save(draw()).startswith(b"<?xml")


def test_text_is_legible_at_column_width(name: str, make_figure: Callable[..., object]) -> None:
    _, draw = make_figure(name)  # type: ignore[misc]
    figure = draw()
    shrunk = 8 / 2.54 / figure.get_size_inches()[0]
    sizes = [t.get_fontsize() for t in figure.findobj(mpl.text.Text) if t.get_text()]  # type: ignore[attr-defined]
    assert min(sizes) * shrunk > 4.2
    assert tuple(figure.get_size_inches()) in SIZES.values()


def test_nothing_is_cut_off_at_the_edges(name: str, make_figure: Callable[..., object]) -> None:
    _, draw = make_figure(name)  # type: ignore[misc]
    figure = draw()
    with theme():
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        box = figure.get_tightbbox(canvas.get_renderer())
    width, height = figure.get_size_inches()
    assert box.x0 > -0.03
    assert box.y0 > -0.03
    assert box.x1 < width + 0.03
    assert box.y1 < height + 0.03


def test_every_figure_has_caption_and_alternative_text(
    name: str, make_figure: Callable[..., object], inputs: dict[str, object]
) -> None:
    assert name in TEXTS
    for choices in ({}, {"period": "year", "count": "fractional"}, {"sections": "1.5"}, {"first_year": 2030}):
        table, _ = make_figure(name, **choices)  # type: ignore[misc]
        caption, alt = write_caption(name, build_sample(inputs, check_choices(**choices)), table)  # type: ignore[arg-type]
        assert "nan" not in (caption + alt).replace("finan", "")
        assert caption.endswith((".", "undecided"))
        assert alt.endswith(".")
        assert ("No papers" in caption) == (len(table) == 0)


def test_every_group_has_a_colour_and_a_sign_of_its_own() -> None:
    assert len({COLOURS[group] for group in GROUPS}) == len({MARKERS[group] for group in GROUPS}) == len(GROUPS)


def test_colours_of_the_large_groups_differ_in_grey() -> None:
    lightness = [sum(w * c for w, c in zip((0.299, 0.587, 0.114), mpl.colors.to_rgb(COLOURS[g]), strict=True))
                 for g in ("open", "closed")]  # fmt: skip
    assert all(0.15 < value < 0.9 for value in lightness)


def test_the_empty_figure_says_why() -> None:
    assert list_texts(say_empty("no dated papers"))[-1] == "no dated papers" or "no dated papers" in list_texts(
        say_empty("no dated papers")
    )


def test_a_draw_function_wants_a_table_first() -> None:
    from listometrics.figures.plot_tuning import draw_peft

    with pytest.raises(TypeError, match="draw_peft: the first argument is the tidy table"):
        draw_peft("table")  # type: ignore[arg-type]


def test_a_new_figure_has_one_of_two_sizes() -> None:
    figure, _ = new_figure("tall")
    assert tuple(figure.get_size_inches()) == SIZES["tall"]


def test_no_figure_of_the_study_has_ink_at_its_edges() -> None:
    figures = sorted((Path(__file__).resolve().parents[2] / "reports" / "figures").glob("*.png"))
    assert len(figures) > 20
    cut = []
    for path in figures:
        ink = mpl.image.imread(path)[..., :3].min(axis=2) < 0.8
        edges = np.concatenate([ink[:2].ravel(), ink[-2:].ravel(), ink[:, :2].ravel(), ink[:, -2:].ravel()])
        cut += [path.name] * bool(edges.any())
    assert cut == []
