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


def test_two_files_are_compared_outside_a_study(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "old.md").write_text(LIST, encoding="utf-8")
    (tmp_path / "new.md").write_text(f"{LIST}| PIE | Product Extraction | |\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["diff", "old.md", "new.md"]) == 0
    assert "1 added." in capsys.readouterr().out
    assert main(["diff", "old.md", "new.md", "--root", "."]) == 2
    assert "no folder data/ there" in capsys.readouterr().err


def test_an_installation_without_vocabularies_says_what_to_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("listometrics.diff.command.SHARED", tmp_path)
    assert main(["diff", "old.md", "new.md"]) == 2
    assert "the working directory is no study (no folder data/vocab/)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("old", "new", "said"), [("", LIST, "1 added."), (LIST, " \n", "1 removed."), ("", "", "No work changed.")]
)
def test_an_empty_version_holds_no_work(
    tmp_path: Path, old: str, new: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in (("old.md", old), ("new.md", new)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    options = ["diff", str(tmp_path / "old.md"), str(tmp_path / "new.md"), "--root", str(ROOT)]
    assert main(options) == 0
    assert said in capsys.readouterr().out
    assert main([*options, "--json"]) == 0
    counts = json.loads(capsys.readouterr().out)["counts"]
    assert (counts["added"], counts["removed"]) == (int("added" in said), int("removed" in said))


def test_a_version_that_is_no_list_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "old.md").write_text("No list at all.\n", encoding="utf-8")
    assert main(["diff", str(tmp_path / "old.md"), str(tmp_path / "old.md"), "--root", str(ROOT)]) == 2
    assert "no table and no item of a list found" in capsys.readouterr().err


def test_a_version_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", str(tmp_path / "no.md"), str(tmp_path / "no.md"), "--root", str(ROOT)]) == 2
    assert "no such file" in capsys.readouterr().err
