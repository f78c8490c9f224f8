"""Reading with clear errors; writing whole files or none."""

import ast
import csv
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from listometrics.errors import StudyError
from listometrics.study import files


def test_what_cannot_be_read_is_named_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "latin.md").write_bytes("ok\nKavé\n".encode("latin-1"))
    (tmp_path / "dos.md").write_bytes(b"a\r\nb\r")
    assert files.read_text(tmp_path / "dos.md") == "a\r\nb\r"
    with pytest.raises(StudyError, match=r"^data/list\.md: not found\. Put the file there"):
        files.read_text(tmp_path / "list.md", "data/list.md")
    with pytest.raises(StudyError, match=r"^list: is a folder, expected a file"):
        files.read_text(tmp_path, "list")
    with pytest.raises(StudyError, match=r"^latin\.md:2: byte 0xe9 is not UTF-8"):
        files.read_text(tmp_path / "latin.md", "latin.md")

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(StudyError, match=r"^list: cannot be read: Permission denied"):
        files.read_text(tmp_path / "list", "list")


def test_a_written_file_is_whole_has_the_usual_permissions_and_leaves_nothing_beside(tmp_path: Path) -> None:
    files.write_text(tmp_path / "new" / "table.csv", "a\n")
    (tmp_path / "plain").write_text("a\n")
    (written,) = (tmp_path / "new").iterdir()
    assert written.read_bytes() == b"a\n"
    assert written.stat().st_mode == (tmp_path / "plain").stat().st_mode
    os.utime(written, (1, 1))
    files.write_text(written, "a\n")
    assert written.stat().st_mtime == 1  # it holds these bytes already


def test_a_failed_write_keeps_the_old_file_and_leaves_no_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "table.csv"
    path.write_text("old\n")

    def fail(source: str, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(StudyError, match=r"table\.csv: cannot be written: No space left on device"):
        files.write_text(path, "new\n")
    assert path.read_text() == "old\n"
    assert [found.name for found in tmp_path.iterdir()] == ["table.csv"]


def test_the_default_root_is_found_from_the_study_and_from_its_notebooks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "notebooks").mkdir()
    for folder, root in ((tmp_path, "."), (tmp_path / "notebooks", "..")):
        monkeypatch.chdir(folder)
        assert files.find_root("..") == Path(root)
    with pytest.raises(StudyError, match=r"no folder data/ there\. A study is a folder with data/raw_readme\.md"):
        files.find_root(str(tmp_path / "notebooks"))


# Calls that open, make or remove files themselves; tests/data/opening_modules.csv says which modules may, and why.
CALLS = {"open", "unlink", "mkdir", "touch", "rmdir", "rmtree", "copyfile", "copytree", "symlink_to"}
PATHS = {"read_text", "read_bytes", "write_text", "write_bytes"}


def opens_files(module: ast.AST) -> bool:
    """Tell whether a module calls what opens, makes or removes a file, other than by `files` and `stage`."""
    for call in (node.func for node in ast.walk(module) if isinstance(node, ast.Call)):
        if isinstance(call, ast.Name) and call.id in CALLS:
            return True
        if isinstance(call, ast.Attribute) and call.attr in CALLS | PATHS:
            owner = ast.unparse(call.value)
            own = "__file__" in owner or "files('" in owner  # data of a package
            if call.attr in CALLS or not (own or owner in ("files", "stage", "self")):
                return True
    return False


def test_files_of_a_study_are_opened_in_one_place() -> None:
    package = Path(files.__file__).parents[1]
    found = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if opens_files(ast.parse(path.read_text(encoding="utf-8")))
    }
    with (Path(__file__).parents[1] / "data/opening_modules.csv").open(encoding="utf-8", newline="") as file:
        assert found == {row["module"] for row in csv.DictReader(file)}


@pytest.mark.parametrize("name", ["data/.lock", "data/bib/.fetch.jsonl"])
def test_a_file_that_only_we_make_is_refused_as_a_link_or_a_pipe(tmp_path: Path, name: str) -> None:
    (tmp_path / "others").write_text("of others\n")
    path = tmp_path / "study" / name
    path.parent.mkdir(parents=True)
    inside = tmp_path / "study/data/mine"
    inside.write_text("mine\n")
    for make in (path.symlink_to, path.hardlink_to):
        for target in (tmp_path / "others", inside):
            make(target)
            with pytest.raises(StudyError, match=rf"^{name}: is a link, expected a file"):
                files.append_line(tmp_path / "study", name, "x")
            path.unlink()
    os.mkfifo(path)
    with pytest.raises(StudyError, match=rf"^{name}: is a pipe or a device, expected a file\."):
        files.append_line(tmp_path / "study", name, "x")
    assert (tmp_path / "others").read_text() == "of others\n" and inside.read_text() == "mine\n"


# A run that starts a kernel, and ends when that has written once; the kernel then writes again.
RUN = """
import os, subprocess, sys
env = os.environ | {"JPY_PARENT_PID": str(os.getpid())}
kernel = subprocess.Popen([sys.executable, "-c", sys.argv[1]], env=env, stdout=subprocess.PIPE)
kernel.stdout.readline()
"""
KERNEL = """
import os, time
from pathlib import Path
run = os.getppid()
from listometrics.study import files
files.write_text(Path("while"), "its run goes on")
if (child := os.fork()) == 0:
    files.write_text(Path("forked"), "a process of the kernel's own")
    os._exit(0)
os.waitpid(child, 0)
print(flush=True)
while os.getppid() == run:
    time.sleep(0.01)
try:
    files.write_text(Path("after"), "its run has ended")
except Exception as error:
    files.read_text(Path("while"))
    Path("said.part").write_text(str(error))
    os.replace("said.part", "said")
"""


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a process keeps the number of its parent")
def test_a_kernel_writes_no_more_when_its_run_has_ended(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", RUN, KERNEL], cwd=tmp_path, check=True, timeout=60)
    deadline = time.monotonic() + 60
    while not (tmp_path / "said").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert (tmp_path / "said").read_text() == (
        "after: not written: the run that started this kernel has ended. Run it again."
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["forked", "said", "while"]
