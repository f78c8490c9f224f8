"""The command line: thin; each command calls the function that a notebook or a program would call.

Exit codes: 0 done; 1 a notebook failed, a finding stands that --fail-on names, or a work that `cite` was asked for by
name is unknown; 2 the list, an input or an argument is not right; 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from listometrics import __version__
from listometrics.commands import audit, cite, diff, new, run
from listometrics.errors import StudyError
from listometrics.sources import fetch_command

INTERRUPTED = 130
MEND = "Free or unlock the place, and run again: what was there before is whole."
COMMANDS = {"new": new, "run": run, "audit": audit, "cite": cite, "diff": diff, "fetch": fetch_command}


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
    parser = argparse.ArgumentParser(
        prog="listometrics",
        description="A reproducible bibliometric study of a curated reading list.",
        epilog=(__doc__ or "").partition("\n\n")[2],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"listometrics {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, module in COMMANDS.items():
        said = (module.run.__doc__ or "").strip()
        command = commands.add_parser(
            name,
            help=said[0].lower() + said[1:].rstrip("."),
            description=said,
            epilog="example:\n" + "\n".join(f"  {line}" for line in module.EXAMPLE.splitlines()),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_options(command)
        command.set_defaults(run=module.run)
    return parser
