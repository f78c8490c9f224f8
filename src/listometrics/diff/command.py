"""The command `listometrics diff`."""

from __future__ import annotations

from pathlib import Path

from listometrics.diff.difference import compare_versions
from listometrics.diff.page import make_comment, make_json
from listometrics.diff.versions import read_version
from listometrics.parse.settings import read_settings
from listometrics.parse.vocabulary import make_vocabulary
from listometrics.study.stage import open_stage


def describe_changes(old: str, new: str, root: Path, as_json: bool = False) -> str:
    """Return what changed between two versions of a study's list, as Markdown or JSON.

    A version is a file, or a git revision (see `versions.read_version`); both are coded by the vocabularies of the
    study at `root`, so that a changed vocabulary or `list.toml` is no change of the list.
    """
    stage = open_stage("diff", str(root))
    vocabulary = make_vocabulary(stage.read("models"), stage.read("strategies"), stage.read("venues"))
    settings = read_settings(stage.read_choices())
    before, after = (read_version(given, stage.root, vocabulary, settings) for given in (old, new))
    write = make_json if as_json else make_comment
    return write(compare_versions(before, after), (old, new))
