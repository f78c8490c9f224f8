"""The kernels of a run: fresh for each notebook, started ahead, reached without an open port."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import os
import signal
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import ensure_event_loop
from traitlets import default

START_LIMIT = 60  # seconds until a kernel must answer
# Up to Python 3.11.8 two threads that make a syntax tree at once may end in "recursion depth mismatch" (gh-106905).
_PARSING = threading.Lock()
_ROOM = 50  # characters of a folder's path: a socket's path has at most 107 bytes, and the file's name its share
_OPTIONS = (
    "--HistoryManager.hist_file=:memory:",
    "--InteractiveShellApp.ignore_cwd=True",  # IPython before 9.7 does not follow PYTHONSAFEPATH
)


class ReadyClient(AsyncKernelClient):
    """A client whose channels are open and whose kernel has answered, so that neither is waited for again."""

    ready = False

    def start_channels(self, *args: Any, **kwargs: Any) -> None:
        """Open the channels, once."""
        if not self.ready:
            super().start_channels(*args, **kwargs)

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers, once."""
        if not self.ready:
            await super().wait_for_ready(timeout)
            self.ready = True


class LocalKernelManager(AsyncKernelManager):
    """A kernel manager that uses no TCP port where the system has sockets in the file system."""

    ready_client: Any = None

    @default("transport")
    def _default_transport(self) -> str:
        folder = os.environ.get("JUPYTER_RUNTIME_DIR", tempfile.gettempdir())
        return "ipc" if os.name == "posix" and len(os.fsencode(folder)) < _ROOM else "tcp"

    @default("ip")
    def _default_ip(self) -> str:
        # The default is a name without a folder: the sockets would lie in the study.
        if self.transport != "ipc":
            return "127.0.0.1"
        folder = os.environ.get("JUPYTER_RUNTIME_DIR", tempfile.gettempdir())
        return os.path.join(folder, uuid4().hex[:8])

    @default("connection_file")
    def _default_connection_file(self) -> str:
        # Of each kernel its own: the names of the sockets are made from it, and kernels start side by side.
        return os.path.join(os.environ.get("JUPYTER_RUNTIME_DIR", tempfile.gettempdir()), f"{uuid4().hex[:12]}.json")

    @default("client_factory")
    def _default_client_factory(self) -> type[ReadyClient]:
        return ReadyClient

    def client(self, **kwargs: Any) -> Any:
        """Return the one client of this kernel, a `ReadyClient`."""
        if self.ready_client is None:
            self.ready_client = super().client(**kwargs)
        return self.ready_client


class Kernel:
    """The fresh kernel of one notebook. All but `kill` belongs to one thread, which has an event loop of its own."""

    def __init__(self, name: str = "python3") -> None:
        """Name the kernel specification to start."""
        self.manager = LocalKernelManager(kernel_name=name)
        self._process: int | None = None

    def start(self, cwd: Path) -> None:
        """Start the kernel's process in a working directory; it may take a while until the kernel answers."""
        self._run(self.manager.start_kernel(cwd=str(cwd), extra_arguments=list(_OPTIONS)))
        self._process = getattr(self.manager.provisioner, "pid", None)

    def warm(self, imports: Sequence[tuple[str, tuple[str, ...]]], limit: float) -> None:
        """Wait until the kernel answers, and let it do imports; the names of its user stay as they are.

        Raises RuntimeError where the kernel dies, or where the imports take more than so many seconds.
        """
        self._run(self._warm(imports, limit))

    def stop(self) -> None:
        """End the process at once, and close what is open to it."""
        self._process, client = None, self.manager.ready_client
        if self.manager.has_kernel:
            self._run(self.manager.shutdown_kernel(now=True))
        else:
            self._run(self.manager.cleanup_resources())
        if client is not None:
            client.stop_channels()
        loop = self._loop()
        waiting = asyncio.all_tasks(loop)  # where a cell timed out, nbclient still waits for its output
        for task in waiting:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*waiting, return_exceptions=True))
        loop.close()

    def kill(self) -> None:
        """End the process and those it started, from any thread: whoever waits for an answer gets an error."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                # A kernel leads a group of its own, but on Windows, where there are none.
                os.killpg(self._process, signal.SIGKILL) if os.name == "posix" else os.kill(self._process, 15)

    async def _warm(self, imports: Sequence[tuple[str, tuple[str, ...]]], limit: float) -> None:
        client = self.manager.client()
        client.start_channels()
        await client.wait_for_ready(timeout=START_LIMIT)
        if not imports:
            return
        # What fails here fails again, and is said, in the cell that imports it.
        code = f"[__import__(name, None, None, wanted) for name, wanted in {list(imports)!r}]"
        sent = client.execute(code, silent=True, allow_stdin=False)
        try:
            async with asyncio.timeout(limit):
                await self._answer(client, sent)
        except TimeoutError:
            names = ", ".join(dict.fromkeys(name for name, _ in imports))
            raise RuntimeError(
                f"its imports took more than {limit} seconds. Look for the one that hangs among {names}."
            ) from None

    async def _answer(self, client: ReadyClient, sent: str) -> None:
        """Wait for the reply and the last message of a request, so that no later one meets them."""
        while (await self._message(client.get_shell_msg))["parent_header"].get("msg_id") != sent:
            pass
        while True:
            message = await self._message(client.get_iopub_msg)
            done = message["msg_type"] == "status" and message["content"]["execution_state"] == "idle"
            if done and message["parent_header"].get("msg_id") == sent:
                return

    async def _message(self, get: Any) -> dict[str, Any]:
        from queue import Empty

        while True:
            try:
                message: dict[str, Any] = await get(timeout=1)
            except Empty:
                if not await self.manager.is_alive():
                    raise RuntimeError("the kernel died while it started") from None
            else:
                return message

    def _run(self, coroutine: Any) -> Any:
        return self._loop().run_until_complete(coroutine)

    def _loop(self) -> asyncio.AbstractEventLoop:
        # The loop that papermill will find in this thread: sockets belong to a loop.
        return ensure_event_loop()


def list_imports(sources: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    """Return what the top level of code cells imports, as module and names, each once.

    >>> list_imports(["import json\\nfrom listometrics.figures import people", "not Python"])
    [('json', ()), ('listometrics.figures', ('people',))]
    """
    found: dict[tuple[str, tuple[str, ...]], None] = {}
    for source in sources:
        try:
            with _PARSING:
                body = ast.parse(source).body
        except SyntaxError:
            continue
        for statement in body:
            match statement:
                case ast.Import(names=names):
                    found.update({(name.name, ()): None for name in names})
                case ast.ImportFrom(module=str() as module, names=names, level=0):
                    found[module, tuple(name.name for name in names)] = None
    return list(found)
