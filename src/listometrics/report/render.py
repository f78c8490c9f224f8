"""Fill a template with numbers, figures and tables: the one Markdown source of all forms of the report."""

from __future__ import annotations

import math
import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import jinja2
import pandas as pd

from listometrics.errors import StudyError
from listometrics.report.filters import FILTERS, TESTS, finding, number
from listometrics.report.pandoc import read_template
from listometrics.text import Markdown

_NAME = re.compile(r"[a-z0-9_-]+\Z")
MOST_ROWS = 200


class _Placer:
    """Puts figures and tables into a text, numbered in the order of their first appearance."""

    def __init__(self, context: Mapping[str, Any]) -> None:
        self.known = {kind: context.get(f"{kind}s", {}) for kind in ("figure", "table")}
        self.order: dict[str, list[str]] = {"figure": [], "table": []}
        self.asked: set[tuple[str, str]] = set()

    def see(self, name: str, kind: str = "figure") -> Markdown:
        """Write a reference to a figure or table, which may stand further down: the second pass knows its number."""
        self.asked.add((kind, name))
        numbered = self.order[kind].index(name) + 1 if name in self.order[kind] else "?"
        return Markdown(f"[{kind.capitalize()} {numbered}](#{kind}-{name})")

    def figure(self, name: str, made_by: str = "") -> Markdown:
        """Place a figure with its caption."""
        drawn, placed = self._place("figure", name, made_by)
        caption, alt = finding(drawn["caption"]), Markdown.escape(drawn["alt"])
        return Markdown(f'\n\n![**Figure {placed}.** {caption}](figures/{name}.svg){{#figure-{name} alt="{alt}"}}\n\n')

    def drawn(self, name: str) -> Markdown:
        """Place a figure, or nothing where this list gives none."""
        return self.figure(name) if name in self.known["figure"] else Markdown("")

    def table(self, name: str, caption: Any, columns: Mapping[str, str] | None = None, **options: Any) -> Markdown:
        """Place a table, cut to `most` rows; `formats` names filters, with their arguments, by column."""
        frame, placed = self._place("table", name, options.pop("made_by", ""))
        formats = {column: _find_format(form) for column, form in options.pop("formats", {}).items()}
        most = options.pop("most", MOST_ROWS)
        if options:
            raise StudyError(f"table '{name}': unknown option {', '.join(options)}; known: made_by, formats, most.")
        body = make_table(frame.head(most), columns, formats)
        more = f" The first {most:,} of {len(frame):,} rows." if len(frame) > most else ""
        return Markdown(f"\n\n{body}\n\n: **Table {placed}.** {Markdown.escape(caption)}{more} {{#table-{name}}}\n\n")

    def _place(self, kind: str, name: str, made_by: str) -> tuple[Any, int]:
        known, order = self.known[kind], self.order[kind]
        if name not in known or not _NAME.match(name):
            run = f"run {made_by} to make it" if made_by else "run the notebook that makes it"
            raise StudyError(f"{kind} '{name}': not there; found {', '.join(sorted(known)) or 'none'}. Please {run}.")
        if name not in order:
            order.append(name)
        return known[name], order.index(name) + 1


@cache
def _environment() -> jinja2.Environment:
    """Return the templates' environment, whose escape is Markdown's, not HTML's."""
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        finalize=Markdown.escape,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(FILTERS)
    environment.tests.update(TESTS)
    return environment


def render_markdown(template: str, context: Mapping[str, Any]) -> str:
    """Return a template of `listometrics/report/templates`, filled with the context, as Markdown.

    See `fill` for what the context holds and how the template uses it.
    """
    try:
        source = read_template(template)
    except OSError:
        raise StudyError(f"{template}: no such template. Put it into listometrics/report/templates.") from None
    return fill(source, context, template)


def fill(source: str, context: Mapping[str, Any], shown: str = "template") -> str:
    """Return a template's text, filled with the context, as Markdown.

    Whatever the template prints is escaped, so that text from the list shows as it is; the filters of
    `listometrics.report.filters` return Markdown, which is not. Of the context, `figures` maps names to
    `{"caption": …, "alt": …}` and `tables` names to frames; the template places them with `figure(name)`,
    `drawn(name)` where it may be missing, and `table(name, caption)`; it refers to them with `see(name)` and
    `see(name, "table")`.

    Raises StudyError, with the template's line, for a number, figure or table that is not in the context.

    >>> print(fill("Of {{ n|count('paper') }}, {{ x|share }} are by {{ who }}.", {"n": 9, "x": 0.5, "who": "A*"}))
    Of 9 papers, 50\N{NO-BREAK SPACE}% are by A\\*.
    <BLANKLINE>
    """
    placer = _Placer(context)
    names = {**context, "figure": placer.figure, "drawn": placer.drawn, "table": placer.table, "see": placer.see}
    try:
        template = _environment().from_string(source)
        template.render(names)
        text = template.render(names)  # now the numbers of what stands further down are known
    except jinja2.UndefinedError as error:
        line = next(f.lineno for f in reversed(traceback.extract_tb(error.__traceback__)) if f.filename == "<template>")
        raise StudyError(f"{shown}:{line}: {error.message}. Run the notebooks that write the numbers again.") from None
    except jinja2.TemplateSyntaxError as error:
        raise StudyError(f"{shown}:{error.lineno}: {error.message}. Correct the template.") from None
    lost = sorted(f"{kind} '{name}'" for kind, name in placer.asked if name not in placer.order[kind])
    if lost:
        raise StudyError(f"{shown}: refers to {lost[0]}, which it does not place. Place it, or drop the reference.")
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def list_figures(markdown: str) -> list[str]:
    """Return the names of the figures that a rendered text places, in order.

    >>> list_figures("![**Figure 1.** A.](figures/a.svg){#figure-a}")
    ['a']
    """
    return re.findall(r"\]\(figures/([a-z0-9_-]+)\.svg\)\{#figure-", markdown)


def find_image(markdown: str, site: str = "") -> str:
    """Return where cards for sharing find the first figure: below a site's address, or beside the page.

    >>> find_image("![A.](figures/a.svg){#figure-a}", "https://example.org/study/")
    'https://example.org/study/figures/a.png'
    """
    first = f"figures/{name}.png" if (name := next(iter(list_figures(markdown)), "")) else ""
    return f"{site.rstrip('/')}/{first}" if site and first else first


def make_table(
    frame: pd.DataFrame,
    columns: Mapping[str, str] | None = None,
    formats: Mapping[str, Callable[[Any], Any]] | None = None,
) -> Markdown:
    """Return a frame as a pipe table: text to the left, numbers to the right, no index.

    `columns` picks, orders and names the columns; `formats` gives a column its own way to write a cell.

    >>> print(make_table(pd.DataFrame({"name": ["a|b"], "n": [1200]}), {"n": "works", "name": "venue"}))
    | works | venue |
    |---:|:---|
    | 1,200 | a\\|b |
    """
    heads = dict(columns) if columns is not None else {str(name): str(name) for name in frame.columns}
    absent = [name for name in heads if name not in frame.columns]
    if absent:
        raise StudyError(f"table: no column {', '.join(absent)}; found {', '.join(map(str, frame.columns))}.")
    ways = {name: (formats or {}).get(name) or _writer(frame[name]) for name in heads}
    marks = ("---:" if _is_number(frame[name]) else ":---" for name in heads)
    lines = [_row(heads.values()), "|" + "|".join(marks) + "|"]
    lines += [_row(ways[name](row[name]) for name in heads) for row in frame[list(heads)].to_dict("records")]
    return Markdown("\n".join(lines))


def _row(cells: Iterable[Any]) -> str:
    return "| " + " | ".join(str(Markdown.escape(cell)) for cell in cells) + " |"


def _is_number(column: pd.Series[Any]) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _writer(column: pd.Series[Any]) -> Callable[[Any], Any]:
    """Choose how a column's cells are written: as many digits as its numbers need, three at most."""
    if not _is_number(column):
        return lambda cell: "" if cell is None or cell is pd.NA else cell
    filled = [float(value) for value in column.dropna() if math.isfinite(value)]
    digits = next((d for d in range(3) if all(math.isclose(v, round(v, d), abs_tol=1e-9) for v in filled)), 3)
    return lambda cell: "" if pd.isna(cell) else number(cell, digits)


def _find_format(form: str | list[Any]) -> Callable[[Any], Any]:
    """Return the way to write a cell that a template names: a filter, or a list of it and its arguments."""
    name, *arguments = [form] if isinstance(form, str) else form
    if name not in FILTERS:
        raise StudyError(f"table: no format {name}; known: {', '.join(FILTERS)}.")
    return lambda cell: FILTERS[name](cell, *arguments)
