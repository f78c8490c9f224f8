"""The tree is what the README says, modules and functions stay small, and each module has its test."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "listometrics"
TOP = {
    "folders": {"benchmarks", "data", "docs", "notebooks", "reports", "scripts", "src", "tests"},
    "files": {
        "CHANGELOG.md", "CITATION.cff", "LICENSE", "LICENSE-DATA.md", "README.md", "SECURITY.md", "environment.yml",
        "pyproject.toml", "requirements-test.lock", "requirements.lock",
    },
}  # fmt: skip
DATA = {
    "folders": {"01_parsed", "02_enriched", "03_analysed", "bib", "vocab"},
    "files": {"README.md", "datapackage.json", "provenance.json", "raw_readme.md"},
}
REPORTS = {
    "folders": {"executed", "figures", "notebooks", "tables"},
    "files": {"04_report.record.json", "audit.md", "explorer.html", "list_fixes.patch"}
    | {f"report.{form}" for form in ("html", "md", "pdf")},
}
MOST_STATEMENTS = 45  # about forty, nested ones included
# Modules whose test has another name, with the file that tests them.
TESTED_IN = {
    "__main__": "test_bootstrap.py",
    "errors": "study/test_files.py",
    "fetch/acl": "fetch/test_answers.py",
    "fetch/arxiv": "fetch/test_answers.py",
    "fetch/crossref": "fetch/test_answers.py",
    "fetch/dblp": "fetch/test_answers.py",
    "fetch/openalex": "fetch/test_answers.py",
    "fetch/shapes": "fetch/test_answers.py",
    "parse/blocks": "parse/test_shapes.py",
}
MODULES = sorted(path.relative_to(SOURCE) for path in SOURCE.rglob("*.py") if path.name != "__init__.py")
FUNCTIONS = {
    f"{path.as_posix()}:{node.name}": node
    for path in MODULES
    for node in ast.walk(ast.parse((SOURCE / path).read_text(encoding="utf-8")))
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
}


@pytest.mark.parametrize(("folder", "expected"), [(".", TOP), ("data", DATA), ("reports", REPORTS)])
def test_a_folder_holds_what_belongs_there_and_nothing_else(folder: str, expected: dict[str, set[str]]) -> None:
    found = [path for path in (ROOT / folder).iterdir() if not path.name.startswith(".")]
    assert {path.name for path in found if path.is_file()} == expected["files"]
    assert {path.name for path in found if path.is_dir()} | {"executed"} == expected["folders"] | {"executed"}


def test_a_folder_of_results_has_the_number_of_its_notebook() -> None:
    numbers = {path.name[:2] for path in (ROOT / "notebooks").glob("*.ipynb")}
    folders = {path.name[:2] for path in (ROOT / "data").iterdir() if path.name[0].isdigit()}
    assert numbers - folders == {"04"}  # whose folder is reports/
    assert folders < numbers


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_module_is_short(path: Path) -> None:
    assert len((SOURCE / path).read_text(encoding="utf-8").splitlines()) <= 250


def test_a_function_is_short_and_takes_few_parameters() -> None:
    assert {
        name: count_statements(node) for name, node in FUNCTIONS.items() if count_statements(node) > MOST_STATEMENTS
    } == {}
    assert {name: count_parameters(node) for name, node in FUNCTIONS.items() if count_parameters(node) > 5} == {}


def count_statements(node: ast.AST) -> int:
    return sum(isinstance(part, ast.stmt) for part in ast.walk(node)) - 1


def count_parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    named = [part.arg for part in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
    return len([name for name in named if name not in ("self", "cls")])


@pytest.mark.parametrize("path", [path for path in MODULES if path.parts[:2] != ("study", "contract")], ids=str)
def test_a_module_has_a_test_of_its_name(path: Path) -> None:
    mirror = path.parent / f"test_{path.name}"
    other = TESTED_IN.get(path.with_suffix("").as_posix())
    if other:
        assert not (ROOT / "tests" / mirror).exists(), "has its own test now: take it out of TESTED_IN"
        assert path.stem in (ROOT / "tests" / other).read_text(encoding="utf-8")
    else:
        assert (ROOT / "tests" / mirror).exists()


def test_no_module_is_a_drawer_for_anything() -> None:
    assert {path.stem for path in MODULES} & {"util", "utils", "helpers", "misc", "common"} == set()
