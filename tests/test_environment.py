"""The environment in .venv: made once, made again when its inputs change, never half-made, never by two at once."""

import importlib.util
import json
import shutil
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from listometrics import environment
from listometrics.environment import Setup
from listometrics.errors import StudyError

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def study(tmp_path: Path) -> Setup:
    """A checkout with the files that an environment depends on."""
    for name in ("pyproject.toml", "requirements.lock", "requirements-test.lock"):
        shutil.copy(ROOT / name, tmp_path)
    return Setup("study", tmp_path)


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Let the tools of the set-up only note their commands; the one that makes .venv makes its Python."""
    commands: list[list[str]] = []

    def note(command: list[str], hint: str = "") -> None:
        commands.append(command)
        if "venv" in command:
            python = Path(command[-1]) / "bin" / "python"
            python.parent.mkdir()
            python.touch()

    monkeypatch.setattr(environment, "run_tool", note)
    monkeypatch.setattr(environment, "find_uv", lambda: None)
    return commands


def test_the_first_call_makes_it_and_the_second_finds_it_ready(
    study: Setup, tools: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    environment.ensure_environment(study)
    making = capsys.readouterr().out.splitlines()
    assert [line.partition(" ")[0] for line in making] == ["study:", "study:"]
    assert len(tools) == 3
    environment.ensure_environment(study)
    assert len(tools) == 3
    assert capsys.readouterr().out == f"study: using {study.venv}\n"


def test_packages_come_from_the_lock_with_hashes_and_the_checkout_needs_no_download(
    study: Setup, tools: list[list[str]]
) -> None:
    environment.ensure_environment(study)
    _, locked, checkout = tools
    assert locked[:4] == [str(study.python), "-m", "pip", "install"]
    assert "--require-hashes" in locked and locked[-2:] == ["-r", str(study.lock)]
    assert {"--no-build-isolation", "--no-deps"} < set(checkout) and checkout[-2:] == ["-e", str(study.root)]


def test_test_tools_are_added_to_what_is_there_and_serve_the_study_too(study: Setup, tools: list[list[str]]) -> None:
    environment.ensure_environment(study)
    test = Setup("test", study.root)
    environment.ensure_environment(test)
    assert [command for command in tools[3:] if "venv" in command] == []
    assert environment.is_ready(test) and environment.is_ready(study)


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_changed_input_makes_it_again_from_nothing(
    study: Setup, tools: list[list[str]], capsys: pytest.CaptureFixture[str], name: str
) -> None:
    environment.ensure_environment(study)
    left = study.venv / "lib"
    left.mkdir()
    with (study.root / name).open("a") as file:
        file.write("# more\n" if name.endswith("lock") else "\n[more]\nx = 1\n")
    environment.ensure_environment(study)
    assert "making .venv again: its inputs have changed" in capsys.readouterr().out
    assert environment.is_ready(study) and not left.exists()


def test_a_setting_of_a_tool_leaves_it_ready(study: Setup, tools: list[list[str]]) -> None:
    environment.ensure_environment(study)
    with (study.root / "pyproject.toml").open("a") as file:
        file.write("\n[tool.more]\nx = 1\n")
    assert environment.is_ready(study)


def test_a_moved_checkout_makes_it_again(study: Setup, tools: list[list[str]], tmp_path: Path) -> None:
    environment.ensure_environment(study)
    moved = Setup("study", study.root.rename(tmp_path.with_name(tmp_path.name + "-moved")))
    assert not environment.is_ready(moved)
    environment.ensure_environment(moved)
    assert environment.is_ready(moved)


def test_an_interrupted_set_up_is_noticed_and_made_again(
    study: Setup, tools: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(setup: Setup, uv: str | None) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(environment, "install", stop)
        with pytest.raises(KeyboardInterrupt):
            environment.ensure_environment(study)
    assert not environment.is_ready(study)
    environment.ensure_environment(study)
    assert "making .venv again: it was left unfinished" in capsys.readouterr().out
    assert environment.is_ready(study)


def test_a_record_that_was_cut_off_counts_as_unfinished(study: Setup, tools: list[list[str]]) -> None:
    environment.ensure_environment(study)
    study.record.write_text('{"study": "12')
    assert not environment.is_ready(study)
    environment.ensure_environment(study)
    assert json.loads(study.record.read_text())["study"] == environment.fingerprint(study)


def test_a_vanished_python_makes_it_again(study: Setup, tools: list[list[str]]) -> None:
    environment.ensure_environment(study)
    study.python.unlink()
    assert not environment.is_ready(study)


def test_an_environment_of_somebody_else_is_left_alone(study: Setup, tools: list[list[str]]) -> None:
    study.venv.mkdir()
    (study.venv / "pyvenv.cfg").write_text("home = elsewhere\n")
    with pytest.raises(StudyError, match=r"\.venv was not made by this script, so it stays as it is\. Run the script"):
        environment.ensure_environment(study)
    assert (study.venv / "pyvenv.cfg").exists() and tools == []


def test_a_second_set_up_waits_for_the_first_and_then_has_nothing_to_do(
    study: Setup, tools: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started, waiting = threading.Event(), threading.Event()
    install: Callable[[Setup, str | None], None] = environment.install
    say = Setup.say

    def install_until_the_second_waits(setup: Setup, uv: str | None) -> None:
        started.set()
        waiting.wait(60)
        install(setup, uv)

    def note_waiting(setup: Setup, text: str) -> None:
        say(setup, text)
        if text.startswith("waiting"):
            waiting.set()

    monkeypatch.setattr(environment, "install", install_until_the_second_waits)
    monkeypatch.setattr(Setup, "say", note_waiting)
    first = threading.Thread(target=environment.ensure_environment, args=(study,))
    first.start()
    assert started.wait(60)
    environment.ensure_environment(study)
    first.join()
    assert "study: waiting: another process is making .venv\n" in capsys.readouterr().out
    assert len(tools) == 3


def test_a_folder_that_cannot_be_written_in_is_named(study: Setup) -> None:
    (study.root / ".venv.lock").mkdir()  # cannot be opened for writing, by root neither
    with pytest.raises(StudyError, match=r"cannot write here \(Is a directory\).* Copy the repository to a folder"):
        environment.ensure_environment(study)


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_python_without_venv_names_the_package_to_install(
    study: Setup, tools: list[list[str]], monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == missing else "there")
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    with pytest.raises(StudyError, match=rf"lacks the module {missing}\. .* sudo apt install python{version}-venv"):
        environment.ensure_environment(study)
    assert not study.venv.exists() or not any(study.venv.iterdir())


@pytest.mark.parametrize(
    ("printed", "reason"),
    [
        pytest.param("Temporary failure in name resolution", "index cannot be reached: check the network", id="pip"),
        pytest.param("client error (Connect): dns error: failed to lookup", "index cannot be reached", id="uv"),
        pytest.param("No space left on device", "Mend that; then run this again", id="something else"),
    ],
)
def test_a_failed_tool_is_shown_with_its_message_and_a_reason(
    printed: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    failing = [sys.executable, "-c", f"import sys; sys.exit({printed!r})"]
    with pytest.raises(StudyError, match=rf"failed with exit code 1; its message stands above\. .*{reason}"):
        environment.run_tool(failing)
    assert printed in capsys.readouterr().err


def test_variables_that_lead_tools_astray_are_cleared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("LISTOMETRICS_KEPT", "1")
    variables = environment.make_variables()
    assert "PYTHONDONTWRITEBYTECODE" not in variables and variables["LISTOMETRICS_KEPT"] == "1"


def test_a_uv_that_does_not_run_is_no_uv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shim = tmp_path / "uv"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert environment.find_uv() is None
