#!/usr/bin/env python3
"""usage: lab.py [-h] [OPTION ...]

Open the notebooks in JupyterLab; Ctrl+C ends it. The environment is made in .venv first where that is needed. Options
go to JupyterLab, for example: lab.py --no-browser --port 8890
"""

from bootstrap import ROOT, run

run("study", __doc__, ["jupyterlab", f"--ServerApp.root_dir={ROOT}", "--LabApp.default_url=/lab/tree/notebooks"], ROOT)
