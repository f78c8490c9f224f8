"""The command line: one exit code for each way to end, and help with an example for each command."""

import argparse
import os
import sys
from collections.abc import Callable

import pytest

from listometrics import __version__
from listometrics.cli import COMMANDS, INTERRUPTED, main, make_parser
from listometrics.commands import audit
from listometrics.errors import StudyError


def raising(error: BaseException) -> Callable[[argparse.Namespace], int]:
    def run(options: argparse.Namespace) -> int:
        raise error

    run.__doc__ = "Audit."
    return run


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (StudyError("data/x.csv: bad. Mend it."), 2, "listometrics: data/x.csv: bad. Mend it.\n"),
        (KeyboardInterrupt(), INTERRUPTED, "listometrics: interrupted\n"),
    ],
    ids=["what a user can mend", "interrupted"],
)
def test_an_error_ends_with_its_code_and_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException, code: int, said: str
) -> None:
    monkeypatch.setattr(audit, "run", raising(error))
    assert main(["audit"]) == code
    assert capsys.readouterr().err == said


def test_a_reader_that_has_read_enough_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", None)
    monkeypatch.setattr(audit, "run", raising(BrokenPipeError()))
    assert main(["audit"]) == 0
    assert sys.stdout.name == os.devnull
    sys.stdout.close()


def test_what_a_command_returns_is_the_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(options: argparse.Namespace) -> int:
        """Audit."""
        return 1

    monkeypatch.setattr(audit, "run", run)
    assert main(["audit"]) == 1


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_has_an_example_that_is_understood(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert f"example:\n  listometrics {name}" in capsys.readouterr().out


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"listometrics {__version__}\n"


def test_a_command_is_needed() -> None:
    with pytest.raises(SystemExit) as ended:
        make_parser().parse_args([])
    assert ended.value.code == 2
