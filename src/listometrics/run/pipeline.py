"""Run the notebooks: each after those that it waits for, side by side where there are processors for it."""

from __future__ import annotations

import graphlib
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING, Any

from listometrics.errors import StudyError
from listometrics.run import preflight
from listometrics.run.skipping import Task, hash_file
from listometrics.study.files import INPUTS, hold_study
from listometrics.study.parameters import say_run

if TYPE_CHECKING:
    from concurrent.futures import Future

    from listometrics.run.execution import Job


def run(
    root: Path, out: Path | None, given: Mapping[str, str], *, force: bool = False, start: str = "", jobs: int = 0
) -> tuple[dict[str, float], Path]:
    """Run every notebook that must run; return the seconds of each of these by name, and the folder of the results.

    `force` runs all, `start` one and those that depend on it; so many `jobs` run side by side (0: one a processor).
    Raises StudyError before any kernel starts where the list, a parameter or an input is not right or after
    a notebook raised one, NotebookError where a cell fails otherwise.
    """
    notebooks = preflight.find_notebooks(root)
    names = [notebook.name for notebook in notebooks]
    if jobs < 0:
        raise StudyError(f"--jobs {jobs}: expected at least 1, or 0 for as many as there are processors.")
    if start and start not in names:
        hint = preflight.suggest(start, names)
        raise StudyError(f"--from {start}: no such notebook. {hint}Known: {', '.join(names)}.")
    values = preflight.check_parameters(notebooks, given)
    if out is None and (folder := preflight.find_run(root, values)):
        out = root / folder
        print(say_run(folder), file=sys.stderr)
    preflight.check_out(out)
    preflight.check_inputs(notebooks, root)
    tasks = {each.name: Task(each, root, out, values[each.name]) for each in notebooks}
    schedule = Schedule(tasks, preflight.make_graph(notebooks), force, start, jobs)
    reasons = [schedule.why(name) for name in tasks]  # of all, so that each knows its code before anything runs
    if not any(reasons):
        return schedule.run(), out or root
    preflight.check_content(notebooks, root)
    with hold_study(out or root):
        preflight.remove_broken_records(out or root)
        before = hash_inputs(root)
        times = schedule.run()
        changed = sorted({path for path, _ in before.items() ^ hash_inputs(root).items()})
    if changed:
        raise StudyError(f"{', '.join(changed)}: changed during the run. Inputs never change: run again.")
    return times, out or root


def hash_inputs(root: Path) -> dict[str, str]:
    """Return the SHA-256 of every input of the study, by path; empty for one that cannot be read."""
    preflight.check_links(root)
    paths = (path for pattern in INPUTS for path in root.glob(pattern) if path.is_file())
    return {path.relative_to(root).as_posix(): hash_file(path) for path in paths}


def make_folder() -> TemporaryDirectory[str]:
    """Return a temporary folder that is named after this process; those of killed runs are removed."""
    for path in Path(gettempdir()).glob("listometrics-*-*") if os.name == "posix" else ():
        try:
            os.kill(int(path.name.split("-")[1]), 0)
        except ProcessLookupError:
            shutil.rmtree(path, ignore_errors=True)
        except (ValueError, OverflowError, PermissionError):  # not named so, or somebody else's
            continue
    return TemporaryDirectory(prefix=f"listometrics-{os.getpid()}-")


class Schedule:
    """The notebooks of a run: who waits for whom, and how far each is."""

    def __init__(
        self, tasks: Mapping[str, Task], graph: Mapping[str, list[str]], force: bool, start: str, jobs: int
    ) -> None:
        """Start nothing yet."""
        self.tasks, self.graph, self.force, self.start = tasks, graph, force, start
        mine = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        self.slots = jobs or mine  # as many as there are processors that this process may use
        self.waiting = list(graphlib.TopologicalSorter(graph).static_order())
        self.running: set[str] = set()
        self.times: dict[str, float] = {}
        self.ended = 0
        self.jobs: dict[str, tuple[Job, Future[float]]] = {}  # with a kernel, waiting or running
        self.pending: dict[Future[Any], Callable[[Any], None]] = {}  # what to do with each result

    def why(self, name: str) -> str:
        """Return why a notebook must run; nothing where it need not."""
        reason = self.tasks[name].why()
        if self.force:
            return "asked for by --force"
        return f"asked for by --from {self.start}" if self.start and self._waits_for(name, {self.start}) else reason

    def run(self) -> dict[str, float]:
        """Run what must run, and return the seconds each notebook took; an error of one ends all kernels."""
        from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

        os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"  # the kernel of this environment, not one of the user's
        # A thread for each notebook, and one for its page.
        with make_folder() as self.folder, ThreadPoolExecutor(2 * len(self.tasks)) as self.pool:
            try:
                self._advance()
                while self.pending:
                    for future in wait(self.pending, return_when=FIRST_COMPLETED).done:
                        self.pending.pop(future)(future.result())
                    self._advance()
            finally:
                for job, _ in self.jobs.values():
                    job.cancel()
        return self.times

    def _advance(self) -> None:
        """Skip or start every notebook whose turn it is, and start kernels for those that come next."""
        while ready := [name for name in self.waiting if not {*self.graph[name]} & {*self.waiting, *self.running}]:
            # What writes most takes longest: it comes first, so that none is left over alone at the end.
            name = min(ready, key=lambda each: (-len(self.tasks[each].notebook.writes), each))
            reason = self.why(name)
            if reason and len(self.running) >= self.slots:
                break
            self.waiting.remove(name)
            if reason:
                self.running.add(name)
                indent = " " * len(f"[{self.ended}/{len(self.tasks)}] ")
                print(f"{indent}{name}  runs: {reason}", file=sys.stderr, flush=True)
                self.tasks[name].forget()
                self._get_job(name).turn.set()
            else:
                self._say_end(f"{name}  skipped: nothing it reads has changed")
                if name in self.jobs:  # its kernel was started in vain
                    job, future = self.jobs.pop(name)
                    del self.pending[future]
                    job.cancel()
        # A kernel takes a second or two to start and to import: those of the next notebooks do it meanwhile.
        for name in self.waiting[: self.slots]:
            if self._waits_for(name, self.running) or self.why(name):
                self._get_job(name)

    def _get_job(self, name: str) -> Job:
        """Return the job of a notebook, with a kernel that starts now where it has none yet."""
        from listometrics.run.execution import Job

        if name not in self.jobs:
            job = Job(self.tasks[name], self.folder)
            future = self.pool.submit(job.run)
            self.jobs[name], self.pending[future] = (job, future), partial(self._finish, name)
        return self.jobs[name][0]

    def _finish(self, name: str, seconds: float) -> None:
        """Let those go on that wait for a notebook which has run, while its page is written."""
        from listometrics.run.execution import write_page

        del self.jobs[name]
        self.running.remove(name)
        self.times[name] = seconds
        self._say_end(f"{name} … {seconds:.1f} s")
        page = self.pool.submit(write_page, self.tasks[name])
        self.pending[page] = lambda _: self.tasks[name].remember()

    def _say_end(self, text: str) -> None:
        self.ended += 1
        print(f"[{self.ended}/{len(self.tasks)}] {text}", file=sys.stderr, flush=True)

    def _waits_for(self, name: str, others: set[str]) -> bool:
        """Tell whether a notebook is one of others, or waits for one, directly or not."""
        return name in others or any(self._waits_for(each, others) for each in self.graph[name])
