"""What `listometrics audit` prints, and the exit code that CI sees."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from listometrics.cli import main

ROOT = Path(__file__).resolve().parents[2]
HEADER = "| Name | Paper | LLM Backbone | LLM Tuning Strategy | Publication | Link |\n" + "|---" * 6 + "|\n"
LINK = "[[Paper]](https://arxiv.org/abs/2306.10933)"
GOOD = f"| KAR | Open-World Recommendation | ChatGPT | Frozen | RecSys 2024 | {LINK} |"
BROKEN = "| two | cells |"
MISSPELT = GOOD.replace("ChatGPT", "GhatGLM")
YEARLESS = GOOD.replace(" 2024", "")


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        pytest.param(GOOD, (0, 0, 0, 0), id="nothing to find"),
        pytest.param(YEARLESS, (0, 0, 0, 1), id="an info"),
        pytest.param(MISSPELT, (0, 0, 1, 1), id="a warning"),
        pytest.param(f"{GOOD}\n{BROKEN}", (0, 1, 1, 1), id="an error"),
    ],
)
def test_the_exit_code_is_by_severity(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], row: str, codes: tuple[int, ...]
) -> None:
    shutil.copytree(ROOT / "data/vocab", tmp_path / "data/vocab")
    (tmp_path / "data/vocab/findings_reviewed.csv").unlink()
    (tmp_path / "data/raw_readme.md").write_text(f'<h2 id="1">1 Papers</h2>\n\n{HEADER}{row}\n', encoding="utf-8")
    levels = [[], ["--fail-on", "error"], ["--fail-on", "warning"], ["--fail-on", "info"]]
    assert tuple(main(["audit", str(tmp_path), *level]) for level in levels) == codes
    said = capsys.readouterr().out.splitlines()
    assert len(set(said)) == 1
    assert (said[0] == "No finding stands.") == (codes[-1] == 0)


def test_a_folder_that_is_no_study_ends_with_another_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", str(tmp_path), "--fail-on", "error"]) == 2
    assert "no folder data/ there" in capsys.readouterr().err
