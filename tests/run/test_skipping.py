"""A notebook is skipped where what it made stands and would be made again; else the reason names what differs."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from listometrics.run import skipping
from listometrics.run.preflight import read_notebook
from listometrics.run.skipping import EXECUTED, PAGES, Task, list_versions
from listometrics.study.stage import open_stage

READS = (
    "`data/raw_readme.md`, `data/vocab/models.csv`, `data/bib/sources/*.bib`, `data/bib/keys.csv`, "
    "`data/list.toml` (if there is one)"
)


@pytest.fixture
def root(study: Path, write_notebook: Callable[..., Path]) -> Path:
    for path in ("data/vocab/models.csv", "data/vocab/themes.csv", "data/bib/sources/a.bib"):
        (study / path).parent.mkdir(parents=True, exist_ok=True)
        (study / path).write_text(f"{path} as it was\n", encoding="utf-8")
    code = "from listometrics.study.stage import open_stage"
    write_notebook(study, "02_enrich", code, reads=READS, writes="`data/02_enriched/papers.csv`")
    return study


def make_task(root: Path, out: Path | None = None, **values: object) -> Task:
    return Task(read_notebook(root / "notebooks/02_enrich.ipynb"), root, out, values)


def run(task: Task, registry: str = "a key\n") -> Task:
    """Do what a run of the notebook would do to the files."""
    stage = open_stage("02_enrich", str(task.root), str(task.out) if task.out else "", **task.values)
    stage.read_text("data/raw_readme.md")
    stage.read_text("data/vocab/models.csv")
    stage.read_folder("data/bib/sources/*.bib")
    if (task.results / "data/bib/keys.csv").exists():
        stage.read_text("data/bib/keys.csv")
    stage.write_text("data/02_enriched/papers.csv", "one\n")
    stage.write_text("data/bib/keys.csv", registry)
    stage.close()
    for path in (f"{PAGES}/02_enrich.html", f"{EXECUTED}/02_enrich.ipynb"):
        (task.results / path).parent.mkdir(parents=True, exist_ok=True)
        (task.results / path).write_text("made\n", encoding="utf-8")
    task.remember()
    return task


def test_a_notebook_of_which_nothing_changed_need_not_run_whatever_the_times_of_files(root: Path) -> None:
    assert make_task(root).why() == "no earlier run here"
    task = run(make_task(root))
    for path in root.rglob("*"):
        path.touch()
    assert task.why() == ""
    assert run(make_task(root), registry="a key\nanother\n").why() == "", "a file that it carries on is as it left it"
    task.forget()
    assert task.why() == "no earlier run here", "it started and may not have come to its end"


def write(path: str, text: str = "otherwise\n") -> Callable[[Path], object]:
    return lambda root: (root / path).write_text(text, encoding="utf-8")


def pipe(path: str) -> Callable[[Path], object]:
    return lambda root: [(root / path).unlink(), os.mkfifo(root / path)]


def remove(path: str) -> Callable[[Path], object]:
    return lambda root: (root / path).unlink()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (write("data/vocab/models.csv"), "data/vocab/models.csv changed"),
        (write("data/vocab/themes.csv"), ""),
        (write("data/list.toml"), "data/list.toml is new"),
        (write("data/bib/sources/b.bib"), "data/bib/sources/b.bib is new"),
        (remove("data/bib/sources/a.bib"), "data/bib/sources/a.bib is gone"),
        (write("data/02_enriched/papers.csv"), "data/02_enriched/papers.csv changed"),
        (remove("data/02_enriched/papers.csv"), "data/02_enriched/papers.csv is gone"),
        (write("data/bib/keys.csv"), "data/bib/keys.csv changed"),
        (write("reports/notebooks/02_enrich.html"), "reports/notebooks/02_enrich.html changed"),
        (remove("reports/executed/02_enrich.ipynb"), "reports/executed/02_enrich.ipynb is gone"),
        (write("data/02_enriched/02_enrich.record.json"), "data/02_enriched/02_enrich.record.json changed"),
        *[
            (write("reports/executed/02_enrich.state.json", broken), "no earlier run here")
            for broken in ('{"half', "", "{}", "[]", "[" * 9999, '{"made_with": 1, "reads": 2, "writes": 3}')
        ],
        (write("reports/executed/02_enrich.state.json", '{"made_with": {}, "reads": {}, "writes": {}}'), "code"),
        (pipe("reports/executed/02_enrich.state.json"), "no earlier run here"),
        (pipe("data/02_enriched/papers.csv"), "data/02_enriched/papers.csv is gone"),
    ],
)
def test_the_reason_names_what_differs(root: Path, change: Callable[[Path], object], reason: str) -> None:
    task = run(make_task(root))
    change(root)
    assert task.why() == reason or (reason == "code" and task.why() == "notebooks/02_enrich.ipynb is new")


def test_parameters_code_and_versions_are_reasons(
    root: Path, write_notebook: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    task = run(make_task(root))
    assert make_task(root, seen="2026-01-01").why() == "seen = '2026-01-01', before not there"
    versions = list_versions()
    with monkeypatch.context() as patch:
        patch.setattr(skipping, "list_versions", lambda: {**versions, "pandas": "99.0"})
        assert make_task(root).why() == f"pandas 99.0, before {versions['pandas']}"
    write_notebook(root, "02_enrich", "1", reads=READS, writes="`data/02_enriched/papers.csv`")
    assert task.why() == "", "what was there before it ran is what it was made with"
    assert make_task(root).why() == "notebooks/02_enrich.ipynb changed"


def test_results_elsewhere_are_a_matter_of_their_own(root: Path, tmp_path: Path) -> None:
    run(make_task(root))
    there = make_task(root, tmp_path / "out")
    assert there.why() == "no earlier run here"
    assert run(there).why() == ""
    write("data/02_enriched/papers.csv")(root)
    assert there.why() == ""
    assert make_task(root).why() == "data/02_enriched/papers.csv changed"


def test_any_file_of_the_package_is_a_reason_and_bytecode_is_none(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    run(make_task(root))
    for folder in ("report", "__pycache__"):
        (package / folder).mkdir(parents=True)
    monkeypatch.setattr(skipping, "PACKAGE", package)
    hashes = []
    for name in ("a.py", "__pycache__/a.pyc.140", "report/page.css", ".hidden"):
        (package / name).write_text("x")
        skipping.hash_package.cache_clear()
        hashes.append(skipping.hash_package())
    assert hashes[0] == hashes[1] != hashes[2] == hashes[3]
    assert make_task(root).why() == "the package listometrics changed"
    skipping.hash_package.cache_clear()


def test_outputs_do_not_change_a_notebook_but_its_text_does(root: Path) -> None:
    path = root / "notebooks/02_enrich.ipynb"
    before, book = make_task(root).made_with, json.loads(path.read_text())
    book["cells"][2] |= {"execution_count": 7, "outputs": [{"output_type": "stream", "name": "stdout", "text": "x"}]}
    path.write_text(json.dumps(book))
    assert make_task(root).made_with == before
    book["cells"][0]["source"] = book["cells"][0]["source"].replace("What?", "Which?")
    path.write_text(json.dumps(book))
    assert make_task(root).made_with["notebooks/02_enrich.ipynb"] != before["notebooks/02_enrich.ipynb"]


def test_versions_are_those_of_the_lock_and_of_python() -> None:
    from importlib.metadata import version

    versions = list_versions()
    assert versions["Python"] == sys.version.split()[0]
    assert (versions["pandas"], versions["jupyter-client"]) == (version("pandas"), version("jupyter_client"))
    assert "pytest" not in versions
