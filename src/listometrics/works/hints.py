"""What may have been meant by conditions that no work fulfils."""

import ast
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from listometrics.errors import StudyError
from listometrics.works.query import TEXTS, Row, pick_equal

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
