"""Run the notebooks in sequence: everything that can be refused is refused before a kernel starts."""

from __future__ import annotations

import graphlib
from collections.abc import Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path

from rapidfuzz import process

from listometrics.errors import StudyError
from listometrics.run import preflight
from listometrics.run.environment import kernel_environment
from listometrics.run.execute import EXECUTED as EXECUTED
from listometrics.run.execute import NotebookError as NotebookError
from listometrics.run.execute import Place
from listometrics.run.notebook import Notebook, read_notebook
from listometrics.run.progress import Progress
from listometrics.run.schedule import Order, make_schedule
from listometrics.run.skip import Check
from listometrics.study import files
from listometrics.study.files import INPUTS, hold_study


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
    graph = make_graph(notebooks)
    sorter = graphlib.TopologicalSorter(graph)
    try:
        sorter.prepare()
    except graphlib.CycleError as error:
        raise StudyError(f"notebooks wait for each other: {' → '.join(error.args[1])}.") from None
    return sorted(notebooks, key=lambda notebook: (_depth(notebook.name, graph), notebook.name))


def make_graph(notebooks: Sequence[Notebook]) -> dict[str, set[str]]:
    """Return by name which notebooks each waits for; raises StudyError where two write the same file."""
    graph: dict[str, set[str]] = {}
    for notebook in notebooks:
        for other in notebooks:
            both = set(notebook.writes) & set(other.writes)
            if both and other is not notebook:
                raise StudyError(f"{notebook.name} and {other.name} both write {', '.join(sorted(both))}.")
        graph[notebook.name] = {
            other.name for other in notebooks if other is not notebook and _overlap(notebook.reads, other.writes)
        }
    return graph


def run(root: Path, out: Path | None, given: Mapping[str, str], order: Order | None = None) -> dict[str, float]:
    """Run every notebook that must run, and return the wall time of each of these in seconds by name.

    Raises StudyError before any kernel starts where the list, a parameter or an input is not right or after
    a notebook raised one, NotebookError where a cell fails otherwise.
    """
    notebooks = find_notebooks(root)
    values = preflight.check_parameters(notebooks, given)
    preflight.check_out(out)
    preflight.check_links(root)
    preflight.check_inputs(notebooks, root)
    checks = [Check(notebook, Place(root, out), values[notebook.name]) for notebook in notebooks]
    schedule = make_schedule(checks, make_graph(notebooks), check_order(notebooks, order))
    if schedule.is_idle():
        with Progress(len(notebooks)) as progress:
            return schedule.run(progress)
    preflight.check_list(root)
    preflight.check_vocabularies(notebooks, root)
    with hold_study(out or root):
        before = hash_inputs(root)
        with kernel_environment(), Progress(len(notebooks)) as progress:
            times = schedule.run(progress)
        changed = sorted({path for path, _ in before.items() ^ hash_inputs(root).items()})
    if changed:
        raise StudyError(f"{', '.join(changed)}: changed during the run. Inputs never change: run again.")
    return times


def check_order(notebooks: Sequence[Notebook], order: Order | None) -> Order:
    """Return the order; refuse to start from a notebook that the study does not have."""
    order = order or Order()
    if order.jobs < 0:
        raise StudyError(f"--jobs {order.jobs}: expected at least 1, or 0 for as many as there are processors.")
    names = [notebook.name for notebook in notebooks]
    if order.start and order.start not in names:
        near = process.extractOne(order.start, names)
        raise StudyError(f"--from {order.start}: no such notebook. Did you mean {near[0]}? Known: {', '.join(names)}.")
    return order


def hash_inputs(root: Path) -> dict[str, str]:
    """Return the SHA-256 of every input of the study, by path; of one that cannot be read, that it is so."""
    preflight.check_links(root)
    paths = sorted(path for pattern in INPUTS for path in root.glob(pattern) if path.is_file())
    return {path.relative_to(root).as_posix(): _hash(path) for path in paths}


def _hash(path: Path) -> str:
    try:
        return files.sha256(path.read_bytes())
    except OSError:
        return "not readable"  # the stage that reads it reports it


def _overlap(reads: Sequence[str], writes: Sequence[str]) -> bool:
    return any(fnmatch(write, read) or fnmatch(read, write) for read in reads for write in writes)


def _depth(name: str, graph: Mapping[str, set[str]]) -> int:
    return 1 + max((_depth(other, graph) for other in graph[name]), default=0)
