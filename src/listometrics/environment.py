"""The environment in .venv: made from a lock with hashes required, and recorded when done. Standard library only."""

import contextlib
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from listometrics.errors import StudyError
from listometrics.requirements import read_project

ROOT = Path(__file__).resolve().parents[2]
WINDOWS = os.name == "nt"
# Installers write elsewhere, or Python starts otherwise, where one of these is set.
CLEARED = ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "VIRTUAL_ENV", "PIP_USER", "PIP_TARGET", "PIP_PREFIX")
NO_CONNECTION = re.compile(
    r"dns error|failed to (lookup|resolve)|name resolution|connection (error|refused|reset)|NewConnectionError"
    r"|error sending request|could not connect|network (is )?unreachable|timed? ?out|proxyerror|tunnel",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Setup:
    """What an environment is made for, `study` or `test`, and of: the files of one checkout."""

    name: str
    root: Path = ROOT

    @property
    def groups(self) -> list[str]:
        return ["test"] if self.name == "test" else []

    @property
    def lock(self) -> Path:
        return self.root / ("requirements-test.lock" if self.name == "test" else "requirements.lock")

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.venv / ("Scripts/python.exe" if WINDOWS else "bin/python")

    @property
    def record(self) -> Path:
        """The file that marks .venv as made here, with a fingerprint for each finished set-up."""
        return self.venv / "listometrics.json"

    def say(self, text: str) -> None:
        print(f"{self.name}: {text}", flush=True)


def make_variables() -> dict[str, str]:
    """Return this process's variables less those that would lead an installer or a kernel astray."""
    return {name: value for name, value in os.environ.items() if name not in CLEARED}


def fingerprint(setup: Setup) -> str:
    """Return a hash of all that an environment depends on: lock, project, place and Python."""
    project = {name: value for name, value in read_project(setup.root).items() if name != "tool"}
    parts = [hashlib.sha256(setup.lock.read_bytes()).hexdigest(), project, str(setup.root), sys.version]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def read_record(setup: Setup) -> dict[str, str]:
    """Return the fingerprints of finished set-ups; none where there is no record or it is not whole."""
    try:
        record = json.loads(setup.record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def is_ready(setup: Setup) -> bool:
    """Tell whether .venv was finished for this set-up and nothing that it depends on has changed."""
    return setup.python.exists() and read_record(setup).get(setup.name) == fingerprint(setup)


def ensure_environment(setup: Setup) -> None:
    """Make .venv where it is not there, not finished, or not from the files that now stand here."""
    if is_ready(setup):
        setup.say(f"using {setup.venv}")
        return
    with hold_lock(setup):
        if not is_ready(setup):  # another process may have made it meanwhile
            make_environment(setup)


@contextlib.contextmanager
def hold_lock(setup: Setup) -> Iterator[None]:
    """Hold the lock on making .venv; wait where another process has it."""
    try:
        file = open(setup.root / ".venv.lock", "a+")  # noqa: SIM115
    except OSError as error:
        raise StudyError(
            f"{setup.root}: cannot write here ({error.strerror}), but .venv and results go here. "
            "Copy the repository to a folder of your own, and run it there."
        ) from error
    with file:
        # Installers inherit the lock: one that outlives its parent keeps others out until it ends.
        os.set_inheritable(file.fileno(), True)
        if WINDOWS:
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                setup.say("waiting: another process is making .venv")
                fcntl.flock(file, fcntl.LOCK_EX)
        yield


def make_environment(setup: Setup) -> None:
    """Make .venv, or add the test tools to it, from the lock with hashes required; record it when done."""
    uv = find_uv()
    study = Setup("study", setup.root)
    if setup.venv.exists() and not setup.record.exists() and any(setup.venv.iterdir()):
        raise StudyError(
            f"{setup.venv} was not made by this script, so it stays as it is. Run the script with its Python "
            f"({setup.python}), or remove it and run this again."
        )
    if not is_ready(study):
        start_afresh(setup, uv)
    install(setup, uv)
    # The test lock holds all of the study's lock, in the same versions.
    finished = [study, setup] if setup.name == "test" else [setup]
    setup.record.write_text(json.dumps({each.name: fingerprint(each) for each in finished}), encoding="utf-8")


def start_afresh(setup: Setup, uv: str | None) -> None:
    """Make an empty .venv in place of what may be there."""
    base = getattr(sys, "_base_executable", None) or sys.executable
    if uv is None:
        require_venv()
    if setup.record.exists():
        changed = read_record(setup) and setup.python.exists()
        setup.say("making .venv again: " + ("its inputs have changed" if changed else "it was left unfinished"))
    with_what = "uv" if uv else "venv and pip"
    setup.say(f"making .venv with Python {'.'.join(map(str, sys.version_info[:3]))}, by {with_what}")
    setup.venv.mkdir(exist_ok=True)
    # The record stays all the while: without it a later call would take .venv for somebody else's.
    setup.record.write_text("{}", encoding="utf-8")
    for path in setup.venv.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path != setup.record:
            path.unlink()
    if uv:
        run_tool([uv, "venv", "--quiet", "--allow-existing", "--python", base, str(setup.venv)])
    else:
        run_tool([base, "-m", "venv", str(setup.venv)], hint=name_debian_package())


def install(setup: Setup, uv: str | None) -> None:
    """Install the lock's packages, and the checkout itself in editable mode."""
    installer = [uv, "pip", "install", "--python"] if uv else []
    installer += [str(setup.python)] if uv else [str(setup.python), "-m", "pip", "install", "--no-input"]
    packages = len(re.findall(r"^[\w.-]+==", setup.lock.read_text(encoding="utf-8"), re.MULTILINE))
    setup.say(f"installing {packages} packages of {setup.lock.name}{'' if uv else ' (a minute or two)'}")
    locked = ["--quiet", "--require-hashes", "--only-binary", ":all:", "-r", str(setup.lock)]
    run_tool([*installer, *locked])
    checkout = ["--quiet", "--no-build-isolation", "--no-deps", "-e", str(setup.root)]
    run_tool([*installer, *checkout])


def find_uv() -> str | None:
    """Return the path of a uv that runs; a version manager may keep a `uv` that only says it is not there."""
    path = shutil.which("uv")
    if path and subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0:
        return path
    return None


def name_debian_package() -> str:
    major, minor = sys.version_info[:2]
    return f"On Debian or Ubuntu: sudo apt install python{major}.{minor}-venv"


def require_venv() -> None:
    """Raise where this Python cannot make a virtual environment with pip in it."""
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            raise StudyError(
                f"{sys.executable} cannot make a virtual environment: it lacks the module {module}. "
                f"{name_debian_package()}; or install uv; then run this again."
            )


def run_tool(command: list[str], hint: str = "") -> None:
    """Run a tool of the set-up; where it failed, show the end of what it printed, and raise."""
    done = subprocess.run(command, env=make_variables(), capture_output=True, text=True, check=False, close_fds=False)
    if done.returncode == 0:
        return
    printed = done.stdout + done.stderr
    print("\n".join(printed.splitlines()[-12:]), file=sys.stderr)
    if NO_CONNECTION.search(printed):
        hint = "The package index cannot be reached: check the network, the proxy or the index's address"
    tool = " ".join(Path(part).name for part in command[:3])
    raise StudyError(
        f"`{tool} …` failed with exit code {done.returncode}; its message stands above. {hint or 'Mend that'}; "
        "then run this again."
    )
