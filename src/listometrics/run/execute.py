"""One notebook under papermill, in a fresh kernel that was started ahead of its turn."""

from __future__ import annotations

import json
import logging
import os
import queue
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from listometrics.errors import StudyError
from listometrics.run.notebook import Notebook
from listometrics.study import files
from listometrics.study.files import say_unwritten

EXECUTED, PAGES = "reports/executed", "reports/notebooks"
TIME_LIMIT = 900  # seconds a cell


class NotebookError(Exception):
    """A notebook failed: its name, the cell, the error, and where the executed notebook was saved."""


@dataclass(frozen=True)
class Place:
    """Where a run reads and writes: the study, and the folder of the results (none: the study)."""

    root: Path
    out: Path | None

    @property
    def results(self) -> Path:
        """The folder below which all results go."""
        return self.out or self.root


@dataclass(frozen=True)
class Event:
    """What a job has to say: `executed` when the notebook has run, `ended` when all is written; or an error."""

    job: Job
    what: str
    seconds: float = 0.0
    error: BaseException | None = None


class Job(threading.Thread):
    """A notebook that gets its kernel at once, and waits with it for its turn."""

    def __init__(self, notebook: Notebook, place: Place, values: Mapping[str, Any], events: queue.Queue[Event]) -> None:
        """Start nothing yet; what happens is put on the queue."""
        super().__init__(name=notebook.name, daemon=True)
        self.notebook, self.place, self.values, self.events = notebook, place, values, events
        self._turn, self._cancelled = threading.Event(), False
        self._kernel: Any = None

    def go(self) -> None:
        """Let the notebook run, as soon as its kernel is ready."""
        self._turn.set()

    def cancel(self) -> None:
        """End the notebook's kernel, wherever the notebook is."""
        self._cancelled = True
        self._turn.set()
        if self._kernel is not None:
            self._kernel.kill()

    def run(self) -> None:
        """Start the kernel, wait for the turn, execute, and write the page; whatever happens, end the kernel."""
        error: BaseException | None = None
        try:
            try:
                self._execute()
            finally:
                if self._kernel is not None:
                    self._kernel.stop()
        except BaseException as caught:  # goes to the thread that reads the events
            error = caught
            if isinstance(error, OSError) and error.errno and not error.filename:
                # Files of the study are named where they are written: what is left are those of kernels and programs.
                error.filename = tempfile.gettempdir()
        self.events.put(Event(self, "ended", error=error))

    def _execute(self) -> None:
        from listometrics.run.kernel import Kernel, list_imports

        self._kernel = Kernel()
        self._kernel.start(self.place.root)
        load_papermill()  # while the kernel starts
        if self._cancelled:
            return
        try:
            self._kernel.warm([*_LATER, *list_imports(read_code(self.notebook.path))], TIME_LIMIT)
        except RuntimeError as error:
            if not self._cancelled:
                raise NotebookError(f"{self.notebook.name} did not start: {error}") from None
        self._turn.wait()
        if self._cancelled:
            return
        start = time.perf_counter()
        saved = execute(self.notebook, self.place, self.values, self._kernel.manager)
        self.events.put(Event(self, "executed", time.perf_counter() - start))
        self._kernel.stop()
        self._kernel = None
        render(saved, self.place.results)


def execute(notebook: Notebook, place: Place, values: Mapping[str, Any], manager: Any) -> Path:
    """Execute one notebook under papermill in a started kernel; return the executed copy, saved also on failure."""
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    name = f"{EXECUTED}/{notebook.path.name}"
    saved = place.results / name
    given = {"root": ".", "out": str(place.out.resolve()) if place.out else "", **values}
    try:
        with _saved_whole(place.results, name) as part:
            papermill.execute_notebook(
                _plain_path(notebook.path),
                _plain_path(part),
                parameters=given,
                progress_bar=False,
                execution_timeout=TIME_LIMIT,
                km=manager,
            )
    except papermill.PapermillExecutionError as error:
        if error.ename == StudyError.__name__:
            raise StudyError(f"{error.evalue}\n(said by {notebook.name}; see {saved})") from None
        raise NotebookError(
            f"{notebook.name} failed in cell {error.cell_index + 1}:\n\n{_indent(error.source)}\n\n"
            f"{error.ename}: {error.evalue}\n\nExecuted notebook: {saved}"
        ) from None
    except (CellTimeoutError, DeadKernelError, RuntimeError) as error:  # the last where a kernel is gone
        raise NotebookError(f"{notebook.name} failed: {error}\n\nExecuted notebook: {saved}") from None
    except OSError as error:
        raise say_unwritten(saved, error) from None
    return saved


@contextmanager
def _saved_whole(results: Path, name: str) -> Iterator[Path]:
    """Give papermill, which writes in place after each cell, a hidden file; it gets its name when it is whole.

    That is so also after an error: the executed notebook shows where it was.
    """
    folder, stem = files.make_folder(results, EXECUTED), Path(name).stem
    handle, made = tempfile.mkstemp(prefix=f".{stem}.", suffix=".part.ipynb", dir=folder)
    os.close(handle)
    part = Path(made)
    try:
        try:
            yield part
        finally:
            _keep(part, results, name)
    finally:
        part.unlink(missing_ok=True)


def _keep(part: Path, results: Path, name: str) -> None:
    """Write what papermill has written under the name that it is to have; nothing where that is not whole."""
    try:
        book = json.loads(part.read_text(encoding="utf-8"))
    except ValueError:  # empty or cut off: the disk is full
        return
    book["metadata"]["papermill"]["output_path"] = str(results / name)
    text = json.dumps(book, ensure_ascii=False, indent=1)
    files.write_inside(results, name, f"{text}\n".encode())


def render(saved: Path, results: Path) -> None:
    """Write an executed notebook as a page beside the other reports."""
    from listometrics.report.notebook_pages import make_notebook_page

    page = make_notebook_page(files.read_text(saved), saved.stem)
    files.write_inside(results, f"{PAGES}/{saved.stem}.html", page.encode("utf-8"))


def read_code(path: Path) -> list[str]:
    """Return the sources of a notebook's code cells."""
    cells = json.loads(files.read_text(path))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def load_papermill() -> None:
    """Import papermill without the grammar of addresses that comes with JupyterLab, which takes a second to build.

    jsonschema uses that grammar to check formats that no notebook has, and does without it where it is not there.
    """
    with _LOADING:
        if "papermill" in sys.modules:
            return
        # It logs, as that a kernel has died, also of those that the runner ends itself; the error says what matters.
        logging.getLogger("papermill").addHandler(logging.NullHandler())
        absent = "rfc3987_syntax" not in sys.modules
        if absent:
            sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
        try:
            import papermill  # noqa: F401
        finally:
            if absent:
                del sys.modules["rfc3987_syntax"]


_LOADING = threading.Lock()
_LATER = (("pandera.pandas", ()),)  # imported with the first table: while a kernel waits for its turn, it costs nothing


def _plain_path(path: Path) -> str:
    """Return a path that papermill takes as it is, and not as a template with parameters in braces."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _indent(source: str) -> str:
    return "\n".join(f"    {line}" for line in source.splitlines())
