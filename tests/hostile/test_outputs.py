"""What a hostile list, .bib or parameter reaches, output by output: it stays text and does nothing."""

import ast
import csv
import html
import io
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import pytest
from pybtex.database import parse_string

from listometrics.audit.audit_list import audit_study, say_findings
from listometrics.audit.audit_page import make_page
from listometrics.diff import describe_changes
from listometrics.report.pandoc import convert
from listometrics.study.schema import TABLES, quote_formula
from listometrics.text import clean

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("hostile")]  # one run of a whole study
SECRET_TEXT = "c0ffee-of-the-secret-file"
COMPUTED = "8641969"  # what {{ 1234567 * 7 }} or #eval would leave
ACTIVE = {"iframe", "object", "embed", "form", "base", "img"}
# What the tables and the .bib may hold of LaTeX: signs, accents, and the tables' own commands.
COMMANDS = re.compile(r"\\([A-Za-z@]+)")
FORBIDDEN = {"input", "include", "write", "immediate", "openout", "catcode", "href", "read", "csname", "def", "let"}


class Elements(HTMLParser):
    """The elements of a page as a browser sees them."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))


def read_elements(page: str) -> list[tuple[str, dict[str, str]]]:
    reader = Elements()
    reader.feed(page)
    return reader.elements


def outputs(root: Path) -> list[Path]:
    inputs = ("data/raw_readme.md", "data/vocab/", "data/bib/sources/")
    found = [path for path in root.rglob("*") if path.is_file()]
    return [path for path in found if not path.relative_to(root).as_posix().startswith(inputs)]


def test_no_code_ran_and_nothing_was_written_outside(attacked: Any) -> None:
    assert not attacked.mark.exists()
    assert attacked.secret.read_text() == SECRET_TEXT
    assert sorted(path.name for path in attacked.root.parent.iterdir()) == ["secret.txt", "study"]


def test_no_other_file_was_read_and_nothing_was_computed(attacked: Any) -> None:
    for path in outputs(attacked.root):
        content = path.read_bytes()
        assert SECRET_TEXT.encode() not in content, path
        assert COMPUTED.encode() not in content, path


@pytest.mark.requires_tool("pdftotext")
def test_the_pdf_holds_nothing_of_another_file(attacked: Any) -> None:
    command = ["pdftotext", str(attacked.root / "reports/report.pdf"), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Attacks" in text or "window" in text or "__import__" in text
    assert SECRET_TEXT not in text and COMPUTED not in text


NOTEBOOKS = ("01_parse", "02_enrich", "03_audit", "03_landscape", "03_methods", "03_scale", "04_report")


@pytest.mark.parametrize("page", ["report", "explorer", *(f"notebooks/{name}" for name in NOTEBOOKS)])
def test_a_page_runs_nothing_and_loads_nothing(attacked: Any, page: str) -> None:
    text = attacked.read(f"reports/{page}.html")
    elements = read_elements(text)
    scripts = [attributes for tag, attributes in elements if tag == "script"]
    assert len(scripts) == (3 if page == "explorer" else 0)
    for tag, attributes in elements:
        assert not [name for name in attributes if name.startswith("on")], tag
        assert tag not in ACTIVE or (tag == "img" and attributes["src"].startswith("data:image/"))
        for name in ("href", "src", "xlink:href"):
            target = attributes.get(name, "#")
            scheme = re.match(r"\s*([A-Za-z][\w+.-]*):", target)
            assert not scheme or scheme[1].lower() in ("http", "https", "data", "mailto"), target
    policy = next(a["content"] for t, a in elements if t == "meta" and "http-equiv" in a)
    assert "default-src 'none'" in policy


@pytest.mark.parametrize("name", ["data/bib/references.bib", "data/bib/partial.bib"])
def test_a_bib_file_holds_entries_alone_and_no_command_that_acts(attacked: Any, name: str) -> None:
    text = attacked.read(name)
    kinds = set(re.findall(r"^@(\w+)", text, re.M))
    assert not kinds & {"preamble", "string", "include", "comment"}
    assert not set(COMMANDS.findall(text)) & FORBIDDEN
    fields = set(re.findall(r"^  (\w+) = ", text, re.M))
    assert not fields & {"file", "crossref", "pdf"}
    addresses = re.findall(r"^  (?:url|ee|doi) = \{(.*)\}", text, re.M)
    assert [address for address in addresses if ":" in address and not address.startswith("https://")] == []


def test_raw_cells_round_trip_through_csv_and_stay_one_field(attacked: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(attacked.read("data/01_parsed/entries.csv"))))
    assert len({len(row) for row in rows}) == 1 and None not in rows[0]
    titles = [row["title"] for row in rows]
    for text in attacked.texts("title"):
        if text.startswith(("[click]", "`", "![")):
            continue  # a link, a sign of code: the text is kept; a picture is no text
        assert any(" ".join(text.split())[:12] in " ".join(title.split()) for title in titles), text


def test_the_patch_changes_the_list_alone(attacked: Any, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    shutil.copy(attacked.root / "data/raw_readme.md", tmp_path / "data")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    patch = attacked.root / "reports/list_fixes.patch"
    assert patch.stat().st_size
    command = ["git", "apply", "--numstat", str(patch)]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert [line.split("\t")[2] for line in said.splitlines()] == ["data/raw_readme.md"]
    subprocess.run(["git", "apply", str(patch)], cwd=tmp_path, check=True)


def test_each_parameter_stands_in_the_notebook_as_one_literal(attacked: Any) -> None:
    assert len(attacked.injected) == len(attacked.texts("parameter")) == 3
    for source, text in zip(attacked.injected, attacked.texts("parameter"), strict=True):
        book = nbformat.reads(source, as_version=4)
        (injected,) = [cell for cell in book.cells if "injected-parameters" in cell.metadata.get("tags", [])]
        values: dict[str, Any] = {}
        for statement in ast.parse(injected.source).body:
            assert isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
            values[statement.targets[0].id] = ast.literal_eval(statement.value)
        assert values["title"] == text


def test_printed_findings_and_changes_call_nobody_and_turn_no_text(attacked: Any, tmp_path: Path) -> None:
    turned = "\u202egnirts @everyone #1 \x1b[2J"
    text = attacked.read("data/raw_readme.md")
    new = tmp_path / "new.md"
    titled = text.replace("A plain title of work 1 ", f"A plain title {turned} ").replace("2301.00001", "2301.99999")
    assert titled != text
    new.write_text(titled.replace("A plain title of work 2 ", f"A  plain title of work 3 {turned}"), encoding="utf-8")
    old = str(attacked.root / "data/raw_readme.md")
    comment = describe_changes(old, str(new), attacked.root)
    outside = re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", comment)
    assert "gnirts" in comment and "@everyone" in comment and "@everyone" not in outside and "#1" not in outside
    shutil.copytree(attacked.root / "data", tmp_path / "study/data")
    shutil.copy(new, tmp_path / "study/data/raw_readme.md")
    _, findings = audit_study(tmp_path / "study")
    said = [comment, describe_changes(old, str(new), attacked.root, True), say_findings(findings), make_page(findings)]
    for printed in said:
        assert not {"\u202e", "\x1b"} & set(printed)


# What stands in the report as text; families, venues and themes stand in figures and their alternative texts.
SHOWN = (
    "parameter of everything",
    "claim of the vocabulary",
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
        assert not set(COMMANDS.findall(text)) & FORBIDDEN
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
    assert not re.search(r"[\x00-\x1f]", json.dumps(items, ensure_ascii=False))


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
