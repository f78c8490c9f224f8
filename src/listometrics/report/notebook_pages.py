"""An executed notebook as one page: text, code and outputs, nothing loaded, nothing that tells the machine."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from listometrics.errors import StudyError
from listometrics.report.browse import keep_table
from listometrics.report.pandoc import convert, read_template
from listometrics.report.report_html import frame_tables

_ANCHOR = re.compile(r'<a href="#cb\d+-\d+" aria-hidden="true" tabindex="-1"></a>')
_STYLE = re.compile(r"<style scoped>(?:(?!<style).)*?</style>\s*", re.DOTALL)
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
DRAWN = '<img alt="Figure drawn by the cell above" src="data:{};base64,{}">'


def make_notebook_page(executed: str, name: str, footer: str = "") -> str:
    """Return an executed notebook, given as its JSON, as one HTML page that loads nothing.

    Times, execution metadata and the run's machine stay out: equal outputs give equal bytes. `name` is for
    messages; `footer` a line of plain text. Raises StudyError where the text is not a notebook.
    """
    try:
        notebook = json.loads(executed)
        cells = [_bare(cell) for cell in notebook["cells"] if not _only_places(cell)]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StudyError(f"{name}: not a notebook: {error}. Run the study again.") from None
    bare = {**notebook, "cells": cells, "metadata": {"kernelspec": notebook["metadata"].get("kernelspec", {})}}
    options = [
        "--standalone",
        "--template=page.html",
        "--mathml",
        "--ipynb-output=best",
        f"--metadata=pagetitle:{_find_title(cells) or name}",
        f"--variable=style:{read_template('page.css')}\n{read_template('notebook.css')}",
        "--variable=lang:en",
        f"--variable=footer:{html.escape(footer)}",
    ]
    page = convert(json.dumps(bare), "html5", options, {"page.html": read_template("page.html")}, "ipynb")
    page = page.replace("<pre>", '<pre tabindex="0">').replace('<pre class="', '<pre tabindex="0" class="')
    page = _STYLE.sub("", _ANCHOR.sub("", page))
    # The corner of a frame heads no column and no row.
    page = page.replace("<th></th>", "<td></td>")
    return frame_tables(page.replace('<table border="1" ', "<table "))


def _only_places(cell: dict[str, Any]) -> bool:
    """Tell whether a cell only says where this run read and wrote, which the runner put in."""
    if "injected-parameters" not in cell.get("metadata", {}).get("tags", []):
        return False
    lines = "".join(cell["source"]).splitlines()
    return all(line.startswith(("#", "root =", "out =")) for line in lines if line.strip())


def _bare(cell: dict[str, Any]) -> dict[str, Any]:
    """Return a cell with its outputs, without what differs from run to run."""
    kept = {**cell, "metadata": {}}
    if cell["cell_type"] == "code":
        kept["outputs"] = [_bare_output(output) for output in cell["outputs"]]
    return kept


def _bare_output(output: dict[str, Any]) -> dict[str, Any]:
    kept = {**output, "metadata": {}} if "metadata" in output else dict(output)
    for kind in ("image/png", "image/jpeg"):
        if kind in kept.get("data", {}):
            # Written here: pandoc would take the page's security policy out to embed a picture itself.
            kept["data"] = {"text/html": DRAWN.format(kind, "".join("".join(kept["data"][kind]).split()))}
    if "text/html" in kept.get("data", {}):
        kept["data"] = {"text/html": keep_table("".join(kept["data"]["text/html"]))}
    elif "text/markdown" in kept.get("data", {}):
        # Written here too: pandoc would show what Python calls the object.
        text = convert("".join(kept["data"]["text/markdown"]), "html5")
        kept["data"] = {"text/html": text}
    if "traceback" in output:
        kept["traceback"] = [_ANSI.sub("", line) for line in output["traceback"]]
    return kept


def _find_title(cells: list[dict[str, Any]]) -> str:
    text = "".join(cells[0]["source"]) if cells else ""
    heading = re.match(r"\s*# (.+)", text)
    return heading.group(1).strip() if heading else ""
