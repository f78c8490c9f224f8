"""Read a whole list into the tables of 01_parse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from listometrics.errors import StudyError
from listometrics.parse.entries import EntryCoder
from listometrics.parse.markdown import read_blocks, split_lines
from listometrics.parse.sections import number_sections
from listometrics.parse.tables import TableWalk, walk_tables
from listometrics.parse.vocabulary import Vocabulary
from listometrics.study.contract import parsed as contract
from listometrics.study.schema import DTYPES, Table


@dataclass(frozen=True)
class Parsed:
    """A list as tables (columns and types as in `listometrics.study.contract`) and its number of table rows.

    `len(entries) + len(rejected) == rows`: nothing is lost.
    """

    entries: pd.DataFrame
    entry_models: pd.DataFrame
    entry_strategies: pd.DataFrame
    links: pd.DataFrame
    rejected: pd.DataFrame
    sections: pd.DataFrame
    unknown: pd.DataFrame
    rows: int


def walk_list(text: str, where: str) -> TableWalk:
    """Return the rows, rejects and headings of a list's text; raises StudyError if there is no table line."""
    lines = split_lines(text)
    walk = walk_tables(read_blocks(lines))
    if not (walk.rows or walk.rejects or walk.headers):
        found = f"no table found in {len(lines)} lines" if text.strip() else "the file is empty"
        raise StudyError(
            f"{where}: {found}; expected rows that begin with '|' below a header such as | Name | Paper | Link |; "
            "give a list that has its papers in tables."
        )
    return walk


def parse_readme(text: str, vocabulary: Vocabulary, where: str = "raw_readme.md") -> Parsed:
    """Read a list's text; `where` names it in messages.

    Every table line is a header, a separator, an entry or a row of `rejected`. What the vocabulary does not know
    stays as written and is listed in `unknown`. Raises StudyError if there is no table line at all.
    """
    walk = walk_list(text, where)
    rows = len(walk.rows) + len(walk.rejects)
    sections = number_sections(walk.headings, {row.heading for row in walk.rows})
    coder = EntryCoder(vocabulary, sections)
    for row in walk.rows:
        coder.add(row)
    rejected = sorted([*walk.rejects, *coder.rejects], key=lambda reject: reject.line)
    if len(coder.entries) + len(rejected) != rows:
        raise AssertionError(f"{where}: {len(coder.entries)} entries and {len(rejected)} rejects of {rows} rows")
    return Parsed(
        _frame(contract.ENTRIES, coder.entries),
        _frame(contract.ENTRY_MODELS, coder.models),
        _frame(contract.ENTRY_STRATEGIES, coder.strategies),
        _frame(contract.LINKS, coder.links),
        _frame(contract.REJECTED, [(reject.line, reject.raw, reject.reason) for reject in rejected]),
        _frame(contract.SECTIONS, [(s.section, s.title, s.level, s.parent, s.line) for s in sections]),
        _frame(contract.UNKNOWN, sorted(coder.unknown)),
        rows,
    )


def _frame(table: Table, rows: Sequence[Sequence[object]]) -> pd.DataFrame:
    """Return rows as a frame with the table's columns and types."""
    columns = zip(*rows, strict=True) if rows else [() for _ in table.columns]
    return pd.DataFrame(
        {
            column.name: pd.Series(list(cells), dtype=DTYPES[column.type])
            for column, cells in zip(table.columns, columns, strict=True)
        }
    )
