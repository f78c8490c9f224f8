"""No number of the study is typed by hand: not in the report's source, not in a caption."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "listometrics"
TEMPLATES = sorted((PACKAGE / "report" / "templates").glob("*.j2"))
CAPTIONS = sorted(PACKAGE.rglob("captions.py"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

BLOCK = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
SET_APART = re.compile(r"`[^`]*`|\$[^$]*\$|\]\([^)]*\)")
FEW = r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
MEASURED = (
    r"\d[\d.,]*|\b(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?"
    r"|dozens?|half|halves|twice|thrice|double|triple|one[ -](?:half|third|quarter|fifth|tenth)|thirds|quarters of{})\b"
)
# What may stand: names that hold digits, the level of all intervals, how a figure is laid out, and how things
# are counted. None of it changes with the list.
ALLOWED = re.compile(
    r"arXiv:\d{4}\.\d{4,5}|SHA-256|UTF-8|Python 3|95 ?%|0 around|(?i:(?:two|three|four) (?:panels|fitted curves|groups"
    r"|zones|rankings|developers)|two families stands twice|thirds of the works|the next two)"
)


def find_numbers(prose: str, few: bool = True) -> list[str]:
    """Return the numbers in a text, with what stands around them; words such as `two` only if `few`."""
    number = re.compile(MEASURED.format(f"|{FEW}" if few else ""), re.IGNORECASE)
    plain = ALLOWED.sub("", SET_APART.sub("", prose))
    return [plain[max(m.start() - 30, 0) : m.end() + 20].strip() for m in number.finditer(plain)]


def list_prose(template: str) -> Iterator[str]:
    """Return a template's own words: outside its blocks, and within them the quoted text that holds a blank."""
    yield BLOCK.sub("", template)
    for block in BLOCK.findall(template):
        if not block.startswith("{#"):
            yield from (text for text in QUOTED.findall(block) if " " in text)


def list_texts(source: str) -> Iterator[str]:
    """Return the texts of a module that hold a blank, fields in braces taken out, docstrings left out."""
    tree = ast.parse(source)
    documented = (ast.Module, ast.FunctionDef, ast.ClassDef)
    docstrings = {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, documented)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value not in docstrings:
            text = re.sub(r"\{[^{}]*\}", "", node.value)
            if " " in text.strip():
                yield text


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_the_reports_source_holds_no_number_typed_by_hand(path: Path) -> None:
    assert [found for text in list_prose(path.read_text(encoding="utf-8")) for found in find_numbers(text)] == []


@pytest.mark.parametrize("path", CAPTIONS, ids=lambda path: path.parent.name)
def test_captions_hold_no_number_typed_by_hand(path: Path) -> None:
    assert [found for text in list_texts(path.read_text(encoding="utf-8")) for found in find_numbers(text)] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_text_holds_no_number_typed_by_hand(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    prose = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    assert [found for text in prose for found in find_numbers(text, few=False)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Of {{ n }} works 42 % are frozen.", 1),
        ("More than half of them, twice as many.", 2),
        ("Two thirds and one third.", 3),
        ('{{ table("t", "The 20 largest venues.", most=20) }}', 1),
        ("Wilson, 95 % (arXiv:2303.15647), `data/01_parsed`, $x^2$, [a](a1.md), {{ x|share(2) }}, one work.", 0),
    ],
)
def test_the_scan_finds_what_it_looks_for(text: str, found: int) -> None:
    assert sum(len(find_numbers(prose)) for prose in list_prose(text)) == found
