from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from listometrics.audit.layout import cell_spans, find_cells, find_tables, split_lines
from listometrics.readme.candidates import read_header
from listometrics.readme.markdown_blocks import split_cells, split_cells_mildly

NO_SECTIONS = pd.DataFrame({"section": pd.Series(dtype="str"), "line": pd.Series(dtype="Int64")})


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        pytest.param("| a | b |", ["a", "b"], id="outer pipes"),
        pytest.param("a | b", ["a", "b"], id="no outer pipes"),
        pytest.param("| a |  | c |\n", ["a", "", "c"], id="an empty cell"),
        pytest.param(r"| a \| b | c |", [r"a \| b", "c"], id="an escaped pipe"),
        pytest.param("|a|b|", ["a", "b"], id="no blanks"),
        pytest.param("no table", [], id="no pipe"),
    ],
)
def test_cell_spans(line: str, cells: list[str]) -> None:
    assert [line[start:end] for start, end in cell_spans(line)] == cells


@given(st.lists(st.text(st.characters(exclude_characters="\r\n\\`|\x00", exclude_categories=["Cs"])), min_size=1))
def test_cells_are_those_that_the_parser_reads(cells: list[str]) -> None:
    line = f"| {' | '.join(cells)} |"
    spans = cell_spans(line)
    assert [line[start:end] for start, end in spans] == split_cells(line)


def test_mild_spans_are_those_that_the_parser_reads() -> None:
    line = "| `a|b` | [c](https://d.org/e|f) |"
    assert [line[start:end] for start, end in cell_spans(line, mildly=True)] == split_cells_mildly(line)


@given(st.text())
def test_lines_join_to_the_text(text: str) -> None:
    assert "".join(split_lines(text)) == text


def test_tables_know_their_rows_and_sections() -> None:
    text = "| A | B |\n|---|---|\n| 1 | 2 |\n\ntext\n| C | D |\n|:-:|---|\n| 3 | 4 |\n| 5 | 6 |\n"
    sections = pd.DataFrame({"section": ["1"], "line": pd.array([5], dtype="Int64")})
    tables = find_tables(text, sections)
    assert [(t.line, t.rows, t.section) for t in tables] == [(1, (3,), ""), (6, (8, 9), "1")]
    assert find_tables("no table\n", NO_SECTIONS) == []


def test_cells_are_found_by_what_their_column_holds() -> None:
    header = read_header(["Name", "Paper", "Code", "Link"])
    line = "| a | b | c | d |"
    assert [line[slice(*span)] for span in find_cells(line, header, "link")] == ["c", "d"]
    assert find_cells(line, header, "note") == []
    assert find_cells("| a | b |", header, "name") == []
