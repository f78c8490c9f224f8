"""A frame as a table that one can search, sort and page through in a notebook, without a network."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import pandas as pd

from listometrics.errors import StudyError

PAGE = 10  # rows
_EXPORT = re.compile(r"\bexport\s*\{([^{}]*)\}\s*;?")
_BEHIND = "<!-- for a notebook that runs -->"  # no cell holds it: their signs are escaped
_STYLE = ".browse{overflow-x:auto} .browse td{text-align:left;vertical-align:top;white-space:normal}"
_START = """
for (const table of document.querySelectorAll(".browse > table")) {
  if (!jQuery.fn.dataTable.isDataTable(table)) {
    const few = table.tBodies[0].rows.length <= %d;
    jQuery(table).DataTable({order: [], autoWidth: false, pageLength: %d, paging: !few, info: !few, searching: !few});
  }
}
"""


class Browsable:
    """A frame whose HTML is a whole plain table, and behind it what makes it interactive where scripts run."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame

    def __repr__(self) -> str:
        return repr(self.frame)

    def _repr_html_(self) -> str:
        # MathJax would take dollar signs in titles for formulas.
        classes = ["tex2jax_ignore", "mathjax_ignore"]
        table = self.frame.to_html(index=False, na_rep="", border=0, classes=classes)
        style = f"<style>{_read('dt_bundle.css')}\n{_STYLE}</style>"
        script = f'<script type="module">{read_library()}\n{_START % (PAGE, PAGE)}</script>'
        return f'<div class="browse">{table}</div>{_BEHIND}{style}{script}'


def browse(frame: pd.DataFrame) -> Browsable:
    """Return a frame to be shown as a table with search, sorting and pages.

    Its HTML holds all rows and the library, so that it needs no network; without scripts it is a plain table.

    >>> browse(pd.DataFrame({"n": [1]}))
       n
    0  1
    """
    return Browsable(frame)


def keep_table(html: str) -> str:
    """Return the plain table of a browsable frame's HTML; other HTML as it is.

    >>> keep_table(browse(pd.DataFrame({"n": [1]}))._repr_html_()).count("script")
    0
    """
    return html.partition(_BEHIND)[0]


@cache
def read_library() -> str:
    """Return DataTables with jQuery, as the package itables bundles them, ready to stand in a page."""
    source = _read("dt_bundle.js")
    export = list(_EXPORT.finditer(source))[-1:]
    name = re.search(r"(?<![\w$])([\w$]+)\s+as\s+jQuery\b", export[0].group(1)) if export else None
    if not name:
        raise StudyError("itables' bundle of DataTables exports no jQuery. Install the locked packages.")
    start, end = export[0].span()
    # An inline module cannot be imported from: what the page needs is handed on by the window.
    module = f"{source[:start]}window.jQuery={name.group(1)};{source[end:]}"
    return re.sub(r"</(?=script)", r"<\\/", module, flags=re.IGNORECASE).replace("<!--", "<\\!--")


def _read(name: str) -> str:
    return resources.files("itables").joinpath("html", name).read_text(encoding="utf-8")
