"""What the project builds on: locked with hashes, with reasons, for all Pythons; workflows with least rights."""

import ast
import re
import shlex
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import pytest
import rattler
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from listometrics.cli import make_parser

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS = {"runtime": PROJECT["project"]["dependencies"], **PROJECT["dependency-groups"]}
LOCKS = {"requirements.lock": ("runtime", "build"), "requirements-test.lock": ("runtime", "build", "test")}
WORKFLOWS = sorted([*(ROOT / ".github/workflows").glob("*.yml"), *(ROOT / "docs/workflows").glob("*.yml")])
LEAST = PROJECT["project"]["requires-python"].removeprefix(">=")
# Where conda-forge has another name: an older spelling, or the part of a distribution without optional backends.
CONDA_NAMES = {
    "jupyter-client": "jupyter_client",
    "jupyter-core": "jupyter_core",
    "matplotlib": "matplotlib-base",
    "pandera": "pandera-pandas",
    "seaborn": "seaborn-base",
}
# What conda-forge does not have, so that `pip: [-e .]` brings it.
NOT_ON_CONDA_FORGE = {"bibtexparser", "pypandoc-binary", "typst"}
MODULE_NAMES = {
    "beautifulsoup4": "bs4",
    "markdown-it-py": "markdown_it",
    "pypandoc-binary": "pypandoc",
    "py-rattler": "rattler",
    "pyyaml": "yaml",
}


def read_lock(lock: str) -> str:
    return (ROOT / lock).read_text(encoding="utf-8")


def read_pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)(?:\[[\w,-]+\])?==([^ ;\\]+)", read_lock(lock), re.MULTILINE))


def list_requirements(*groups: str) -> dict[str, Requirement]:
    lines = [Requirement(line) for group in groups for line in GROUPS[group]]
    return {canonicalize_name(each.name): each for each in lines}


@pytest.mark.parametrize(("lock", "groups"), LOCKS.items())
def test_a_lock_pins_every_direct_requirement_within_its_bounds(lock: str, groups: tuple[str, ...]) -> None:
    pins = read_pins(lock)
    for name, wanted in list_requirements(*groups).items():
        assert name in pins, f"{name} is not in {lock}: run scripts/lock.py"
        assert wanted.specifier.contains(pins[name]), f"{lock}: {name}=={pins[name]}: run scripts/lock.py"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_version_has_hashes_and_nothing_leads_the_installer_elsewhere(lock: str) -> None:
    blocks = re.split(r"^(?=\S+==)", read_lock(lock), flags=re.MULTILINE)[1:]
    assert len(blocks) == len(read_pins(lock)) > 100, "a package stands in the lock twice, or few do"
    assert [block.split()[0] for block in blocks if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", block)] == []
    package, mark, digest = r"[a-z0-9][\w.-]*(?:\[[\w,-]+\])?==[\w.!+]+", r" ; [^@:]+", r"--hash=sha256:[0-9a-f]{64}"
    allowed = rf"#|\s+#|{package}(?:{mark})? \\$|    {digest}(?: \\)?$|$"
    assert [line for line in read_lock(lock).splitlines() if not re.match(allowed, line)] == []
    assert "://" not in read_lock(lock)


def test_the_test_lock_has_all_of_the_runtime_lock_which_has_no_test_tools() -> None:
    runtime, test = map(read_pins, LOCKS)
    assert {name: test.get(name) for name in runtime} == runtime
    assert {"hypothesis", "mypy", "pytest", "ruff"}.isdisjoint(runtime)


def test_every_locked_version_allows_the_least_python() -> None:
    """Debian 12 has 3.11.2: that a later 3.11 is enough for a package is not."""
    refusing = {}
    for name, version in read_pins("requirements-test.lock").items():
        try:
            found = distribution(name)
        except PackageNotFoundError:  # of another system or Python
            continue
        allowed = found.metadata["Requires-Python"] or ""
        if found.version == version and not SpecifierSet(allowed).contains(f"{LEAST}.0"):
            refusing[name] = allowed
    assert refusing == {}


def test_python_has_the_same_least_version_everywhere() -> None:
    assert PROJECT["tool"]["ruff"]["target-version"] == f"py{LEAST.replace('.', '')}"
    assert f"Python {LEAST} or newer" in (ROOT / "README.md").read_text(encoding="utf-8")
    for path in WORKFLOWS:
        assert set(re.findall(r'python-version: "([\d.]+)"', path.read_text(encoding="utf-8"))) <= {LEAST}


def test_conda_would_take_the_same_requirements_in_the_locked_versions_and_none_lower() -> None:
    lines = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    assert lines.pop() == {"pip": ["-e ."]}
    pins, build = read_pins("requirements.lock"), rattler.BuildString("0")
    expected = {CONDA_NAMES.get(name, name): name for name in list_requirements("runtime").keys() - NOT_ON_CONDA_FORGE}
    found = {}
    for line in lines:
        spec = rattler.MatchSpec(line, strict=True)
        assert spec.name is not None
        found[spec.name.normalized] = line
        pinned = pins.get(expected.get(spec.name.normalized, ""), {"python": f"{LEAST}.0"}.get(line[:6], "25.0"))
        for version, taken in ((pinned, True), ("0.0.1", ">=" not in line)):
            record = rattler.PackageRecord(spec.name.normalized, version, build, 0, "noarch")
            assert spec.matches(record) is taken, f"{line} and {version}"
    assert found.keys() == expected.keys() | {"python", "pip"}
    for conda, name in expected.items():
        lower = [each.version for each in list_requirements("runtime")[name].specifier if each.operator == ">="]
        assert found[conda] == f"{conda}>={lower[0]}"


@pytest.mark.parametrize("group", ["dependencies", "test"])
def test_every_direct_requirement_has_a_reason_and_a_lower_bound(group: str) -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lines = text.partition(f"\n{group} = [\n")[2].partition("\n]")[0].splitlines()
    assert len(lines) > 10
    assert [line for line in lines if not re.fullmatch(r' +"[\w.-]+>=[\d.]+(,<[\d.]+)?", +# \w.+', line)] == []


def list_imports(folder: str) -> set[str]:
    modules: set[str] = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                modules.add(str(node.module))
    return {module.partition(".")[0] for module in modules} - sys.stdlib_module_names - {"listometrics"}


@pytest.mark.parametrize(("folder", "groups"), [("src", ["runtime"]), ("tests", ["runtime", "test"])])
def test_what_is_imported_is_a_direct_requirement(folder: str, groups: list[str]) -> None:
    known = {MODULE_NAMES.get(name, name.replace("-", "_")) for name in list_requirements(*groups)}
    assert list_imports(folder) - known - {path.stem for path in (ROOT / "benchmarks").glob("*.py")} == set()


# --- Workflows ------------------------------------------------------------------------------------------------


@pytest.fixture(params=WORKFLOWS, ids=lambda path: f"{path.parents[1].name}/{path.name}")
def workflow(request: pytest.FixtureRequest) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(request.param.read_text(encoding="utf-8"))
    return loaded


def test_a_workflow_may_only_read_unless_a_job_says_what_it_writes(workflow: dict[str, Any]) -> None:
    assert workflow["permissions"] in ({}, {"contents": "read"})
    for job in workflow["jobs"].values():
        assert set(job.get("permissions", {})) <= {"actions", "contents", "id-token", "pages", "pull-requests"}
        assert job["timeout-minutes"] <= 180


def test_every_action_is_pinned_by_its_commit_and_keeps_no_credentials(workflow: dict[str, Any]) -> None:
    used = [step for job in workflow["jobs"].values() for step in job["steps"] if "uses" in step]
    for step in used:
        assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}", step["uses"])
        if step["uses"].startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_a_pull_request_of_a_stranger_reaches_no_secret_and_no_script_holds_an_expression(
    workflow: dict[str, Any],
) -> None:
    triggers = workflow[True]  # YAML reads `on` as true
    assert "pull_request_target" not in triggers
    if "pull_request" in triggers:
        assert "secrets." not in str(workflow)
        writing = [job for job in workflow["jobs"].values() if "permissions" in job]
        assert all("github.event_name == 'push'" in job["if"] for job in writing)
    scripts = [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]
    assert scripts and not [script for script in scripts if "${{" in script]


def test_the_weekly_workflow_asks_what_the_command_understands_and_hands_keys_to_one_step() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/update.yml").read_text(encoding="utf-8"))
    steps = workflow["jobs"]["update"]["steps"]
    commands = re.findall(r"\.venv/bin/listometrics ([^|\n]+)", "\n".join(step.get("run", "") for step in steps))
    parsed = [make_parser().parse_args(shlex.split(re.sub(r'"?\$\([^)]*\)"?', "2026-01-01", c))) for c in commands]
    assert [options.run.__module__.rpartition(".")[2] for options in parsed][:2] == ["fetch_command"] * 2
    (with_secrets,) = [step for step in steps if "secrets." in str(step)]
    assert with_secrets["name"].startswith("Ask the sources") and "secrets." not in with_secrets["run"]
