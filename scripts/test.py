#!/usr/bin/env python3
"""Run the tests, linters and the type checker among them.

usage: test.py [-h] [--slow] [OPTION ...]

Makes the environment with test tools in .venv first where that is needed (by uv where it is there, else by venv
and pip), or uses the active virtual or conda environment if it has what is needed. Options go to pytest, which
runs in the repository's folder, for example: test.py -k parse; --slow runs the slow tests too.

Exit code: that of pytest; 2 if there is no environment and none can be made.
"""

import os
import sys


def main():
    if {"-h", "--help"} & set(sys.argv[1:]):
        print(__doc__.strip())
        return 0
    if sys.version_info < (3, 11):  # noqa: UP036
        found = ".".join(map(str, sys.version_info[:3]))
        sys.stderr.write("test: Python 3.11 or newer is needed, this is " + found + " (" + sys.executable + ")\n")
        return 2
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "src"))
    from listometrics import bootstrap

    return bootstrap.run_tests(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
