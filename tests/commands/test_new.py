"""`listometrics new`: says what it made and what to do next."""

from pathlib import Path

import pytest

from listometrics.cli import main


def test_it_says_how_to_run_what_it_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, folder = tmp_path / "README.md", tmp_path / "study"
    source.write_text("| Paper | Publication |\n|---|---|\n| A title of a paper | ICLR 2024 |\n", encoding="utf-8")
    assert main(["new", str(folder), "--list", str(source)]) == 0
    said = capsys.readouterr().out
    assert said.endswith(f"Run it: listometrics run {folder}\n")
    assert (folder / "data" / "vocab" / "models.csv").is_file()


def test_a_second_study_in_the_same_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine").write_text("mine")
    assert main(["new", str(tmp_path), "--list", str(tmp_path / "mine")]) == 2
    assert "is there already" in capsys.readouterr().err
