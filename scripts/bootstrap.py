"""Make the environment in .venv from a lock with hashes, and run a module in it. Standard library only."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from functools import partial
from importlib import import_module, metadata, util
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
LEAST = re.findall(r'^requires-python = ">=([\d.]+)"', PROJECT, re.MULTILINE)[0]
if sys.version_info < tuple(map(int, LEAST.split("."))):  # an older Python reads on to here
    sys.stderr.write("Python " + LEAST + " or newer is needed, this is " + sys.version + "\n")
    sys.exit(2)

VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
MARK = VENV / "listometrics.json"  # .venv was made here; holds the fingerprints of what has been finished
LOCKS = {"study": ROOT / "requirements.lock", "test": ROOT / "requirements-test.lock"}
# Installers write elsewhere, or Python starts otherwise, where one of these is set.
CLEARED = ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "VIRTUAL_ENV", "PIP_USER", "PIP_TARGET", "PIP_PREFIX")
VARIABLES = {name: value for name, value in os.environ.items() if name not in CLEARED}
VARIABLES["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"


def run(name: str, page: str, module: list[str], folder: Path) -> None:
    """Run a module, with the script's own arguments, in an environment made from a lock; end with its exit code."""
    if {"-h", "--help"} & set(sys.argv[1:]):
        sys.exit(print(page.strip()))
    again = "Mend that, or copy the repository to a folder of your own, and run this again."
    try:
        python = find_environment(name)
    except OSError as error:
        stop(f"{error.filename}: {error.strerror}. {again}")
    except subprocess.CalledProcessError as error:
        end = "\n".join((error.stdout + error.stderr).splitlines()[-12:])
        hint = "the network, the proxy or the index's address, if it names one"
        stop(f"{end}\n`{error.cmd[0]} {error.cmd[1]} …` failed with this message ({hint}). {again}")
    except KeyboardInterrupt:
        stop("stopped; the next call makes the environment again.", 130)
    print(f"{name}: using {python.parent.parent}\n{name}: running {module[0]}", flush=True)
    os.chdir(folder)
    path = os.pathsep.join([str(python.parent), VARIABLES.get("PATH", os.defpath)])
    # -P: a file in the working directory must not stand in for a library of the same name. The module takes this
    # process over, so that signals and exit code are its own.
    os.execve(python, [str(python), "-P", "-m", *module, *sys.argv[1:]], {**VARIABLES, "PATH": path})


def stop(text: str, code: int = 2) -> None:
    print(text, file=sys.stderr)
    sys.exit(code)


def find_environment(name: str) -> Path:
    """Return the Python of the active environment if it has what is needed, else of .venv, made where needed."""
    prefix = Path(sys.prefix).resolve()
    active = sys.prefix != sys.base_prefix or prefix == Path(os.environ.get("CONDA_PREFIX", "-")).resolve()
    if active and not (prefix == VENV.resolve() and MARK.exists()):
        if not (missing := find_missing(name)):
            return Path(sys.executable)
        print(f"{name}: the active environment {prefix} lacks {missing}: using .venv instead", flush=True)
    if not is_ready(name):
        with open(ROOT / ".venv.lock", "a") as lock:
            if os.name == "posix":  # elsewhere, do not start two at once
                import_module("fcntl").flock(lock, 2)  # LOCK_EX
            if not is_ready(name):  # another process may have made it meanwhile
                make_environment(name)
    return PYTHON


def find_missing(name: str) -> str:
    """Return a direct requirement that the running environment lacks; nothing where it has all, and this checkout."""
    project = import_module("tomllib").loads(PROJECT)
    try:
        requirement = import_module("packaging.requirements").Requirement
        for text in project["project"]["dependencies"] + project["dependency-groups"]["test"] * (name == "test"):
            wanted = requirement(text)
            if not wanted.specifier.contains(metadata.version(wanted.name), prereleases=True):
                return text
    except ImportError as error:  # a distribution that is not there, or packaging itself
        return error.name or "packaging"
    spec = util.find_spec("listometrics")
    return "" if spec and ROOT in Path(str(spec.origin)).resolve().parents else f"listometrics from {ROOT}"


def is_ready(name: str) -> bool:
    """Tell whether .venv was finished, and nothing that it depends on has changed."""
    return PYTHON.exists() and MARK.exists() and make_fingerprint(name) in MARK.read_text(encoding="utf-8")


def make_fingerprint(name: str) -> str:
    """Return a hash of all that an environment depends on: lock, project without its tools, place and Python."""
    parts = [LOCKS[name].read_text(encoding="utf-8"), PROJECT.partition("\n[tool.ruff")[0], str(ROOT), sys.version]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def make_environment(name: str) -> None:
    """Make .venv from nothing, or add the test tools to the study's."""
    if VENV.exists() and any(VENV.iterdir()) and not MARK.exists():
        stop(f"{VENV} was not made by this script. Run the script with {PYTHON}, or remove {VENV} first.")
    # A version manager may keep a `uv` that only says it is not there.
    uv = shutil.which("uv") if subprocess.run("uv --version", shell=True, capture_output=True).returncode == 0 else None
    print(f"{name}: making .venv with Python {sys.version.split()[0]}, by {uv or 'pip: a minute or two'}", flush=True)
    call = partial(subprocess.run, env=VARIABLES, capture_output=True, text=True, check=True)
    if not is_ready("study"):
        VENV.mkdir(exist_ok=True)
        MARK.write_text("", encoding="utf-8")  # it stays, so that an unfinished .venv is not taken for another's
        for path in set(VENV.iterdir()) - {MARK}:
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        base = getattr(sys, "_base_executable", sys.executable)
        call([uv, "venv", "--quiet", "--allow-existing", "--python", base, VENV] if uv else [base, "-m", "venv", VENV])
    pip = [
        *([uv, "pip", "install", "--python", PYTHON] if uv else [PYTHON, "-m", "pip", "install", "--no-input"]),
        "-q",
    ]
    call([*pip, "--require-hashes", "--only-binary", ":all:", "-r", LOCKS[name]])
    call([*pip, "--no-build-isolation", "--no-deps", "-e", ROOT])
    # The test lock holds all of the study's lock, in the same versions.
    MARK.write_text(f"{make_fingerprint('study')} {make_fingerprint(name)}", encoding="utf-8")
