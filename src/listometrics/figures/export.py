"""Figures as files: the same bytes for the same figure, whatever a user's settings."""

from __future__ import annotations

import io
import re
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from listometrics.figures.theme import theme

DOTS_PER_INCH = 300
_UNDATED: dict[str, dict[str, Any]] = {
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    "png": {"Software": None},
}
# Without these, matplotlib takes up its layout engine again after each file.
_SETTLED: Any = {"figure.constrained_layout.use": False, "figure.autolayout": False}
_PLACED, _DIGITS = re.compile(rb' (?:d|x|y)="[^"]*"'), re.compile(rb"(\.\d{3})\d+")


def export_figure(figure: Figure, name: str) -> dict[str, bytes]:
    """Return a figure as SVG, PDF and PNG (300 dpi) by extension; `name` makes the ids of the SVG its own."""
    files = {}
    settle_layout(figure)
    with theme():
        mpl.rcParams.update(_SETTLED | {"svg.hashsalt": name})
        for extension, metadata in _UNDATED.items():
            buffer = io.BytesIO()
            figure.savefig(buffer, format=extension, dpi=DOTS_PER_INCH, metadata=metadata)
            files[extension] = buffer.getvalue()
    return {**files, "svg": shorten_svg(files["svg"])}


def settle_layout(figure: Figure) -> None:
    """Work out where things stand once, and let every format draw them there.

    Otherwise each format would place them anew, and draw all twice for it.
    """
    with theme():
        mpl.rcParams.update(_SETTLED)
        if figure.get_layout_engine() is not None:
            figure.draw_without_rendering()
            figure.set_layout_engine(None)


def shorten_svg(svg: bytes) -> bytes:
    """Cut the coordinates of an SVG to a thousandth of a point: more digits nobody sees.

    >>> shorten_svg(b'<g transform="scale(0.015625)"><path d="M 1.23456 2"/><use x="7.000499"/></g>')
    b'<g transform="scale(0.015625)"><path d="M 1.234 2"/><use x="7.000"/></g>'
    """
    return _PLACED.sub(lambda match: _DIGITS.sub(rb"\1", match.group()), svg)
