"""The command line: thin; each command calls the function that a notebook or a program would call.

Exit codes: 0 done; 1 a notebook failed; 2 the list, an input or an argument is not right; 130 interrupted.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from listometrics import __version__
from listometrics.errors import StudyError

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    parser = make_parser()
    options = parser.parse_args(arguments)
    try:
        code: int = options.command(options)
    except StudyError as error:
        print(f"listometrics: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("listometrics: interrupted", file=sys.stderr)
        return INTERRUPTED
    return code


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="listometrics",
        description="A reproducible bibliometric study of a curated reading list.",
        epilog=(__doc__ or "").partition("\n\n")[2],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"listometrics {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    run = commands.add_parser(
        "run",
        help="run all notebooks in sequence under papermill",
        description="Run all notebooks of a study in sequence under papermill.",
        epilog="example: listometrics run . -p first_year=2022 --out /tmp/since-2022",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    run.add_argument("root", nargs="?", default=".", type=Path, metavar="ROOT", help="the study (default: here)")
    run.add_argument(
        "-p",
        dest="parameters",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a parameter for every notebook that declares it",
    )
    run.add_argument("--out", type=Path, metavar="DIR", help="write results there, not into the study")
    run.set_defaults(command=run_study)
    return parser


def run_study(options: argparse.Namespace) -> int:
    """Run the study and say where the report is."""
    from listometrics.run import pipeline
    from listometrics.study.stage import find_root

    given: dict[str, str] = {}
    for text in options.parameters:
        name, equals, value = text.partition("=")
        if not (name and equals):
            raise StudyError(f"-p {text}: expected NAME=VALUE, such as -p first_year=2022.")
        given[name] = value
    root = find_root(str(options.root))
    start = time.perf_counter()
    try:
        pipeline.run(root, options.out, given)
    except pipeline.NotebookError as error:
        print(f"listometrics: {error}", file=sys.stderr)
        return 1
    report = (options.out or root) / "reports" / "report.html"
    print(f"Done in {time.perf_counter() - start:.1f} s. Report: {report.resolve()}")
    return 0
