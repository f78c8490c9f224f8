"""The linter, the formatter and the type checker are content, and CI runs what everybody runs."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
WORKFLOW = ROOT / ".github" / "workflows" / "study.yml"


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["ruff", "check"], id="ruff check, notebooks too"),
        pytest.param(["ruff", "format", "--check"], id="ruff format, notebooks too"),
        pytest.param(["mypy", "--no-error-summary"], id="mypy, strict"),
    ],
)
def test_a_tool_has_nothing_to_say(arguments: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_ci_runs_the_test_command_of_the_readme_last_and_can_be_read_by_bash() -> None:
    script = ROOT / ".ci" / "run"
    subprocess.run(["bash", "-n", str(script)], check=True)
    last = script.read_text(encoding="utf-8").splitlines()[-1]
    assert last == "LISTOMETRICS_REQUIRE_TOOLS=1 exec python3 scripts/test.py --slow"
    assert "python3 scripts/test.py" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_workflow_runs_what_everybody_runs() -> None:
    jobs = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]
    commands = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]
    assert "bash .ci/run" in commands and "python3 scripts/study.py" in commands


def test_hooks_run_the_locked_ruff_and_pin_all_else() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    (repository,) = config["repos"]
    packages = {package for hook in repository["hooks"] for package in hook["additional_dependencies"]}
    assert all(re.fullmatch(r"[\w-]+==[\d.]+", package) for package in packages)
    (locked,) = re.findall(r"^(ruff==[\d.]+)", (ROOT / "requirements-test.lock").read_text(), re.MULTILINE)
    assert locked in packages


@pytest.mark.skipif(shutil.which("git") is None, reason="git was not found")
def test_what_is_made_by_machines_for_one_machine_is_not_committed() -> None:
    for name in (".venv/x", ".venv.lock", "reports/executed/01_parse.ipynb", "src/listometrics/__pycache__/x.pyc"):
        ignored = subprocess.run(["git", "check-ignore", "--quiet", name], cwd=ROOT, check=False)
        assert ignored.returncode == 0, name
