"""Parse and code lists of 1,000, 10,000 and 100,000 rows: rows per second, growth and peak memory.

    python benchmarks/parse.py [ROWS …]

The lists are the real one repeated with changed ids, names and titles. Each size runs in a process of its own,
so that its peak memory is its own; the exponent is the slope of log time on log rows.
"""

import math
import multiprocessing
import re
import resource
import sys
import time
from pathlib import Path

import pandas as pd

from listometrics.parse.readme import parse_readme
from listometrics.parse.vocabulary import make_vocabulary

ROOT = Path(__file__).resolve().parents[1]
HEAD = re.compile(r"\|\s*\**(?:Name|Paper|Dataset|Benchmarks|Repo Name)\*|\|\s*:?-")
ARXIV_ID = re.compile(r"(\d{4}\.)\d{5}")
SIZES = (1_000, 10_000, 100_000)


def make_list(rows: int) -> str:
    """Return the text of a list of so many rows: the real one, each copy with ids, names and titles of its own."""
    lines = (ROOT / "tests/data/seed/raw_readme.md").read_text(encoding="utf-8").splitlines()
    text: list[str] = []
    made = copy = 0
    while True:
        for line in lines:
            if not line.startswith("|") or HEAD.match(line):
                text.append(line)
                continue
            if made == rows:
                return "\n".join(text) + "\n"
            made += 1
            text.append(ARXIV_ID.sub(rf"\g<1>{made % 100_000:05}", f"| {copy}-{line[2:]}"))
        copy += 1


def measure(rows: int, queue: "multiprocessing.Queue[tuple[int, float, float]]") -> None:
    """Put the rows read, the seconds that parsing took and the process's peak memory in MB on the queue."""
    text = make_list(rows)
    frames = {
        name: pd.read_csv(ROOT / f"data/vocab/{name}.csv", dtype=str, keep_default_na=False)
        for name in ("models", "strategies", "venues")
    }
    vocabulary = make_vocabulary(**frames)
    start = time.perf_counter()
    parsed = parse_readme(text, vocabulary)
    seconds = time.perf_counter() - start
    queue.put((parsed.rows, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def main() -> None:
    """Print a line a size, and the exponent of growth."""
    context = multiprocessing.get_context("spawn")
    points = []
    print(f"{'rows':>9} {'seconds':>9} {'rows/s':>9} {'peak MB':>9}")
    for size in [int(size) for size in sys.argv[1:]] or SIZES:
        queue = context.Queue()
        process = context.Process(target=measure, args=(size, queue))
        process.start()
        rows, seconds, memory = queue.get()
        process.join()
        points.append((math.log(rows), math.log(seconds)))
        print(f"{rows:>9,} {seconds:>9.2f} {rows / seconds:>9,.0f} {memory:>9,.0f}", flush=True)
    if len(points) > 1:
        x, y = (sum(values) / len(points) for values in zip(*points, strict=True))
        slope = sum((a - x) * (b - y) for a, b in points) / sum((a - x) ** 2 for a, _ in points)
        print(f"exponent of growth: {slope:.2f}")


if __name__ == "__main__":
    main()
