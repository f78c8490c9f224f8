"""Figures as files: the same look and the same bytes for the same figure, whatever a user's settings."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import matplotlib.backends.backend_pdf  # here, not with the first figure: a kernel that waits has time for it
import matplotlib.style
from matplotlib.figure import Figure

INK, GREY, PALE = "#222222", "#6B6B6B", "#D9D9D9"  # of letters and axes, of what is said beside, of grids
THEME: dict[Any, Any] = {
    "font.family": "DejaVu Sans", "font.size": 10, "axes.labelsize": 10, "axes.titlesize": 10,
    "xtick.labelsize": 9.5, "ytick.labelsize": 9.5, "legend.fontsize": 9.5, "legend.frameon": False,
    "axes.spines.top": False, "axes.spines.right": False, "axes.linewidth": 0.8, "axes.edgecolor": INK,
    "axes.titlelocation": "left", "axes.titlecolor": GREY, "axes.axisbelow": True, "text.color": INK,
    "axes.labelcolor": INK, "xtick.color": INK, "ytick.color": INK, "grid.color": PALE, "grid.linewidth": 0.6,
    "lines.linewidth": 2.2, "hatch.linewidth": 0.6, "figure.dpi": 110, "savefig.dpi": 300, "svg.fonttype": "path",
    "pdf.fonttype": 42, "text.parse_math": False, "axes.formatter.use_mathtext": False,
}  # fmt: skip
_UNDATED: dict[str, dict[str, Any]] = {
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    "png": {"Software": None},
}
# Without these, matplotlib takes up its layout engine again after each file.
_SETTLED: Any = {"figure.constrained_layout.use": False, "figure.autolayout": False}
_PLACED, _DIGITS = re.compile(rb' (?:d|x|y)="[^"]*"'), re.compile(rb"(\.\d{3})\d+")


@contextmanager
def theme() -> Iterator[None]:
    """Draw, or save, with matplotlib's own defaults and the theme, whatever a user's matplotlibrc says."""
    with mpl.rc_context():
        mpl.style.use("default")
        mpl.rcParams.update(THEME)
        yield


def export_figure(figure: Figure, name: str) -> dict[str, bytes]:
    """Return a figure as SVG, PDF and PNG (300 dpi) by extension; `name` makes the ids of the SVG its own."""
    files = {}
    with theme():
        mpl.rcParams.update(_SETTLED | {"svg.hashsalt": name})
        if figure.get_layout_engine() is not None:
            # A layout starts from the last one, and a figure that was shown has one.
            for axes in figure.axes:
                if (place := axes.get_subplotspec()) is not None:
                    axes.set_subplotspec(place)
            # Work out once where things stand: each format would place them anew, and draw all twice for it.
            figure.draw_without_rendering()
            figure.set_layout_engine(None)
        for extension, metadata in _UNDATED.items():
            buffer = io.BytesIO()
            figure.savefig(buffer, format=extension, metadata=metadata)
            files[extension] = buffer.getvalue()
    return {**files, "svg": shorten_svg(files["svg"])}


def shorten_svg(svg: bytes) -> bytes:
    """Cut the coordinates of an SVG to a thousandth of a point: more digits nobody sees.

    >>> shorten_svg(b'<g transform="scale(0.015625)"><path d="M 1.23456 2"/><use x="7.000499"/></g>')
    b'<g transform="scale(0.015625)"><path d="M 1.234 2"/><use x="7.000"/></g>'
    """
    return _PLACED.sub(lambda match: _DIGITS.sub(rb"\1", match.group()), svg)
