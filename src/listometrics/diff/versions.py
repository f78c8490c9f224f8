"""Read a version of a list: a file, or a git revision of it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from listometrics.diff.identity import FRAMES, Version
from listometrics.errors import StudyError
from listometrics.readme.parse import NO_SETTINGS, parse_readme
from listometrics.readme.vocabulary import Settings, Vocabulary
from listometrics.study import files
from listometrics.study.schema import TABLES

LIST = "data/raw_readme.md"


def read_version(given: str, root: Path, vocabulary: Vocabulary, settings: Settings = NO_SETTINGS) -> Version:
    """Read and parse a version of a list.

    `given` is a file, or a git revision of the study at `root` (`HEAD~1`, `main`, `v1.0`), of its list or, as
    `REVISION:PATH`, of another file. An empty one is a list that has begun or ended: a version without a work. Raises
    StudyError where it is neither, or no list.
    """
    text = files.read_text(Path(given), given) if Path(given).is_file() else _read_revision(given, root)
    if not text.strip():
        return Version(given, *(TABLES[name].empty() for name in FRAMES))
    parsed = parse_readme(text, vocabulary, given, settings)
    return Version(given, *(getattr(parsed, name) for name in FRAMES))


def _read_revision(given: str, root: Path) -> str:
    revision, colon, path = given.partition(":")
    wanted = f"{revision}:{path}" if colon else f"{revision}:./{LIST}"
    if not revision or revision.startswith("-"):
        raise StudyError(f"{given}: no such file, and no git revision. Give a file, a revision, or REVISION:PATH.")
    try:
        shown = subprocess.run(["git", "show", wanted, "--"], cwd=root, capture_output=True, check=False)
    except OSError:
        raise StudyError(f"{given}: no such file, and git was not found to look for a revision. Install git.") from None
    if shown.returncode:
        said = [*shown.stderr.decode("utf-8", "replace").strip().splitlines(), "no reason given"][0]
        raise StudyError(
            f"{given}: no such file, and git has no such revision of the list ({said}). "
            "Give a file, a revision, or REVISION:PATH."
        )
    return files.decode(shown.stdout, given)
