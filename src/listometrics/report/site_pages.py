"""The pages beside the report: one frame for all of them, and the first page of a site, which leads to the others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import jinja2
from markupsafe import Markup, escape

from listometrics.report.pandoc import read_template
from listometrics.text import clean

LINKS = {
    "Read": {
        "report.html": ("Report", "the answers, figures and methods on one page"),
        "explorer.html": ("Explorer", "search and filter all works, copy their BibTeX"),
        "audit.md": ("Audit", "what is wrong in the list, line by line"),
    },
    "Notebooks": {
        "notebooks/01_parse.html": ("Parse", "what each row of the list says"),
        "notebooks/02_enrich.html": ("Enrich", "which works these are"),
        "notebooks/03_methods.html": ("Methods", "how the language models are tuned"),
        "notebooks/03_scale.html": ("Scale", "how large the language models are"),
        "notebooks/03_landscape.html": ("Landscape", "what the field looks like"),
        "notebooks/03_audit.html": ("Audit", "how the list is checked"),
        "notebooks/04_report.html": ("Report", "how the report is made"),
    },
    "Download": {
        "report.pdf": ("Report as PDF", "for print"),
        "report.md": ("Report as Markdown", "for code hosts"),
        "tables/works_by_stage.tex": ("Works by stage", "a LaTeX table with citations"),
        "tables/stage_by_strategy.tex": ("Stages and strategies", "a LaTeX table with citations"),
        "list_fixes.patch": ("Patch", "corrections for the list"),
    },
}
"""What a study writes below reports/: file, name, what it is."""


def make_page(
    title: str, body: str, summary: str = "", footer: str = "", styles: Sequence[str] = ("page.css",), image: str = ""
) -> str:
    """Return a page that loads nothing, around HTML that is safe as it stands, a `<main id="main">` in it.

    The other texts are escaped; `summary` and `image`, an address, are for cards of the page.
    """
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, keep_trailing_newline=True
    )
    texts = {"title": title, "summary": summary, "footer": footer, "image": image}
    return environment.from_string(read_template("site.html.j2")).render(
        {name: clean(text) for name, text in texts.items()},
        body=Markup(body),
        style=Markup("\n".join(map(read_template, styles))),
    )


def list_pages(bases: Collection[Path], without: Collection[str] = ()) -> set[str]:
    """Return which files of LINKS a study has below any of the bases; notebook pages are made all or none.

    `without` names notebooks that a list has nothing for.
    """
    paths = {path for links in LINKS.values() for path in links}
    found = {path for path in paths if any((base / "reports" / path).is_file() for base in bases)}
    pages = set(LINKS["Notebooks"])
    return (found | pages if found & pages else found) - {f"notebooks/{name}.html" for name in without}


def make_index(title: str, summary: str, written: Collection[str], image: str = "") -> str:
    """Return the page that leads to the files below `reports/` that a study has: `written`, relative to it.

    `image` is the address of the picture for cards of the page.
    """
    parts = [f'<main id="main">\n<h1>{escape(clean(title))}</h1>\n<p>{escape(clean(summary))}</p>']
    for heading, links in LINKS.items():
        items = [
            f'<li><a href="{path}"><strong>{name}</strong> {what}</a></li>'
            for path, (name, what) in links.items()
            if path in written
        ]
        if items:
            parts += [f'<h2>{heading}</h2>\n<ul class="cards">', *items, "</ul>"]
    return make_page(title, "\n".join([*parts, "</main>"]), summary, image=image)
