"""Notebooks and studies of a few lines, for the tests of the runner."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

LIST = "# List\n\n| **Paper** | **Publication** | **Link** |\n|---|---|---|\n| A title | Arxiv 2023 | |\n"
PARAMETERS = (
    'root: str = ".."  # study\nout: str = ""  # results\nfirst_year: int = 2019  # at least 0: the first year\n'
    'period: str = "year"  # one of month, year: a step\nuntil: str = ""  # date (YYYY or YYYY-MM)\n'
    "strict: bool = False  # stop\nshare: float = 0.5  # of all"
)


def write_one(
    study: Path, name: str, *cells: str, reads: str = "", writes: str = "", tags: tuple[str, ...] = ("parameters",)
) -> Path:
    first = f"# What?\n\n**Reads** {reads}\n\n**Writes** {writes}"
    kinds: list[tuple[str, str, list[str]]] = [("markdown", first, []), ("code", PARAMETERS, list(tags))]
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
    path = study / "notebooks" / f"{name}.ipynb"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.fixture
def write_notebook() -> Callable[..., Path]:
    """Return the writer of a notebook: study, name, code cells, and what it reads and writes."""
    return write_one


@pytest.fixture
def study(tmp_path: Path) -> Path:
    root = tmp_path / "{a} study"
    (root / "data" / "vocab").mkdir(parents=True)
    (root / "data" / "raw_readme.md").write_text(LIST, encoding="utf-8")
    return root
