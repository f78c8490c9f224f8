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
from listometrics.works.identity import normalise_title

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
MAX_CHARACTERS = 2000
MAX_DEPTH = 50
FEW = 12  # values of a column that can all be named

Value = str | int | float | bool | None
Row = Mapping[str, Sequence[Value]]
Test = Callable[[Row], bool]
_WORDS = {"true": True, "false": False, "none": None}
_ORDER: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip
_FLIPPED = {ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE}
_EMPTY = ("", None)


def _make_comparable(cell: Value, value: Value) -> tuple[Any, Any]:
    """Return two numbers, or two texts without capitals."""
    both = (cell, value)
    if all(re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", str(one)) for one in both):
        return float(str(cell)), float(str(value))
    return str(cell).casefold(), str(value).casefold()


def is_equal(column: str, cell: Value, value: Value) -> bool:
    """Compare numbers as numbers, texts without regard to capitals; a section holds those below it (1.1 not 1.10)."""
    if cell in _EMPTY or value in _EMPTY:
        return cell in _EMPTY and value in _EMPTY
    if column == "section":
        return f"{cell}.".casefold().startswith(f"{str(value).strip().rstrip('.').casefold()}.")
    left, right = _make_comparable(cell, value)
    return bool(left == right)


def is_ordered(cell: Value, value: Value, compare: Callable[[Any, Any], bool]) -> bool:
    """Compare numbers as numbers and dates as text; an unknown cell fulfils no order."""
    return cell not in _EMPTY and value is not None and compare(*_make_comparable(cell, value))


class _Parser(ast.NodeTransformer):
    """Turn a syntax tree into a function of a row; whatever is not named here is refused."""

    def __init__(self, text: str, columns: Sequence[str], together: AbstractSet[str]) -> None:
        self.text, self.columns, self.together = text, columns, together

    def refuse(self, node: ast.expr | None, what: str) -> StudyError:
        said = f"{ast.unparse(node)[:60]!r} " if node else ""
        return StudyError(
            f"--where {self.text[:80]!r}: {said}{what}. Expected conditions such as year >= 2024, strategy == 'lora', "
            "'lora' in strategy, venue in ('KDD', 'WWW'), title.contains('agent'), joined by and, or, not."
        )

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Constant(_WORDS[node.id]) if node.id in _WORDS else node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        """Join what `and` asks of one model, wherever it stands, so that it is asked of the same one."""
        self.generic_visit(node)
        if isinstance(node.op, ast.Or):
            return node
        nested = [value.values if isinstance(value, ast.BoolOp) and isinstance(value.op, ast.And) else [value]
                  for value in node.values]  # fmt: skip
        values = [value for inner in nested for value in inner]
        of_one = [value for value in values if self.asks_of_one(value)]
        others = [value for value in values if value not in of_one]
        return ast.BoolOp(node.op, [*others, ast.BoolOp(node.op, of_one)] if of_one and others else values)

    def asks_of_one(self, node: ast.expr) -> bool:
        """Tell whether a condition asks for something of the columns that belong together, and of no other."""
        if isinstance(node, ast.BoolOp):
            return all(map(self.asks_of_one, node.values))
        within = list(ast.walk(node))
        names = {part.id for part in within if isinstance(part, ast.Name)}
        negated = any(isinstance(part, ast.NotEq | ast.NotIn | ast.Not) for part in within)
        return bool(names) and names <= self.together and not negated

    def take_apart(self, row: Row) -> list[Row]:
        """Cut the cells of columns that belong together into rows of one value each."""
        cells = {name: row[name] for name in self.together if name in row}
        longest = max(map(len, cells.values()), default=0)
        return [{name: values[n : n + 1] for name, values in cells.items()} for n in range(longest)]

    def condition(self, node: ast.expr, depth: int = 0, apart: bool = True) -> Test:
        """Return the test of a condition; `apart` tells that columns that belong together are still to be joined."""
        if depth > MAX_DEPTH:
            raise self.refuse(None, "nested too deeply")
        if apart and self.asks_of_one(node):
            test = self.condition(node, depth, apart=False)
            return lambda row: any(map(test, self.take_apart(row)))
        match node:
            case ast.BoolOp():
                tests = [self.condition(value, depth + 1, apart) for value in node.values]
                join = all if isinstance(node.op, ast.And) else any
                return lambda row: join(test(row) for test in tests)
            case ast.UnaryOp(op=ast.Not()):
                test = self.condition(node.operand, depth + 1, apart)
                return lambda row: not test(row)
            case ast.Compare():
                sides = [node.left, *node.comparators]
                tests = [self.comparison(*one) for one in zip(sides, node.ops, sides[1:], strict=False)]
                return lambda row: all(test(row) for test in tests)
            case ast.Call(
                func=ast.Attribute(value=place, attr="contains" | "startswith" as how), args=[said], keywords=[]
            ):
                name, value = self.column(place), str(self.literal(said)).casefold()
                found = operator.contains if how == "contains" else str.startswith
                return lambda row: any(found(str(cell).casefold(), value) for cell in row[name])
            case ast.Call():
                raise self.refuse(node, "is not contains(…) or startswith(…) of a column")
            case ast.Name():
                name = self.column(node)
                return lambda row: any(cell not in _EMPTY and cell is not False for cell in row[name])
        raise self.refuse(node, "is no condition")

    def comparison(self, left: ast.expr, sign: ast.cmpop, right: ast.expr) -> Test:
        flipped = isinstance(right, ast.Name)  # 'lora' in strategy: one of the cell's values; 2024 <= year
        kind = _FLIPPED.get(type(sign), type(sign)) if flipped else type(sign)
        name, said = (self.column(right), left) if flipped else (self.column(left), right)
        values = [self.literal(said)] if flipped or kind not in (ast.In, ast.NotIn) else self.literals(said, name)
        if compare := _ORDER.get(kind):
            return lambda row: any(is_ordered(cell, values[0], compare) for cell in row[name])
        if kind not in (ast.Eq, ast.In, ast.NotEq, ast.NotIn):
            raise self.refuse(left, "stands before a sign that is not one of == != < <= > >= in")
        wanted = kind in (ast.Eq, ast.In)
        return lambda row: any(is_equal(name, cell, value) for cell in row[name] for value in values) == wanted

    def column(self, node: ast.expr) -> str:
        if not isinstance(node, ast.Name):
            raise self.refuse(node, "stands where a column is expected")
        if node.id not in self.columns:
            near = get_close_matches(node.id, self.columns, 3, 0.5)
            hint = f"nearest: {', '.join(near)}" if near else f"columns: {', '.join(self.columns)}"
            raise self.refuse(None, f"no column {node.id!r} ({hint})")
        return node.id

    def literal(self, node: ast.expr) -> Value:
        match node:
            case ast.Constant(value=str() | int() | float() | None as value):
                return value
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
                return -value
        raise self.refuse(node, "stands where a text or number is expected")

    def literals(self, node: ast.expr, name: str) -> list[Value]:
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            return [self.literal(item) for item in node.elts]
        said = ast.unparse(node)[:60]
        part = f"{name}.contains({said}) asks for a part of a text"
        raise self.refuse(None, f"{said} stands where a list such as ({said},) is expected; {part}")


def parse_query(text: str, columns: Sequence[str], together: AbstractSet[str] = frozenset()) -> Test:
    """Parse conditions into a function that tells whether a row (column → its values) fulfils them.

    Text compares without regard to capitals; a column with several values fulfils `==` if one does, and `!=` if
    none is equal. Cells of the columns in `together` belong together by their places (the models of a work with
    their sizes): what is asked of them and joined by `and` must hold for one place. A section holds the sections
    below it. Only the forms named in the error message exist: no other calls, attributes, arithmetic or indexing.

    >>> fits = parse_query("strategy == 'lora' and year >= 2024", ["strategy", "year"])
    >>> fits({"strategy": ["frozen", "LoRA"], "year": [2024]}), fits({"strategy": ["lora"], "year": [None]})
    (True, False)
    """
    parser = _Parser(text, columns, together)
    if len(text) > MAX_CHARACTERS:
        raise parser.refuse(None, f"longer than {MAX_CHARACTERS} characters")
    try:
        return parser.condition(parser.visit(ast.parse(text.strip(), mode="eval").body))
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise parser.refuse(None, f"cannot be read ({getattr(error, 'msg', None) or 'nested too deeply'})") from None


@dataclass(frozen=True)
class Works:
    """Hold one row a work: for each column the list of its distinct values, but for models one value a model."""

    rows: dict[str, dict[str, list[Value]]]

    def where(self, text: str) -> list[str]:
        """List the keys of the works that fulfil the conditions, in the order of keys."""
        fits = parse_query(text, COLUMNS, frozenset(MODELS))
        return [key for key, row in self.rows.items() if fits(row)]

    def in_section(self, section: str, titles: Mapping[str, str]) -> list[str]:
        """List the keys of the works of a section and of the sections below it.

        `section` is its number, or its title, which `titles` has for each number.
        """
        named = [number for number, title in titles.items() if normalise_title(title) == normalise_title(section)]
        found = self.where(f"section in {[section[:200], *named]!r}")
        if not found:
            known = sorted({str(number) for row in self.rows.values() for number in row["section"]})
            said = "; ".join(f"{number} {titles.get(number, '')}".strip() for number in known)
            raise StudyError(f"--section {section!r}: no paper stands there. Sections with papers: {said}.")
        return found

    def describe(self, keys: Sequence[str], columns: Sequence[str]) -> list[dict[str, str]]:
        """Return rows of text for a table: `key`, `label` (the list's name, else the title) and the columns."""
        if unknown := [name for name in columns if name not in COLUMNS]:
            raise StudyError(f"no column {', '.join(unknown)}. Expected some of {', '.join(COLUMNS)}.")
        shown = [{name: _join(values) for name, values in self.rows[key].items()} for key in keys]
        return [
            {"label": row["name"] or row["title"]} | {name: row[name] for name in ("key", *columns)} for row in shown
        ]


def _join(values: Sequence[Value]) -> str:
    shown = (
        str(value).lower() if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)
        for value in values if value not in _EMPTY
    )  # fmt: skip
    return ", ".join(dict.fromkeys(shown))


def read_works(tables: Mapping[str, pd.DataFrame]) -> Works:
    """Join the tables `papers`, `entry_papers`, `entries`, `entry_strategies` and `entry_models` to one row a work."""
    columns = {"papers": PAPERS, "entries": ENTRIES, "entry_strategies": STRATEGIES, "entry_models": MODELS}
    rows: dict[str, dict[str, list[Value]]] = {}
    for key in sorted(tables["papers"]["key"]):
        rows[str(key)] = {name: [] for name in COLUMNS}
    for table, names in columns.items():
        frame = tables[table] if table == "papers" else tables["entry_papers"].merge(tables[table], on="entry")
        known = [name for name in names if name in frame]
        plain = frame[list(dict.fromkeys(["key", *known]))].astype(object)
        for cells in plain.where(plain.notna(), None).drop_duplicates().to_dict("records"):
            row = rows[str(cells["key"])]
            for name in known:
                value = cells[name]
                split = list(value.split("; ")) if value and name in ("authors", "sources") else [value]
                row[name] += [one for one in split if names is MODELS or one not in row[name]]
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
        within = list(ast.walk(node))
        name = next((part.id for part in within if isinstance(part, ast.Name)), "")
        for value in [part.value for part in within if isinstance(part, ast.Constant) and isinstance(part.value, str)]:
            if name in TEXTS:
                part = f"{name}.contains({value!r})"
                hints.append(f"{ast.unparse(node)} asks for the whole {name}: {part} asks for a part of it")
            cells = {str(c).casefold(): str(c) for row in known for c in row.get(name, ()) if c not in _EMPTY}
            if not cells or any(is_equal(name, cell, value) for cell in cells):
                continue
            near = process.extract(value.casefold(), list(cells), scorer=fuzz.ratio, limit=3, score_cutoff=60)
            if near:
                hints.append(f"no {name} is {value!r} (nearest: {', '.join(cells[fold] for fold, *_ in near)})")
            elif name not in TEXTS:
                all_of_them = f" (values: {', '.join(sorted(cells.values()))})" if len(cells) <= FEW else ""
                hints.append(f"no {name} is {value!r}{all_of_them}")
    hint = "; ".join(hints) or "Loosen a condition, or look at the values in data/02_enriched/papers.csv"
    return StudyError(f"--where {text[:80]!r}: no work fulfils it. {hint}.")
