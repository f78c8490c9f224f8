#!/usr/bin/env python3
"""Run the study: all notebooks in sequence, on this repository's list.

usage: study.py [-h] [OPTION ...]

Makes the environment in .venv first where that is needed (by uv where it is there, else by venv and pip), or
uses the active virtual or conda environment if it has what is needed. Options go to `listometrics run`, for
example: study.py -p first_year=2022 --out /tmp/try

Exit code: that of `listometrics run`; 2 if there is no environment and none can be made.
"""

import os
import sys


def main():
    if {"-h", "--help"} & set(sys.argv[1:]):
        print(__doc__.strip())
        return 0
    if sys.version_info < (3, 11):  # noqa: UP036
        found = ".".join(map(str, sys.version_info[:3]))
        sys.stderr.write("study: Python 3.11 or newer is needed, this is " + found + " (" + sys.executable + ")\n")
        return 2
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "src"))
    from listometrics import bootstrap

    return bootstrap.run_study(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
