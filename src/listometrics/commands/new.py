"""`listometrics new`: a study of another list."""

from __future__ import annotations

import argparse
from pathlib import Path

EXAMPLE = """listometrics new my-study --list README.md
listometrics run my-study"""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `new`."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="the study's folder, which must be new or empty")
    parser.add_argument(
        "--list", dest="source", type=Path, required=True, metavar="FILE", help="the list: a README in Markdown"
    )


def run(options: argparse.Namespace) -> int:
    """Make a study of another list, with vocabularies to start from."""
    from listometrics.create.study import create_study, say_unread

    made = create_study(options.folder, options.source)
    print(f"{options.folder}: made with {len(made)} files. Run it: listometrics run {options.folder}")
    if unread := say_unread(options.folder):
        print(f"But {unread}")
    return 0
