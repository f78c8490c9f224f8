"""The weekly workflow asks what the command understands, pins its actions, and writes nothing by itself."""

import re
import shlex
from pathlib import Path

import yaml

from listometrics.cli import make_parser

TEXT = (Path(__file__).resolve().parents[2] / ".github/workflows/update.yml").read_text(encoding="utf-8")
JOB = yaml.safe_load(TEXT)["jobs"]["update"]
SCRIPTS = [step["run"] for step in JOB["steps"] if "run" in step]


def test_it_runs_every_week_and_each_action_is_pinned_by_commit() -> None:
    assert re.search(r'cron: "\d+ \d+ \* \* \d"', TEXT)
    uses = re.findall(r"uses: (.*)", TEXT)
    assert uses and all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action) for action in uses)


def test_its_commands_are_understood() -> None:
    commands = re.findall(r"\.venv/bin/listometrics ([^|\n]+)", "\n".join(SCRIPTS))
    parsed = [make_parser().parse_args(shlex.split(re.sub(r'"?\$\([^)]*\)"?', "2026-01-01", c))) for c in commands]
    assert [options.run.__module__.rpartition(".")[2] for options in parsed][:2] == ["fetch_command"] * 2


def test_keys_reach_only_the_step_that_needs_them() -> None:
    with_secrets = [step["name"] for step in JOB["steps"] if "secrets." in str(step.get("env", ""))]
    assert len(with_secrets) == 1 and with_secrets[0].startswith("Ask the sources")
    assert "secrets." not in "\n".join(SCRIPTS)
