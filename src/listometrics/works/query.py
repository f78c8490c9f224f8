"""The query language of `cite --where`: conditions on the columns of a table, parsed, never evaluated."""

import ast
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from difflib import get_close_matches

import pandas as pd
from rapidfuzz import fuzz, process

from listometrics.errors import StudyError

Value = str | int | float | bool | None
Cells = Sequence[Value]
Row = Mapping[str, Cells]
MAX_CHARACTERS = 2000
# Columns of free text, of which one rarely means the whole.
TEXTS = frozenset(
    {"title", "list_title", "authors", "container", "section_title", "name", "note", "list_venue", "venue"}
)
# Columns of numbered sections: one holds the sections below it.
NESTED = frozenset({"section"})
MAX_DEPTH = 50
_LITERALS: dict[str, Value] = {"true": True, "false": False, "none": None, "True": True, "False": False, "None": None}


def _refuse(text: str, what: str) -> StudyError:
    return StudyError(
        f"--where {text[:80]!r}: {what}. Expected conditions such as year >= 2024, strategy == 'lora', 'lora' in "
        "strategy, venue in ('KDD', 'WWW'), title.contains('agent'), joined by and, or, not."
    )


class _Parser:
    """Turn a checked syntax tree into a function of a row; whatever is not named here is refused."""

    def __init__(self, text: str, columns: Sequence[str], together: AbstractSet[str]) -> None:
        self.text, self.columns, self.together, self.depth = text, columns, together, 0

    def condition(self, node: ast.expr) -> Callable[[Row], bool]:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _refuse(self.text, "nested too deeply")
        made = self._condition(node)
        self.depth -= 1
        return made

    def _condition(self, node: ast.expr) -> Callable[[Row], bool]:
        if self.together and self.asks_of_one(node):
            together, self.together = self.together, frozenset()
            asked = self._condition(node)
            self.together = together
            return lambda row: any(asked(one) for one in _take_apart(row, together))
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And) and self.together:
            # What is asked of one model is asked of the same one, wherever it stands in the conditions.
            joined_by_and = _flatten(node)
            of_one = [part for part in joined_by_and if self.asks_of_one(part)]
            rest = [part for part in joined_by_and if part not in of_one]
            asked_together: list[ast.expr] = [ast.BoolOp(node.op, of_one)] if of_one else []
            of_all = [self.condition(part) for part in (*asked_together, *rest)]
            return lambda row: all(part(row) for part in of_all)
        if isinstance(node, ast.BoolOp):
            parts = [self.condition(value) for value in node.values]
            joined = all if isinstance(node.op, ast.And) else any
            return lambda row: joined(part(row) for part in parts)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            inner = self.condition(node.operand)
            return lambda row: not inner(row)
        if isinstance(node, ast.Compare):
            return self.comparison(node)
        if isinstance(node, ast.Call):
            return self.call(node)
        if isinstance(node, ast.Name) and node.id not in _LITERALS:
            name = self.column(node)
            return lambda row: any(value not in ("", None) and value is not False for value in row[name])
        raise _refuse(self.text, f"{ast.unparse(node)[:60]!r} is no condition")

    def asks_of_one(self, node: ast.expr) -> bool:
        """Tell whether a condition asks for something of the columns that belong together, and of no other."""
        if isinstance(node, ast.BoolOp):
            return all(self.asks_of_one(value) for value in node.values)
        if isinstance(node, ast.Compare) and any(isinstance(o, ast.NotEq | ast.NotIn) for o in node.ops):
            return False  # asked of all of them
        names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} - set(_LITERALS)
        return isinstance(node, ast.Compare | ast.Call | ast.Name) and bool(names) and names <= self.together

    def comparison(self, node: ast.Compare) -> Callable[[Row], bool]:
        tests = []
        left = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            tests.append(self.one(left, operator, right))
            left = right
        return lambda row: all(test(row) for test in tests)

    def one(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Callable[[Row], bool]:
        if isinstance(operator, ast.In | ast.NotIn):
            wanted = isinstance(operator, ast.In)
            if isinstance(right, ast.Name):  # 'lora' in strategy: one of the cell's values
                name, value = self.column(right), self.literal(left)
                equal = pick_equal(name)
                return lambda row: any(equal(cell, value) for cell in row[name]) == wanted
            name = self.column(left)
            equal = pick_equal(name)
            if isinstance(right, ast.Constant) and isinstance(right.value, str):
                said = ast.unparse(right)
                wanted_form = f"a list such as ({said},) is expected; {name}.contains({said}) asks for a part of a text"
                raise _refuse(self.text, f"{said} stands where {wanted_form}")
            values = self.literals(right)
            return lambda row: any(equal(cell, v) for cell in row[name] for v in values) == wanted
        flip = {ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE}
        if isinstance(left, ast.Name) and left.id not in _LITERALS:
            name, value, kind = self.column(left), self.literal(right), type(operator)
        else:
            name, value, kind = self.column(right), self.literal(left), flip.get(type(operator), type(operator))
        equal = pick_equal(name)
        if kind is ast.Eq:
            return lambda row: any(equal(cell, value) for cell in row[name])
        if kind is ast.NotEq:
            return lambda row: not any(equal(cell, value) for cell in row[name])
        if kind in _ORDER:
            order = _ORDER[kind]
            return lambda row: any(_ordered(cell, value, order) for cell in row[name])
        raise _refuse(self.text, f"the comparison {ast.unparse(left)[:40]!r} is not one of == != < <= > >= in")

    def call(self, node: ast.Call) -> Callable[[Row], bool]:
        where = node.func
        known = ("contains", "startswith")
        if not isinstance(where, ast.Attribute) or where.attr not in known or node.keywords or len(node.args) != 1:
            raise _refuse(self.text, f"{ast.unparse(node)[:60]!r} is not contains(…) or startswith(…) of a column")
        name, value = self.column(where.value), str(self.literal(node.args[0])).casefold()
        if where.attr == "contains":
            return lambda row: any(value in str(cell).casefold() for cell in row[name])
        return lambda row: any(str(cell).casefold().startswith(value) for cell in row[name])

    def column(self, node: ast.expr) -> str:
        if not isinstance(node, ast.Name):
            raise _refuse(self.text, f"{ast.unparse(node)[:60]!r} stands where a column is expected")
        if node.id not in self.columns:
            near = get_close_matches(node.id, self.columns, 3, 0.5)
            hint = f"nearest: {', '.join(near)}" if near else f"columns: {', '.join(self.columns)}"
            raise _refuse(self.text, f"no column {node.id!r} ({hint})")
        return node.id

    def literal(self, node: ast.expr) -> Value:
        if isinstance(node, ast.Constant) and isinstance(node.value, str | int | float | None):
            return node.value
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
            value = node.operand.value
            if isinstance(value, int | float) and not isinstance(value, bool):
                return -value
        if isinstance(node, ast.Name) and node.id in _LITERALS:
            return _LITERALS[node.id]
        raise _refuse(self.text, f"{ast.unparse(node)[:60]!r} stands where a text or number is expected")

    def literals(self, node: ast.expr) -> list[Value]:
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            return [self.literal(item) for item in node.elts]
        raise _refuse(self.text, f"{ast.unparse(node)[:60]!r} stands where a list such as ('KDD', 'WWW') is expected")


def _flatten(node: ast.expr) -> list[ast.expr]:
    """List what is joined by `and`, with or without brackets."""
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        return [part for value in node.values for part in _flatten(value)]
    return [node]


_ORDER: dict[type[ast.cmpop], Callable[[int], bool]] = {
    ast.Lt: lambda sign: sign < 0, ast.LtE: lambda sign: sign <= 0,
    ast.Gt: lambda sign: sign > 0, ast.GtE: lambda sign: sign >= 0,
}  # fmt: skip


def _number(value: Value) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    return float(value) if isinstance(value, str) and re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", value) else None


def _equal(cell: Value, value: Value) -> bool:
    if value is None:
        return cell in ("", None)
    if isinstance(value, bool):
        return str(cell).casefold() == str(value).casefold()
    a, b = _number(cell), _number(value)
    if a is not None and b is not None:
        return a == b
    return str(cell).casefold() == str(value).casefold()


def pick_equal(column: str) -> Callable[[Value, Value], bool]:
    """Return how the cells of a column are compared with a value."""
    return _within if column in NESTED else _equal


def _within(cell: Value, value: Value) -> bool:
    """Tell whether a section is the one asked for or stands below it; 1.10 is not 1.1."""
    if value is None or value == "":
        return cell in ("", None)
    wanted = str(value).strip().rstrip(".").casefold()
    return f"{cell}.".casefold().startswith(f"{wanted}.")


def _take_apart(row: Row, names: AbstractSet[str]) -> list[Row]:
    """Cut the cells of columns that belong together into rows of one value each."""
    cells = {name: row[name] for name in names if name in row}
    longest = max(map(len, cells.values()), default=0)
    return [{name: values[n : n + 1] for name, values in cells.items()} for n in range(longest)]


def _ordered(cell: Value, value: Value, order: Callable[[int], bool]) -> bool:
    """Compare numbers as numbers and dates as text; an unknown cell fulfils no order."""
    if cell in ("", None) or value is None:
        return False
    a, b = _number(cell), _number(value)
    if a is not None and b is not None:
        return order((a > b) - (a < b))
    return order((str(cell) > str(value)) - (str(cell) < str(value)))


def parse_query(text: str, columns: Sequence[str], together: AbstractSet[str] = frozenset()) -> Callable[[Row], bool]:
    """Parse conditions into a function that tells whether a row (column → its values) fulfils them.

    Text compares without regard to capitals; a column with several values fulfils `==` if one does, and `!=` if
    none is equal. Cells of the columns in `together` belong together by their places (the models of a work with
    their sizes): what is asked of them and joined by `and` must hold for one place. A section holds the sections
    below it. Only the forms named in the error message exist: no calls, attributes, arithmetic or indexing.

    >>> fits = parse_query("strategy == 'lora' and year >= 2024", ["strategy", "year"])
    >>> fits({"strategy": ["frozen", "LoRA"], "year": [2024]}), fits({"strategy": ["lora"], "year": [None]})
    (True, False)
    """
    if len(text) > MAX_CHARACTERS:
        raise _refuse(text, f"longer than {MAX_CHARACTERS} characters")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        said = getattr(error, "msg", None) or "nested too deeply"
        raise _refuse(text, f"cannot be read ({said})") from None
    try:
        return _Parser(text, columns, together).condition(tree.body)
    except RecursionError:
        raise _refuse(text, "nested too deeply") from None


PAPERS = (
    "key", "title", "list_title", "authors", "first_date", "year", "status", "venue", "venue_type", "track",
    "list_venue", "list_year", "bib_status", "arxiv", "doi", "container", "sources",
)  # fmt: skip
ENTRIES = ("entry", "section", "section_title", "name", "read", "award", "preprint", "note")
STRATEGIES = ("strategy", "strategy_group")
MODELS = ("model", "family", "params_m", "params_status", "open_weights", "released")
COLUMNS = (*PAPERS, *ENTRIES, *STRATEGIES, *MODELS)


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
        wanted = section.strip().rstrip(".")
        found = [
            key for key, row in self.rows.items()
            if any(str(s) == wanted or str(s).startswith(f"{wanted}.") for s in row["section"])
        ]  # fmt: skip
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
    return ", ".join(dict.fromkeys(_show(value) for value in values if value not in ("", None)))


def _show(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def _plain(value: object) -> Value:
    if value is None or value is pd.NA or (isinstance(value, float) and pd.isna(value)):
        return None
    if isinstance(value, bool) or str(type(value).__name__) in ("bool", "bool_"):
        return bool(value)
    if hasattr(value, "item"):
        value = value.item()
    return value if isinstance(value, str | int | float) else str(value)


def _models(row: Mapping[str, Sequence[Value]], names: Sequence[str]) -> list[list[Value]]:
    """Return the models that a row has so far, each as the list of its values."""
    return [list(model) for model in zip(*(row[name] for name in names), strict=True)]


def read_works(tables: Mapping[str, pd.DataFrame]) -> Works:
    """Join the tables `papers`, `entry_papers`, `entries`, `entry_strategies` and `entry_models` to one row a work."""
    papers = tables["papers"]
    rows: dict[str, dict[str, list[Value]]] = {
        str(key): {name: [] for name in COLUMNS} for key in sorted(papers["key"].astype(str))
    }
    for record in papers[list(PAPERS)].to_dict("records"):
        row = rows[str(record["key"])]
        for name in PAPERS:
            value = _plain(record[name])
            row[name] = list(str(value).split("; ")) if name in ("authors", "sources") and value else [value]
    key_of = dict(zip(tables["entry_papers"]["entry"], tables["entry_papers"]["key"].astype(str), strict=True))
    for table, names in (("entries", ENTRIES), ("entry_strategies", STRATEGIES), ("entry_models", MODELS)):
        frame = tables[table]
        known = [name for name in names if name in frame.columns]
        for entry, *values in frame[list(dict.fromkeys(["entry", *known]))].itertuples(index=False, name=None):
            if entry not in key_of:
                continue
            cells = dict(zip([n for n in known if n != "entry"], values, strict=True))
            cells |= {"entry": entry} if "entry" in known else {}
            row = rows[key_of[entry]]
            plain = {name: _plain(value) for name, value in cells.items()}
            if table == "entry_models" and list(plain.values()) in _models(row, list(plain)):
                continue
            for name, value in plain.items():
                if table == "entry_models" or value not in row[name]:
                    row[name].append(value)
    return Works(rows)


FEW = 12  # values of a column that can all be named


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
            hints.append(
                f"{ast.unparse(node)} asks for the whole {name}: {name}.contains({values[0]!r}) asks for a part of it"
            )
        if known and name in known[0]:
            hints += [hint for value in values if (hint := _name_nearest(name, value, known))]
    hint = "; ".join(hints) or "Loosen a condition, or look at the values in data/02_enriched/papers.csv"
    return StudyError(f"--where {text[:80]!r}: no work fulfils it. {hint}.")


def _name_nearest(name: str, value: str, rows: Sequence[Row]) -> str:
    """Say of a value that no row has which ones are like it, or all if they are few."""
    equal = pick_equal(name)
    cells = dict.fromkeys(cell for row in rows for cell in row[name] if cell not in ("", None))
    if any(equal(cell, value) for cell in cells):
        return ""
    by_fold = {str(cell).casefold(): str(cell) for cell in cells}
    found = process.extract(value.casefold(), list(by_fold), scorer=fuzz.ratio, limit=3, score_cutoff=60)
    near = [by_fold[fold] for fold, *_ in found]
    shown = f" (nearest: {', '.join(near)})" if near else ""
    if not near and name in TEXTS:
        return ""
    if not near and len(by_fold) <= FEW:
        shown = f" (values: {', '.join(sorted(by_fold.values()))})"
    return f"no {name} is {value!r}{shown}"
