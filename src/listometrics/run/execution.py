"""One notebook under papermill, in a fresh kernel that is started ahead of its turn, and its page."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import json
import os
import signal
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import ensure_event_loop

from listometrics.errors import NotebookError, StudyError
from listometrics.run.preflight import escape_braces, load_papermill, read_cells
from listometrics.run.skipping import EXECUTED, PAGES, Task
from listometrics.study import files

# Python 3.11.0 to 3.11.8 fails where two threads make a syntax tree at the same time.
_PARSING = threading.Lock()
TIME_LIMIT = 900  # seconds that a cell may take, and a kernel until it has done its imports and answers
SOCKET_FOLDER_LIMIT = 50  # bytes: a socket's whole path has at most 107
# IPython before 9.7 does not follow PYTHONSAFEPATH, hence ignore_cwd.
_OPTIONS = ["--HistoryManager.hist_file=:memory:", "--InteractiveShellApp.ignore_cwd=True"]
# What the kernel does first, with names of its own. What fails here fails again, and is said, in its cell.
_IMPORT = "import contextlib\nfor line in lines:\n    with contextlib.suppress(BaseException):\n        exec(line, {})"


class Job:
    """A notebook, in a thread of its own: it gets a kernel at once, and waits with it for its turn.

    The kernel does the notebook's imports meanwhile, so that the second or two which that takes are over by then.
    """

    def __init__(self, task: Task, folder: str) -> None:
        """Start nothing yet; the folder is for what papermill and the kernel need for a while."""
        self.task, self.folder = task, folder
        self.turn, self.cancelled = threading.Event(), False
        self.manager: Any = None
        self.process: int | None = None

    def run(self) -> float:
        """Start the kernel, wait for the turn, execute; return the seconds of the last of these."""
        loop = ensure_event_loop()  # the one that papermill finds in this thread: sockets belong to a loop
        try:
            loop.run_until_complete(self._prepare())
            self.turn.wait()
            start = time.perf_counter()
            if not self.cancelled:
                execute(self.task, self.manager, self.folder)
            return time.perf_counter() - start
        except OSError as error:
            # Files of the study are named where they are written: what is left are those of kernels and programs.
            error.filename = error.filename or tempfile.gettempdir()
            raise
        finally:
            loop.run_until_complete(self._stop())
            loop.close()

    def cancel(self) -> None:
        """End the kernel and what it started, from any thread: whoever waits for an answer gets an error."""
        self.cancelled = True
        self.turn.set()
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                # A kernel leads a group of its own, but on Windows, where there are none.
                os.killpg(self.process, signal.SIGKILL) if os.name == "posix" else os.kill(self.process, 15)

    async def _prepare(self) -> None:
        """Start the kernel, wait until it answers, and let it import what the notebook's cells import."""
        # Unix sockets in a folder of this user's own: no port that others can reach, or take before the kernel does.
        unix = os.name == "posix" and len(os.fsencode(self.folder)) < SOCKET_FOLDER_LIMIT
        transport = {"transport": "ipc"} if unix else {"ip": "127.0.0.1"}
        file = os.path.join(self.folder, f"{uuid4().hex[:12]}.json")  # sockets are named after it
        self.manager = AsyncKernelManager(kernel_name="python3", connection_file=file, **transport)
        imports = list_imports(self.task.notebook.path)
        # Before it answers: no count, and no name of the user's, tells of it.
        options = [*_OPTIONS, f"--IPKernelApp.code_to_run=exec({_IMPORT!r}, {{'lines': {imports!r}}})"]
        environment = make_environment(self.folder)
        await self.manager.start_kernel(cwd=str(self.task.root), env=environment, extra_arguments=options)
        self.process = getattr(self.manager.provisioner, "pid", None)
        load_papermill()  # while the kernel starts
        client = self.manager.client()
        client.start_channels()
        try:
            if not self.cancelled:
                await client.wait_for_ready(timeout=TIME_LIMIT)
        except RuntimeError as error:
            if not self.cancelled:
                hung = f"its imports took more than {TIME_LIMIT} seconds. Look for the one that hangs:"
                why = f"{hung} {'; '.join(imports)}." if await self.manager.is_alive() else error
                raise NotebookError(f"{self.task.notebook.name} did not start: {why}") from None
        # papermill gets this client too, open and ready: to wait again would take 0.2 s a notebook.
        self.manager.client = lambda **options: client
        client.start_channels = client.wait_for_ready = lambda *arguments, **options: None

    async def _stop(self) -> None:
        """End the kernel at once: it has nothing to save, and to let it take its leave takes 0.4 s."""
        self.process = None
        if self.manager is not None:
            await self.manager.shutdown_kernel(now=True)
            self.manager.client().stop_channels()
        waiting = asyncio.all_tasks() - {asyncio.current_task()}  # where a cell timed out, nbclient still waits for it
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


def execute(task: Task, manager: Any, folder: str) -> None:
    """Execute a notebook under papermill in a started kernel, and keep the executed copy, also after an error."""
    papermill = load_papermill()
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    name = task.notebook.name
    saved = task.results / EXECUTED / f"{name}.ipynb"
    files.check_inside(task.results, f"{EXECUTED}/{saved.name}")
    written = Path(folder, saved.name)  # papermill writes it after each cell: what lies in `saved` is always whole
    try:
        papermill.execute_notebook(
            escape_braces(task.notebook.path),
            escape_braces(written),
            {"root": ".", "out": str(task.out.resolve()) if task.out else "", **task.values},
            progress_bar=False,
            execution_timeout=TIME_LIMIT,
            km=manager,
        )
    except papermill.PapermillExecutionError as error:
        if error.ename == StudyError.__name__:
            raise StudyError(f"{error.evalue}\n(said by {name}; see {saved})") from None
        source = "\n".join(f"    {line}" for line in error.source.splitlines())
        raise NotebookError(
            f"{name} failed in cell {error.cell_index + 1}:\n\n{source}\n\n"
            f"{error.ename}: {error.evalue}\n\nExecuted notebook: {saved}"
        ) from None
    except (CellTimeoutError, DeadKernelError, RuntimeError) as error:  # the last where a kernel is gone
        raise NotebookError(f"{name} failed: {error}\n\nExecuted notebook: {saved}") from None
    finally:
        with contextlib.suppress(FileNotFoundError, ValueError):  # not there, or cut off: the disk is full
            book = json.loads(written.read_text(encoding="utf-8"))
            book["metadata"]["papermill"]["output_path"] = str(saved)
            text = json.dumps(book, ensure_ascii=False, indent=1)
            files.write_inside(task.results, f"{EXECUTED}/{saved.name}", f"{text}\n".encode())


def write_page(task: Task) -> None:
    """Write an executed notebook as a page beside the other reports."""
    from listometrics.report.notebook_pages import make_notebook_page

    name = task.notebook.name
    page = make_notebook_page(files.read_text(task.results / EXECUTED / f"{name}.ipynb"), name)
    files.write_inside(task.results, f"{PAGES}/{name}.html", page.encode("utf-8"))


def list_imports(notebook: Path) -> list[str]:
    """Return the import statements of a notebook; a cell that is not Python, such as a magic, has none."""
    found = ["import pandera.pandas"]  # it comes with the first table: here it costs nothing
    for source in (source for kind, source, _ in read_cells(notebook) if kind == "code"):
        with contextlib.suppress(SyntaxError, ValueError):
            with _PARSING:
                body = ast.parse(source).body
            found += [ast.unparse(each) for each in body if isinstance(each, (ast.Import, ast.ImportFrom))]
    return found


def make_environment(folder: str) -> dict[str, str]:
    """Return the variables of a kernel; what it writes for itself goes to a folder.

    Modules come from the installation alone: the study, in which kernels start, is other people's files.
    """
    # Without bytecode, as many CI images have it, each kernel compiles all its libraries: twice the time. IPython
    # runs the file that PYTHONSTARTUP names in every kernel. Under another backend, pages would lack pictures.
    unset = ("MPLBACKEND", "PYTHONDONTWRITEBYTECODE", "PYTHONSTARTUP")
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    # An empty entry would mean the folder in which the kernel starts.
    paths = [os.path.abspath(path) for path in kept.get("PYTHONPATH", "").split(os.pathsep) if path]
    return kept | {
        "IPYTHONDIR": folder,
        "JUPYTER_RUNTIME_DIR": folder,
        "TMPDIR": folder,  # what a killed kernel leaves there goes with it
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONSAFEPATH": "1",
        "PYTHONUTF8": "1",
    }
