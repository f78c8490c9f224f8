"""A stage is skipped where what it made stands and would be made again; else the reason names what differs."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from listometrics.run import skip
from listometrics.run.execute import EXECUTED, PAGES, Place
from listometrics.run.notebook import Notebook, Parameter
from listometrics.run.skip import Check
from listometrics.study.stage import open_stage

READS = ("data/raw_readme.md", "data/vocab/models.csv", "data/bib/sources/*.bib", "data/bib/keys.csv")
PARAMETERS = {name: Parameter(name, "str", value, "") for name, value in (("root", ".."), ("out", ""), ("seen", ""))}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path in ("data/raw_readme.md", "data/vocab/models.csv", "data/vocab/themes.csv", "data/bib/sources/a.bib"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(f"{path} as it was\n", encoding="utf-8")
    (tmp_path / "notebooks").mkdir()
    cells = [{"cell_type": "code", "metadata": {}, "source": "from listometrics.study.stage import open_stage"}]
    (tmp_path / "notebooks/02_enrich.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    return tmp_path


def make_check(root: Path, out: Path | None = None, seen: str = "") -> Check:
    notebook = Notebook(root / "notebooks/02_enrich.ipynb", PARAMETERS, READS, ("data/02_enriched/papers.csv",))
    return Check(notebook, Place(root, out), {"seen": seen} if seen else {})


def run(check: Check, registry: str = "a key\n") -> Check:
    """Do what a run of the notebook would do to the files."""
    out = check.place.out
    stage = open_stage("02_enrich", str(check.place.root), str(out) if out else "", seen=check.parameters["seen"])
    stage.read_text("data/raw_readme.md")
    stage.read_text("data/vocab/models.csv")
    stage.read_folder("data/bib/sources/*.bib")
    if (check.place.results / "data/bib/keys.csv").exists():
        stage.read_text("data/bib/keys.csv")
    stage.write_text("data/02_enriched/papers.csv", "one\n")
    stage.write_text("data/bib/keys.csv", registry)
    stage.close()
    for path in (f"{PAGES}/02_enrich.html", f"{EXECUTED}/02_enrich.ipynb"):
        (check.place.results / path).parent.mkdir(parents=True, exist_ok=True)
        (check.place.results / path).write_text("made\n", encoding="utf-8")
    check.remember(1.25)
    return check


def test_nothing_is_known_of_a_stage_that_never_ran_here(root: Path) -> None:
    assert make_check(root).why() == "no earlier run here"


def test_a_stage_of_which_nothing_changed_need_not_run(root: Path) -> None:
    assert run(make_check(root)).why() == ""
    assert make_check(root).seconds() == 1.2


def test_times_of_files_do_not_matter(root: Path) -> None:
    check = run(make_check(root))
    for path in root.rglob("*"):
        path.touch()
    assert check.why() == ""


def write(path: str, text: str = "otherwise\n") -> Callable[[Path], object]:
    return lambda root: (root / path).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (write("data/vocab/models.csv"), "data/vocab/models.csv changed"),
        (write("data/vocab/themes.csv"), ""),
        (write("data/bib/sources/b.bib"), "data/bib/sources/b.bib is new"),
        (lambda root: (root / "data/bib/sources/a.bib").unlink(), "data/bib/sources/a.bib is gone"),
        (write("data/02_enriched/papers.csv"), "data/02_enriched/papers.csv changed"),
        (lambda root: (root / "data/02_enriched/papers.csv").unlink(), "data/02_enriched/papers.csv is gone"),
        (write("data/bib/keys.csv"), "data/bib/keys.csv changed"),
        (write("reports/notebooks/02_enrich.html"), "reports/notebooks/02_enrich.html changed"),
        (lambda root: (root / "reports/executed/02_enrich.ipynb").unlink(), "reports/executed/02_enrich.ipynb is gone"),
        (write("data/02_enriched/02_enrich.record.json"), "data/02_enriched/02_enrich.record.json changed"),
        (write("reports/executed/02_enrich.state.json", '{"half'), "no earlier run here"),
        (
            write("notebooks/02_enrich.ipynb", '{"cells": [{"cell_type": "code", "metadata": {}, "source": "1"}]}'),
            "listometrics/",
        ),
    ],
    ids=[
        "an input changed",
        "an input that it does not read changed",
        "a file is new in a folder that it reads",
        "an input is gone",
        "an output changed",
        "an output is gone",
        "the registry of keys changed",
        "the page changed",
        "the executed notebook is gone",
        "the record changed",
        "the state was left half written",
        "the notebook's code changed",
    ],
)
def test_the_reason_names_what_differs(root: Path, change: Callable[[Path], object], reason: str) -> None:
    check = run(make_check(root))
    change(root)
    assert check.why().startswith(reason)
    assert bool(check.why()) == bool(reason)


def test_a_file_that_a_stage_carries_on_is_as_the_stage_left_it(root: Path) -> None:
    run(make_check(root), registry="a key\n")
    assert run(make_check(root), registry="a key\nanother\n").why() == ""


def test_an_input_that_comes_back_as_it_was_needs_no_run(root: Path) -> None:
    check = run(make_check(root))
    before = (root / "data/raw_readme.md").read_bytes()
    write("data/raw_readme.md")(root)
    assert check.why() == "data/raw_readme.md changed"
    (root / "data/raw_readme.md").write_bytes(before)
    assert check.why() == ""


def test_another_parameter_is_a_reason_but_its_default_is_not(root: Path) -> None:
    run(make_check(root))
    assert make_check(root, seen="2026-01-01").why() == "seen = '2026-01-01', before ''"
    assert make_check(root).why() == ""


def test_code_and_versions_are_reasons(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check = run(make_check(root))
    versions, code = skip.list_versions(), skip.hash_code(check.notebook.path)
    monkeypatch.setattr(skip, "list_versions", lambda: {**versions, "pandas": "99.0"})
    assert check.why() == f"pandas 99.0, before {versions['pandas']}"
    monkeypatch.setattr(skip, "hash_code", lambda path: {**code, "listometrics/study/stage.py": "other"})
    assert check.why() == "listometrics/study/stage.py changed"


def test_results_elsewhere_are_a_matter_of_their_own(root: Path, tmp_path: Path) -> None:
    run(make_check(root))
    there = make_check(root, tmp_path / "out")
    assert there.why() == "no earlier run here"
    assert run(there).why() == ""
    write("data/02_enriched/papers.csv")(root)
    assert there.why() == ""
    assert make_check(root).why() == "data/02_enriched/papers.csv changed"


def test_a_stage_that_starts_and_does_not_end_runs_again_and_its_time_is_still_known(root: Path) -> None:
    check = run(make_check(root))
    check.forget()
    assert check.why() == "no earlier run here"
    assert check.seconds() == 1.2
    assert make_check(root, root / "nowhere").seconds() == float("inf")


def test_the_committed_record_holds_nothing_of_the_machine(root: Path) -> None:
    run(make_check(root))
    record = json.loads((root / "data/02_enriched/02_enrich.record.json").read_text(encoding="utf-8"))
    assert sorted(record) == ["parameters", "reads", "stage", "version", "writes"]
    state = json.loads(make_check(root).state_path.read_text(encoding="utf-8"))
    assert "Python" in state["versions"]
    assert str(root) not in json.dumps(state)


def test_a_file_that_a_stage_may_read_makes_it_run_when_it_comes(root: Path) -> None:
    check = make_check(root)
    check = Check(replace(check.notebook, may_read=("data/list.toml",)), check.place, check.values)
    assert run(check).why() == ""
    (root / "data/list.toml").write_text("", encoding="utf-8")
    assert check.why() == "data/list.toml is new"
