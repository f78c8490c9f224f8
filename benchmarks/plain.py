"""Execute notebooks' code cells in this one process, without kernels: what a run costs at the least.

    python benchmarks/plain.py ROOT [NOTEBOOK …] [--cells]

Prints a line of JSON a notebook: its name, the seconds it took by the clock and of processor time (that of programs
it started with it), and the peak memory of the process so far in MB; with --cells also the cells that took longer
than a tenth of a second of processor time.
"""

import argparse
import json
import os
import resource
import time
from pathlib import Path

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"


def execute(path: Path, cells: bool) -> None:
    """Execute a notebook, its root being the working directory."""
    names: dict[str, object] = {"__name__": "__main__"}
    start, processor = time.perf_counter(), spent()
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        source = "".join(cell["source"])
        before = spent()
        exec(compile(source, path.name, "exec"), names)
        if "parameters" in cell["metadata"].get("tags", []):
            names["root"] = "."
        if cells and spent() - before > 0.1:
            print(f"    {spent() - before:7.2f} s  {source.splitlines()[-1]}", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    measured = {"seconds": time.perf_counter() - start, "processor": spent() - processor, "megabytes": peak}
    print(json.dumps({"notebook": path.stem, **measured}), flush=True)


def spent() -> float:
    """Return the processor time in seconds of this process and of those it has waited for."""
    return sum(os.times()[:4])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=Path)
    parser.add_argument("notebooks", nargs="*")
    parser.add_argument("--cells", action="store_true")
    options = parser.parse_args()
    os.environ["MPLBACKEND"] = "agg"
    os.chdir(options.root)
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        if not options.notebooks or path.stem in options.notebooks:
            execute(path, options.cells)


if __name__ == "__main__":
    main()
