"""The report as one page: no network, light and dark, for screen, phone and paper."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from listometrics.errors import StudyError
from listometrics.report.pandoc import cite_with, convert, read_template, split_title
from listometrics.report.svg import inline_svg

_IMAGE = re.compile(r'<img\b([^<>]*?)\bsrc="figures/([a-z0-9_-]+)\.svg"([^<>]*?)/?>')
_ALT = re.compile(r'\balt="([^"]*)"')
_TABLE = re.compile(r"<table\b(?:(?!<table\b).)*?</table>", re.DOTALL)
_CAPTION = re.compile(r"<caption>((?:(?!<caption>).)*?)</caption>", re.DOTALL)
_TAG = re.compile(r"<[^<>]+>")


def make_html(
    markdown: str, figures: Mapping[str, bytes], bibliography: str = "", language: str = "en", footer: str = ""
) -> str:
    """Return the report as one HTML page that loads nothing.

    `markdown` begins with `# Title`; `figures` holds each placed figure's SVG by name; `bibliography` is the
    text of the `.bib`; `footer` is a line of plain text. The same values give the same bytes. Raises StudyError
    for a figure that is not among `figures` or a work that is not in the bibliography.
    """
    title, body = split_title(markdown)
    options, files = cite_with(bibliography)
    files["page.html"] = read_template("page.html")
    plain = html.unescape(_TAG.sub("", convert(title, "html"))).strip()
    options += [
        "--standalone",
        "--template=page.html",
        "--mathml",
        "--toc",
        "--toc-depth=3",
        "--section-divs",
        "--syntax-highlighting=none",
        f"--metadata=pagetitle:{plain}",
        f"--variable=title-html:{convert(title, 'html').strip().removeprefix('<p>').removesuffix('</p>')}",
        f"--variable=style:{read_template('page.css')}",
        f"--variable=lang:{html.escape(language)}",
        f"--variable=footer:{html.escape(footer)}",
    ]
    page = convert(body, "html5", options, files)
    page = _IMAGE.sub(lambda match: _inline(match, figures), page)
    return frame_tables(page)


def frame_tables(page: str) -> str:
    """Let each wide table scroll in a frame of its own, which the keyboard reaches."""
    return _TABLE.sub(_frame, page)


def _inline(match: re.Match[str], figures: Mapping[str, bytes]) -> str:
    name = match.group(2)
    if name not in figures:
        raise StudyError(f"reports/figures/{name}.svg: not there. Run the notebook that draws it.")
    alt = _ALT.search(match.group(1) + match.group(3))
    return inline_svg(figures[name], name, html.unescape(alt.group(1)) if alt else "")


def _frame(match: re.Match[str]) -> str:
    caption = _CAPTION.search(match.group(0))
    label = html.escape(html.unescape(_TAG.sub("", caption.group(1))).strip()) if caption else "Table"
    return f'<div class="table" role="group" tabindex="0" aria-label="{label}">{match.group(0)}</div>'
