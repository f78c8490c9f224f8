"""A kernel is fresh, has its imports done, and ends at once."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from listometrics.run.environment import kernel_environment
from listometrics.run.kernel import Kernel, LocalKernelManager, list_imports

LIMIT = 120  # seconds for imports


class InThread:
    """Do what is asked of a value in a thread of its own: a kernel belongs to one, which has no loop of others."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self.thread = ThreadPoolExecutor(max_workers=1)
        self.value = self.thread.submit(make).result()

    def __call__(self, act: Callable[[Any], Any]) -> Any:
        return self.thread.submit(act, self.value).result(timeout=240)


@pytest.fixture
def kernel(tmp_path: Path) -> Iterator[InThread]:
    with kernel_environment():
        kernel = InThread(Kernel)
        kernel(lambda own: own.start(tmp_path))
        yield kernel
        kernel(lambda own: own.stop())


def ask(kernel: Kernel, code: str) -> dict[str, Any]:
    """Return the reply to code and, as `value`, what its `value` is then."""
    client = kernel.manager.client()
    sent = client.execute(code, user_expressions={"value": "value"})
    return dict(kernel._run(client.get_shell_msg(timeout=120)) | {"sent": sent})


def test_imports_are_done_and_no_name_or_count_tells_of_them(kernel: InThread) -> None:
    kernel(
        lambda own: own.warm(
            [("wave", ()), ("email.mime", ("text",)), ("no_such_module_here", ()), ("chunk", ())], LIMIT
        )
    )
    code = (
        "import sys\nvalue = ['wave' in sys.modules, 'email.mime.text' in sys.modules, "
        "sorted(set(dir()) & {'wave', 'text', 'name', 'wanted'})]"
    )
    reply = kernel(lambda own: ask(own, code))
    assert reply["parent_header"]["msg_id"] == reply["sent"]
    assert reply["content"]["status"] == "ok"
    assert reply["content"]["execution_count"] == 1
    assert reply["content"]["user_expressions"]["value"]["data"]["text/plain"] == "[True, True, []]"


def test_a_kernel_that_was_killed_says_so_to_whoever_waits(kernel: InThread) -> None:
    kernel(lambda own: own.warm([], LIMIT))
    kernel(lambda own: own.kill())
    with pytest.raises(RuntimeError, match="the kernel died while it started"):
        kernel(lambda own: own.warm([("json", ())], LIMIT))


def test_two_kernels_started_at_once_have_sockets_of_their_own(kernel: InThread, tmp_path: Path) -> None:
    other = InThread(Kernel)
    other(lambda own: own.start(tmp_path))
    try:
        one, two = (each(lambda own: own.manager.get_connection_info()) for each in (kernel, other))
        assert (one["ip"], one["shell_port"]) != (two["ip"], two["shell_port"])
        kernel(lambda own: own.warm([], LIMIT))
        other(lambda own: own.warm([], LIMIT))
    finally:
        other(lambda own: own.stop())


def test_imports_are_those_of_the_top_level_each_once() -> None:
    code = ["import a.b as c, d\nfrom e import f\nif c:\n    import g\n", "from e import f\nfrom . import h", "%magic"]
    assert list_imports(code) == [("a.b", ()), ("d", ()), ("e", ("f",))]


def test_papermill_is_loaded_without_the_grammar_that_takes_a_second_to_build() -> None:
    code = (
        "import sys\nfrom listometrics.run.execute import load_papermill\nload_papermill()\n"
        "print('papermill' in sys.modules, 'rfc3987_syntax' in sys.modules, 'lark' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False", "False"]


@pytest.mark.skipif(os.name != "posix", reason="sockets in the file system are not on this system")
@pytest.mark.parametrize(("folder", "transport"), [("/tmp/x", "ipc"), ("/tmp/" + "x" * 60, "tcp")])
def test_a_short_folder_gives_a_socket_in_the_file_system(
    monkeypatch: pytest.MonkeyPatch, folder: str, transport: str
) -> None:
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", folder)
    assert LocalKernelManager().transport == transport


class Cycle:
    """Garbage whose finalizer runs Python, so that a collection lets other threads go on."""

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        for _ in range(50):
            pass


def test_threads_that_read_imports_at_once_do_not_disturb_each_other() -> None:
    source = "\n".join(f"import a{i}\nx = [y for y in range({i}) if y]" for i in range(60))
    expected = [(f"a{i}", ()) for i in range(60)]

    def read(_: int) -> list[Any]:
        found = []
        for _ in range(50):
            Cycle()
            found.append(list_imports([source]))
        return found

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(max_workers=4) as threads:
            assert [one for found in threads.map(read, range(8)) for one in found] == [expected] * 400
    finally:
        sys.setswitchinterval(before)
