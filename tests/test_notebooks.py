"""The notebooks keep their rules: thin, honest about what they touch, committed without outputs."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

from listometrics.run.execution import load_papermill
from listometrics.run.preflight import TYPES, find_notebooks, read_notebook

ROOT = Path(__file__).resolve().parents[1]
NAMES = ["01_parse", "02_enrich", "03_audit", "03_landscape", "03_methods", "03_scale", "04_report"]
PATHS = [ROOT / "notebooks" / f"{name}.ipynb" for name in NAMES]


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def sources(path: Path, kind: str) -> list[str]:
    return ["".join(cell["source"]) for cell in load(path)["cells"] if cell["cell_type"] == kind]


def each(test: Any) -> Any:
    return pytest.mark.parametrize("path", PATHS, ids=NAMES)(test)


def test_there_are_these_notebooks_and_they_run_in_the_order_of_their_names() -> None:
    assert [notebook.name for notebook in find_notebooks(ROOT)] == NAMES


def test_notebooks_with_the_same_number_do_not_depend_on_each_other() -> None:
    for one in find_notebooks(ROOT):
        for other in find_notebooks(ROOT):
            if one.name[:2] == other.name[:2] and one.name != other.name:
                assert not set(one.reads) & set(other.writes)


@each
def test_it_is_committed_without_outputs_counts_or_python_version(path: Path) -> None:
    book = load(path)
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    assert book["metadata"]["kernelspec"]["name"] == "python3"
    assert "version" not in book["metadata"].get("language_info", {})
    for cell in book["cells"]:
        assert cell["id"]
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None
    assert len({cell["id"] for cell in book["cells"]}) == len(book["cells"])


@each
def test_it_starts_with_a_question_and_what_it_reads_and_writes(path: Path) -> None:
    first = sources(path, "markdown")[0]
    assert re.match(r"# .+\?\n", first)
    declared = read_notebook(path)
    assert declared.reads
    assert declared.writes
    assert load(path)["cells"][1]["metadata"]["tags"] == ["parameters"]
    parameters = load_papermill().inspect_notebook(str(path))
    assert list(parameters)[:2] == ["root", "out"]
    assert (parameters["root"]["default"], parameters["out"]["default"]) == ('".."', '""')
    assert all(each["help"] and each["inferred_type_name"] in TYPES for each in parameters.values())


@each
def test_text_and_code_alternate_and_a_cell_is_short(path: Path) -> None:
    kinds = [cell["cell_type"] for cell in load(path)["cells"]]
    assert kinds[:3] == ["markdown", "code", "markdown"]
    assert kinds == [("markdown", "code")[place % 2] for place in range(len(kinds))]
    assert all(len(source.splitlines()) <= 14 for source in sources(path, "code"))


@each
def test_it_defines_nothing_and_changes_nothing_around_it(path: Path) -> None:
    for source in sources(path, "code"):
        assert not re.search(r"^\s*[%!]", source, re.MULTILINE)
        for word in ("sys.path", "os.chdir", "filterwarnings", "plt."):
            assert word not in source
        tree = ast.parse(source)
        kinds = (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef, ast.Lambda)
        assert not any(isinstance(node, kinds) for node in ast.walk(tree))
