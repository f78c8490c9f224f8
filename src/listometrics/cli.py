"""The command line: thin; each command calls the function that a notebook or a program would call.

Exit codes: 0 done; 1 a notebook failed, a finding stands that --fail-on names, or a work that `cite` was asked for by
name is unknown or without authors; 2 the list, an input or an argument is not right; 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from listometrics import __version__
from listometrics.errors import NotebookError, StudyError
from listometrics.sources import fetch_command

INTERRUPTED = 130
MEND = "Free or unlock the place, and run again: what was there before is whole."
HERE = "the study (default: the working directory)"
CITE_FORMATS = ("bib", "csl", "ris", "table", "line")
CITE_COLUMNS = "strategy,model,venue,year"
CITE_EXAMPLES = """listometrics cite --where "strategy == 'lora' and year >= 2024"
listometrics cite --aux paper.aux -o paper.bib"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    options = make_parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except StudyError as error:
        print(f"listometrics: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever read the output has read enough
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
        return 0
    except OSError as error:  # a disk that is full, a folder that cannot be written: no fault of the program
        print(f"listometrics: {error.filename or 'a file'}: {error.strerror or error}. {MEND}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("listometrics: interrupted", file=sys.stderr)
        return INTERRUPTED
    return code


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    form = argparse.RawDescriptionHelpFormatter
    said, codes = "A reproducible bibliometric study of a curated reading list.", (__doc__ or "").partition("\n\n")[2]
    parser = argparse.ArgumentParser(prog="listometrics", description=said, epilog=codes, formatter_class=form)
    parser.add_argument("--version", action="version", version=f"listometrics {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        said = (command.run.__doc__ or "").strip()
        examples = "example:\n" + "\n".join(f"  {line}" for line in command.example.splitlines())
        short = said[0].lower() + said[1:].rstrip(".")
        added = commands.add_parser(name, help=short, description=said, epilog=examples, formatter_class=form)
        command.add_options(added)
        added.set_defaults(run=command.run)
    return parser


# The handlers import what they need themselves: a command that does little starts at once.


def _new_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="the study's folder, which must be new or empty")
    parser.add_argument("--list", dest="sources", nargs="+", type=Path, required=True, metavar="FILE",
                        help="the list: a README in Markdown; several files are one list")  # fmt: skip


def new(options: argparse.Namespace) -> int:
    """Make a study of another list, with vocabularies to start from."""
    from listometrics.new import create_study, say_account

    made = create_study(options.folder, *options.sources)
    print(f"{options.folder}: made with {len(made)} files. Run it: listometrics run {options.folder}")
    print(say_account(options.folder))
    return 0


def _run_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("root", nargs="?", default=".", type=Path, metavar="ROOT", help=HERE)
    said = "a parameter for every notebook that declares it"
    add("-p", dest="parameters", action="append", default=[], metavar="NAME=VALUE", help=said)
    add("--strict", action="store_true", help="stop where the vocabularies do not know a value (-p strict=true)")
    add("--force", action="store_true", help="run every notebook, also where nothing has changed")
    add("--from", dest="start", default="", metavar="NOTEBOOK", help="run this one and those that depend on it")
    add("--jobs", type=int, default=0, metavar="N", help="notebooks side by side (default: processors)")
    add("--out", type=Path, metavar="DIR", help="write results there, not into the study")


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
        times, out = pipeline.run(root, options.out, given, force=options.force, start=options.start, jobs=options.jobs)
    except NotebookError as error:
        print(f"listometrics: {error}", file=sys.stderr)
        return 1
    if "01_parse" in times:  # a run that finds nothing to do loads no library
        from listometrics.readme.parse_overview import say_account
        from listometrics.study.stage import open_stage

        stage = open_stage("01_parse", str(root), str(out))
        print(say_account(len(stage.read("entries")), stage.read("rejected")))
    report = out / "reports" / "report.html"
    print(f"Done in {time.perf_counter() - start:.1f} s. Report: {report.resolve()}")
    return 0


def _audit_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("root", nargs="?", default=".", type=Path, metavar="ROOT", help=HERE)
    said = "end with exit code 1 where a finding of this severity or a graver one stands"
    parser.add_argument("--fail-on", choices=("error", "warning", "info"), help=said)
    said = "only this rule, and why it matters; may be given several times"
    parser.add_argument("--rule", action="append", default=[], dest="rules", metavar="RULE", help=said)


def audit(options: argparse.Namespace) -> int:
    """Audit a study's list and print the findings that stand; nothing is written."""
    from listometrics.audit.audit_list import audit_study, say_findings, select_failing, select_rules
    from listometrics.audit.audit_rules import RULES

    findings = select_rules(audit_study(options.root)[1], options.rules)
    for rule in options.rules:
        print(f"{rule}: {RULES[rule].title}. {RULES[rule].reason}")
    print(say_findings(findings))
    return int(bool(options.fail_on) and len(select_failing(findings, options.fail_on)) > 0)


def _cite_options(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True).add_argument
    which("--where", metavar="CONDITION", help="works that fulfil a condition (see docs/citing.md)")
    which("--keys", nargs="+", metavar="KEY", help="works by citation key; exit code 1 if one is unknown")
    which("--section", metavar="NUMBER", help="works of a section of the list, by number or title, and those below it")
    which("--aux", "--tex", type=Path, metavar="FILE",
          help="works that a paper's .aux, .bcf or .tex cites; its other citations are left to its own .bib, and named "
          "where no .bib beside it has them (exit code 1)")  # fmt: skip
    which("--stdin", action="store_true",
          help="works by title, name, key or identifier, one a line on standard input; exit code 1 if one is "
          "unknown")  # fmt: skip
    add = parser.add_argument
    add("--format", choices=CITE_FORMATS, default="bib", help="what to write (default: bib)")
    add("--columns", default=CITE_COLUMNS, help=f"of the table (default: {CITE_COLUMNS})")
    add("--root", default=Path("."), type=Path, help=HERE)
    add("-o", dest="output", type=Path, metavar="FILE", help="write there, not to standard output")
    add("--force", action="store_true", help="write over a FILE that cite did not write")


def cite(options: argparse.Namespace) -> int:
    """Write the chosen works as BibTeX, CSL-JSON, RIS, a LaTeX table or a citation."""
    from listometrics.cite_command import cite

    return cite(options)


def _diff_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", metavar="OLD", help="the old version: a file, or a git revision of the study")
    parser.add_argument("new", metavar="NEW", help="the new version; an empty one holds no work")
    parser.add_argument("paths", nargs="*", metavar="-- FILE", help="the list's files in its own repository")
    said = "the study whose vocabularies code both versions (default: the working directory, else our own vocabularies)"
    parser.add_argument("--root", type=Path, help=said)
    parser.add_argument("--json", action="store_true", help="JSON for machines, not Markdown for a pull request")


def diff(options: argparse.Namespace) -> int:
    """Say which works were added, removed, moved or relabelled, and what that does to the headline numbers."""
    from listometrics.diff import describe_changes

    said = describe_changes(options.old, options.new, options.root, as_json=options.json, paths=options.paths)
    print(said, end="")
    return 0


class Command(NamedTuple):
    """A command: what declares its options, what runs it, and examples for its help."""

    add_options: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]
    example: str


COMMANDS = {
    "new": Command(_new_options, new, "listometrics new my-study --list README.md\nlistometrics run my-study"),
    "run": Command(_run_options, run, "listometrics run . -p first_year=2022 --out /tmp/since-2022"),
    "audit": Command(
        _audit_options, audit, "listometrics audit . --fail-on error\nlistometrics audit --rule shared_identifier"
    ),
    "cite": Command(_cite_options, cite, CITE_EXAMPLES),
    "diff": Command(_diff_options, diff, "listometrics diff HEAD~1 HEAD\nlistometrics diff HEAD~1 HEAD -- README.md"),
    "fetch": Command(fetch_command.add_options, fetch_command.run, fetch_command.EXAMPLE),
}
