"""Ask works for what the list codes them as: the conditions of `cite --where`, parsed and never executed."""

import ast
import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import pandas as pd
from rapidfuzz import fuzz, process

from listometrics.errors import StudyError

PAPERS = (
    "key", "title", "list_title", "authors", "first_date", "year", "status", "venue", "venue_type", "track",
    "list_venue", "list_year", "bib_status", "arxiv", "doi", "container", "sources",
)  # fmt: skip
ENTRIES = ("entry", "section", "section_title", "name", "read", "award", "preprint", "note")
STRATEGIES = ("strategy", "strategy_group")
MODELS = ("model", "family", "params_m", "params_status", "open_weights", "released")
COLUMNS = (*PAPERS, *ENTRIES, *STRATEGIES, *MODELS)
# Columns of free text, of which one rarely means the whole.
TEXTS = frozenset(
    {"title", "list_title", "authors", "container", "section_title", "name", "note", "list_venue", "venue"}
)
NESTED = frozenset({"section"})  # columns of numbered sections: one holds the sections below it
MAX_CHARACTERS = 2000
MAX_DEPTH = 50
FEW = 12  # values of a column that can all be named

Value = str | int | float | bool | None
Row = Mapping[str, Sequence[Value]]
Test = Callable[[Row], bool]
_LITERALS: dict[str, Value] = {"true": True, "false": False, "none": None, "True": True, "False": False, "None": None}
_ORDER: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip
_FLIPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE,
}  # fmt: skip


def _number(value: Value) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return float(value) if isinstance(value, str) and re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", value) else None


def is_equal(column: str, cell: Value, value: Value) -> bool:
    """Compare numbers as numbers, texts without regard to capitals; a section holds those below it (1.1 not 1.10)."""
    if value is None or cell is None or (column in NESTED and value == ""):
        return cell in ("", None) and value in ("", None)
    a, b = _number(cell), _number(value)
    if column in NESTED:
        return f"{cell}.".casefold().startswith(f"{str(value).strip().rstrip('.').casefold()}.")
    if a is not None and b is not None:
        return a == b
    return str(cell).casefold() == str(value).casefold()


def _is_ordered(cell: Value, value: Value, compare: Callable[[Any, Any], bool]) -> bool:
    """Compare numbers as numbers and dates as text; an unknown cell fulfils no order."""
    if cell in ("", None) or value is None:
        return False
    a, b = _number(cell), _number(value)
    return compare(str(cell), str(value)) if a is None or b is None else compare(a, b)


class _Parser:
    """Turn a checked syntax tree into a function of a row; whatever is not named here is refused."""

    def __init__(self, text: str, columns: Sequence[str], together: AbstractSet[str]) -> None:
        self.text, self.columns, self.together = text, columns, together

    def refuse(self, what: str) -> StudyError:
        return StudyError(
            f"--where {self.text[:80]!r}: {what}. Expected conditions such as year >= 2024, strategy == 'lora', 'lora' "
            "in strategy, venue in ('KDD', 'WWW'), title.contains('agent'), joined by and, or, not."
        )

    def condition(self, node: ast.expr, depth: int = 0, apart: bool = True) -> Test:
        """Return the test of a condition; `apart` tells that columns that belong together are still to be joined."""
        if depth > MAX_DEPTH:
            raise self.refuse("nested too deeply")
        if apart and self.asks_of_one(node):
            test = self.condition(node, depth + 1, apart=False)
            return lambda row: any(test(one) for one in self.take_apart(row))
        match node:
            case ast.BoolOp(op=ast.And()):
                # What is asked of one model is asked of the same one, wherever it stands in the conditions.
                joined = _flatten(node)
                of_one = [part for part in joined if apart and self.asks_of_one(part)]
                asked = [part for part in joined if part not in of_one]
                asked += [ast.BoolOp(node.op, of_one)] if of_one else []
                tests = [self.condition(part, depth + 1, apart) for part in asked]
                return lambda row: all(test(row) for test in tests)
            case ast.BoolOp():
                tests = [self.condition(value, depth + 1, apart) for value in node.values]
                return lambda row: any(test(row) for test in tests)
            case ast.UnaryOp(op=ast.Not()):
                test = self.condition(node.operand, depth + 1, apart)
                return lambda row: not test(row)
            case ast.Compare():
                sides = [node.left, *node.comparators]
                tests = [self.comparison(*one) for one in zip(sides, node.ops, sides[1:], strict=False)]
                return lambda row: all(test(row) for test in tests)
            case ast.Call():
                return self.call(node)
            case ast.Name() if node.id not in _LITERALS:
                name = self.column(node)
                return lambda row: any(cell not in ("", None) and cell is not False for cell in row[name])
        raise self.refuse(f"{ast.unparse(node)[:60]!r} is no condition")

    def asks_of_one(self, node: ast.expr) -> bool:
        """Tell whether a condition asks for something of the columns that belong together, and of no other."""
        if isinstance(node, ast.BoolOp):
            return all(self.asks_of_one(value) for value in node.values)
        if isinstance(node, ast.Compare) and any(isinstance(o, ast.NotEq | ast.NotIn) for o in node.ops):
            return False  # asked of all of them
        names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} - set(_LITERALS)
        return isinstance(node, ast.Compare | ast.Call | ast.Name) and bool(names) and names <= self.together

    def take_apart(self, row: Row) -> list[Row]:
        """Cut the cells of columns that belong together into rows of one value each."""
        cells = {name: row[name] for name in self.together if name in row}
        longest = max(map(len, cells.values()), default=0)
        return [{name: values[n : n + 1] for name, values in cells.items()} for n in range(longest)]

    def comparison(self, left: ast.expr, sign: ast.cmpop, right: ast.expr) -> Test:
        kind = type(sign)
        if isinstance(sign, ast.In | ast.NotIn) and not isinstance(right, ast.Name):
            name, values = self.column(left), self.literals(right, left)
        elif isinstance(left, ast.Name) and left.id not in _LITERALS and kind not in (ast.In, ast.NotIn):
            name, values = self.column(left), [self.literal(right)]
        else:  # 'lora' in strategy: one of the cell's values; 2024 <= year
            name, values, kind = self.column(right), [self.literal(left)], _FLIPPED.get(kind, kind)
        if kind in (ast.Eq, ast.In, ast.NotEq, ast.NotIn):
            wanted = kind in (ast.Eq, ast.In)
            return lambda row: any(is_equal(name, cell, value) for cell in row[name] for value in values) == wanted
        if kind in _ORDER:
            return lambda row: any(_is_ordered(cell, values[0], _ORDER[kind]) for cell in row[name])
        raise self.refuse(f"the comparison {ast.unparse(left)[:40]!r} is not one of == != < <= > >= in")

    def call(self, node: ast.Call) -> Test:
        match node:
            case ast.Call(
                func=ast.Attribute(value=where, attr="contains" | "startswith" as how), args=[said], keywords=[]
            ):
                name, value = self.column(where), str(self.literal(said)).casefold()
                if how == "contains":
                    return lambda row: any(value in str(cell).casefold() for cell in row[name])
                return lambda row: any(str(cell).casefold().startswith(value) for cell in row[name])
        raise self.refuse(f"{ast.unparse(node)[:60]!r} is not contains(…) or startswith(…) of a column")

    def column(self, node: ast.expr) -> str:
        if not isinstance(node, ast.Name):
            raise self.refuse(f"{ast.unparse(node)[:60]!r} stands where a column is expected")
        if node.id not in self.columns:
            near = get_close_matches(node.id, self.columns, 3, 0.5)
            hint = f"nearest: {', '.join(near)}" if near else f"columns: {', '.join(self.columns)}"
            raise self.refuse(f"no column {node.id!r} ({hint})")
        return node.id

    def literal(self, node: ast.expr) -> Value:
        match node:
            case ast.Constant(value=str() | int() | float() | None):
                return node.value  # type: ignore[return-value]
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
                return -value
            case ast.Name() if node.id in _LITERALS:
                return _LITERALS[node.id]
        raise self.refuse(f"{ast.unparse(node)[:60]!r} stands where a text or number is expected")

    def literals(self, node: ast.expr, column: ast.expr) -> list[Value]:
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            return [self.literal(item) for item in node.elts]
        said, hint = ast.unparse(node)[:60], "a list such as ('KDD', 'WWW') is expected"
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            part = f"{ast.unparse(column)}.contains({said})"
            hint = f"a list such as ({said},) is expected; {part} asks for a part of a text"
        raise self.refuse(f"{said} stands where {hint}")


def _flatten(node: ast.expr) -> list[ast.expr]:
    """List what is joined by `and`, with or without brackets."""
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        return [part for value in node.values for part in _flatten(value)]
    return [node]


def parse_query(text: str, columns: Sequence[str], together: AbstractSet[str] = frozenset()) -> Test:
    """Parse conditions into a function that tells whether a row (column → its values) fulfils them.

    Text compares without regard to capitals; a column with several values fulfils `==` if one does, and `!=` if
    none is equal. Cells of the columns in `together` belong together by their places (the models of a work with
    their sizes): what is asked of them and joined by `and` must hold for one place. A section holds the sections
    below it. Only the forms named in the error message exist: no calls, attributes, arithmetic or indexing.

    >>> fits = parse_query("strategy == 'lora' and year >= 2024", ["strategy", "year"])
    >>> fits({"strategy": ["frozen", "LoRA"], "year": [2024]}), fits({"strategy": ["lora"], "year": [None]})
    (True, False)
    """
    parser = _Parser(text, columns, together)
    if len(text) > MAX_CHARACTERS:
        raise parser.refuse(f"longer than {MAX_CHARACTERS} characters")
    try:
        return parser.condition(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise parser.refuse(f"cannot be read ({getattr(error, 'msg', None) or 'nested too deeply'})") from None


@dataclass(frozen=True)
class Works:
    """Hold one row a work: for each column the list of its distinct values, but for models one value a model."""

    rows: dict[str, dict[str, list[Value]]]

    def where(self, text: str) -> list[str]:
        """List the keys of the works that fulfil the conditions, in the order of keys."""
        fits = parse_query(text, COLUMNS, frozenset(MODELS))
        return [key for key, row in self.rows.items() if fits(row)]

    def in_section(self, section: str) -> list[str]:
        """List the keys of the works of a section and of the sections below it."""
        found = [key for key, row in self.rows.items() if any(is_equal("section", s, section) for s in row["section"])]
        if not found:
            known = sorted({str(s) for row in self.rows.values() for s in row["section"]})
            raise StudyError(f"--section {section!r}: no paper stands there. Sections with papers: {', '.join(known)}.")
        return found

    def describe(self, keys: Sequence[str], columns: Sequence[str]) -> list[dict[str, str]]:
        """Return rows of text for a table: `key`, `label` (the list's name, else the title) and the columns."""
        if unknown := [name for name in columns if name not in COLUMNS]:
            raise StudyError(f"no column {', '.join(unknown)}. Expected some of {', '.join(COLUMNS)}.")
        return [
            {"key": key, "label": _join(self.rows[key]["name"]) or _join(self.rows[key]["title"])}
            | {name: _join(self.rows[key][name]) for name in columns}
            for key in keys
        ]


def _join(values: Sequence[Value]) -> str:
    shown = (
        str(value).lower() if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)
        for value in values if value not in ("", None)
    )  # fmt: skip
    return ", ".join(dict.fromkeys(shown))


def _read_cells(frame: pd.DataFrame, names: Iterable[str]) -> list[dict[str, Any]]:
    plain = frame[[name for name in names if name in frame.columns]].astype(object)
    return [
        {str(name): cell for name, cell in row.items()} for row in plain.where(plain.notna(), None).to_dict("records")
    ]


def read_works(tables: Mapping[str, pd.DataFrame]) -> Works:
    """Join the tables `papers`, `entry_papers`, `entries`, `entry_strategies` and `entry_models` to one row a work."""
    rows: dict[str, dict[str, list[Value]]] = {}
    for cells in sorted(_read_cells(tables["papers"], PAPERS), key=lambda cells: str(cells["key"])):
        several = {name: list(cells[name].split("; ")) for name in ("authors", "sources") if cells[name]}
        rows[str(cells["key"])] = {name: [] for name in COLUMNS} | {n: [v] for n, v in cells.items()} | several
    key_of = dict(zip(tables["entry_papers"]["entry"], tables["entry_papers"]["key"].astype(str), strict=True))
    for table, names in (("entries", ENTRIES), ("entry_strategies", STRATEGIES), ("entry_models", MODELS)):
        for cells in _read_cells(tables[table], dict.fromkeys(["entry", *names])):
            row = rows.get(key_of.get(cells["entry"], ""))
            known = {name: cells[name] for name in names if name in cells}
            if row is None or (names is MODELS and tuple(known.values()) in zip(*map(row.get, known), strict=True)):
                continue
            for name, value in known.items():
                if names is MODELS or value not in row[name]:
                    row[name].append(value)
    return Works(rows)


def explain_empty(text: str, rows: Iterable[Row] = ()) -> StudyError:
    """Return the error for conditions that no row fulfils: a value that no row has, and a text meant in parts.

    >>> str(explain_empty("'agent' in title")).partition(". ")[2]
    "'agent' in title asks for the whole title: title.contains('agent') asks for a part of it."
    """
    hints = []
    known = list(rows)
    for node in ast.walk(ast.parse(text.strip(), mode="eval")):
        if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ast.In | ast.Eq):
            continue
        sides = (node.left, node.comparators[0])
        name = next((side.id for side in sides if isinstance(side, ast.Name)), "")
        said = [part for side in sides for part in getattr(side, "elts", [side]) if isinstance(part, ast.Constant)]
        values = [part.value for part in said if isinstance(part.value, str)]
        if name in TEXTS and values:
            part = f"{name}.contains({values[0]!r})"
            hints.append(f"{ast.unparse(node)} asks for the whole {name}: {part} asks for a part of it")
        if known and name in known[0]:
            hints += filter(None, (_name_nearest(name, value, known) for value in values))
    hint = "; ".join(hints) or "Loosen a condition, or look at the values in data/02_enriched/papers.csv"
    return StudyError(f"--where {text[:80]!r}: no work fulfils it. {hint}.")


def _name_nearest(name: str, value: str, rows: Sequence[Row]) -> str:
    """Say of a value that no row has which ones are like it, or all if they are few."""
    cells = dict.fromkeys(cell for row in rows for cell in row[name] if cell not in ("", None))
    if any(is_equal(name, cell, value) for cell in cells):
        return ""
    by_fold = {str(cell).casefold(): str(cell) for cell in cells}
    found = process.extract(value.casefold(), list(by_fold), scorer=fuzz.ratio, limit=3, score_cutoff=60)
    if found:
        return f"no {name} is {value!r} (nearest: {', '.join(by_fold[fold] for fold, *_ in found)})"
    if name in TEXTS:
        return ""
    return f"no {name} is {value!r}" + (
        f" (values: {', '.join(sorted(by_fold.values()))})" if len(by_fold) <= FEW else ""
    )
