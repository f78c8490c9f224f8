"""What `listometrics diff` prints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from listometrics.cli import main

ROOT = Path(__file__).resolve().parents[2]
LIST = "| Name | Paper | Link |\n|---|---|---|\n| KAR | Open-World Recommendation | |\n"


def test_it_prints_markdown_or_json_and_ends_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = tmp_path / "old.md", tmp_path / "new.md"
    old.write_text(LIST, encoding="utf-8")
    new.write_text(f"{LIST}| broken |\n", encoding="utf-8")
    options = ["diff", str(old), str(new), "--root", str(ROOT)]
    assert main(options) == 0
    assert capsys.readouterr().out.startswith("### Changes of the list: ")
    assert main([*options, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["counts_not_understood"] == {"new": 1, "gone": 0}


def test_a_version_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", str(tmp_path / "no.md"), str(tmp_path / "no.md"), "--root", str(ROOT)]) == 2
    assert "no such file" in capsys.readouterr().err
