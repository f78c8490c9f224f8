"""The study as a whole: it runs by every documented way, gives the committed bytes, and follows the list."""

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
from listometrics.run.preflight import find_notebooks
from listometrics.run.skipping import EXECUTED

ROOT = Path(__file__).resolve().parents[1]
NEEDED = (
    "CITATION.cff", "data/raw_readme.md", "data/list.toml", "data/vocab", "data/bib/sources", "data/bib/keys.csv",
    "data/bib/upgrades.csv", "notebooks",
)  # fmt: skip
BOOKS = find_notebooks(ROOT)
NAMES = [book.name for book in BOOKS]
pytestmark = pytest.mark.xdist_group("study")  # one worker, so that the study runs once for all


def copy_study(to: Path) -> Path:
    for path in NEEDED:
        (to / path).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / path).is_dir() else shutil.copyfile
        copy(ROOT / path, to / path)  # type: ignore[operator]
    return to


def read_results(root: Path) -> dict[str, bytes]:
    """Return everything that a run made, but the executed notebooks: they hold timings."""
    found = [path for top in ("data", "reports") for path in (root / top).rglob("*") if path.is_file()]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found if "executed" not in path.parts}


def read_records(root: Path) -> list[dict[str, dict[str, str]]]:
    found = [path for top in ("data", "reports") for path in (root / top).rglob("*.record.json")]
    return [json.loads(path.read_text(encoding="utf-8")) for path in found]


def list_changed(made: dict[str, bytes], before: Path) -> list[str]:
    """Return what is not as committed: by bytes where those were made, elsewhere by the content of the tables."""
    same_platform = sys.version_info[:2] == (3, 11) and sys.platform == "linux"
    different = []
    for path, content in made.items():
        committed = (before / path).read_bytes() if (before / path).exists() else b""
        if committed != content and (same_platform or not committed):
            different.append(path)
        elif committed != content and path.endswith(".csv"):
            pd.testing.assert_frame_equal(pd.read_csv(ROOT / path), pd.read_csv(before / path), atol=1e-9, rtol=1e-9)
    return different


@pytest.fixture(scope="module")
def first_two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the study of which the first two notebooks have run."""
    root = copy_study(tmp_path_factory.mktemp("two") / "study")
    for name in NAMES[2:]:
        (root / "notebooks" / f"{name}.ipynb").unlink()
    pipeline.run(root, None, {})
    return root


def test_the_first_notebooks_give_the_committed_bytes(first_two: Path) -> None:
    made = {path: content for path, content in read_results(first_two).items() if not path.startswith("reports/")}
    assert len(made) > 20 and list_changed(made, ROOT) == []


def test_a_second_run_runs_nothing_says_why_and_loads_no_library_to_find_out(first_two: Path) -> None:
    code = (
        "import sys\nfrom listometrics.cli import main\ncode = main(['run', sys.argv[1]])\n"
        "heavy = {'jupyter_client', 'matplotlib', 'numpy', 'pandas', 'papermill'}\n"
        "print(code, sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(first_two)], capture_output=True, text=True, check=True)
    said = [line.split("] ")[1] for line in done.stderr.splitlines()]
    assert said == [f"{name}  skipped: nothing it reads has changed" for name in NAMES[:2]]
    assert done.stdout.splitlines()[-1] == "0 []"


def test_a_changed_vocabulary_row_runs_again_just_what_depends_on_it(first_two: Path, tmp_path: Path) -> None:
    root = tmp_path / "study"
    shutil.copytree(first_two, root)
    names = root / "data/vocab/names.csv"
    rows = names.read_text(encoding="utf-8").splitlines()
    names.write_text("\n".join([rows[0], *rows[2:]]) + "\n", encoding="utf-8")
    assert list(pipeline.run(root, None, {})[0]) == ["02_enrich"]
    assert pipeline.run(root, None, {})[0] == {}


# --- The whole study, from a bare clone ----------------------------------------------------------------------------


def find_base() -> str:
    """Return the system's Python where it is one that the study supports: a stranger's; else the one below this."""
    asked = ["/usr/bin/python3", "-c", "import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != (3, 11))"]
    if Path(asked[0]).exists() and subprocess.run(asked, capture_output=True, check=False).returncode == 0:
        return asked[0]
    return str(getattr(sys, "_base_executable", sys.executable))


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a clone of what is here, in which the README's first command has run by a bare Python."""
    root = tmp_path_factory.mktemp("clone") / "a clone"  # with a blank in its path
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, root / name)
    author = ["-c", "user.name=a", "-c", "user.email=a@localhost"]
    for command in (["init", "--quiet"], ["add", "--all"], [*author, "commit", "--quiet", "--message", "all"]):
        subprocess.run(["git", *command], cwd=root, check=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VIRTUAL_ENV", "CONDA_"))}
    # The committed results are not of this processor, nor of these variables, as far as can be had on one machine.
    kept |= {"PYTHONDONTWRITEBYTECODE": "1", "MPLBACKEND": "agg"}
    kept |= {"NPY_DISABLE_CPU_FEATURES": "AVX512_ICL AVX512_SPR X86_V4 X86_V3"}
    kept.pop("PYTHONPATH", None)
    command = [find_base(), str(root / "scripts/study.py")]
    done = subprocess.run(command, cwd=os.sep, env=kept, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "study: making .venv with Python 3." in done.stdout and f"{root}/reports/report.html" in done.stdout
    return root


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.requires_tool("git")
def test_a_bare_clone_comes_to_the_committed_results_with_one_command(clone: Path) -> None:
    status = ["git", "status", "--porcelain"]
    changed = subprocess.run(status, cwd=clone, capture_output=True, text=True, check=True).stdout
    paths = [line[3:] for line in changed.splitlines()]
    assert list_changed({path: (clone / path).read_bytes() for path in paths}, ROOT) == []
    listed = ["git", "ls-files", "data", "reports"]
    committed = subprocess.run(listed, cwd=clone, capture_output=True, text=True, check=True).stdout.split()
    records = read_records(clone)
    made = {path for record in records for path in record["writes"]} | {f"reports/notebooks/{n}.html" for n in NAMES}
    by_hand = re.compile(
        r"data/(README\.md|list\.toml|provenance\.json|datapackage\.json|raw_readme\.md|vocab/.*|bib/sources/.*|bib/\w+\.csv)"
        r"|.*\.record\.json"
    )
    assert [path for path in committed if path not in made and not by_hand.fullmatch(path)] == []


@pytest.mark.slow
@pytest.mark.requires_tool("git")
def test_a_notebook_reads_and_writes_what_its_first_cell_says_and_holds_no_error(clone: Path) -> None:
    records = read_records(clone)
    for book in BOOKS:
        (record,) = [record for record in records if record["stage"] == book.name]
        for kind, declared in (("reads", (*book.reads, *book.may_read)), ("writes", book.writes)):
            touched = set(record[kind])
            beyond = [path for path in touched if not any(fnmatch(path, pattern) for pattern in declared)]
            assert beyond == [], f"{book.name}: {kind} beyond what the first cell says"
            idle = [p for p in declared if "*" not in p and p not in touched and p not in book.may_read]
            assert idle == [], f"{book.name}: the first cell names {kind} that do not happen"
        cells = json.loads((clone / EXECUTED / f"{book.name}.ipynb").read_text(encoding="utf-8"))["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        assert all(cell["execution_count"] for cell in code)
        outputs = [output for cell in code for output in cell["outputs"]]
        assert not [each for each in outputs if each["output_type"] == "error" or each.get("name") == "stderr"]


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.requires_tool("git")
def test_the_plain_papermill_lines_of_the_readme_give_the_same_bytes(clone: Path, tmp_path: Path) -> None:
    root = copy_study(tmp_path)
    (block,) = re.findall(r"```bash\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    lines = block.splitlines()
    assert [Path(line.split()[1]).stem for line in lines[1:]] == NAMES
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    for line in lines:
        subprocess.run(line, shell=True, cwd=root, env={**os.environ, "PATH": path}, check=True, capture_output=True)
    pages = {
        "reports/index.html",
        "reports/04_report.record.json",
    }  # they tell of pages that `run` alone makes
    assert set(list_changed(read_results(root), clone)) <= pages


@pytest.mark.slow
def test_a_notebook_runs_from_its_own_folder(tmp_path: Path) -> None:
    root = copy_study(tmp_path / "copy")
    command = [sys.executable, "-m", "papermill", "01_parse.ipynb", str(tmp_path / "01_parse.ipynb")]
    subprocess.run(command, cwd=root / "notebooks", check=True, capture_output=True)
    assert (root / "data/01_parsed/entries.csv").read_bytes() == (ROOT / "data/01_parsed/entries.csv").read_bytes()
    assert not (root / "notebooks" / "data").exists()
