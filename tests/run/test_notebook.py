"""What a notebook declares is read strictly."""

import json
from pathlib import Path
from typing import Any

import pytest

from listometrics.errors import StudyError
from listometrics.run.notebook import read_notebook, read_parameters

FIRST = "# What?\n\n**Reads** `data/a.csv`,\n`data/b/*.bib`, `data/d.toml` (if there is one)\n\n**Writes** `data/c.csv`"
PARAMETERS = 'root: str = ".."  # the study\nfirst_year: int = 2019  # the first year'


def write(
    path: Path, first: str = FIRST, parameters: str = PARAMETERS, tags: tuple[str, ...] = ("parameters",)
) -> Path:
    cells: list[dict[str, Any]] = [
        {"cell_type": "markdown", "source": first.splitlines(keepends=True), "metadata": {}},
        {"cell_type": "code", "source": parameters, "metadata": {"tags": list(tags)}},
    ]
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    return path


def test_reads_writes_and_parameters_are_found(tmp_path: Path) -> None:
    book = read_notebook(write(tmp_path / "01_x.ipynb"))
    assert book.name == "01_x"
    assert book.reads == ("data/a.csv", "data/b/*.bib")
    assert book.may_read == ("data/d.toml",)
    assert book.writes == ("data/c.csv",)
    assert book.parameters["first_year"].default == 2019
    assert book.parameters["first_year"].meaning == "the first year"


def test_a_notebook_without_the_tag_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"^01_x\.ipynb: 0 cells tagged 'parameters', expected 1"):
        read_notebook(write(tmp_path / "01_x.ipynb", tags=()))


def test_a_notebook_that_does_not_say_what_it_reads_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"must list what it \*\*Reads\*\* and \*\*Writes\*\*"):
        read_notebook(write(tmp_path / "01_x.ipynb", first="# What?"))


def test_a_file_that_is_no_notebook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.ipynb").write_text("{}", encoding="utf-8")
    with pytest.raises(StudyError, match=r"^x\.ipynb: not a notebook: KeyError"):
        read_notebook(tmp_path / "x.ipynb")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("first_year = 2019  # untyped", r"'first_year = 2019  # untyped'\. Expected name: type = literal"),
        ("first_year: int = 2019", r"Expected name: type = literal  # meaning"),
        ("path: Path = 1  # an unknown type", r"with a type among str, int, float, bool"),
        ("seed: int = hash('a')  # computed", r"Expected a literal value"),
        ("seed: int =  # nothing", r"invalid syntax"),
        ("import os", r"'import os'\. Expected name: type"),
    ],
    ids=["untyped", "without meaning", "unknown type", "computed", "not Python", "not a parameter"],
)
def test_a_line_that_is_no_parameter_is_refused(line: str, message: str) -> None:
    with pytest.raises(StudyError, match=message):
        read_parameters(line, "x.ipynb")


@pytest.mark.parametrize(
    ("line", "text", "value"),
    [
        ("a: int = 1  # x", "2022", 2022),
        ("a: float = 1.0  # x", "0.5", 0.5),
        ("a: bool = False  # x", "true", True),
        ("a: str = ''  # x", "__import__('os')", "__import__('os')"),
    ],
    ids=["int", "float", "bool", "text stays text"],
)
def test_a_value_is_read_by_its_type(line: str, text: str, value: object) -> None:
    assert read_parameters(line, "x")["a"].parse(text) == value


@pytest.mark.parametrize(("kind", "text"), [("int", "1.5"), ("bool", "maybe"), ("float", "much")])
def test_a_value_of_another_type_is_refused(kind: str, text: str) -> None:
    default = {"int": "1", "bool": "True", "float": "1.0"}[kind]
    parameter = read_parameters(f"a: {kind} = {default}  # x", "x")["a"]
    with pytest.raises(StudyError, match=rf"^-p a={text}: expected an? {kind}"):
        parameter.parse(text)
