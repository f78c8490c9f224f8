"""What can be refused is refused before a kernel starts: parameters, inputs, the list, the vocabularies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from rapidfuzz import process

from listometrics.errors import StudyError
from listometrics.run.notebook import Notebook
from listometrics.study import files
from listometrics.study.files import CHOICES, INPUTS, LIST

PLACE = ("root", "out")  # parameters that the runner itself sets
VOCABULARY = "data/vocab/"


def check_parameters(notebooks: Sequence[Notebook], given: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Return each notebook's values for the given parameters; refuse a name that none of them declares."""
    known = sorted({name for n in notebooks for name in n.parameters if name not in PLACE})
    for name in given:
        if name in PLACE:
            raise StudyError(f"-p {name}: is set by the runner. Give the study as ROOT and the output as --out.")
        if name not in known:
            near = process.extractOne(name, known)
            hint = f"Did you mean {near[0]}? " if near else ""
            raise StudyError(
                f"-p {name}: no notebook declares this parameter. {hint}Known: {', '.join(known) or 'none'}."
            )
    return {
        notebook.name: {
            name: notebook.parameters[name].parse(text) for name, text in given.items() if name in notebook.parameters
        }
        for notebook in notebooks
    }


def check_out(out: Path | None) -> None:
    """Refuse an output folder that is a file, or lies below one."""
    if out is None:
        return
    there = next(path for path in (out, *out.absolute().parents) if path.exists())
    if not there.is_dir():
        raise StudyError(f"--out {out}: {there} is a file, expected a folder. Name another folder.")


def check_links(root: Path) -> None:
    """Refuse an input that leads out of the study, before anything of it is read: a message may show its text."""
    for path in sorted(path for pattern in INPUTS for path in root.glob(pattern)):
        files.check_inside(root, path.relative_to(root).as_posix())


def check_inputs(notebooks: Sequence[Notebook], root: Path) -> None:
    """Refuse a study that lacks a file which some notebook reads and none writes, or where it is a folder.

    Of a pattern such as `data/bib/sources/*.bib` the folder must be there; that it is empty is no error.
    """
    written = [path for notebook in notebooks for path in notebook.writes]
    for notebook in notebooks:
        for path in notebook.reads:
            if any(fnmatch(other, path) or fnmatch(path, other) for other in written):
                continue
            place = root / path
            filled = any(Path(other).parent == Path(path).parent for other in written)
            if "*" in path and not filled and not place.parent.is_dir():
                raise StudyError(
                    f"{Path(path).parent.as_posix()}/: no such folder, and {notebook.name} reads {path}. "
                    "Make the folder (it may be empty), or give another ROOT."
                )
            if "*" not in path and not place.is_file():
                found = "is a folder, expected a file" if place.is_dir() else "not found"
                raise StudyError(f"{path}: {found}, and {notebook.name} reads it. Put it there, or give another ROOT.")


def check_list(root: Path) -> None:
    """Refuse a list that holds nothing to study."""
    from listometrics.readme.markdown import split_lines
    from listometrics.readme.readme import walk_list
    from listometrics.readme.settings import read_settings

    choices = root / CHOICES
    settings = read_settings(files.read_text(choices, CHOICES) if choices.is_file() else "")
    walk_list(split_lines(files.read_text(root / LIST, LIST)), LIST, settings=settings)


def check_vocabularies(notebooks: Sequence[Notebook], root: Path) -> None:
    """Refuse a vocabulary that is no table of its schema."""
    from listometrics.study import schema
    from listometrics.study.schema import TABLES

    read = {path for notebook in notebooks for path in notebook.reads}
    for table in TABLES.values():
        if table.path.startswith(VOCABULARY) and table.path in read:
            schema.from_csv(files.read_bytes(root / table.path, table.path), table, table.path)
