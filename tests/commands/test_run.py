"""`listometrics run`: what its options hand to the runner."""

from pathlib import Path
from typing import Any

import pytest

from listometrics.cli import main
from listometrics.run import pipeline


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    calls: list[dict[str, Any]] = []

    def note(root: Path, out: Path | None, given: dict[str, str], **order: object) -> None:
        calls.append({"root": root, "out": out, "given": given, **order})

    monkeypatch.setattr(pipeline, "run", note)
    return calls


def test_parameters_and_the_output_folder_reach_the_runner(asked: list[dict[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    assert main(["run", str(tmp_path), "-p", "first_year=2022", "-p", "title=a=b", "--out", "x"]) == 0
    order = {"force": False, "start": "", "jobs": 0}
    assert asked == [{"root": tmp_path, "out": Path("x"), "given": {"first_year": "2022", "title": "a=b"}, **order}]


def test_strict_is_the_parameter_of_that_name(asked: list[dict[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    assert main(["run", str(tmp_path), "--strict"]) == 0
    assert asked[0]["given"] == {"strict": "true"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-p", "first_year"], "-p first_year: expected NAME=VALUE"),
        (["-p", "=3"], "-p =3: expected NAME=VALUE"),
        (["-p", "seed=1", "-p", "seed=2"], "-p seed=2: seed is given twice"),
    ],
    ids=["no value", "no name", "twice"],
)
def test_a_parameter_that_cannot_be_meant_is_refused(
    asked: list[dict[str, Any]], arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", ".", *arguments]) == 2
    assert message in capsys.readouterr().err
    assert asked == []
