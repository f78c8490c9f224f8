"""The kernels of a run: reached by sockets in the file system, so that no port is open."""

from __future__ import annotations

import os
import tempfile
import uuid

from jupyter_client.manager import AsyncKernelManager
from traitlets import default

_ROOM = 50  # characters of a folder's path: a socket's path has at most 107 bytes, and the file's name its share


class LocalKernelManager(AsyncKernelManager):
    """A kernel manager that uses no TCP port where the system has sockets in the file system."""

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
        return os.path.join(folder, uuid.uuid4().hex[:8])
