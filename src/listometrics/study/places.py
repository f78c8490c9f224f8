"""Where things lie in a study: inputs, folders of the stages, records. Standard library only, so that it is quick."""

from __future__ import annotations

import fnmatch
from pathlib import Path

from listometrics.errors import StudyError

HERE, ABOVE = Path("."), Path("..")
RECORDS = ("data/*/*.record.json", "reports/*.record.json")
LIST = "data/raw_readme.md"
FOLDERS = {"01": "data/01_parsed", "02": "data/02_enriched", "03": "data/03_analysed", "04": "reports"}
CHOICES = "data/list.toml"
INPUTS = (LIST, CHOICES, "data/vocab/*", "data/bib/sources/*")


def find_root(root: str) -> Path:
    """Return the study's folder.

    The default, `..`, is the folder above the notebooks; where that holds no `data/` but the working
    directory does, as when papermill is called from the study itself, it is the working directory.
    Any other value is taken as it is. Raises StudyError where the folder holds no `data/`.
    """
    candidates = [HERE, ABOVE] if Path(root) == ABOVE else [Path(root)]
    for candidate in candidates:
        if (candidate / "data").is_dir():
            return candidate
    raise StudyError(
        f"{root}: no folder data/ there. A study is a folder with {LIST}, data/vocab/ and data/bib/: "
        "give its path as root."
    )


def is_input(path: str) -> bool:
    """Tell whether a path of a study is an input, which no stage may change.

    >>> is_input("data/raw_readme.md"), is_input("data/bib/sources/curated.bib"), is_input("data/bib/keys.csv")
    (True, True, False)
    """
    return any(fnmatch.fnmatch(path, pattern) for pattern in INPUTS)


def find_base(path: str, root: Path, out: Path) -> Path:
    """Return where a stage finds a file: results of earlier stages in `out` where they are there, else in `root`."""
    return out if not is_input(path) and (out / path).exists() else root


def record_path(stage: str) -> str:
    """Return where a stage's record lies: beside its tables.

    >>> record_path("01_parse"), record_path("04_report")
    ('data/01_parsed/01_parse.record.json', 'reports/04_report.record.json')
    """
    return f"{FOLDERS[stage[:2]]}/{stage}.record.json"


def numbers_path(stage: str) -> str:
    """Return where a stage leaves the numbers that prose needs.

    >>> numbers_path("03_methods")
    'data/03_analysed/methods.json'
    """
    return f"{FOLDERS[stage[:2]]}/{stage.partition('_')[2]}.json"
