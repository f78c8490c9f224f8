"""The pages of docs/ are true: their commands print what they show, and the workflows for list owners run."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"


def environment(**further: str) -> dict[str, str]:
    """Return the environment of a user who has activated the one that the tests run in."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": path, **further}


def follow(page: str, folder: Path) -> int:
    """Save the files and run the commands of a page in their order; return how many commands were run.

    A line of output with `…` stands for any text there; a line that is `…` alone, for any lines.
    """
    text = (DOCS / page).read_text(encoding="utf-8")
    blocks = r"Save this as `(?P<name>[^`]+)`[^\n]*\n\n```\w*\n(?P<file>.*?)```|```console\n(?P<shown>.*?)```"
    commands = 0
    for block in re.finditer(blocks, text, re.DOTALL):
        if block["name"]:
            (folder / block["name"]).write_text(block["file"], encoding="utf-8")
            continue
        for command, expected in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block["shown"], re.MULTILINE):
            done = subprocess.run(
                ["bash", "-c", command], cwd=folder, env=environment(), capture_output=True, text=True, check=False
            )
            parts = [re.escape(part).replace("…", ".*") for part in re.split(r"^…\n", expected, flags=re.MULTILINE)]
            # Two streams have no common order: what a command says in passing is on the second one.
            for printed in (done.stderr + done.stdout, done.stdout):
                if re.fullmatch(r"(?:.*\n)*".join(parts), printed.rstrip("\n") + "\n" * bool(expected)):
                    break
            else:
                pytest.fail(f"{page}: $ {command}\n{done.stdout}{done.stderr}\nexpected:\n{expected}", pytrace=False)
            commands += 1
    return commands


@pytest.mark.slow  # runs a whole study
def test_a_list_of_ones_own_comes_to_its_report_as_the_page_says(tmp_path: Path) -> None:
    assert follow("own-list.md", tmp_path) >= 5


@pytest.mark.slow  # a process for each command, which the tests of `cite` try in one
def test_citing_works_as_the_page_says(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    assert follow("citing.md", tmp_path) >= 5


def test_what_may_comment_checks_out_and_runs_nothing_of_the_pull_request() -> None:
    comment = read_workflow("comment.yml")
    assert comment["permissions"] == {} and "secrets." not in str(comment)
    (job,) = comment["jobs"].values()
    assert job["permissions"] == {"actions": "read", "pull-requests": "write"}
    assert not any("uses" in step for step in job["steps"])


def read_workflow(name: str) -> dict[str, Any]:
    found = yaml.safe_load((DOCS / "workflows" / name).read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def git(folder: Path, *arguments: str) -> None:
    names = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run(["git", *names, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.mark.slow
@pytest.mark.requires_tool("git")
def test_the_workflow_says_what_a_pull_request_changes(tmp_path: Path) -> None:
    """Run its own scripts on a list that gains a work, and a work that stands twice."""
    head = "## Papers\n\n| Title | Venue |\n|---|---|\n"
    row = "| [A first title of a paper](https://arxiv.org/abs/2305.00001) | arXiv 2023 |\n"
    new = "| [Another title ```` of a paper](https://arxiv.org/abs/2306.00002) | arXiv 2023 |\n"
    repository = tmp_path / "list"
    repository.mkdir()
    (repository / "README.md").write_text(head + row, encoding="utf-8")
    listometrics = Path(sys.executable).parent / "listometrics"
    subprocess.run([listometrics, "new", "study", "--list", "README.md"], cwd=repository, check=True)
    git(repository, "init", "--quiet")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "a list")
    (repository / "README.md").write_text(head + row + new + new, encoding="utf-8")
    git(repository, "commit", "--quiet", "-am", "two rows")

    workflow = read_workflow("study.yml")
    steps = {step["name"]: step["run"] for step in workflow["jobs"]["study"]["steps"] if "run" in step}
    given = environment(
        **workflow["env"], NUMBER="7", RUNNER_TEMP=str(tmp_path), GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md")
    )
    codes = {
        name: subprocess.run(["bash", "-e", "-c", run], cwd=repository, env=given, check=False).returncode
        for name, run in steps.items()
        if not name.startswith("Install")
    }
    assert list(codes.values()) == [0, 0, 1]  # a work stands twice in its section
    body = (repository / "comment" / "body.md").read_text(encoding="utf-8")
    assert (repository / "comment" / "number").read_text(encoding="utf-8") == "7\n"
    assert (tmp_path / "summary.md").read_text(encoding="utf-8") == body
    changes, _, audited = body.partition("## Audit")
    assert "Another title" in changes
    assert "stands twice in section" in audited
    assert audited.count("````") == 2
    assert (repository / "study" / "reports" / "report.html").is_file()
