"""What a hostile list, .bib or parameter reaches, output by output: it stays text."""

import ast
import csv
import io
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest

from listometrics.audit.command import audit_study, say_findings
from listometrics.audit.page import make_page
from listometrics.diff.command import describe_changes

pytestmark = pytest.mark.xdist_group("hostile")
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


def test_no_code_ran_and_nothing_was_written_outside(attacked: Any, note_figure: Any) -> None:
    note_figure("attacks that a list or a .bib or a parameter tries", len(attacked.attacks))
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


def test_the_explorers_data_are_json_with_the_titles_as_they_are(attacked: Any) -> None:
    (data,) = re.findall(
        r'<script type="application/json" id="data">(.*?)</script>', attacked.read("reports/explorer.html")
    )
    works = json.loads(data)["works"]
    assert {work["url"].partition(":")[0] for work in works} <= {"", "http", "https"}
    titles = {work["title"] for work in works}
    assert any("window.attacked=3" in title for title in titles)
    assert any("1234567 * 7" in title for title in titles)


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


def test_latex_tables_hold_no_command_of_the_list(attacked: Any) -> None:
    for path in (attacked.root / "reports/tables").glob("*.tex"):
        text = path.read_text(encoding="utf-8")
        assert not set(COMMANDS.findall(text)) & FORBIDDEN
        assert text.count(r"\end{longtable}") == text.count(r"\begin{longtable}")


def test_raw_cells_round_trip_through_csv_and_stay_one_field(attacked: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(attacked.read("data/01_parsed/entries.csv"))))
    assert len({len(row) for row in rows}) == 1 and None not in rows[0]
    titles = [row["title"] for row in rows]
    for text in attacked.texts("title"):
        if text.startswith(("[click]", "`")):
            continue  # a link, and a sign of code: the text is kept
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


def test_markdown_pages_link_to_nothing_of_the_list(attacked: Any) -> None:
    for name in ("report", "audit"):
        text = re.sub(r"`+[^`]*`+", "", attacked.read(f"reports/{name}.md"))
        assert not re.search(r"(?<!\\)!\[[^\]]*\]\((?!figures/)", text)
        assert not re.search(r"(?<!\\)\]\(\s*<?(?:javascript|file|data):", text, re.I)


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
