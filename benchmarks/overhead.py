"""What notebooks and kernels cost: a run against plain papermill and against the same cells without kernels."""

import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
NEEDED = ("data/raw_readme.md", "data/vocab", "data/bib/sources", "data/bib/keys.csv", "notebooks")
TARGET = 0.25


def environment() -> dict[str, str]:
    """Return the environment of a user: bytecode is kept, and this checkout is the one that is measured."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(ROOT / "src"), "JUPYTER_PREFER_ENV_PATH": "1"}


def copy_study(to: Path) -> Path:
    for path in NEEDED:
        (to / path).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / path).is_dir():
            shutil.copytree(ROOT / path, to / path, ignore=shutil.ignore_patterns(".*"))
        else:
            shutil.copyfile(ROOT / path, to / path)
    return to


def clock(*commands: list[str], cwd: Path) -> float:
    """Return the seconds that commands take one after another."""
    start = time.perf_counter()
    for command in commands:
        done = subprocess.run(command, cwd=cwd, env=environment(), capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return time.perf_counter() - start


def list_ways(root: Path) -> dict[str, list[list[str]]]:
    """Return the commands of each way to run the study."""
    python, executed = sys.executable, root / "reports" / "executed"
    books = sorted((root / "notebooks").glob("*.ipynb"))
    return {
        "floor": [[python, str(ROOT / "benchmarks" / "plain.py"), str(root)]],
        "loop": [
            [python, "-m", "papermill", str(book), str(executed / book.name), "-p", "root", "."] for book in books
        ],
        "run": [[python, "-m", "listometrics", "run", ".", "--force"]],
        "second": [[python, "-m", "listometrics", "run", "."]],
    }


def measure(repeat: int) -> dict[str, list[float]]:
    """Return the seconds of each way, in turn so that each meets the same machine."""
    with TemporaryDirectory() as folder:
        root = copy_study(Path(folder) / "study")
        ways = list_ways(root)
        clock(*ways["run"], cwd=root)  # bytecode, fonts and times of the notebooks are there from now on
        found: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(repeat):
            for name, commands in ways.items():
                found[name].append(clock(*commands, cwd=root))
        return found


def report(repeat: int) -> str:
    """Measure, and return a section of the results in Markdown."""
    found = measure(repeat)
    middle = {name: statistics.median(seconds) for name, seconds in found.items()}
    meaning = {
        "floor": "the notebooks' cells in one plain Python process, without kernels",
        "loop": "the `papermill` command, notebook by notebook",
        "run": "`listometrics run --force`",
        "second": "`listometrics run` where nothing has changed",
    }
    lines = ["| way | median s | least s | most s |", "|---|---|---|---|"]
    lines += [
        f"| {name}: {meaning[name]} | {middle[name]:.2f} | {min(seconds):.2f} | {max(seconds):.2f} |"
        for name, seconds in found.items()
    ]
    share = (middle["run"] - middle["floor"]) / (middle["loop"] - middle["floor"])
    lines += [
        "",
        f"(run − floor) / (loop − floor) = **{share:.2f}**; target at most {TARGET}: "
        f"{'met' if share <= TARGET else 'missed'}. Below 0 the run beats the floor, which uses one processor.",
        "",
        f"A second run takes {middle['second']:.2f} s; target under 1 s: "
        f"{'met' if middle['second'] < 1 else 'missed'}.",
    ]
    return "\n".join(lines)
