#!/usr/bin/env python3
"""Open the notebooks in JupyterLab.

usage: lab.py [-h] [OPTION ...]

Makes the environment in .venv first where that is needed (by uv where it is there, else by venv and pip), or
uses the active virtual or conda environment if it has what is needed. Options go to JupyterLab, which starts in
the study's folder, for example: lab.py --no-browser --port 8890

Exit code: that of JupyterLab; 2 if there is no environment and none can be made.
"""

import os
import sys


def main():
    if {"-h", "--help"} & set(sys.argv[1:]):
        print(__doc__.strip())
        return 0
    if sys.version_info < (3, 11):  # noqa: UP036
        found = ".".join(map(str, sys.version_info[:3]))
        sys.stderr.write("lab: Python 3.11 or newer is needed, this is " + found + " (" + sys.executable + ")\n")
        return 2
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "src"))
    from listometrics import bootstrap

    return bootstrap.run_lab(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
