#!/usr/bin/env python3
"""Make both locks again from pyproject.toml: needs uv and a network. `--upgrade` takes newer versions."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# One version of each package on every platform, for the least Python that pyproject.toml allows.
RESOLVE = ["--universal", "--fork-strategy=fewest", "--python-version=3.11.0", "--only-binary=:all:"]
WRITE = ["--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-config", "--quiet"]
HEADER = ["--custom-compile-command", "python3 scripts/lock.py"]


def main() -> int:
    if set(sys.argv[1:]) - {"--upgrade"}:
        print(f"{__doc__}\nusage: lock.py [--upgrade]")
        return 0 if "--help" in sys.argv else 2
    if shutil.which("uv") is None:
        print("lock.py: uv was not found; install it (pip install uv) and try again.", file=sys.stderr)
        return 2
    # What a machine has set up for itself (an index, a folder of wheels) must not leak into the locks.
    env = {name: value for name, value in os.environ.items() if not name.startswith(("UV_", "PIP_"))}
    groups = {"requirements-test.lock": ["--group=test"], "requirements.lock": []}
    for lock, group in groups.items():
        upgrade = sys.argv[1:] if group else []
        command = ["uv", "pip", "compile", "pyproject.toml", "--group=build", *group, *upgrade]
        command += [*RESOLVE, *WRITE, *HEADER, f"--output-file={lock}"]
        if not group:
            # uv keeps the pins that it finds in its output file, so both locks get the same versions.
            shutil.copyfile(ROOT / "requirements-test.lock", ROOT / lock)
        subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
    return 0


if __name__ == "__main__":
    sys.exit(main())
