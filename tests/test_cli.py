"""The command line: an exit code for each way to end, help with examples, and what options hand on."""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from listometrics import __version__
from listometrics.cli import COMMANDS, INTERRUPTED, main, make_parser
from listometrics.errors import StudyError
from listometrics.run import pipeline
from listometrics.study.stage import open_stage

ROOT = Path(__file__).resolve().parents[1]
HEADER = "| Name | Paper | LLM Backbone | LLM Tuning Strategy | Publication | Link |\n" + "|---" * 6 + "|\n"
LINK = "[[Paper]](https://arxiv.org/abs/2306.10933)"
GOOD = f"| KAR | Open-World Recommendation | ChatGPT | Frozen | RecSys 2024 | {LINK} |"


@pytest.fixture
def ends(monkeypatch: pytest.MonkeyPatch) -> Callable[[int | BaseException], None]:
    """Return a function that lets `audit` end in a way."""

    def end(how: int | BaseException) -> None:
        def run(options: argparse.Namespace) -> int:
            """Audit."""
            if isinstance(how, BaseException):
                raise how
            return how

        monkeypatch.setitem(COMMANDS, "audit", COMMANDS["audit"]._replace(run=run))

    return end


@pytest.mark.parametrize(
    ("how", "code", "said"),
    [
        (StudyError("data/x.csv: bad. Mend it."), 2, "data/x.csv: bad. Mend it.\n"),
        (PermissionError(13, "Permission denied", "x.csv"), 2, "x.csv: Permission denied. Free or unlock the place,"),
        (KeyboardInterrupt(), INTERRUPTED, "interrupted\n"),
        (1, 1, ""),
        (0, 0, ""),
    ],
    ids=repr,
)
def test_each_way_to_end_has_its_code_and_one_line(
    ends: Callable[..., None], capsys: pytest.CaptureFixture[str], how: int | BaseException, code: int, said: str
) -> None:
    ends(how)
    assert main(["audit"]) == code
    assert capsys.readouterr().err.startswith(f"listometrics: {said}" if said else "")


def test_a_reader_that_has_read_enough_is_no_error(ends: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", None)
    ends(BrokenPipeError())
    assert main(["audit"]) == 0
    assert sys.stdout.name == os.devnull
    sys.stdout.close()


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_has_an_example_that_is_understood(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert f"example:\n  listometrics {name}" in capsys.readouterr().out


def test_the_version_is_that_of_the_package_and_a_command_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"listometrics {__version__}\n"
    with pytest.raises(SystemExit) as ended:
        make_parser().parse_args([])
    assert ended.value.code == 2


def test_the_command_line_starts_without_what_its_commands_need() -> None:
    code = "import sys, listometrics.cli; print({'pandas', 'rapidfuzz', 'papermill', 'matplotlib'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


# --- audit ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        pytest.param(GOOD, (0, 0, 0, 0), id="nothing to find"),
        pytest.param(GOOD.replace(" 2024", ""), (0, 0, 0, 1), id="an info"),
        pytest.param(GOOD.replace("ChatGPT", "GhatGLM"), (0, 0, 1, 1), id="a warning"),
        pytest.param("| two | cells |", (0, 1, 1, 1), id="an error"),
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
    assert len(set(said)) == 1 + (codes[-1] > 0)  # the finding, and how many there are
    assert (said[0] == "No finding stands.") == (codes[-1] == 0)


def test_the_audit_says_the_gravest_first_and_one_rule_with_its_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "data/vocab", tmp_path / "data/vocab")
    (tmp_path / "data/vocab/findings_reviewed.csv").unlink()
    (tmp_path / "data/raw_readme.md").write_text(f"# Papers\n\n{HEADER}{GOOD.replace(' 2024', '')}\n| two |\n")
    assert main(["audit", str(tmp_path)]) == 0
    first, second, last = capsys.readouterr().out.splitlines()
    assert ": error: " in first and ": info: " in second and last.startswith("1 error, no warnings and 1 note stand.")
    assert main(["audit", str(tmp_path), "--rule", "missing_year", "--fail-on", "error"]) == 0
    why, finding, _ = capsys.readouterr().out.splitlines()
    assert why.startswith("missing_year: Publication without a year. ") and finding == second
    assert main(["audit", str(tmp_path), "--rule", "missing_yaer"]) == 2
    assert "no rule missing_yaer. The rules are anonymous_link," in capsys.readouterr().err


def test_what_needs_a_run_says_so_before_the_first(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data/vocab", tmp_path / "data/vocab")
    stage = open_stage("02_enrich", str(tmp_path))
    with pytest.raises(StudyError, match=r"entries\.csv: not there yet\. Run the study first: listometrics run "):
        stage.read("entries")


# --- new and run ----------------------------------------------------------------------------------------------


def test_new_says_how_to_run_what_it_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, folder = tmp_path / "README.md", tmp_path / "study"
    source.write_text("| Paper | Publication |\n|---|---|\n| A title of a paper | ICLR 2024 |\n", encoding="utf-8")
    assert main(["new", str(folder), "--list", str(source)]) == 0
    assert f"Run it: listometrics run {folder}\n" in capsys.readouterr().out
    assert main(["new", str(folder), "--list", str(source)]) == 2
    assert "is there already" in capsys.readouterr().err


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    calls: list[dict[str, Any]] = []

    def note(root: Path, out: Path | None, given: dict[str, str], **order: object) -> tuple[dict[str, float], Path]:
        calls.append({"root": root, "out": out, "given": given, **order})
        return {}, out or root

    monkeypatch.setattr(pipeline, "run", note)
    return calls


def test_options_of_run_reach_the_runner(asked: list[dict[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    assert main(["run", str(tmp_path), "-p", "first_year=2022", "-p", "title=a=b", "--out", "x"]) == 0
    order = {"force": False, "start": "", "jobs": 0}
    assert asked == [{"root": tmp_path, "out": Path("x"), "given": {"first_year": "2022", "title": "a=b"}, **order}]
    assert main(["run", str(tmp_path), "--strict", "--force", "--from", "03_scale", "--jobs", "1"]) == 0
    order = {"force": True, "start": "03_scale", "jobs": 1}
    assert asked[1] == {"root": tmp_path, "out": None, "given": {"strict": "true"}, **order}
