"""The report as a page, a PDF and Markdown; notebooks and drawings in pages: texts stay texts."""

import html
import json
import re
import subprocess
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from listometrics.errors import StudyError
from listometrics.report.notebook_pages import make_notebook_page
from listometrics.report.pandoc import convert
from listometrics.report.render import fill
from listometrics.report.report_html import inline_svg, make_html
from listometrics.report.typeset import make_markdown, make_pdf
from listometrics.text import clean, escape_markdown
from listometrics.works.latex_text import encode

PAGE = """# Of {{ titles[0] }}

## Abstract

Works {{ "key-1"|cite }} grow, see {{ see("a") }}: $a = \\frac{1}{2}$.

{{ figure("a") }}

{{ table("t", "All " ~ titles|length ~ ".") }}

{% for title in titles %}
Q{{ loop.index }}Q {{ title }} Z{{ loop.index }}Z {{ title|code }}

- {{ title }}

{% endfor %}

## References
"""


@pytest.fixture(scope="session")
def source(make_tables: Any) -> Any:
    def make(titles: tuple[str, ...]) -> str:
        figures = {"a": {"caption": titles[-1], "alt": titles[1]}}
        tables = {"t": make_tables(titles)["papers"][["key", "title", "url"]]}
        return fill(PAGE, {"titles": titles, "figures": figures, "tables": tables})

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


def test_hostile_titles_stand_as_text_in_the_page(
    source: Any, hostile_titles: tuple[str, ...], drawing: bytes, bibliography: str
) -> None:
    page = make_html(
        source(hostile_titles), {"a": drawing}, bibliography, summary=hostile_titles[0], image=hostile_titles[1]
    )
    for number, title in enumerate(hostile_titles, 1):
        shown = re.search(rf"Q{number}Q (.*?) Z{number}Z", visible(page), re.DOTALL)
        assert shown and shown.group(1) == clean(title)
    elements = Elements()
    elements.feed(page)
    assert not elements.tags & {"script", "img", "iframe", "object", "embed", "form", "base"}
    assert not [name for name, _ in elements.attributes if name.startswith("on")]
    addresses = {value for name, value in elements.attributes if name in ("href", "src", "action")}
    assert not [value for value in addresses if not value.startswith(("#", "data:,"))]


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
    assert "default-src 'none'" in page and not re.search(r'(src|href)="(?!#|data:,)', page)
    assert '<div class="table" role="group" tabindex="0" aria-label="Table 1. All 2.">' in page


def test_a_chart_of_the_answers_is_shown_below_its_title(source: Any, drawing: bytes, bibliography: str) -> None:
    titled = drawing.replace(b'<g id="axes_1">', b'<g id="finding-13"/><g id="axes_1">')
    text = source(("A", "B"))
    assert 'viewBox="0 0 72 36"' in make_html(text, {"a": titled}, bibliography)
    answers = make_html(text.replace("## Abstract", "## Answers"), {"a": titled}, bibliography, image="figures/a.png")
    assert 'viewBox="0 13 72 23"' in answers
    assert '<meta property="og:image" content="figures/a.png">' in answers


def test_a_missing_figure_and_an_unknown_citation_are_named(source: Any, drawing: bytes, bibliography: str) -> None:
    with pytest.raises(StudyError, match=r"reports/figures/a\.svg: not there\. Run the notebook that draws it"):
        make_html(source(("A", "B")), {}, bibliography)
    with pytest.raises(StudyError, match=r"cites key-1, not in references\.bib"):
        make_html(source(("A", "B")), {"a": drawing}, bibliography.replace("key-1,", "other,"))


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        '<path onload="alert(1)" d="M 0 0"/>',
        '<path OnClick="alert(1)"/>',
        '<use href="https://example.org/x.svg#a"/>',
        '<use xlink:href="javascript:alert(1)"/>',
        '<image href="https://example.org/x.png"/>',
        '<image href="data:text/html,alert(1)"/>',
        '<path style="fill: url(https://example.org/x)"/>',
        '<foreignObject><a href="javascript:alert(1)">x</a></foreignObject>',
        '<a href="javascript:alert(1)"><path/></a>',
        '<style>@import "https://example.org/x.css"; * { fill: url(https://example.org/x) }</style>',
        '<animate onbegin="alert(1)" attributeName="x"/>',
    ],
)
def test_what_could_act_or_load_is_left_out(attack: str) -> None:
    content = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{attack}</svg>'
    text = inline_svg(content.encode(), "a", "b")
    assert "alert" not in text and "example.org" not in text and "javascript" not in text


PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def notebook(**times: str) -> str:
    rows = '<table border="1" class="dataframe"><tr><td>&lt;b&gt;</td></tr></table>'
    table = f"<div>\n<style scoped>td {{}}</style>\n{rows}</div>"
    outputs: list[dict[str, Any]] = [
        {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/html": table}},
        {"output_type": "display_data", "metadata": {}, "data": {"image/png": PIXEL}},
        {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["\x1b[31mE\x1b[0m: v"]},
    ]
    cells = [
        {
            "cell_type": "markdown",
            "id": "a",
            "metadata": {"papermill": times},
            "source": ["# What is *it*?\n", "$x^2$"],
        },
        {
            "cell_type": "code",
            "id": "b",
            "execution_count": 1,
            "metadata": {"execution": times, "papermill": times},
            "source": "frame = 1  # one",
            "outputs": outputs,
        },
    ]
    metadata = {"kernelspec": {"name": "python3", "display_name": "P", "language": "python"}, "papermill": times}
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def test_text_code_and_outputs_stand_in_one_page() -> None:
    page = make_notebook_page(notebook(), "03_scale", "Version 1")
    assert "<title>What is *it*?</title>" in page and "<em>it</em>" in page
    assert '<span class="c1"># one</span>' in page and "<table><tr><td>&lt;b&gt;" in page
    assert f'<img alt="Figure drawn by the cell above" src="data:image/png;base64,{PIXEL}"' in page
    assert "\x1b" not in page and "<style scoped" not in page and "Version 1" in page
    assert "default-src 'none'" in page


def test_a_hostile_list_cannot_act_through_a_notebook(hostile_titles: tuple[str, ...]) -> None:
    """What a list says stands in frames, which pandas escapes, and in the report's first lines."""
    book = json.loads(notebook())
    frame = pd.DataFrame({title: [title] for title in hostile_titles}).to_html()
    said = make_markdown(fill("# {{ t[0] }}\n\n{% for x in t %}{{ x }}\n\n{% endfor %}", {"t": hostile_titles}))
    for kind, text in (
        ("text/html", frame),
        ("text/markdown", said),
        ("application/javascript", "window.attacked = 1"),
    ):
        output = {"output_type": "display_data", "metadata": {}, "data": {kind: text}}
        book["cells"][1]["outputs"].append(output)
    elements = Elements()
    elements.feed(make_notebook_page(json.dumps(book), "a"))
    assert not elements.tags & {"script", "iframe", "object", "embed", "form", "base"}
    assert not [name for name, _ in elements.attributes if name.startswith("on")]
    addresses = {value for name, value in elements.attributes if name in ("href", "src")}
    assert not [value for value in addresses if not value.startswith(("#", "data:"))]


def test_times_leave_no_trace() -> None:
    assert make_notebook_page(notebook(start="2026-01-01"), "a") == make_notebook_page(notebook(start="2027"), "a")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"cells": [1], "metadata": {}}'])
def test_what_is_not_a_notebook_is_named(text: str) -> None:
    with pytest.raises(StudyError, match=r"03_scale: not a notebook: .* Run the study again"):
        make_notebook_page(text, "03_scale")


SOURCE = r"""# A *title* # x

## Results

Of works [@key-1], see [Figure 1](#figure-a) and [Table 1](#table-t): $x^2$.

![**Figure 1.** Lines\.](figures/a.svg){#figure-a alt="A \"line\" \\"}

| a | n |
|:---|---:|
| b | 1 |

: **Table 1.** Rows\. {#table-t}

## References
"""


def read_pdf(pdf: bytes, folder: Path) -> str:
    (folder / "report.pdf").write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-raw", "report.pdf", "-"], cwd=folder, capture_output=True, check=True)
    return done.stdout.decode()


@pytest.mark.requires_tool("pdftotext")
def test_the_report_is_set_with_its_figure_table_and_references(
    drawing: bytes, bibliography: str, tmp_path: Path
) -> None:
    text = read_pdf(make_pdf(SOURCE, {"a": drawing}, bibliography), tmp_path)
    assert "A title # x" in text and "Of works (Li 2023), see Figure 1 and Table 1: 𝑥2" in text
    assert "Figure 1. Lines." in text and "Table 1. Rows." in text and "Work 1." in text


def test_the_same_values_give_the_same_bytes_at_another_time(drawing: bytes, bibliography: str) -> None:
    first = make_pdf(SOURCE, {"a": drawing}, bibliography)
    time.sleep(1.1)
    assert make_pdf(SOURCE, {"a": drawing}, bibliography) == first
    assert b"CreationDate" not in first and b"listometrics-" not in first


@pytest.mark.requires_tool("pdftotext")
def test_hostile_titles_stand_as_text(hostile_titles: tuple[str, ...], tmp_path: Path) -> None:
    places = ("{}", "- {}", "1. {}", "> {}", "| {} |\n|---|\n| {} |")
    for place in places:
        cells = (f"Q{n}Q {{{{ titles[{n}] }}}} Z{n}Z" for n in range(len(hostile_titles)))
        body = "\n\n".join(place.replace("{}", cell) for cell in cells)
        source = fill(f"# {{{{ titles[1] }}}}\n\n{body}", {"titles": hostile_titles})
        text = re.sub(r"[\s\u200b]", "", read_pdf(make_pdf(source, {}), tmp_path))
        for number, title in enumerate(hostile_titles):
            if not title.isascii():
                continue
            shown = re.search(rf"Q{number}Q(.*?)Z{number}Z", text)
            assert shown and shown.group(1) == re.sub(r"\s", "", clean(title))


def test_a_missing_figure_is_named() -> None:
    with pytest.raises(StudyError, match=r"reports/figures/a\.svg: not there"):
        make_pdf(SOURCE.replace("[@key-1]", ""), {})


def test_markdown_for_reading_resolves_citations_and_keeps_links(bibliography: str) -> None:
    text = make_markdown(SOURCE, bibliography)
    assert "Of works ([Li 2023](#ref-key-1)), see [Figure 1](#figure-a) and [Table 1](#table-t): $x^2$." in text
    assert '<img src="figures/a.svg" alt="A &quot;line&quot; &#92;" />' in text
    assert '<a id="table-t"></a>**Table 1.** Rows.' in text and "*Work 1*" in text and "{#" not in text


ACTING = (
    r"\input{/tmp/x} \write18{id}",
    '=HYPERLINK("http://evil.example/a")',
    "see www.evil.example now",
    "ftp://evil.example {{ 7 * 7 }}",
    "{{{ site.title }}} {% include x %}",
)


@pytest.mark.parametrize("acting", ACTING)
def test_markdown_for_reading_holds_nothing_that_other_programs_act_on(acting: str) -> None:
    text = escape_markdown(acting)
    shown = (
        f'# {text}\n\nProse {text}.\n\n- {text}\n\n![**Figure 1.** {text}](figures/a.svg){{#figure-a alt="{text}"}}\n'
    )
    shown += f"\n| {text} |\n|---|\n| {text} |\n\n: **Table 1.** {text} {{#table-t}}\n"
    field = f"{{{encode(acting)[0]}}}"
    entry = f"@article{{k,\n  title = {field},\n  journal = {field},\n  year = {{2023}},\n}}\n"
    report = make_markdown(shown + "\n[@k]\n", entry)
    assert not re.search(r"\{[{%]", report)
    assert '<a id="table-t"></a>**Table 1.**' in report
    assert not re.search(r"\\(input|write18)", convert(report, "latex", reader="markdown"))
    linked = convert(report, "html", reader="gfm+autolink_bare_uris")
    assert "evil.example" not in "".join(re.findall(r"href=\"([^\"]*)", linked))
    said = html.unescape(re.sub(r"<[^>]*>", "", linked))
    for word in acting.replace('"', " ").split():
        assert said.count(word) >= 5


def test_a_text_cannot_read_files_or_the_network() -> None:
    text = "![a](/etc/hostname) ![b](http://127.0.0.1:9/x.png) <include src=/etc/hostname>"
    page = convert(text, "html", ["--embed-resources", "--standalone", "--metadata=pagetitle:x"])
    assert 'src="/etc/hostname"' in page and 'src="http://127.0.0.1:9/x.png"' in page
    assert "&lt;include" in page
