"""The query language of `cite --where`: conditions on the columns of a table, parsed, never evaluated."""

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches

from listometrics.errors import StudyError

Value = str | int | float | bool | None
Cells = Sequence[Value]
Row = Mapping[str, Cells]
MAX_CHARACTERS = 2000
# Columns of free text, of which one rarely means the whole.
TEXTS = frozenset(
    {"title", "list_title", "authors", "container", "section_title", "name", "note", "list_venue", "venue"}
)
MAX_DEPTH = 50
_LITERALS: dict[str, Value] = {"true": True, "false": False, "none": None, "True": True, "False": False, "None": None}


def _refuse(text: str, what: str) -> StudyError:
    return StudyError(
        f"--where {text[:80]!r}: {what}. Expected conditions such as year >= 2024, strategy == 'lora', 'lora' in "
        "strategy, venue in ('KDD', 'WWW'), title.contains('agent'), joined by and, or, not."
    )


class _Parser:
    """Turn a checked syntax tree into a function of a row; whatever is not named here is refused."""

    def __init__(self, text: str, columns: Sequence[str]) -> None:
        self.text, self.columns, self.depth = text, columns, 0

    def condition(self, node: ast.expr) -> Callable[[Row], bool]:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _refuse(self.text, "nested too deeply")
        made = self._condition(node)
        self.depth -= 1
        return made

    def _condition(self, node: ast.expr) -> Callable[[Row], bool]:
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
                return lambda row: any(_equal(cell, value) for cell in row[name]) == wanted
            name = self.column(left)
            if isinstance(right, ast.Constant) and isinstance(right.value, str):
                said = ast.unparse(right)
                wanted_form = f"a list such as ({said},) is expected; {name}.contains({said}) asks for a part of a text"
                raise _refuse(self.text, f"{said} stands where {wanted_form}")
            values = self.literals(right)
            return lambda row: any(_equal(cell, v) for cell in row[name] for v in values) == wanted
        flip = {ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE}
        if isinstance(left, ast.Name) and left.id not in _LITERALS:
            name, value, kind = self.column(left), self.literal(right), type(operator)
        else:
            name, value, kind = self.column(right), self.literal(left), flip.get(type(operator), type(operator))
        if kind is ast.Eq:
            return lambda row: any(_equal(cell, value) for cell in row[name])
        if kind is ast.NotEq:
            return lambda row: not any(_equal(cell, value) for cell in row[name])
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


def _ordered(cell: Value, value: Value, order: Callable[[int], bool]) -> bool:
    """Compare numbers as numbers and dates as text; an unknown cell fulfils no order."""
    if cell in ("", None) or value is None:
        return False
    a, b = _number(cell), _number(value)
    if a is not None and b is not None:
        return order((a > b) - (a < b))
    return order((str(cell) > str(value)) - (str(cell) < str(value)))


def parse_query(text: str, columns: Sequence[str]) -> Callable[[Row], bool]:
    """Parse conditions into a function that tells whether a row (column → its values) fulfils them.

    Text compares without regard to capitals; a column with several values fulfils `==` if one does, and `!=` if
    none is equal. Only the forms named in the error message exist: no calls, attributes, arithmetic or indexing.

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
        return _Parser(text, columns).condition(tree.body)
    except RecursionError:
        raise _refuse(text, "nested too deeply") from None


def explain_empty(text: str) -> StudyError:
    """Return the error for conditions that no work fulfils, with a hint where a text may have been meant in parts.

    >>> str(explain_empty("'agent' in title")).partition(". ")[2]
    "'agent' in title asks for the whole title: title.contains('agent') asks for a part of it."
    """
    hints = []
    for node in ast.walk(ast.parse(text.strip(), mode="eval")):
        if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ast.In | ast.Eq):
            continue
        sides = (node.left, node.comparators[0])
        name = next((side.id for side in sides if isinstance(side, ast.Name) and side.id in TEXTS), "")
        said = [side.value for side in sides if isinstance(side, ast.Constant) and isinstance(side.value, str)]
        if name and said:
            hints.append(
                f"{ast.unparse(node)} asks for the whole {name}: {name}.contains({said[0]!r}) asks for a part of it"
            )
    hint = "; ".join(hints) or "Loosen a condition, or look at the values in data/02_enriched/papers.csv"
    return StudyError(f"--where {text[:80]!r}: no work fulfils it. {hint}.")
