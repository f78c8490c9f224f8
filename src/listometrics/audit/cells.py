"""Rules on single cells: names, titles, missing codings, stated sizes, and odd characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import pandas as pd
from rapidfuzz import fuzz

from listometrics.audit.layout import ListTable, find_cells, split_lines
from listometrics.audit.material import Material, Row, in_row, name_row, plain_text
from listometrics.audit.rules import Finding
from listometrics.readme.inline_text import split_read_mark
from listometrics.works.titles import normalise_title

CODED = {"name": "name", "backbone_raw": "model", "strategy_raw": "strategy"}
PLAIN = ("name", "title", "backbone_raw", "strategy_raw", "publication_raw")
SURVEY = re.compile(r"\b(survey|literature review|systematic review|tutorial|overview)\b", re.I)
TOLERANCE = 0.1  # counts of one model differ by as much: with embeddings or without
APART = 0.05  # less: the size is what tells which of several models is meant
SIMILAR = 60.0
INVISIBLE = re.compile("[\u00a0\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
FULLWIDTH = re.compile("[\u3000\uff01-\uff5e]")
DOUBLED = re.compile(r"(?<=\S)[ \t]{2,}(?=\S)")
_PREFIX = re.compile(r"([^\s:]+)\s*:\s+\S")


def find_names(material: Material) -> Iterator[Finding]:
    """Find names that are not the one that the title begins with (`Name: what it is about`)."""
    for row in material.paper_rows:
        match = _PREFIX.match(row["title"])
        if not (match and row["name"]) or normalise_title(match[1]) == normalise_title(row["name"]):
            continue
        prefix = match[1]
        if not re.search(r"[A-Z].*[A-Z\d]", prefix) or _fold(row["name"]) == _fold(prefix):
            continue
        similar = fuzz.ratio(row["name"].lower(), prefix.lower()) >= SIMILAR
        paper = material.paper_by_entry.get(int(row["entry"]))
        confirmed = paper is not None and str(paper["title"]).startswith(prefix)
        what = f"The name is {row['name']}, the title begins with {prefix}."
        proposed = prefix if similar else ""
        cells = {"found": row["name"], "proposed": proposed, "column": "name", "safe": similar and confirmed}
        yield in_row(row, "name_disagrees", what, **cells)


def find_retitled(material: Material) -> Iterator[Finding]:
    """Find titles that differ from the published ones in more than case and punctuation."""
    for row in material.paper_rows:
        paper = material.paper_by_entry.get(int(row["entry"]))
        if paper is None or not paper["title"]:
            continue
        ours, theirs = (normalise_title(str(title)).replace(" ", "") for title in (row["title"], paper["title"]))
        if ours != theirs:
            what = f"{row['name'] or 'The work'} is now titled: {paper['title']}."
            yield in_row(row, "retitled", what, found=row["title"], proposed=str(paper["title"]), column="title")


def find_missing_cells(material: Material, tables: list[ListTable]) -> Iterator[Finding]:
    """Find papers, other than surveys, without a name, model or strategy in a table that has the column."""
    lines = split_lines(material.text)
    headers = {line: table.header for table in tables for line in table.rows}
    for row in material.paper_rows:
        header, line = headers.get(int(row["line"])), lines[int(row["line"]) - 1]
        if header is None or SURVEY.search(row["title"]):
            continue
        columns = [column for column in CODED if _is_empty(line, find_cells(line, header, column))]
        if not columns:
            continue
        missing = " and ".join(CODED[c] for c in columns) if len(columns) < 3 else "name, model and strategy"
        known = _known_cells(material, row, columns)
        told = f" {known}" if known else ""
        what = f"{name_row(row)}: no {missing}.{told}"
        yield in_row(row, "missing_cells", what, found=", ".join(columns))


def find_sizes(material: Material) -> Iterator[Finding]:
    """Find models whose stated size is not the one that the name fixes, nor one that they were published with."""
    described = {str(row["model"]): row for row in material.models.to_dict("records")}
    for row in material.rows:
        for model in material.models_by_entry.get(int(row["entry"]), []):
            stated, known = model["params_m"], described.get(model["model"])
            if model["params_source"] != "list" or known is None or pd.isna(stated):
                continue
            sizes, tolerance = _known_sizes(known)
            if sizes and not any(abs(stated - size) <= tolerance * size for size in sizes):
                has = "has" if len(sizes) == 1 else "was published with"
                said = f"{model['model']}, which {has} {_join(sizes, 'and')} ({known['source']})"
                what = f"{name_row(row)} states {_size(stated)} for {said}."
                cells = {"found": model["model_raw"], "proposed": _join(sizes, "or"), "column": "backbone_raw"}
                yield in_row(row, "size_disagrees", what, **cells)


def find_odd_characters(material: Material, tables: list[ListTable]) -> Iterator[Finding]:
    """Find invisible and full-width characters and doubled blanks in the cells that are names and codes."""
    lines = split_lines(material.text)
    rows = {int(row["line"]): row for row in material.rows}
    for table in tables:
        for line in (line for line in table.rows if line in rows):
            for column in PLAIN:
                for start, end in find_cells(lines[line - 1], table.header, column):
                    yield from _odd_characters(rows[line], column, lines[line - 1][start:end])


def _odd_characters(row: Row, column: str, cell: str) -> Iterator[Finding]:
    if match := INVISIBLE.search(cell):
        code = f"U+{ord(match[0]):04X} {unicodedata.name(match[0], 'unnamed').lower()}"
        fixed = INVISIBLE.sub(lambda m: " " if m[0] == "\u00a0" else "", cell)
        what = f"{name_row(row)} holds {code} in {column}."
        yield _fixed(row, "invisible_character", what, (column, cell, fixed))
    elif FULLWIDTH.search(cell):
        fixed = FULLWIDTH.sub(lambda m: unicodedata.normalize("NFKC", m[0]), cell)
        what = f"{name_row(row)} holds full-width characters in {column}: {''.join(FULLWIDTH.findall(cell))}."
        yield _fixed(row, "fullwidth_characters", what, (column, cell, fixed))
    elif DOUBLED.search(cell):
        what = f"{name_row(row)} holds doubled blanks in {column}."
        yield _fixed(row, "doubled_blanks", what, (column, cell, DOUBLED.sub(" ", cell)))


def _fixed(row: Row, rule: str, what: str, change: tuple[str, str, str]) -> Finding:
    """Make a finding whose fix is safe; `change` is the column, its text and the right one."""
    column, found, proposed = change
    return in_row(row, rule, what, found=found, proposed=proposed, column=column, safe=True)


def _is_empty(line: str, spans: list[tuple[int, int]]) -> bool:
    """Tell whether a cell is there and says nothing; N/A and Unknown do: the list knows that there is none."""
    return bool(spans) and not any(split_read_mark(line[slice(*span)])[0] for span in spans)


def _known_cells(material: Material, row: Row, columns: list[str]) -> str:
    """Say what another row of the work, or its title, has for the missing cells."""
    for other in material.rows_by_work[material.work_by_entry[int(row["entry"])]]:
        if other is not row and (said := [plain_text(other[c]) for c in columns if other[c]]):
            return f"Line {other['line']} of the same work says {', '.join(said)}."
    match = _PREFIX.match(row["title"])
    if "name" in columns and match and re.search(r"[A-Z].*[A-Z\d]", match[1]):
        return f"The title suggests {match[1]}."
    return ""


def _fold(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _known_sizes(model: Row) -> tuple[list[float], float]:
    """Return the sizes in millions that a model may have, none if they are not known, and how far off one may be."""
    fixed = pd.to_numeric(model["params_m"], errors="coerce")
    if not pd.isna(fixed):
        return [float(fixed)], TOLERANCE
    return [float(size) for size in str(model.get("sizes_m", "")).split(";") if size], APART


def _join(sizes: list[float], word: str) -> str:
    """Write sizes in a row.

    >>> _join([124.0, 355.0, 1500.0], "or"), _join([110.0], "or")
    ('124M, 355M or 1.5B', '110M')
    """
    *others, last = map(_size, sizes)
    return f"{', '.join(others)} {word} {last}" if others else last


def _size(millions: float) -> str:
    """Write a number of parameters as lists do.

    >>> _size(110.0), _size(6700.0)
    ('110M', '6.7B')
    """
    return f"{millions / 1000:g}B" if millions >= 1000 else f"{millions:g}M"
