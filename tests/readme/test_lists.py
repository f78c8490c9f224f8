"""Eight lists of other shapes are read as a person read them, without a miss and without a false entry."""

import csv
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from listometrics.readme.parse import Parsed, parse_readme
from listometrics.readme.vocabulary import Vocabulary

LISTS = sorted(path.parent for path in (Path(__file__).resolve().parents[1] / "data" / "lists").glob("*/raw.md"))
CELLS = ("section_title", "name", "title", "venue", "year", "authors", "links")
# Prose, comments and code may be passed over in silence; bullets, rows and blocks are rejected with a reason.
SILENT = ("prose with links", "example in a code block", "commented out", "licence")
ITEMS = ("- ", "* ", "1. ", "2. ", "3. ", "**")


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_papers(parsed: Parsed) -> dict[str, dict[str, Any]]:
    """Return the cells of each entry of a paper, by line."""
    papers = {}
    for entry in parsed.entries.query("kind == 'paper'").to_dict("records"):
        said = {"authors": ""} | json.loads(entry["other"] or "{}")
        urls = parsed.links.loc[parsed.links["entry"] == entry["entry"], "url"]
        year = "" if pd.isna(entry["year"]) else str(entry["year"])
        cells = {**entry, "year": year, "authors": said["authors"], "links": " ".join(urls)}
        papers[str(entry["line"])] = {name: cells[name] for name in CELLS}
    return papers


@pytest.fixture(scope="module", params=LISTS, ids=lambda folder: folder.name)
def folder(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


@pytest.fixture(scope="module")
def parsed(folder: Path, vocabulary: Vocabulary) -> Parsed:
    return parse_readme((folder / "raw.md").read_text(encoding="utf-8"), vocabulary)


def test_every_entry_is_found_and_no_other(folder: Path, parsed: Parsed) -> None:
    assert list(read_papers(parsed)) == [row["line"] for row in read_csv(folder / "expected.csv")]


@pytest.mark.parametrize("cell", CELLS)
def test_the_cells_say_what_a_reader_found(folder: Path, parsed: Parsed, cell: str) -> None:
    papers = read_papers(parsed)
    expected = {row["line"]: row[cell] for row in read_csv(folder / "expected.csv")}
    assert {line: papers[line][cell] for line in expected if line in papers} == expected


def test_every_bullet_row_and_block_that_is_no_paper_has_its_reason(folder: Path, parsed: Parsed) -> None:
    lines = (folder / "raw.md").read_text(encoding="utf-8").split("\n")
    rejected = dict(zip(parsed.rejected["line"], parsed.rejected["reason"], strict=True))
    others = dict(zip(parsed.entries["line"], parsed.entries["kind"], strict=True))
    for row in read_csv(folder / "expected_not.csv"):
        line = int(row["line"])
        is_prose = row["why"] == "contributing" and not lines[line - 1].startswith(ITEMS)
        if is_prose or row["why"] in SILENT:
            continue
        told = rejected.get(line) or ("of another kind" if others.get(line, "paper") != "paper" else "")
        assert told, (line, lines[line - 1], row["why"])


def test_all_is_accounted_for(parsed: Parsed) -> None:
    assert len(parsed.entries) + len(parsed.rejected) == parsed.rows
    assert not set(parsed.entries["line"]) & set(parsed.rejected["line"])
