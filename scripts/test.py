#!/usr/bin/env python3
"""usage: test.py [-h] [--slow] [OPTION ...]

Run the tests, linters and the type checker among them, and say what was skipped and why. The environment, with test
tools, is made in .venv first where that is needed. Options go to pytest; --slow runs the slow tests too.
"""

import sys

from bootstrap import ROOT, run

# Two workers pay for the whole suite; for a selection their start costs more than they save.
workers = ["-n", "2", "--dist", "loadgroup"] if set(sys.argv[1:]) <= {"--slow"} else []
run("test", __doc__, ["pytest", "-rs", *workers], ROOT)
