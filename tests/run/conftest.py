"""Notebooks and studies of a few lines, for the tests of the runner."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from listometrics.run.notebook import Notebook, Parameter

LIST = "# List\n\n| **Paper** | **Publication** | **Link** |\n|---|---|---|\n| A title | Arxiv 2023 | |\n"


def make_book(name: str, reads: tuple[str, ...] = (), writes: tuple[str, ...] = (), **given: Parameter) -> Notebook:
    return Notebook(Path(f"{name}.ipynb"), given, reads, writes)


def write_one(folder: Path, name: str, *cells: str, reads: str = "", writes: str = "") -> None:
    first = f"# What?\n\n**Reads** {reads}\n\n**Writes** {writes}"
    parameters = 'root: str = ".."  # study\nout: str = ""  # results\nfirst_year: int = 2019  # first year'
    kinds: list[tuple[str, str, list[str]]] = [("markdown", first, []), ("code", parameters, ["parameters"])]
    kinds += [("code", cell, []) for cell in cells]
    content: dict[str, Any] = {
        "cells": [
            {
                "cell_type": kind,
                "id": f"cell-{number}",
                "metadata": {"tags": tags},
                "source": source,
                **({"outputs": [], "execution_count": None} if kind == "code" else {}),
            }
            for number, (kind, source, tags) in enumerate(kinds)
        ],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.ipynb").write_text(json.dumps(content), encoding="utf-8")


@pytest.fixture
def book() -> Callable[..., Notebook]:
    """Return the maker of a notebook as the runner sees it: name, reads, writes and parameters."""
    return make_book


@pytest.fixture
def write_notebook() -> Callable[..., None]:
    """Return the writer of a notebook's file: folder, name, code cells, and what it reads and writes."""
    return write_one


@pytest.fixture
def study(tmp_path: Path) -> Path:
    (tmp_path / "data" / "vocab").mkdir(parents=True)
    (tmp_path / "data" / "raw_readme.md").write_text(LIST, encoding="utf-8")
    return tmp_path
