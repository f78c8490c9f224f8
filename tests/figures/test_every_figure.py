"""Every figure of the analyses: the same bytes each time, nothing left open, an empty one that says so."""

import io
from collections.abc import Callable

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from matplotlib.figure import Figure

from listometrics.analyse.sample import build_sample, check_choices
from listometrics.analyse.study_captions import TEXTS, write_caption
from listometrics.figures.theme import theme
from listometrics.study.export import export_figure


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


@pytest.mark.parametrize("choices", [{"first_year": 2030}])
def test_an_impossible_choice_draws_no_papers(
    name: str, choices: dict[str, object], make_figure: Callable[..., object]
) -> None:
    table, draw = make_figure(name, **choices)  # type: ignore[misc]
    assert len(table) == 0
    assert "no papers" in list_texts(draw())


@pytest.mark.parametrize("choices", [{"sections": "1.5"}, {"period": "year"}])
def test_few_works_and_other_parameters_draw(
    name: str, choices: dict[str, object], make_figure: Callable[..., object]
) -> None:
    _, draw = make_figure(name, **choices)  # type: ignore[misc]
    assert save(draw()).startswith(b"<?xml")


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


def draw() -> Figure:
    figure = Figure()
    figure.subplots().plot([1, 2.123456789], label="a")
    return figure


def test_a_figure_is_exported_in_three_formats_without_a_date() -> None:
    files = export_figure(draw(), "line")
    assert list(files) == ["svg", "pdf", "png"]
    assert files == export_figure(draw(), "line")
    assert b"<dc:date>" not in files["svg"]
    assert b"CreationDate" not in files["pdf"]


def test_a_figure_exported_twice_keeps_its_places() -> None:
    with theme():
        figure = Figure(layout="constrained")
        figure.subplots().set(ylabel="a label that needs room", xlabel="another")
    first = export_figure(figure, "line")
    assert figure.axes[0].get_position().x0 != 0.125  # where it stands without a layout
    assert export_figure(figure, "line") == first
