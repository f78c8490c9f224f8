"""`listometrics audit`: findings for the eye, an exit code for CI."""

import shutil
from pathlib import Path

import pytest

from listometrics.cli import main

ROOT = Path(__file__).resolve().parents[2]
HEAD = "## 1 Papers\n\n| **Name** | **Paper** | **Publication** | **Link** |\n|---|---|---|---|\n"
ROW = "| X | A title of a paper | Arxiv 2023 | [[Paper]](https://arxiv.org/abs/2305.00001) |\n"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "data" / "vocab", tmp_path / "data" / "vocab")
    return tmp_path


@pytest.mark.parametrize(
    ("rows", "options", "code"),
    [(ROW * 2, ["--fail-on", "error"], 1), (ROW * 2, [], 0), (ROW, ["--fail-on", "error"], 0)],
    ids=["a work twice in a section", "the same, without a limit", "no error"],
)
def test_the_exit_code_follows_the_gravest_finding(
    study: Path, rows: str, options: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    (study / "data" / "raw_readme.md").write_text(HEAD + rows, encoding="utf-8")
    assert main(["audit", str(study), *options]) == code
    assert ("data/raw_readme.md:6: error:" in capsys.readouterr().out) is (rows == ROW * 2)
