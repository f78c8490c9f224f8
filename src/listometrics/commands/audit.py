"""`listometrics audit`: what is wrong in the list, for the eye and for CI."""

from __future__ import annotations

import argparse
from pathlib import Path

EXAMPLE = "listometrics audit . --fail-on error"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `audit`."""
    parser.add_argument(
        "root", nargs="?", default=".", type=Path, metavar="ROOT", help="the study (default: the working directory)"
    )
    parser.add_argument(
        "--fail-on",
        choices=("error", "warning", "info"),
        help="end with exit code 1 where a finding of this severity or a graver one stands",
    )


def run(options: argparse.Namespace) -> int:
    """Audit a study's list and print the findings that stand; nothing is written."""
    from listometrics.audit.command import audit_study, say_findings
    from listometrics.audit.findings import select_failing

    _, findings = audit_study(options.root)
    said = say_findings(findings)
    print(said or "No finding stands.")
    return int(bool(options.fail_on) and len(select_failing(findings, options.fail_on)) > 0)
