"""No number of the study is typed by hand: not in the report's source, not in a notebook."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted([*ROOT.glob("src/listometrics/report/templates/*.j2"), *ROOT.glob("notebooks/*.ipynb")])
# Code, formulas, blocks of the template and link targets; names that hold digits; the level of all intervals.
NOT_PROSE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|`[^`]*`|\$[^$]*\$|\]\([^)]*\)", re.DOTALL)
NO_RESULT = re.compile(r"0\d_[a-z]+|arXiv:\d{4}\.\d{4,5}|SHA-256|UTF-8|Python 3|95 ?%(?! of)")
NUMBER = re.compile(r"\d[\d.,]*|\b(?:twenty|thirty|forty|fifty|hundred|dozen|half|twice|(?:a|one) (?:third|quarter))\b")


def find_numbers(prose: str) -> list[str]:
    plain = NO_RESULT.sub("", NOT_PROSE.sub("", prose))
    return [plain[max(m.start() - 30, 0) : m.end() + 20] for m in NUMBER.finditer(plain)]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_what_readers_see_holds_no_number_typed_by_hand(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "markdown"]
        text = "\n\n".join("".join(cell["source"]) for cell in cells)
    assert find_numbers(text) == []


def test_a_planted_number_is_found() -> None:
    assert len(find_numbers("Of {{ n }} works 42 % are frozen, half of them in `01_parse`, with 95 % intervals.")) == 2
