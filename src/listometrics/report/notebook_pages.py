"""An executed notebook as one page, by nbconvert with the study's theme: it loads nothing and names no machine."""

from __future__ import annotations

import re
import textwrap
from typing import Any

import nbformat
from nbconvert import HTMLExporter
from nbformat import v4
from traitlets.config import Config

from listometrics.errors import StudyError
from listometrics.report.report_html import frame_tables
from listometrics.report.site_pages import make_page

_STYLE = re.compile(r'<style scoped(?:="")?>(?:(?!<style).)*?</style>\s*', re.DOTALL)
_HIGHLIGHT = re.compile(r'<div class="highlight hl-\w+"><pre>')
# What nbconvert's template marks for its own style sheets and scripts.
_UNUSED = re.compile(
    r' border="1"| style="text-align: right;"| class="dataframe"|<a class="anchor-link" href="[^"]*">¶</a>'
)
CONFIG = Config({"HTMLExporter": {"exclude_input_prompt": True, "exclude_output_prompt": True}})
SHOWN = {"text/html", "text/markdown", "text/plain", "image/png", "image/jpeg"}


def make_notebook_page(executed: str, name: str, footer: str = "") -> str:
    """Return an executed notebook, given as its JSON, as one HTML page that loads nothing.

    Times, execution metadata and the run's machine stay out: equal outputs give equal bytes. `name` is for
    messages; `footer` a line of plain text. Raises StudyError where the text is not a notebook.
    """
    try:
        notebook = nbformat.reads(executed, as_version=4)  # type: ignore[no-untyped-call]
        cells = [_bare(cell) for cell in notebook.cells if not _only_places(cell)]
        title = _find_title(cells) or name
    except (ValueError, KeyError, TypeError, AttributeError, nbformat.ValidationError) as error:
        said = textwrap.shorten(str(error), 200)
        raise StudyError(f"{name}: not a notebook: {said}. Run the study again.") from None
    bare = v4.new_notebook(cells=cells, metadata={"language_info": {"name": "python"}})  # type: ignore[no-untyped-call]
    exporter = HTMLExporter(template_name="basic", config=CONFIG)  # type: ignore[no-untyped-call]
    body, _ = exporter.from_notebook_node(bare)
    body = _UNUSED.sub("", _STYLE.sub("", body))
    body = _HIGHLIGHT.sub('<div class="highlight"><pre tabindex="0">', body).replace("<pre>", '<pre tabindex="0">')
    # The corner of a frame heads no column and no row.
    body = frame_tables(body.replace("<th></th>", "<td></td>"))
    return make_page(title, f'<main id="main">\n{body}\n</main>', footer=footer, styles=("page.css", "notebook.css"))


def _only_places(cell: Any) -> bool:
    """Tell whether a cell only says where this run read and wrote, which the runner put in."""
    if "injected-parameters" not in cell.metadata.get("tags", []):
        return False
    return all(line.startswith(("#", "root =", "out =")) for line in cell.source.splitlines() if line.strip())


def _bare(cell: Any) -> Any:
    """Return a cell with what is shown of its outputs, without what differs from run to run."""
    kept = nbformat.from_dict({**cell, "metadata": {}})  # type: ignore[no-untyped-call]
    if cell.cell_type == "code":
        kept.update(
            execution_count=None,
            outputs=[_bare_output(each) for each in cell.outputs if _is_shown(each)],
        )
    return kept


def _is_shown(output: Any) -> bool:
    """Tell whether a page shows an output; what goes to standard error, such as that a font cache is built, tells of
    the machine.
    """
    return output.get("name") != "stderr" and bool(SHOWN & set(output.get("data", SHOWN)))


def _bare_output(output: Any) -> Any:
    if "data" not in output:
        return output
    pictures = {kind: {"alt": "Figure drawn by the cell above"} for kind in output.data if kind.startswith("image/")}
    data = {kind: content for kind, content in output.data.items() if kind in SHOWN}
    return v4.new_output("display_data", data, metadata=pictures)  # type: ignore[no-untyped-call]


def _find_title(cells: list[Any]) -> str:
    heading = re.match(r"\s*# (.+)", cells[0].source if cells else "")
    return heading.group(1).strip() if heading else ""
