"""The explorer: all works in one page that searches, filters and cites without a network."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from importlib import resources
from typing import Any

import jinja2
import pandas as pd
from markupsafe import Markup

from listometrics.errors import StudyError
from listometrics.report.pandoc import read_template, split_bibtex
from listometrics.report.work_list import label, name_publication, split_values
from listometrics.stats.work_sample import SIZE_CLASSES
from listometrics.text import clean

CLASSES = (*SIZE_CLASSES, "undisclosed", "unstated")
FACETS: list[dict[str, Any]] = [
    {"name": "section", "label": "Section", "column": "headings"},
    {"name": "strategy", "label": "Tuning strategy", "column": "strategies", "by": "count"},
    {"name": "family", "label": "Model family", "column": "families", "by": "count"},
    {"name": "size", "label": "Model size (parameters)", "column": "sizes", "order": [*CLASSES, ""]},
    {"name": "venue", "label": "Venue", "column": "shown_venue", "by": "count"},
    {"name": "year", "label": "Year", "column": "shown_year"},
    {"name": "status", "label": "Published", "column": "status", "by": "count"},
    {"name": "read", "label": "Read by the list", "column": "read", "by": "count"},
]
COLUMNS: list[dict[str, Any]] = [
    {"name": "pick", "title": "Select", "shown": True},
    {"name": "work", "title": "Work", "shown": True},
    {"name": "first", "title": "First seen", "field": "first_date", "shown": True},
    {"name": "year", "title": "Year", "field": "shown_year", "shown": False},
    {"name": "venue", "title": "Venue", "field": "shown_venue", "shown": False},
    {"name": "strategy", "title": "Strategy", "field": "strategies", "shown": True},
    {"name": "models", "title": "Models", "field": "sized_models", "shown": True},
    {"name": "section", "title": "Section", "field": "headings", "shown": True},
    {"name": "status", "title": "Status", "field": "status", "shown": False},
    {"name": "read", "title": "Read", "field": "read", "shown": False},
    {"name": "key", "title": "Key", "field": "key", "shown": False},
]
_EXPORT = re.compile(r"\bexport\s*\{([^{}]*)\}\s*;?")
_SCRIPTS = ("explorer_cells.js", "explorer_take.js", "explorer.js")
_STATUS = {"unknown": "no record found", "preprint": "preprint by a source"}


def make_explorer(works: pd.DataFrame, bibliography: str, title: str, description: str = "") -> str:
    """Return the page of all works, from the frame of `listometrics.report.work_list.list_works`.

    `bibliography` is the text of the `.bib`; a work that it does not hold has no BibTeX to copy. The page loads
    nothing and runs only its own scripts, which its security policy names by their hashes.
    """
    entries = split_bibtex(bibliography)
    rows = [
        {name: _plain(value) for name, value in (row | name_publication(row)).items()}
        | {"bibtex": entries.get(str(row["key"]), "")}
        for row in works.to_dict("records")
    ]
    library, script = read_library(), "\n".join(map(read_template, _SCRIPTS))
    labels = {
        code: label(code) for code in sorted({code for joined in works["strategies"] for code in split_values(joined)})
    } | _STATUS
    data = {"works": rows, "fields": list(works.columns), "facets": FACETS, "columns": COLUMNS, "labels": labels}
    page = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    return page.from_string(read_template("explorer.html")).render(
        title=clean(title),
        description=clean(description),
        style=read_template("explorer.css"),
        data=_json(data),
        library=library,
        script=script,
        script_hashes=Markup(" ".join(map(_hash, (library, script)))),
    )


@cache
def read_library() -> str:
    """Return DataTables with jQuery, as the package itables bundles them, ready to stand in a page."""
    source = resources.files("itables").joinpath("html", "dt_bundle.js").read_text(encoding="utf-8")
    export = list(_EXPORT.finditer(source))[-1:]
    name = re.search(r"(?<![\w$])([\w$]+)\s+as\s+jQuery\b", export[0].group(1)) if export else None
    if not name:
        raise StudyError("itables' bundle of DataTables exports no jQuery. Install the locked packages.")
    start, end = export[0].span()
    # An inline module cannot be imported from: what the page needs is handed on by the window.
    module = f"{source[:start]}window.jQuery={name.group(1)};{source[end:]}"
    return re.sub(r"</(?=script)", r"<\\/", module, flags=re.IGNORECASE).replace("<!--", "<\\!--")


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return clean(value)
    return "" if pd.isna(value) else int(value)


def _json(content: Any) -> str:
    """Return JSON that cannot end the script element that it stands in."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
