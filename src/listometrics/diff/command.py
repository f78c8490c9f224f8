"""The command `listometrics diff`."""

from __future__ import annotations

from pathlib import Path

from listometrics.create.study import SHARED
from listometrics.diff.difference import compare_versions
from listometrics.diff.page import make_comment, make_json
from listometrics.diff.versions import read_version
from listometrics.errors import StudyError
from listometrics.readme.parse import NO_SETTINGS
from listometrics.readme.vocabulary import make_vocabulary, read_settings
from listometrics.study.stage import open_stage


def describe_changes(old: str, new: str, root: Path | None = None, as_json: bool = False) -> str:
    """Return what changed between two versions of a study's list, as Markdown or JSON.

    A version is a file, or a git revision (see `versions.read_version`); both are coded by the vocabularies of the
    study at `root` (default: the working directory), so that a changed vocabulary or `list.toml` is no change of the
    list. Where no root is given and the working directory is no study, our own vocabularies code them.
    """
    here = root or Path(".")
    ours = root is None and not (here / "data/vocab").is_dir()
    stage = open_stage("diff", str(find_ours() if ours else here))
    vocabulary = make_vocabulary(stage.read("models"), stage.read("strategies"), stage.read("venues"))
    settings = NO_SETTINGS if ours else read_settings(stage.read_choices())
    before, after = (read_version(given, here, vocabulary, settings) for given in (old, new))
    write = make_json if as_json else make_comment
    return write(compare_versions(before, after), (old, new))


def find_ours() -> Path:
    """Return the folder of our own vocabularies; raises StudyError where this installation has none."""
    if not (SHARED / "vocab").is_dir():
        raise StudyError(
            "the working directory is no study (no folder data/vocab/), and this installation has no vocabularies of "
            "its own. Name a study with --root: listometrics new makes one."
        )
    return SHARED.parent
