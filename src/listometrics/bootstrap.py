"""Run the study or the tests in an environment that has what they need. Standard library only."""

import importlib.util
import os
import shlex
import subprocess
import sys
from pathlib import Path

from listometrics.environment import WINDOWS, Setup, ensure_environment, make_variables
from listometrics.errors import StudyError
from listometrics.requirements import find_missing

DOING = {
    "listometrics": "running the notebooks",
    "pytest": "running the tests",
    "jupyterlab": "starting JupyterLab; stop it with Ctrl+C",
}


def run_study(arguments: list[str]) -> int:
    """Make the environment where that is needed, then run all notebooks; return the exit code."""
    setup = Setup("study")
    return run_in(setup, ["listometrics", "run", str(setup.root), *arguments], Path.cwd())


def run_tests(arguments: list[str]) -> int:
    """Make the environment with test tools where that is needed, then run pytest; return the exit code."""
    setup = Setup("test")
    # Two workers pay for the whole suite; for a selection their start costs more than they save.
    workers = ["-n", "2", "--dist", "loadgroup"] if set(arguments) <= {"--slow"} else []
    return run_in(setup, ["pytest", *workers, *arguments], setup.root)


def run_lab(arguments: list[str]) -> int:
    """Make the environment where that is needed, then start JupyterLab on the notebooks; return the exit code."""
    setup = Setup("study")
    options = [f"--ServerApp.root_dir={setup.root}", "--LabApp.default_url=/lab/tree/notebooks"]
    return run_in(setup, ["jupyterlab", *options, *arguments], setup.root)


def run_in(setup: Setup, module: list[str], folder: Path) -> int:
    """Run a module in the set-up's environment, in a folder; return its exit code, 2 for no environment."""
    try:
        python = prepare(setup)
    except StudyError as error:
        print(f"{setup.name}: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{setup.name}: {error.filename}: {error.strerror}; mend that and run this again.", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"\n{setup.name}: stopped; the next call makes the environment again.", file=sys.stderr)
        return 130
    setup.say(DOING[module[0]])
    # -P: a file in the working directory must not stand in for a library of the same name.
    command = [str(python), "-P", "-m", *module]
    variables = make_variables()
    variables["PATH"] = os.pathsep.join([str(python.parent), variables.get("PATH", os.defpath)])
    if WINDOWS:
        return subprocess.run(command, cwd=folder, env=variables, check=False).returncode
    # The command takes this process over, so that signals and exit code are its own.
    os.chdir(folder)
    os.execve(python, command, variables)


def prepare(setup: Setup) -> Path:
    """Return the Python of an environment that has what the set-up needs, made here where that is needed."""
    prefix = Path(sys.prefix).resolve()
    activated = sys.prefix != sys.base_prefix or prefix == Path(os.environ.get("CONDA_PREFIX", "-")).resolve()
    ours = prefix == setup.venv.resolve() and setup.record.exists()
    if activated and not ours:
        missing = find_missing(setup.root, setup.groups)
        if not missing:
            setup.say(f"using the active environment {prefix}")
            return Path(sys.executable)
        # Anaconda activates `base` for everyone: nobody has chosen it for this study.
        if os.environ.get("CONDA_DEFAULT_ENV") != "base":
            raise StudyError(explain_missing(setup, missing))
        setup.say("conda's base environment lacks what is needed; using .venv instead")
    ensure_environment(setup)
    return setup.python


def explain_missing(setup: Setup, missing: list[str]) -> str:
    """Say what the active environment lacks and the ways out."""
    python, root = sys.executable, setup.root
    if Path(sys.prefix, "conda-meta").is_dir():
        ways = [["conda", "env", "update", "--prefix", sys.prefix, "--file", f"{root / 'environment.yml'}"]]
        groups = [f"{root / 'pyproject.toml'}:{group}" for group in setup.groups]
        ways += [[python, "-m", "pip", "install", "--group", group] for group in groups]
    else:
        has_pip = importlib.util.find_spec("pip") is not None
        installer = [python, "-m", "pip", "install"] if has_pip else ["uv", "pip", "install", "--python", python]
        ways = [
            [*installer, "--require-hashes", "-r", str(setup.lock)],
            [*installer, "--no-build-isolation", "--no-deps", "-e", str(root)],
        ]
    leave = "conda deactivate" if ways[0][0] == "conda" else "deactivate"
    return (
        f"the active environment {sys.prefix} lacks {', '.join(missing)}.\n"
        "  To use it, install that there:\n    " + "\n    ".join(map(shlex.join, ways)) + "\n"
        f"  Or leave it ({leave}) and run this again: then an environment is made in .venv."
    )
