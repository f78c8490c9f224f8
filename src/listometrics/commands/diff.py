"""`listometrics diff`: what changed between two versions of the list."""

from __future__ import annotations

import argparse
from pathlib import Path

EXAMPLE = "listometrics diff HEAD~1 HEAD"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `diff`."""
    parser.add_argument("old", metavar="OLD", help="the old version: a file, or a git revision of the study")
    parser.add_argument("new", metavar="NEW", help="the new version; an empty one holds no work")
    parser.add_argument(
        "--root", type=Path,
        help="the study whose vocabularies code both versions (default: the working directory, or where that is no "
        "study, our own vocabularies)",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="JSON for machines, not Markdown for a pull request")


def run(options: argparse.Namespace) -> int:
    """Say which works were added, removed, moved or relabelled, and what that does to the headline numbers."""
    from listometrics.diff.command import describe_changes

    print(describe_changes(options.old, options.new, options.root, as_json=options.json), end="")
    return 0
