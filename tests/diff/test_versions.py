"""Versions of a list: files and git revisions."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from listometrics.diff.compare import compare_lists
from listometrics.diff.versions import read_version
from listometrics.errors import StudyError
from listometrics.readme.vocabulary import Vocabulary


@pytest.fixture
def study(tmp_path: Path, page: Callable[..., str], kar: str, pie: str) -> Path:
    """Make a git repository with two versions of a list."""
    study = tmp_path / "study"
    (study / "data").mkdir(parents=True)

    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *identity, *arguments], cwd=study, check=True, capture_output=True)

    git("init", "-q")
    for text in (page([kar]), page([kar, pie])):
        (study / "data/raw_readme.md").write_text(text, encoding="utf-8")
        git("add", "-A")
        git("commit", "-qm", "list")
    return study


@pytest.mark.requires_tool("git")
def test_git_revisions_are_versions(study: Path, vocabulary: Vocabulary) -> None:
    old, new = (read_version(given, study, vocabulary) for given in ("HEAD~1", "HEAD:data/raw_readme.md"))
    assert compare_lists(old, new)["change"].tolist() == ["added"]


@pytest.mark.requires_tool("git")
@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param("v9", r"v9: no such file, and git has no such revision of the list", id="no such revision"),
        pytest.param("--output=x", r"--output=x: no such file, and no git revision", id="an option of git"),
        pytest.param("", r": no such file, and no git revision", id="nothing"),
    ],
)
def test_what_is_neither_is_refused(study: Path, vocabulary: Vocabulary, given: str, said: str) -> None:
    with pytest.raises(StudyError, match=said):
        read_version(given, study, vocabulary)
    assert not (study / "x").exists()
