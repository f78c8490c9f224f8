#!/usr/bin/env python3
"""Make both locks again from pyproject.toml: needs uv and a network. `--upgrade` takes newer versions."""

import os
import shutil
import subprocess
import sys

from bootstrap import LEAST, LOCKS, ROOT

# One version of each package on every platform, for the least Python that pyproject.toml allows.
RESOLVE = f"--universal --fork-strategy=fewest --python-version={LEAST}.0 --only-binary=:all: --generate-hashes"
WRITE = "--no-emit-index-url --no-emit-find-links --no-config --quiet"
# What a machine has set up for itself (an index, a folder of wheels) must not leak into the locks.
env = {name: value for name, value in os.environ.items() if not name.startswith(("UV_", "PIP_"))}
for name, options in (("test", ["--group=test", *sys.argv[1:]]), ("study", [])):
    if name == "study":  # uv keeps the pins that it finds in its output file: both locks get the same versions
        shutil.copyfile(LOCKS["test"], LOCKS["study"])
    command = ["uv", "pip", "compile", "pyproject.toml", "--group=build", *options, *RESOLVE.split(), *WRITE.split()]
    command += ["--custom-compile-command=python3 scripts/lock.py", f"--output-file={LOCKS[name].name}"]
    subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
