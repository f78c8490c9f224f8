"""Run the notebooks in sequence: everything that can be refused is refused before a kernel starts."""

from __future__ import annotations

import graphlib
import os
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from listometrics.errors import StudyError
from listometrics.run import preflight
from listometrics.run.notebook import Notebook, read_notebook
from listometrics.run.progress import Progress
from listometrics.study import files
from listometrics.study.lock import hold_study
from listometrics.study.stage import INPUTS

EXECUTED = "reports/executed"
TIME_LIMIT = 900  # seconds a cell


class NotebookError(Exception):
    """A notebook failed: its name, the cell, the error, and where the executed notebook was saved."""


def find_notebooks(root: Path) -> list[Notebook]:
    """Return the study's own notebooks, or else those of this checkout, in the order they must run."""
    own = root / "notebooks"
    folder = own if own.is_dir() else Path(__file__).resolve().parents[3] / "notebooks"
    paths = sorted(folder.glob("*.ipynb"))
    if not paths:
        raise StudyError(f"{folder}: no notebooks there. Run from a checkout of listometrics.")
    return order([read_notebook(path) for path in paths])


def order(notebooks: Sequence[Notebook]) -> list[Notebook]:
    """Sort notebooks so that each comes after those that write what it reads; by name where free.

    Raises StudyError where two write the same file, or where they wait for each other.
    """
    graph: dict[str, set[str]] = {}
    for notebook in notebooks:
        for other in notebooks:
            both = set(notebook.writes) & set(other.writes)
            if both and other is not notebook:
                raise StudyError(f"{notebook.name} and {other.name} both write {', '.join(sorted(both))}.")
        graph[notebook.name] = {
            other.name for other in notebooks if other is not notebook and _overlap(notebook.reads, other.writes)
        }
    sorter = graphlib.TopologicalSorter(graph)
    try:
        sorter.prepare()
    except graphlib.CycleError as error:
        raise StudyError(f"notebooks wait for each other: {' → '.join(error.args[1])}.") from None
    by_name = {notebook.name: notebook for notebook in notebooks}
    ordered: list[Notebook] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        ordered += [by_name[name] for name in ready]
        sorter.done(*ready)
    return sorted(ordered, key=lambda notebook: (_depth(notebook.name, graph), notebook.name))


def run(root: Path, out: Path | None, given: Mapping[str, str]) -> dict[str, float]:
    """Run every notebook of the study, and return each one's wall time in seconds by name.

    Raises StudyError before any kernel starts where the list, a parameter or an input is not right or after
    a notebook raised one, NotebookError where a cell fails otherwise.
    """
    notebooks = find_notebooks(root)
    values = preflight.check_parameters(notebooks, given)
    preflight.check_out(out)
    preflight.check_inputs(notebooks, root)
    preflight.check_list(root)
    preflight.check_vocabularies(notebooks, root)
    with hold_study(out or root):
        return _run_all(notebooks, root, out, values)


def _run_all(
    notebooks: Sequence[Notebook], root: Path, out: Path | None, values: Mapping[str, Mapping[str, Any]]
) -> dict[str, float]:
    before = hash_inputs(root)
    times = {}
    with kernel_environment(), Progress(len(notebooks)) as progress:
        for notebook in notebooks:
            progress.start(notebook.name)
            start = time.perf_counter()
            saved = execute(notebook, root, out, values[notebook.name])
            render(saved)
            times[notebook.name] = time.perf_counter() - start
            progress.end(notebook.name, times[notebook.name])
    changed = sorted({path for path, _ in before.items() ^ hash_inputs(root).items()})
    if changed:
        raise StudyError(f"{', '.join(changed)}: changed during the run. Inputs never change: run again.")
    return times


def hash_inputs(root: Path) -> dict[str, str]:
    """Return the SHA-256 of every input of the study, by path."""
    paths = sorted(path for pattern in INPUTS for path in root.glob(pattern) if path.is_file())
    for path in paths:
        files.check_inside(root, path.relative_to(root).as_posix())
    return {path.relative_to(root).as_posix(): files.sha256(path.read_bytes()) for path in paths}


def render(saved: Path) -> None:
    """Write an executed notebook as a page beside the other reports."""
    from listometrics.report.notebooks import make_notebook_page

    page = make_notebook_page(files.read_text(saved), saved.stem)
    files.write_text(saved.parents[1] / "notebooks" / f"{saved.stem}.html", page)


def execute(notebook: Notebook, root: Path, out: Path | None, values: Mapping[str, Any]) -> Path:
    """Execute one notebook under papermill in a fresh kernel; return the executed copy, saved also on failure."""
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    from listometrics.run.kernel import LocalKernelManager

    saved = (out or root) / EXECUTED / notebook.path.name
    files.check_inside(out or root, f"{EXECUTED}/{notebook.path.name}")
    saved.parent.mkdir(parents=True, exist_ok=True)
    place = {"root": ".", "out": str(out.resolve()) if out else ""}
    try:
        papermill.execute_notebook(
            _plain_path(notebook.path),
            _plain_path(saved),
            parameters={**place, **values},
            cwd=str(root),
            progress_bar=False,
            execution_timeout=TIME_LIMIT,
            kernel_manager_class=LocalKernelManager,
            shutdown_kernel="immediate",
        )
    except papermill.PapermillExecutionError as error:
        if error.ename == StudyError.__name__:
            raise StudyError(f"{error.evalue}\n(said by {notebook.name}; see {saved})") from None
        raise NotebookError(
            f"{notebook.name} failed in cell {error.cell_index + 1}:\n\n{_indent(error.source)}\n\n"
            f"{error.ename}: {error.evalue}\n\nExecuted notebook: {saved}"
        ) from None
    except (CellTimeoutError, DeadKernelError, RuntimeError) as error:  # the last where a kernel does not start
        raise NotebookError(f"{notebook.name} failed: {error}\n\nExecuted notebook: {saved}") from None
    return saved


@contextmanager
def kernel_environment() -> Iterator[None]:
    """Give the kernels an environment of their own: no start-up files of the user, bytecode kept."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="listometrics-") as folder:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ.update(
            IPYTHONDIR=folder,
            JUPYTER_RUNTIME_DIR=folder,
            JUPYTER_PREFER_ENV_PATH="1",
            PYDEVD_DISABLE_FILE_VALIDATION="1",
            PYTHONUTF8="1",
        )
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)


def _overlap(reads: Sequence[str], writes: Sequence[str]) -> bool:
    return any(fnmatch(write, read) or fnmatch(read, write) for read in reads for write in writes)


def _depth(name: str, graph: Mapping[str, set[str]]) -> int:
    return 1 + max((_depth(other, graph) for other in graph[name]), default=0)


def _plain_path(path: Path) -> str:
    """Return a path that papermill takes as it is, and not as a template with parameters in braces."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _indent(source: str) -> str:
    return "\n".join(f"    {line}" for line in source.splitlines())
