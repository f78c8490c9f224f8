"""What attacks reaches the report and the files for other programs: it is shown as it is written, and does nothing."""

import csv
import html
import io
import json
import re
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pybtex.database import parse_string

from listometrics.report.pandoc import convert
from listometrics.report.report_html import make_html
from listometrics.report.typeset import make_markdown
from listometrics.study.schema import TABLES, quote_formula
from listometrics.text import clean

pytestmark = pytest.mark.xdist_group("hostile")
# What stands in the report of each vocabulary and of the parameter, in prose, captions and tables.
SHOWN = (
    "parameter of everything",
    "claim of the vocabulary",
    "family of the vocabulary",
    "venue of the vocabulary",
    "theme of the vocabulary",
)
PAGE = {"a", "blockquote", "code", "em", "figcaption", "figure", "h1", "h2", "h3", "img", "li", "ol", "p", "span",
        "strong", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul", "div", "br", "colgroup", "col",
        "annotation", "math", "mi", "mn", "mo", "mrow", "msup", "semantics", "hr"}  # fmt: skip


def texts(attacked: Any, names: tuple[str, ...]) -> list[str]:
    return [clean(attack["text"]) for attack in attacked.attacks if attack["attack"] in names]


def squeeze(text: str) -> str:
    """Return text without blanks: where lines break says nothing."""
    return re.sub(r"[\s\u200b]", "", text)


def read_page(page: str) -> str:
    return squeeze(html.unescape(re.sub(r"<[^>]*>", "", page)))


def list_tags(page: str) -> set[str]:
    return {tag.lower() for tag in re.findall(r"<([a-zA-Z][\w-]*)", page)}


def list_targets(page: str) -> set[str]:
    """Return what the tags of a page link to or load; text that only looks like one is none."""
    tags = " ".join(re.findall(r"<[a-zA-Z][^>]*>", page))
    return {html.unescape(target) for target in re.findall(r"""(?:href|src)\s*=\s*["']?([^"'\s>]*)""", tags)}


def test_the_report_as_a_page_shows_each_attack_as_it_is_written(attacked: Any) -> None:
    page = attacked.read("reports/report.html")
    shown = read_page(page)
    assert [text for text in texts(attacked, SHOWN) if shown.count(squeeze(text)) < 1] == []
    assert not [target for target in list_targets(page) if "evil.example" in target]


@pytest.mark.requires_tool("pdftotext")
def test_the_report_as_a_pdf_shows_each_attack_as_it_is_written(attacked: Any) -> None:
    command = ["pdftotext", "-raw", str(attacked.root / "reports/report.pdf"), "-"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    pages = [squeeze(page) for page in printed.split("\f")]
    assert [text for text in texts(attacked, SHOWN) if not stands_in(squeeze(text), pages)] == []


def stands_in(text: str, pages: list[str]) -> bool:
    """Tell whether a text stands on a page, or begins on one and goes on with the next."""
    return any(text in page for page in pages) or any(
        text[:end] in page and text[end:] in after for page, after in pairwise(pages) for end in range(1, len(text))
    )


@pytest.mark.parametrize("name", ["report", "audit"])
def test_a_markdown_page_has_no_link_and_no_tag_of_an_attack(attacked: Any, name: str) -> None:
    page = convert(attacked.read(f"reports/{name}.md"), "html", reader="gfm+autolink_bare_uris")
    assert list_tags(page) <= PAGE
    for target in list_targets(page):
        assert "evil.example" not in target and not re.match(r"\s*(?:javascript|file|data):", target, re.I), target
    if name == "report":  # an author and a journal of a .bib are cited, its words with capitals
        assert "=author()" in page and "=journal(" in page.lower()
    names = SHOWN if name == "report" else ("publication", "column and section of list.toml")
    assert [text for text in texts(attacked, names) if squeeze(text) not in read_page(page)] == []


@pytest.mark.parametrize("name", ["report", "audit"])
def test_a_markdown_page_does_nothing_where_other_programs_read_it(attacked: Any, name: str) -> None:
    text = attacked.read(f"reports/{name}.md")
    assert not re.search(r"\{[{%]", text)
    tex = convert(text, "latex", reader="markdown")
    assert not re.search(r"\\(?:input|include|write|immediate|catcode)(?![A-Za-z])", tex)


def test_the_explorers_data_hold_each_attack_as_it_is_written(attacked: Any) -> None:
    pattern = r'<script type="application/json" id="data">(.*?)</script>'
    (data,) = re.findall(pattern, attacked.read("reports/explorer.html"))
    assert "<" not in data
    works = json.dumps(json.loads(data)["works"], ensure_ascii=False)
    names = ("model of the vocabulary", "family of the vocabulary", "venue of the vocabulary")
    for text in texts(attacked, names):
        assert json.dumps(text, ensure_ascii=False)[1:-1] in works


def test_latex_tables_show_the_attacks_and_their_braces_are_even(attacked: Any) -> None:
    written = attacked.read("reports/tables/works_by_stage.tex")
    assert "=vocabulary()" in written and r"\textbackslash{}input\{" in written and "=heading()" in written
    for path in (attacked.root / "reports/tables").glob("*.tex"):
        text = path.read_text(encoding="utf-8")
        plain = re.sub(r"\\\\|\\[{}%&#$_]", "", text)
        assert plain.count("{") == plain.count("}")
        below = plain.splitlines()[2:]  # the head is two comments of ours
        assert [line for line in below if "%" in line or "#" in line] == []


def test_files_for_reference_managers_hold_the_same_works_and_no_forged_one(attacked: Any) -> None:
    bib = parse_string(attacked.read("data/bib/references.bib"), "bibtex")
    items = json.loads(attacked.read("data/bib/references.json"))
    ris = attacked.read("data/bib/references.ris").splitlines()
    assert {item["id"] for item in items} == set(bib.entries)
    assert [line for line in ris if line and not re.match(r"[A-Z][A-Z0-9]  - ", line)] == []
    assert sum(line.startswith("TY  - ") for line in ris) == ris.count("ER  - ") == len(items)
    assert "TI  - Iota TY - JOUR ER - attack" in ris
    authors = json.dumps([item["author"] for item in items], ensure_ascii=False)
    assert "=author()" in authors and "<" not in authors and "\\input" not in authors
    assert not re.search(r"[\x00-\x1f]", "".join(walk(items)))


def walk(value: Any) -> Iterator[str]:
    """Yield every text of a JSON value."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from walk(item)
    elif isinstance(value, list):
        for item in value:
            yield from walk(item)
    elif isinstance(value, str):
        yield value


def test_no_table_holds_a_cell_that_a_spreadsheet_would_run(attacked: Any) -> None:
    guarded = 0
    for table in TABLES.values():
        path = attacked.root / table.path
        if not path.is_file() or "vocab" in table.path:
            continue
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
        for column in (column.name for column in table.columns if not column.allowed):
            cells = [row[column] for row in rows]
            assert [cell for cell in cells if re.match(r"\s*[=+@＝＋－＠]|\s*-(?![\d.]+(?:e-?\d+)?\Z)", cell)] == []
            guarded += sum(cell.startswith("'") and quote_formula(cell) != cell for cell in cells)
    assert guarded > 50


def test_every_json_is_one_value_without_what_only_python_reads(attacked: Any) -> None:
    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    paths = [path for path in attacked.root.rglob("*.json") if ".lock" not in path.name]
    assert len(paths) > 10
    for path in paths:
        json.loads(path.read_text(encoding="utf-8"), parse_constant=refuse)


def test_figures_run_nothing_and_load_nothing(attacked: Any) -> None:
    drawn = ""
    for path in (attacked.root / "reports/figures").glob("*.svg"):
        text = path.read_text(encoding="utf-8")
        assert not list_tags(text) & {"script", "foreignobject", "iframe", "a", "animate", "set"}, path.name
        assert not re.search(r"<[^>]*\son\w+\s*=", text), path.name
        targets = re.findall(r"(?:href|src)\s*=\s*\"([^\"]*)", text)
        assert [target for target in targets if not target.startswith(("#", "data:image/png;base64,"))] == []
        drawn += text
    assert "venue()" in drawn or "family()" in drawn


# --- Steps that stand behind others: tried alone, since what comes before them leaves them nothing ----------------


@pytest.mark.parametrize(("reader", "text"), [("rst", ".. include:: {}\n"), ("latex", "\\input{{{}}}\n")])
def test_pandoc_reads_no_file(tmp_path: Path, reader: str, text: str) -> None:
    secret = tmp_path / "secret.tex"
    secret.write_text("c0ffee of the secret file")
    try:
        assert "c0ffee" not in convert(text.format(secret), "plain", reader=reader)
    except Exception as error:
        assert "c0ffee" not in str(error)


def test_raw_html_tex_and_blocks_of_data_are_text_to_pandoc() -> None:
    source = '# T\n\n<b onclick="x">a</b> \\textbf{b} `<i>c</i>`{=html} ::: {onclick=x}\n\n---\ntitle: PWNED\n---\n'
    page = make_html(source, {}, "")
    assert "<b " not in page and "<i>" not in page and "onclick=x" in read_page(page)
    assert "\\textbf{b}" in read_page(page) and "title:PWNED" in read_page(page)
    assert "<title>T</title>" in page


@pytest.mark.parametrize("scheme", ["javascript:x", "data:text/html,x", "file:///etc/hostname", "vbscript:x"])
def test_a_link_of_another_scheme_is_its_text_alone(scheme: str) -> None:
    source = f"# T\n\n[go](<{scheme}>) [on](https://a.org)\n"
    assert list_targets(make_html(source, {}, "")) & {scheme} == set()
    assert scheme not in make_markdown(source) and "https://a.org" in make_markdown(source)
