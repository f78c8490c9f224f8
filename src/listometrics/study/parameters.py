"""What a notebook's parameters mean, however they were given, and where a run with other ones than before writes."""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from listometrics.errors import StudyError
from listometrics.study.files import OURS, record_path

KINDS: dict[str, type] = {
    "strict": bool, "shown_seed": int, "seen": str, "first_year": int, "last_date": str, "sections": str, "split": int,
    "seed": int, "read_until": str, "title": str,
}  # fmt: skip
"""The type of each parameter of the study's own notebooks; those of other notebooks are taken as they come."""
NUMBERS = {
    int: (r"-?\d{1,18}", "a whole number, such as 2022"),
    float: (r"-?\d{0,18}\.?\d{1,18}(?:[eE]-?\d{1,2})?", "a number, such as 0.5"),
}
NO_CHOICE = ("seen", "strict")
"""They say when and how strictly a run was made, not what its results are."""
RUNS = "reports/runs"
LONGEST = 60


def read_parameter(name: str, value: Any, kind: type | None = None) -> Any:
    """Return a parameter's value in its own type; papermill turns `-p last_date 2023` into a number, for example.

    The type is `kind`, else that in KINDS. Raises StudyError for a value that is none of it.

    >>> read_parameter("last_date", 2023), read_parameter("sections", 1.3), read_parameter("first_year", "2022")
    ('2023', '1.3', 2022)
    >>> read_parameter("first_year", 2022.5)
    Traceback (most recent call last):
    listometrics.errors.StudyError: first_year: found 2022.5, expected a whole number, such as 2022.
    """
    kind = kind or KINDS.get(name)
    if kind is None or type(value) is kind:
        return value
    if kind is bool:
        known = {"true": True, "false": False}.get(str(value).lower())
        if known is None:
            raise StudyError(f"{name}: found {value!r}, expected true or false.")
        return known
    if kind in NUMBERS:
        form, expected = NUMBERS[kind]
        if isinstance(value, bool) or not re.fullmatch(form, str(value), re.ASCII):
            raise StudyError(f"{name}: found {value!r}, expected {expected}.")
        return kind(value)
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)


def find_choice(root: Path, stage: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters that are neither the notebook's defaults nor those of the results that stand in a study.

    Empty where a stage has no results yet, or its notebook is not found: then there is nothing to keep apart.
    """
    try:
        record = json.loads((root / record_path(stage)).read_text(encoding="utf-8"))["parameters"]
        defaults = read_defaults(root, stage)
    except (OSError, ValueError, LookupError, TypeError):
        return {}
    chosen = {name: value for name, value in parameters.items() if name not in NO_CHOICE}
    if not defaults or all(record.get(name) == value for name, value in chosen.items()):
        return {}
    return {name: value for name, value in chosen.items() if value != defaults.get(name, value)}


def read_defaults(root: Path, stage: str) -> dict[str, Any]:
    """Return the default of each parameter of a stage's notebook: the study's own, or else ours."""
    folders = (root / "notebooks", OURS / "notebooks")
    path = next((folder / f"{stage}.ipynb" for folder in folders if (folder / f"{stage}.ipynb").is_file()), None)
    if path is None:
        return {}
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    source = next("".join(c["source"]) for c in cells if "parameters" in c.get("metadata", {}).get("tags", []))
    return {
        node.target.id: ast.literal_eval(node.value)
        for node in ast.parse(source).body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None
    }


def name_run(choice: Mapping[str, Any]) -> str:
    """Return the folder below a study for a run with other parameters.

    >>> name_run({"first_year": 2022, "sections": "1.1, 1.3"})
    'reports/runs/first_year-2022_sections-1.1-1.3'
    """
    text = "_".join(f"{name}-{value}" for name, value in sorted(choice.items()))
    name = re.sub(r"[^\w.-]+", "-", text, flags=re.ASCII).strip("-.")
    if len(name) > LONGEST or not name.isascii() or name != re.sub(r"[, ]+", "-", text):
        name = f"{name[:LONGEST]}_{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    return f"{RUNS}/{name}"


def say_run(folder: str) -> str:
    """Return the line that tells where a run with other parameters writes."""
    return f"Other parameters than those of the results here: writing to {folder}/ (give out to write elsewhere)."
