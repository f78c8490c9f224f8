"""The kernels of a run open no port where sockets in the file system can serve."""

import os

import pytest

from listometrics.run.kernel import LocalKernelManager


@pytest.mark.skipif(os.name != "posix", reason="sockets in the file system are not on this system")
@pytest.mark.parametrize(("folder", "transport"), [("/tmp/x", "ipc"), ("/tmp/" + "x" * 60, "tcp")])
def test_a_short_folder_gives_a_socket_in_the_file_system(
    monkeypatch: pytest.MonkeyPatch, folder: str, transport: str
) -> None:
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", folder)
    assert LocalKernelManager().transport == transport
