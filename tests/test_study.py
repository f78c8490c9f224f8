"""The study as a whole: it runs, twice the same bytes, by every documented way, and follows the list."""

import json
import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pandas as pd
import pytest

from listometrics.run import pipeline
from listometrics.run.preflight import Notebook, find_notebooks
from listometrics.run.skipping import EXECUTED

ROOT = Path(__file__).resolve().parents[1]
NEEDED = ("data/raw_readme.md", "data/vocab", "data/bib/sources", "data/bib/keys.csv", "notebooks")
pytestmark = pytest.mark.xdist_group("study")  # one worker runs them, so that the study runs once for all


def copy_study(to: Path) -> Path:
    for path in NEEDED:
        (to / path).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / path).is_dir():
            shutil.copytree(ROOT / path, to / path, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
        else:
            shutil.copyfile(ROOT / path, to / path)
    return to


def results(root: Path) -> dict[str, bytes]:
    """Return everything that a run made, but the executed notebooks: they hold timings."""
    found = [path for top in ("data", "reports") for path in (root / top).rglob("*") if path.is_file()]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found if "executed" not in path.parts}


def environment() -> dict[str, str]:
    """Return the environment of a user whose activated environment is the one the tests run in."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": path}


@pytest.fixture(scope="session")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the study, run once."""
    root = copy_study(tmp_path_factory.mktemp("study"))
    pipeline.run(root, None, {})
    return root


@pytest.mark.slow
def test_a_second_run_gives_the_same_bytes(study: Path) -> None:
    before = results(study)
    assert len(pipeline.run(study, None, {}, force=True)) == len(find_notebooks(ROOT))
    after = results(study)
    assert sorted(path for path in before | after if before.get(path) != after.get(path)) == []


def test_a_second_run_runs_nothing_says_why_and_loads_no_library_to_find_out(study: Path) -> None:
    code = (
        "import sys\nfrom listometrics.cli import main\ncode = main(['run', sys.argv[1]])\n"
        "heavy = {'jupyter_client', 'matplotlib', 'numpy', 'pandas', 'papermill'}\n"
        "print(code, sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(study)], capture_output=True, text=True, check=True)
    names = [notebook.name for notebook in find_notebooks(ROOT)]
    said = sorted(line.split("] ")[1] for line in done.stderr.splitlines())
    assert said == [f"{name}  skipped: nothing it reads has changed" for name in names]
    assert done.stdout.splitlines()[-1] == "0 []"


def test_a_changed_vocabulary_row_runs_again_just_what_depends_on_it(study: Path, tmp_path: Path) -> None:
    root = tmp_path / "study"
    shutil.copytree(study, root)
    names = root / "data/vocab/names.csv"
    rows = names.read_text(encoding="utf-8").splitlines()
    names.write_text("\n".join([rows[0], *rows[2:]]) + "\n", encoding="utf-8")
    # A proper noun of titles: the bibliography protects it, and the report cites from that; no table changes.
    assert list(pipeline.run(root, None, {})) == ["02_enrich", "04_report"]
    assert pipeline.run(root, None, {}) == {}
    (root / "reports" / "audit.md").unlink()
    assert list(pipeline.run(root, None, {})) == ["03_audit"]
    assert (root / "reports" / "audit.md").read_bytes() == (study / "reports" / "audit.md").read_bytes()


def test_the_committed_results_are_those_of_a_run(study: Path) -> None:
    """Bytes on the platform that made them, elsewhere the tables' content."""
    same_platform = sys.version_info[:2] == (3, 11) and sys.platform == "linux"
    made = results(study)
    different = []
    for path, content in made.items():
        committed = (ROOT / path).read_bytes() if (ROOT / path).exists() else b""
        if committed == content:
            continue
        if same_platform or not path.endswith(".csv") or not committed:
            different.append(path)
        else:
            pd.testing.assert_frame_equal(pd.read_csv(ROOT / path), pd.read_csv(study / path), atol=1e-9, rtol=1e-9)
    assert [path for path in different if same_platform or path.endswith(".csv")] == []


def test_nothing_is_committed_that_no_run_makes(study: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "data", "reports"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    by_hand = re.compile(
        r"data/(README\.md|provenance\.json|datapackage\.json|raw_readme\.md|vocab/.*|bib/sources/.*|bib/\w+\.csv)"
    )
    made = results(study)
    assert [path for path in listed if path not in made and not by_hand.fullmatch(path)] == []


@pytest.mark.parametrize("notebook", find_notebooks(ROOT), ids=lambda notebook: notebook.name)
def test_a_notebook_reads_and_writes_just_what_its_first_cell_says(study: Path, notebook: Notebook) -> None:
    records = [json.loads(path.read_text(encoding="utf-8")) for path in study.rglob("*.record.json")]
    (record,) = [record for record in records if record["stage"] == notebook.name]
    for kind, declared in (("reads", notebook.reads), ("writes", notebook.writes)):
        touched = set(record[kind])
        matched = {path for path in touched for pattern in declared if fnmatch(path, pattern)}
        assert sorted(touched - matched) == [], f"{kind} beyond what the first cell says"
        idle = [p for p in declared if "*" not in p and p not in touched]
        assert idle == [], f"the first cell names {kind} that do not happen"


def test_executed_notebooks_are_complete_and_hold_no_error(study: Path) -> None:
    for notebook in find_notebooks(ROOT):
        book = json.loads((study / EXECUTED / notebook.path.name).read_text(encoding="utf-8"))
        for cell in book["cells"]:
            if cell["cell_type"] == "code":
                assert cell["execution_count"]
                assert not [o for o in cell["outputs"] if o["output_type"] in ("error", "stream")]


@pytest.mark.slow
def test_the_command_writes_to_out_and_leaves_the_study_alone(study: Path, tmp_path: Path) -> None:
    before = results(study)
    command = [sys.executable, "-m", "listometrics", "run", str(study), "--out", str(tmp_path / "out")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert f"Report: {tmp_path / 'out' / 'reports' / 'report.html'}" in done.stdout
    assert "[7/7] 04_report" in done.stderr
    assert results(study) == before
    made = results(tmp_path / "out")
    assert {path: content for path, content in made.items() if before[path] != content} == {}


def readme_lines() -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```bash\n(.*?)```", text, re.DOTALL)
    return str(block).splitlines()


@pytest.mark.slow
def test_the_plain_papermill_lines_of_the_readme_run_the_whole_study(study: Path, tmp_path: Path) -> None:
    root = copy_study(tmp_path)
    lines = readme_lines()
    assert [Path(line.split()[1]).stem for line in lines[1:]] == [n.name for n in find_notebooks(ROOT)]
    for line in lines:
        subprocess.run(line, shell=True, cwd=root, env=environment(), check=True, capture_output=True)
    assert {p: c for p, c in results(root).items() if results(study)[p] != c} == {}


@pytest.mark.slow
def test_the_notebooks_run_from_their_own_folder(study: Path, tmp_path: Path) -> None:
    root = copy_study(tmp_path / "copy")
    for notebook in find_notebooks(ROOT):
        command = [sys.executable, "-m", "papermill", notebook.path.name, str(tmp_path / notebook.path.name)]
        subprocess.run(command, cwd=root / "notebooks", check=True, capture_output=True)
    assert {p: c for p, c in results(root).items() if results(study)[p] != c} == {}
    assert not (root / "notebooks" / "data").exists()
