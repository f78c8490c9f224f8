"""The command `listometrics diff`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from listometrics.diff.command import describe_changes

ROOT = Path(__file__).resolve().parents[2]


def test_the_command_describes_two_files(tmp_path: Path, page: Callable[..., str], kar: str, pie: str) -> None:
    old, new = tmp_path / "old.md", tmp_path / "new.md"
    old.write_text(page([kar]), encoding="utf-8")
    new.write_text(page([kar, pie, "| broken | row |"]), encoding="utf-8")
    assert "1 added. Rows not understood: 1 new." in describe_changes(str(old), str(new), ROOT)
    content = json.loads(describe_changes(str(old), str(new), ROOT, as_json=True))
    assert content["counts"]["added"] == 1
    assert content["counts_not_understood"]["new"] == 1
