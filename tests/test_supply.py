"""What the project builds on: locked with hashes, each with a reason; workflows with least rights, actions pinned."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


@pytest.fixture(params=WORKFLOWS, ids=lambda path: path.name)
def workflow(request: pytest.FixtureRequest) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(request.param.read_text(encoding="utf-8"))
    return loaded


def test_every_direct_dependency_says_why() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = re.search(r"^dependencies = \[\n(.*?)^\]", text, re.M | re.S)
    assert block
    lines = block[1].splitlines()
    assert len(lines) > 20
    assert [line for line in lines if not re.fullmatch(r'    "[^"]+", +# \S.{4,}', line)] == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_every_locked_version_has_hashes(lock: str) -> None:
    blocks = re.split(r"^(?=\S+==)", (ROOT / lock).read_text(encoding="utf-8"), flags=re.M)[1:]
    assert len(blocks) > 100
    assert [block.split()[0] for block in blocks if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", block)] == []
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert len(blocks) == len(re.findall(r"^[^#\s]", text, re.M))  # nothing else stands at the beginning of a line


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_a_lock_names_no_index_and_no_place_of_its_own(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    package, mark, digest = r"[A-Za-z0-9][\w.-]*(?:\[[\w,-]+\])?==[\w.!+]+", r" ; [^@:]+", r"--hash=sha256:[0-9a-f]{64}"
    allowed = rf"#|\s+#|{package}(?:{mark})? \\$|    {digest}(?: \\)?$|$"
    assert [line for line in lines if not re.match(allowed, line)] == []
    # Where a package is from is the installer's setting: an address in a lock would lead it elsewhere.
    assert [line for line in lines if re.search(r"://|--(?:extra-)?index-url|--find-links|--trusted-host", line)] == []


def test_installation_requires_the_hashes() -> None:
    source = (ROOT / "src/listometrics/environment.py").read_text(encoding="utf-8")
    assert "--require-hashes" in source


def test_a_workflow_may_only_read_unless_a_job_says_what_it_writes(workflow: dict[str, Any]) -> None:
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert set(job.get("permissions", {})) <= {"contents", "pull-requests"}
        assert job["timeout-minutes"] <= 180


def test_every_action_is_pinned_by_its_commit_and_keeps_no_credentials(workflow: dict[str, Any]) -> None:
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    used = [step for step in steps if "uses" in step]
    assert used
    for step in used:
        assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}", step["uses"])
        if step["uses"].startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_a_pull_request_of_a_stranger_reaches_no_secret(workflow: dict[str, Any]) -> None:
    triggers = workflow[True]  # YAML reads `on` as true
    assert "pull_request_target" not in triggers and "workflow_run" not in triggers
    if "pull_request" in triggers:
        assert "secrets." not in str(workflow)


def test_no_script_of_a_workflow_holds_an_expression(workflow: dict[str, Any]) -> None:
    scripts = [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]
    assert scripts and not [script for script in scripts if "${{" in script]
