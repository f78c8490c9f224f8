"""The report as a page: whole, self-contained, and no text of the list acts in it."""

import html
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from listometrics.errors import StudyError
from listometrics.report.render import fill
from listometrics.report.report_html import make_html, name_cells
from listometrics.text import clean

SOURCE = """# Of {{ titles[0] }}

## Abstract

Works {{ "key-1"|cite }} grow, see {{ see("a") }}: $a = \\frac{1}{2}$.

{{ figure("a") }}

{{ table("t", "All " ~ titles|length ~ ".") }}

{% for title in titles %}
Q{{ loop.index }}Q {{ title }} Z{{ loop.index }}Z {{ title|code }} {{ title|link("https://x.org/") }}

- {{ title }}

{% endfor %}

## References
"""


@pytest.fixture(scope="session")
def source(make_tables: Any) -> Any:
    def make(titles: tuple[str, ...]) -> str:
        figures = {"a": {"caption": titles[-1], "alt": titles[1]}}
        tables = {"t": make_tables(titles)["papers"][["key", "title", "url"]]}
        return fill(SOURCE, {"titles": titles, "figures": figures, "tables": tables})

    return make


class Elements(HTMLParser):
    """The elements of a page as a browser sees them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(name, value or "") for name, value in attrs}


def visible(page: str) -> str:
    body = page[page.index("<body>") :]
    return html.unescape(re.sub(r"<[^>]*>", "", body))


def test_hostile_titles_stand_as_text(
    source: Any, hostile_titles: tuple[str, ...], drawing: bytes, bibliography: str
) -> None:
    page = make_html(source(hostile_titles), {"a": drawing}, bibliography, footer=hostile_titles[0])
    for number, title in enumerate(hostile_titles, 1):
        shown = re.search(rf"Q{number}Q (.*?) Z{number}Z", visible(page), re.DOTALL)
        assert shown and shown.group(1) == clean(title)
    elements = Elements()
    elements.feed(page)
    assert not elements.tags & {"script", "img", "iframe", "object", "embed", "form", "base"}
    assert not [name for name, _ in elements.attributes if name.startswith("on")]
    addresses = {value for name, value in elements.attributes if name in ("href", "src", "action")}
    assert not [value for value in addresses if not value.startswith(("#", "data:,", "https://x.org/"))]


def test_a_field_of_the_bibliography_cannot_become_a_script(drawing: bytes) -> None:
    bib = (
        "@misc{a,\n  author = {<script>alert(1)</script>},\n  title = {<img src=x onerror=alert(2)> "
        "\\href{javascript:alert(3)}{click} \\href{java\tscript:alert(4)}{me}},\n  url = {javascript:alert(5)},\n"
        "  howpublished = {\\url{JAVASCRIPT:alert(6)} \\input{/etc/hostname}},\n  year = {2023},\n}\n"
    )
    elements = Elements()
    elements.feed(make_html("# T\n\nA [@a] [b](audit.md) [c](vbscript:x).\n", {}, bib))
    assert not elements.tags & {"script", "img"}
    links = {value for name, value in elements.attributes if name == "href"}
    assert "audit.md" in links and all(link.startswith(("#", "data:,", "https://", "audit.md")) for link in links)


def test_the_page_is_whole_and_loads_nothing(source: Any, drawing: bytes, bibliography: str) -> None:
    page = make_html(source(("A", "B")), {"a": drawing}, bibliography)
    assert "<title>Of A</title>" in page and "<h1>Of A</h1>" in page
    assert page.count("<nav") == 1 and 'href="#references"' in page
    assert '<math display="inline"' in page
    assert '<svg viewBox="0 0 72 36" role="img" aria-label="B"' in page and 'id="a--m1"' in page
    assert '(<a href="#ref-key-1"' in page and "<em>Work 1</em>" in page and "Work 2" not in page
    assert "default-src 'none'" in page and not re.search(r'(src|href)="(?!#|data:,|https://x\.org/)', page)
    assert '<div class="table" role="group" tabindex="0" aria-label="Table 1. All 2.">' in page


def test_the_same_values_give_the_same_bytes(source: Any, drawing: bytes, bibliography: str) -> None:
    values = (source(("A", "B")), {"a": drawing}, bibliography)
    assert make_html(*values) == make_html(*values)


def test_a_missing_figure_and_an_unknown_citation_are_named(source: Any, drawing: bytes, bibliography: str) -> None:
    with pytest.raises(StudyError, match=r"reports/figures/a\.svg: not there\. Run the notebook that draws it"):
        make_html(source(("A", "B")), {}, bibliography)
    with pytest.raises(StudyError, match=r"cites key-1, not in references\.bib"):
        make_html(source(("A", "B")), {"a": drawing}, bibliography.replace("key-1,", "other,"))


def test_a_report_without_a_title_is_refused() -> None:
    with pytest.raises(StudyError, match="the first line is not a heading"):
        make_html("Text.\n", {})


def test_a_report_without_a_bibliography_or_figures_is_a_page_too() -> None:
    assert "<p>Text.</p>" in make_html("# Title {#id}\n\nText.\n", {})


def test_a_cell_has_the_name_of_its_column_for_narrow_screens() -> None:
    head = "<table><thead><tr><th>A &amp; <em>b</em></th><th>N</th></tr></thead>"
    table = f"{head}<tbody><tr><td>x</td><td>1</td></tr></tbody>"
    assert name_cells(table).endswith('<tr><td data-name="A &amp; b">x</td><td data-name="N">1</td></tr></tbody>')


def test_a_table_with_a_head_of_several_rows_stays_as_it_is() -> None:
    table = "<table><thead><tr><th>A</th></tr><tr><th>B</th></tr></thead><tbody><tr><td>x</td></tr></tbody>"
    assert name_cells(table) == table
