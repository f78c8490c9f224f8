"""The notebooks keep their rules: thin, honest about what they touch, committed without outputs."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

from listometrics.run.preflight import find_notebooks, load_papermill, read_notebook

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
    assert all(each["help"] for each in parameters.values())
    assert {each["inferred_type_name"] for each in parameters.values()} <= {"str", "int", "float", "bool"}


@each
def test_it_begins_with_text_and_its_cells_are_short(path: Path) -> None:
    kinds = [cell["cell_type"] for cell in load(path)["cells"]]
    assert kinds[:3] == ["markdown", "code", "markdown"]
    assert kinds[-1] == "markdown"
    for source in sources(path, "code"):
        assert len(source.splitlines()) <= 14
        assert max(map(len, source.splitlines())) <= 120


@each
def test_it_changes_nothing_around_it(path: Path) -> None:
    for source in sources(path, "code"):
        assert not re.search(r"^\s*[%!]", source, re.MULTILINE)
        for word in ("sys.path", "os.chdir", "filterwarnings", "plt."):
            assert word not in source
        assert not any(isinstance(node, (ast.ClassDef, ast.AsyncFunctionDef)) for node in ast.walk(ast.parse(source)))


@pytest.mark.parametrize("name", ["03_landscape", "03_methods", "03_scale"])
def test_figures_are_made_in_sight_with_pandas_and_seaborn(name: str) -> None:
    code = "\n".join(sources(ROOT / "notebooks" / f"{name}.ipynb", "code"))
    calls = [ast.unparse(node.func) for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    assert sum(call.startswith("sns.") for call in calls) >= 2
    assert sum(call.endswith((".groupby", "pd.crosstab", ".value_counts", ".pivot")) for call in calls) >= 3
    assert calls.count("plots.set_finding") == calls.count("stage.save") >= 5


@pytest.mark.parametrize("name", ["landscape", "methods", "scale"])
def test_captions_are_short_and_titles_are_sentences_of_numbers_put_in_by_code(name: str) -> None:
    figures = load(ROOT / "data" / "03_analysed" / f"{name}.json")["figures"]
    for figure in figures.values():
        assert len(figure["caption"].split()) <= 45, figure["caption"]
        assert 0 < len(figure["title"]) <= 150
        assert not re.search(r"\bnan\b|<NA>|None", figure["title"] + figure["caption"])
