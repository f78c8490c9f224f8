"""Fill a template with numbers, figures and tables: the one Markdown source of all forms of the report."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import PurePath
from typing import Any, cast

import jinja2
import pandas as pd

from listometrics.errors import StudyError
from listometrics.report.filters import FILTERS, TESTS, finding, number
from listometrics.text import Markdown

_NAME = re.compile(r"[a-z0-9_-]+\Z")
MOST_ROWS = 200


@dataclass
class _Numbering:
    """Figures and tables in the order of their first appearance, known from a first pass to the second."""

    order: dict[str, list[str]] = field(default_factory=lambda: {"figure": [], "table": []})
    asked: set[tuple[str, str]] = field(default_factory=set)

    def place(self, kind: str, name: str) -> int:
        """Number a figure or table where it stands."""
        if name not in self.order[kind]:
            self.order[kind].append(name)
        return self.order[kind].index(name) + 1

    def refer(self, name: str, kind: str = "figure") -> Markdown:
        """Write a reference to a figure or table, which may stand further down."""
        self.asked.add((kind, name))
        numbered = self.order[kind].index(name) + 1 if name in self.order[kind] else "?"
        return Markdown(f"[{kind.capitalize()} {numbered}](#{kind}-{name})")


@cache
def _environment() -> jinja2.Environment:
    """Return the templates' environment, whose escape is Markdown's, not HTML's."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("listometrics.report"),
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
    folder = resources.files("listometrics.report").joinpath("templates", template)
    try:
        source = folder.read_text(encoding="utf-8")
    except OSError:
        raise StudyError(f"{template}: no such template. Put it into listometrics/report/templates.") from None
    return fill(source, context, template)


def fill(source: str, context: Mapping[str, Any], shown: str = "template") -> str:
    """Return a template's text, filled with the context, as Markdown.

    Whatever the template prints is escaped, so that text from the list shows as it is; the filters of
    `listometrics.report.filters` return Markdown, which is not. Of the context, `figures` maps names to
    `{"caption": …, "alt": …}` and `tables` names to frames; the template places them with `figure(name)` and
    `table(name, caption)`, and refers to them with `see(name)` and `see(name, "table")`.

    Raises StudyError, with the template's line, for a number, figure or table that is not in the context.

    >>> print(fill("Of {{ n|count('paper') }}, {{ x|share }} are by {{ who }}.", {"n": 9, "x": 0.5, "who": "A*"}))
    Of 9 papers, 50\N{NO-BREAK SPACE}% are by A\\*.
    <BLANKLINE>
    """
    numbering = _Numbering()
    placers = {
        "figure": _figure_placer(context.get("figures", {}), numbering),
        "table": _table_placer(context.get("tables", {}), numbering),
        "see": numbering.refer,
    }
    try:
        template = _environment().from_string(source)
        template.render({**context, **placers})
        text = template.render({**context, **placers})  # now the numbers of what stands further down are known
    except jinja2.UndefinedError as error:
        place, line = _place(error, shown)
        raise StudyError(f"{place}:{line}: {error.message}. Run the notebooks that write the numbers again.") from None
    except jinja2.TemplateSyntaxError as error:
        raise StudyError(f"{shown}:{error.lineno}: {error.message}. Correct the template.") from None
    lost = sorted(f"{kind} '{name}'" for kind, name in numbering.asked if name not in numbering.order[kind])
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


def _figure_placer(figures: Mapping[str, Mapping[str, str]], numbering: _Numbering) -> Callable[..., Markdown]:
    def figure(name: str, made_by: str = "") -> Markdown:
        drawn = _look_up("figure", figures, name, made_by)
        caption, alt = finding(drawn["caption"]), Markdown.escape(drawn["alt"])
        placed = numbering.place("figure", name)
        return Markdown(f'\n\n![**Figure {placed}.** {caption}](figures/{name}.svg){{#figure-{name} alt="{alt}"}}\n\n')

    return figure


def _table_placer(tables: Mapping[str, pd.DataFrame], numbering: _Numbering) -> Callable[..., Markdown]:
    def table(name: str, caption: Any, columns: Mapping[str, str] | None = None, **options: Any) -> Markdown:
        frame = _look_up("table", tables, name, options.pop("made_by", ""))
        formats = {column: _way(form) for column, form in options.pop("formats", {}).items()}
        most = options.pop("most", MOST_ROWS)
        if options:
            raise StudyError(f"table '{name}': unknown option {', '.join(options)}; known: made_by, formats, most.")
        body = make_table(frame.head(most), columns, formats)
        more = f" The first {most:,} of {len(frame):,} rows." if len(frame) > most else ""
        placed = numbering.place("table", name)
        return Markdown(f"\n\n{body}\n\n: **Table {placed}.** {Markdown.escape(caption)}{more} {{#table-{name}}}\n\n")

    return table


def _way(form: Any) -> Callable[[Any], Any]:
    """Return a function for a format: a filter's name, a list of that and its arguments, or a function."""
    if callable(form):
        return cast(Callable[[Any], Any], form)
    name, *arguments = [form] if isinstance(form, str) else form
    if name not in FILTERS:
        raise StudyError(f"table: no format {name}; known: {', '.join(FILTERS)}.")
    return lambda cell: FILTERS[name](cell, *arguments)


def _look_up(kind: str, known: Mapping[str, Any], name: str, made_by: str) -> Any:
    if name not in known or not _NAME.match(name):
        run = f"run {made_by} to make it" if made_by else "run the notebook that makes it"
        raise StudyError(f"{kind} '{name}': not there; found {', '.join(sorted(known)) or 'none'}. Please {run}.")
    return known[name]


def _place(error: BaseException, shown: str) -> tuple[str, int]:
    """Find the template and its line in an error's traceback: the one given, or a part that it includes."""
    place, line, trace = shown, 0, error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file == "<template>" or file.endswith(".j2"):
            place, line = shown if file == "<template>" else PurePath(file).name, trace.tb_lineno
        trace = trace.tb_next
    return place, line
