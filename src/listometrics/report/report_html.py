"""The report as one page: no network, light and dark, for screen, phone and paper; drawings stand inside it."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping

from listometrics.errors import StudyError
from listometrics.report.pandoc import cite_with, convert, read_template, split_title
from listometrics.report.site_pages import make_page

_IMAGE = re.compile(r'<img\b([^<>]*?)\bsrc="figures/([a-z0-9_-]+)\.svg"([^<>]*?)/?>')
_ANSWERS = '<section id="answers" class="level2">'
_ALT = re.compile(r'\balt="([^"]*)"')
_TABLE = re.compile(r"<table\b(?:(?!<table\b).)*?</table>", re.DOTALL)
_CAPTION = re.compile(r"<caption>((?:(?!<caption>).)*?)</caption>", re.DOTALL)
_HEAD = re.compile(r"<thead\b(?:(?!<thead\b).)*?</thead>", re.DOTALL)
_TH = re.compile(r"<th\b[^<>]*>((?:(?!<th\b).)*?)</th>", re.DOTALL)
_TR = re.compile(r"<tr\b(?:(?!<tr\b).)*?</tr>", re.DOTALL)
_TD = re.compile(r"<td\b([^<>]*)>")
_TAG = re.compile(r"<[^<>]+>")


def make_html(
    markdown: str, figures: Mapping[str, bytes], bibliography: str = "", summary: str = "", image: str = ""
) -> str:
    """Return the report as one HTML page that loads nothing.

    `markdown` begins with `# Title`; `figures` holds each placed figure's SVG by name; `bibliography` is the
    text of the `.bib`; `summary` is plain text for cards of the page, `image` the address of their picture. The same
    values give the same bytes. Raises StudyError for a figure that is not among `figures` or a work that is not in the
    bibliography.
    """
    title, body = split_title(markdown)
    options, files = cite_with(bibliography, body)
    files["report.html"] = read_template("report.html")
    title_html = convert(title, "html").strip().removeprefix("<p>").removesuffix("</p>")
    options += [
        "--standalone",
        "--template=report.html",
        "--mathml",
        "--toc",
        "--toc-depth=3",
        "--section-divs",
        "--syntax-highlighting=none",
        f"--variable=title-html:{title_html}",
    ]
    page = convert(body, "html5", options, files).rstrip("\n")
    # The answers say in their text what their charts say as a title.
    start = page.find(_ANSWERS)
    answers = range(start, page.find('class="level2', start + len(_ANSWERS))) if start >= 0 else range(0)
    page = _IMAGE.sub(lambda match: _inline(match, figures, match.start() in answers), page)
    page = frame_tables(_TABLE.sub(lambda match: name_cells(match.group(0)), page))
    return make_page(_plain(title_html), page, summary, image=image)


def frame_tables(page: str) -> str:
    """Let each wide table scroll in a frame of its own, which the keyboard reaches."""
    return _TABLE.sub(_frame, page)


def _plain(fragment: str) -> str:
    """Return the text of HTML without its elements."""
    return html.unescape(_TAG.sub("", fragment)).strip()


def _inline(match: re.Match[str], figures: Mapping[str, bytes], untitled: bool) -> str:
    name = match.group(2)
    if name not in figures:
        raise StudyError(f"reports/figures/{name}.svg: not there. Run the notebook that draws it.")
    alt = _ALT.search(match.group(1) + match.group(3))
    return inline_svg(figures[name], name, html.unescape(alt.group(1)) if alt else "", untitled)


def _frame(match: re.Match[str]) -> str:
    caption = _CAPTION.search(match.group(0))
    label = html.escape(_plain(caption.group(1))) if caption else "Table"
    return f'<div class="table" role="group" tabindex="0" aria-label="{label}">{match.group(0)}</div>'


def name_cells(table: str) -> str:
    """Give each cell the name of its column, for narrow screens, where the cells of a row stand below each other.

    A table whose head has spans or several rows stays as it is.
    """
    head = _HEAD.search(table)
    names = [html.escape(_plain(cell)) for cell in _TH.findall(head.group(0))] if head else []
    if not head or not names or head.group(0).count("<tr") != 1 or "colspan" in table:
        return table

    def name_row(match: re.Match[str]) -> str:
        column = iter(names)
        return _TD.sub(lambda cell: f'<td data-name="{next(column, "")}"{cell.group(1)}>', match.group(0))

    return table[: head.end()] + _TR.sub(name_row, table[head.end() :])


SHAPES = frozenset(
    {
        "circle", "clipPath", "defs", "ellipse", "g", "image", "line", "linearGradient", "marker", "mask", "path",
        "pattern", "polygon", "polyline", "radialGradient", "rect", "stop", "svg", "symbol", "text", "tspan", "use",
    }
)  # fmt: skip
_URL = re.compile(r"url\(\s*+['\"]?([^()'\"]*+)['\"]?\s*+\)")
_PICTURE = re.compile(r"data:image/png;base64,[A-Za-z0-9+/=\s]*\Z")
_STYLE = re.compile(r"\s*\*\s*\{([^{}]*)\}\s*\Z")


def inline_svg(content: bytes, name: str, alt: str, untitled: bool = False) -> str:
    """Return a drawing as an element for a page: described by `alt`, its ids led by `name`.

    `untitled` shows it from below its title on.

    Elements other than shapes, event handlers, links and addresses outside the drawing are left out.
    Raises StudyError where the content is not SVG.
    """
    try:
        root = ET.fromstring(content)
    except ET.ParseError as error:
        raise StudyError(f"reports/figures/{name}.svg: not SVG: {error}. Run the notebook that draws it.") from None
    if _local(root.tag) != "svg":
        raise StudyError(f"reports/figures/{name}.svg: not SVG: <{_local(root.tag)}>. Run the notebook that draws it.")
    styles = [_STYLE.match(element.text or "") for element in root.iter() if _local(element.tag) == "style"]
    style = "".join(match.group(1) for match in styles if match)
    kept = _keep(root, f"{name}--")
    box = kept.attrib.get("viewBox", "").split()
    for attribute in ("width", "height", "version") if box else ():
        kept.attrib.pop(attribute, None)
    if untitled and box and (title := re.search(rb'id="finding-(\d+)"', content)):
        left, top, width, height = map(float, box)
        kept.set("viewBox", f"{left:g} {top + int(title[1]):g} {width:g} {height - int(title[1]):g}")
    kept.set("role", "img")
    kept.set("aria-label", alt)
    if style and "url" not in style:
        kept.set("style", " ".join(style.split()))
    return ET.tostring(kept, encoding="unicode", short_empty_elements=True)


def _keep(element: ET.Element, prefix: str) -> ET.Element:
    kept = ET.Element(_local(element.tag))
    for name, value in element.attrib.items():
        local = _local(name)
        if local == "id":
            kept.set("id", prefix + value)
        elif local == "href":
            if value.startswith("#"):
                kept.set("href", "#" + prefix + value[1:])
            elif _PICTURE.match(value):
                kept.set("href", value)
        elif not local.lower().startswith("on") and not name.startswith("{http://www.w3.org/XML"):
            kept.set(local, _URL.sub(lambda match: _address(match.group(1), prefix), value))
    kept.text, kept.tail = (text if text and text.strip() else None for text in (element.text, element.tail))
    kept.extend(_keep(child, prefix) for child in element if _local(child.tag) in SHAPES)
    return kept


def _address(target: str, prefix: str) -> str:
    return f"url(#{prefix}{target[1:]})" if target.startswith("#") else "none"


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
