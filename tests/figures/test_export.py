"""A figure has the same bytes each time and under any settings of a user."""

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure

from listometrics.figures.theme import theme
from listometrics.study.export import export_figure, shorten_svg


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


@pytest.mark.parametrize(
    "setting", [{"savefig.facecolor": "red"}, {"savefig.bbox": "tight"}, {"path.simplify": False}], ids=str
)
def test_a_users_settings_change_nothing(setting: dict[str, object]) -> None:
    expected = export_figure(draw(), "line")
    with mpl.rc_context(setting):
        assert export_figure(draw(), "line") == expected


def test_a_figure_exported_twice_keeps_its_places() -> None:
    with theme():
        figure = Figure(layout="constrained")
        figure.subplots().set(ylabel="a label that needs room", xlabel="another")
    first = export_figure(figure, "line")
    assert figure.axes[0].get_position().x0 != 0.125  # where it stands without a layout
    assert export_figure(figure, "line") == first


def test_two_figures_on_one_page_have_ids_of_their_own() -> None:
    one, other = export_figure(draw(), "one")["svg"], export_figure(draw(), "other")["svg"]
    assert one != other


def test_sizes_of_letters_keep_their_digits() -> None:
    assert shorten_svg(b'<g transform="scale(0.015625)"/>') == b'<g transform="scale(0.015625)"/>'
