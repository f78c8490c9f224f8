"""No number of the study is typed by hand: not in the report's source, not in a caption."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "listometrics"
TEMPLATES = sorted((PACKAGE / "report" / "templates").glob("*.j2"))
# Modules whose texts are what readers see: captions, alternative texts, sentences.
CAPTIONS = sorted([*PACKAGE.rglob("captions.py"), *PACKAGE.rglob("facts.py"), PACKAGE / "report" / "flow.py",
                   PACKAGE / "report" / "findings.py", PACKAGE / "report" / "gather.py"])  # fmt: skip
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

BLOCK = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
NAME = re.compile(r"\d\d_[a-z]+|[a-z]+(?:[_.-][a-z0-9]+)+|U?[Ii]nt64|float64|[a-z]")
PRINTED = re.compile(r"\{\{\s*(\d[\d._]*)|\{%\s*set\b[^%]*?=\s*(?=(\d[\d._]*))")
SET_APART = re.compile(r"`[^`]*`|\$[^$]*\$|\]\([^)]*\)")
FEW = r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
MEASURED = (
    r"\d[\d.,]*|\b(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?"
    r"|dozens?|half|halves|twice|thrice|double|triple|(?:a|one)[ -](?:third|quarter|fifth|tenth)|thirds"
    r"|quarters of{})\b"
)
# What may stand: names that hold digits, the level of all intervals, how a figure is laid out, and how things
# are counted. None of it changes with the list.
ALLOWED = re.compile(
    r"0\d_[a-z]+|arXiv:\d{4}\.\d{4,5}|SHA-256|UTF-8|Python 3|95 ?%(?! of)"
    r"|(?i:(?:two|three|four) (?:panels|fitted curves|groups|zones|rankings|developers)|two families stands twice"
    r"|work with two of them|thirds of the works|the next two)"
)


def find_numbers(prose: str, few: bool = True) -> list[str]:
    """Return the numbers in a text, with what stands around them; words such as `two` only if `few`."""
    number = re.compile(MEASURED.format(f"|{FEW}" if few else ""), re.IGNORECASE)
    plain = ALLOWED.sub("", SET_APART.sub("", prose))
    return [plain[max(m.start() - 30, 0) : m.end() + 20].strip() for m in number.finditer(plain)]


def list_prose(template: str) -> Iterator[str]:
    """Return a template's own words: outside its blocks, and within them the quoted texts and the numbers printed.

    Quoted names (of notebooks, figures, formats, columns) are no text; a number that a block prints or keeps is.
    """
    yield BLOCK.sub("", template)
    for block in BLOCK.findall(template):
        if not block.startswith("{#"):
            yield from (text for text in QUOTED.findall(block) if not NAME.fullmatch(text))
            yield from ("".join(found) for found in PRINTED.findall(block))


def list_texts(source: str) -> Iterator[str]:
    """Return the texts of a module that hold a blank or a number, fields in braces and docstrings left out."""
    tree = ast.parse(source)
    documented = (ast.Module, ast.FunctionDef, ast.ClassDef)
    docstrings = {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, documented)}
    forms = {id(part) for node in ast.walk(tree) if isinstance(node, ast.FormattedValue) and node.format_spec
             for part in ast.walk(node.format_spec)}  # fmt: skip
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and id(node) not in forms
            and isinstance(node.value, str)
            and node.value not in docstrings
        ):
            text = re.sub(r"\{[^{}]*\}", "", node.value)
            if " " in text.strip() or not NAME.fullmatch(text.strip()):
                yield text


def scan_template(path: Path, text: str) -> list[str]:
    return [found for prose in list_prose(text) for found in find_numbers(prose)]


def scan_module(path: Path, text: str) -> list[str]:
    return [found for prose in list_texts(text) for found in find_numbers(prose)]


def scan_notebook(path: Path, text: str) -> list[str]:
    cells = json.loads(text)["cells"]
    prose = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    return [found for text in prose for found in find_numbers(text, few=False)]


SCANNED = [*((path, scan_template) for path in TEMPLATES), *((path, scan_module) for path in CAPTIONS),
           *((path, scan_notebook) for path in NOTEBOOKS)]  # fmt: skip
each = pytest.mark.parametrize(
    ("path", "scan"), SCANNED, ids=[path.relative_to(ROOT).as_posix() for path, _ in SCANNED]
)
PLANTED = ("three works", "Three works", "42 works", "42", "a dozen works", "half of them", "one in 1,200",
           "a third of", "one third", "twice as many", "a hundred", "0.42", "42 %", "twenty",
           "a quarter of the works", "95 % of the works")  # fmt: skip


@each
def test_what_readers_see_holds_no_number_typed_by_hand(path: Path, scan: Any) -> None:
    assert scan(path, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("planted", PLANTED)
@each
def test_a_number_planted_into_it_is_found(path: Path, scan: Any, planted: str) -> None:
    text = path.read_text(encoding="utf-8")
    if scan is scan_template:
        # In the middle of a sentence, at the end, and inside a block, quoted.
        before, full_stop, after = text.partition(". ")
        spoilt = [f"{before}, {planted}{full_stop}{after}", f"{text}\n{planted} are so.\n"]
        spoilt += [f'{text}\n{{{{ "{planted}" }}}}\n', f"{text}\n{{% if x %}}{planted}{{% endif %}}\n"]
    elif scan is scan_module:
        spoilt = [
            f"{text}\nX = {planted!r}\n",
            f'{text}\nX = f"{planted} {{x}}"\n',
            f'{text}\nX = {{"a": "{planted}."}}\n',
        ]
    else:
        book = json.loads(text)
        book["cells"][0]["source"].append(f"\n\nThe list has {planted}.\n")
        spoilt = [json.dumps(book)]
    words = scan is scan_notebook and planted.lower().startswith("three")  # counted things may stand in a notebook
    for source in spoilt:
        assert bool(scan(path, source)) is not words, source[-80:]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Of {{ n }} works 42 % are frozen.", 1),
        ("More than half of them, twice as many.", 2),
        ("Two thirds and one third.", 3),
        ('{{ table("t", "The 20 largest venues.", most=20) }}', 1),
        ("{{ 42 }} works, {{ 42|count('work') }}, {% set n = 42 %}", 3),
        ('{{ "42" }} and {{ x|agree("three", "is") }}', 2),
        ("Wilson, 95 % (arXiv:2303.15647), `data/01_parsed`, $x^2$, [a](a1.md), {{ x|share(2) }}, one work.", 0),
    ],
)
def test_the_scan_finds_what_it_looks_for(text: str, found: int) -> None:
    assert sum(len(find_numbers(prose)) for prose in list_prose(text)) == found
