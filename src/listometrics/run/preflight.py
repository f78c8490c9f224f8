"""What can be refused is refused before a kernel starts: notebooks, parameters, inputs, the list, the vocabularies."""

from __future__ import annotations

import ast
import contextlib
import graphlib
import itertools
import json
import logging
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from listometrics.errors import StudyError
from listometrics.study import files
from listometrics.study.files import CHOICES, INPUTS, LIST, RECORDS
from listometrics.study.parameters import find_choice, name_run, read_defaults, read_parameter

PLACE = ("root", "out")  # parameters that the runner itself sets
_DECLARED = re.compile(r"^\*\*(Reads|Writes)\*\*:?\s*(.*?)(?=^\s*$|^\*\*|\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Notebook:
    """A notebook and the files that its first cell names; those in `may_read` need not be there."""

    path: Path
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    may_read: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the stage's name, such as `01_parse`."""
        return self.path.stem


def find_notebooks(root: Path) -> list[Notebook]:
    """Return the study's own notebooks by name, or else ours."""
    own = root / "notebooks"
    folder = own if own.is_dir() else files.OURS / "notebooks"
    notebooks = [read_notebook(path) for path in sorted(folder.glob("*.ipynb"))]
    if not notebooks:
        raise StudyError(f"{folder}: no notebooks there. Install listometrics again.")
    return notebooks


def read_notebook(path: Path) -> Notebook:
    """Read what a notebook's first cell declares.

    It lists in backticks what the notebook **Reads** and **Writes**, with `(if there is one)` after a file that may
    be missing. Raises StudyError where it does not, or where no single code cell is tagged `parameters`.
    """
    cells = read_cells(path)
    tagged = sum("parameters" in tags for kind, _, tags in cells if kind == "code")
    if tagged != 1:
        raise StudyError(
            f"{path.name}: {tagged} cells tagged 'parameters', expected 1. "
            "Tag the parameters cell in JupyterLab's property inspector."
        )
    declared = _DECLARED.findall(cells[0][1])
    found = {kind: re.findall(r"`([^`]+)`( \(if there is one\))?", text) for kind, text in declared}
    if found.keys() != {"Reads", "Writes"}:
        raise StudyError(f"{path.name}: its first cell must list what it **Reads** and **Writes** in backticks.")
    reads = tuple(name for name, optional in found["Reads"] if not optional)
    may_read = tuple(name for name, optional in found["Reads"] if optional)
    return Notebook(path, reads, tuple(name for name, _ in found["Writes"]), may_read)


def read_cells(path: Path) -> list[tuple[str, str, list[str]]]:
    """Return the kind, the source and the tags of each cell of a notebook."""
    try:
        cells = json.loads(files.read_text(path))["cells"]
        return [
            (each["cell_type"], "".join(each["source"]), each.get("metadata", {}).get("tags", [])) for each in cells
        ]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise StudyError(f"{path.name}: not a notebook: {error!r}. Restore it from version control.") from None


def make_graph(notebooks: Sequence[Notebook]) -> dict[str, list[str]]:
    """Return, by name, the notebooks that each waits for: those that write what it reads.

    Raises StudyError where two write the same file, or where they wait for each other.
    """
    for one, other in itertools.combinations(notebooks, 2):
        if both := sorted({*one.writes} & {*other.writes}):
            raise StudyError(f"{one.name} and {other.name} both write {', '.join(both)}.")
    graph = {
        one.name: [other.name for other in notebooks if other is not one and _overlap(one.reads, other.writes)]
        for one in notebooks
    }
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        raise StudyError(f"notebooks wait for each other: {' → '.join(error.args[1])}.") from None
    return graph


def check_parameters(notebooks: Sequence[Notebook], given: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Return by notebook what was given and is not its default; refuse a name that no notebook declares."""
    if not given:  # then papermill, which takes half a second to load, may not be needed at all
        return {notebook.name: {} for notebook in notebooks}
    inspect = load_papermill().inspect_notebook
    declared = {notebook.name: inspect(escape_braces(notebook.path)) for notebook in notebooks}
    known = sorted({name for parameters in declared.values() for name in parameters} - set(PLACE))
    values: dict[str, dict[str, Any]] = {name: {} for name in declared}
    for name, text in given.items():
        if name in PLACE:
            raise StudyError(f"-p {name}: is set by the runner. Give the study as ROOT and the output as --out.")
        if name not in known:
            hint = f"{suggest(name, known)}Known: {', '.join(known) or 'none'}."
            raise StudyError(f"-p {name}: no notebook declares this parameter. {hint}")
        for notebook, parameters in declared.items():
            if name in parameters:
                value, default = parse_value(parameters[name], text)
                values[notebook] |= {name: value} if value != default else {}
    return values


def find_run(root: Path, values: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the folder for a run with other parameters than those of the study's results; nothing for the study.

    `values` holds, by notebook, what is not a default.
    """
    choice: dict[str, Any] = {}
    for stage, given in values.items():
        choice |= find_choice(root, stage, {**read_defaults(root, stage), **given}) if given else {}
    choice = {name: value for name, value in choice.items() if name not in PLACE}
    return name_run(choice) if choice else ""


def parse_value(parameter: Mapping[str, str], text: str) -> tuple[Any, Any]:
    """Return the value that a command line's text means for a parameter as papermill describes it, and the default.

    The comment behind a parameter may say what is allowed: `one of a, b: …`, `at least 0: …`, or forms of a date.
    Raises StudyError for anything else.

    >>> parse_value({"name": "first_year", "inferred_type_name": "int", "default": "2019", "help": ""}, "2022")
    (2022, 2019)
    """
    name, meaning, default = parameter["name"], parameter["help"], ast.literal_eval(parameter["default"])
    value = read_parameter(f"-p {name}", text, float if parameter["inferred_type_name"] == "float" else type(default))
    wrong = f"-p {name}: found {text!r}, expected"
    choices = re.match(r"one of ([^:;]+)", meaning)
    if choices and value not in (allowed := choices[1].strip().split(", ")):
        raise StudyError(f"{wrong} one of {', '.join(map(repr, allowed))}.")
    least = re.match(r"at least (\d+)", meaning)
    if least and value < int(least[1]):
        raise StudyError(f"{wrong} at least {least[1]}.")
    forms = re.findall(r"YYYY(?:-MM(?:-DD)?)?", meaning)
    if forms and text and not (len(text) in map(len, forms) and _is_date(text)):
        raise StudyError(f"{wrong} a date as {' or '.join(forms)}.")
    return value, default


def check_inputs(notebooks: Sequence[Notebook], root: Path) -> None:
    """Refuse a study that lacks a file which some notebook reads and none writes, or where it is no file.

    Of a pattern such as `data/bib/sources/*.bib` the folder must be there; that it is empty is no error.
    """
    check_links(root)
    written = [path for notebook in notebooks for path in notebook.writes]
    read = [(path, notebook.name) for notebook in notebooks for path in notebook.reads]
    for path, name in ((path, name) for path, name in read if not _overlap([path], written)):
        place, folder = root / path, Path(path).parent
        if "*" in path and not place.parent.is_dir() and folder not in {Path(each).parent for each in written}:
            hint = "Make the folder (it may be empty), or give another ROOT."
            raise StudyError(f"{folder.as_posix()}/: no such folder, and {name} reads {path}. {hint}")
        if "*" not in path and not place.is_file():
            found = "is a folder, expected a file" if place.is_dir() else "not found"
            raise StudyError(f"{path}: {found}, and {name} reads it. Put it there, or give another ROOT.")


def check_out(out: Path | None) -> None:
    """Refuse an output folder that is a file, or lies below one."""
    there = out and next(path for path in (out, *out.absolute().parents) if path.exists())
    if there and not there.is_dir():
        raise StudyError(f"--out {out}: {there} is a file, expected a folder. Name another folder.")


def check_links(root: Path) -> None:
    """Refuse an input that leads out of the study, before anything of it is read: a message may show its text."""
    for path in sorted(path for pattern in INPUTS for path in root.glob(pattern)):
        files.check_inside(root, path.relative_to(root).as_posix())


def check_content(notebooks: Sequence[Notebook], root: Path) -> None:
    """Refuse a list that holds nothing to study, and a vocabulary that is no table of its schema."""
    from listometrics.readme.markdown_blocks import split_lines
    from listometrics.readme.parse import walk_list
    from listometrics.readme.vocabulary import read_settings
    from listometrics.study.schema import TABLES, from_csv

    choices = files.read_text(root / CHOICES, CHOICES) if (root / CHOICES).is_file() else ""
    walk_list(split_lines(files.read_text(root / LIST, LIST)), LIST, settings=read_settings(choices))
    read = {path for notebook in notebooks for path in notebook.reads if path.startswith("data/vocab/")}
    for table in (table for table in TABLES.values() if table.path in read):
        from_csv(files.read_bytes(root / table.path, table.path), table, table.path)


def remove_broken_records(results: Path) -> None:
    """Remove records of stages that cannot be read, and say so: their notebooks run, and write them again."""
    for path in (path for pattern in RECORDS for path in results.glob(pattern)):
        shown = path.relative_to(results).as_posix()
        try:
            files.check_inside(results, shown)
            record = json.loads(files.read_text(path, shown))
            parts = [record["stage"]], record["parameters"], record["reads"], record["writes"]
            broken = [type(part) for part in parts] != [list, dict, dict, dict]
        except (StudyError, ValueError, LookupError, TypeError, RecursionError):
            broken = True
        if broken:
            print(f"{shown}: cannot be read, and is made again", file=sys.stderr)
            files.remove_inside(results, shown)


def suggest(name: str, known: Sequence[str]) -> str:
    """Return a question that names the nearest known name, if one is near."""
    import difflib

    near = difflib.get_close_matches(name, known, 1)
    return f"Did you mean {near[0]}? " if near else ""


def load_papermill() -> Any:
    """Return papermill, imported without the grammar of addresses that comes with JupyterLab.

    To build that grammar takes a second; jsonschema uses it for formats that no notebook has, where it is there.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    import papermill

    # It logs that a kernel has died, also of one that the runner ends itself; errors say what matters.
    logging.getLogger("papermill").addHandler(logging.NullHandler())
    return papermill


def escape_braces(path: Path) -> str:
    """Return a path that papermill takes as it is, and not as a template with parameters in braces."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _overlap(reads: Iterable[str], writes: Sequence[str]) -> bool:
    return any(fnmatch(write, read) or fnmatch(read, write) for read in reads for write in writes)


def _is_date(text: str) -> bool:
    """Tell whether a text is a day, or the beginning of one: a year or a month."""
    with contextlib.suppress(ValueError):
        return bool(date.fromisoformat(text + "0001-01-01"[len(text) :]))
    return False
