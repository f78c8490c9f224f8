"""`listometrics run`: all notebooks in sequence."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from pathlib import Path

from listometrics.errors import NotebookError, StudyError

EXAMPLE = "listometrics run . -p first_year=2022 --out /tmp/since-2022"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `run`."""
    parser.add_argument(
        "root", nargs="?", default=".", type=Path, metavar="ROOT", help="the study (default: the working directory)"
    )
    parser.add_argument(
        "-p",
        dest="parameters",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a parameter for every notebook that declares it",
    )
    parser.add_argument(
        "--strict", action="store_true", help="stop where the vocabularies do not know a value (-p strict=true)"
    )
    parser.add_argument("--force", action="store_true", help="run every notebook, also where nothing has changed")
    parser.add_argument(
        "--from", dest="start", default="", metavar="NOTEBOOK", help="run this one and those that depend on it"
    )
    parser.add_argument("--jobs", type=int, default=0, metavar="N", help="notebooks side by side (default: processors)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write results there, not into the study")


def run(options: argparse.Namespace) -> int:
    """Run all notebooks of a study in sequence under papermill."""
    from listometrics.run import pipeline
    from listometrics.study.files import find_root

    given: dict[str, str] = {}
    for text in options.parameters:
        name, equals, value = text.partition("=")
        if not (name and equals):
            raise StudyError(f"-p {text}: expected NAME=VALUE, such as -p first_year=2022.")
        if name in given:
            raise StudyError(f"-p {text}: {name} is given twice. Give it once.")
        given[name] = value
    if options.strict:
        given["strict"] = "true"
    root = find_root(str(options.root))
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # ends kernels as an interrupt does
    start = time.perf_counter()
    try:
        pipeline.run(root, options.out, given, force=options.force, start=options.start, jobs=options.jobs)
    except NotebookError as error:
        print(f"listometrics: {error}", file=sys.stderr)
        return 1
    report = (options.out or root) / "reports" / "report.html"
    print(f"Done in {time.perf_counter() - start:.1f} s. Report: {report.resolve()}")
    return 0
