#!/usr/bin/env python3
"""usage: study.py [-h] [OPTION ...]

Run the study: all notebooks in sequence, on this repository's list. The environment is made in .venv first where that
is needed. Options go to `listometrics run`, for example: study.py -p first_year=2022 --out /tmp/try

Exit code: that of `listometrics run`; 2 if there is no environment and none can be made.
"""

from pathlib import Path

from bootstrap import ROOT, run

run("study", __doc__, ["listometrics", "run", str(ROOT)], Path.cwd())
