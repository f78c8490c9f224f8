"""How time and memory of each notebook grow with the list: 1,000, 10,000 and, for parse and enrich, 100,000 rows."""

import json
import math
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from overhead import environment
from synthetic import make_study

HERE = Path(__file__).resolve().parent
FIRST = ("01_parse", "02_enrich")
SIZES = (1_000, 10_000, 100_000)
ALL_UP_TO = 10_000  # rows that the whole study must take in its stride
TARGET = 1.1


def measure(rows: int) -> dict[str, dict[str, float]]:
    """Return processor seconds and peak memory of each notebook, each in a process of its own."""
    found = {}
    with TemporaryDirectory() as folder:
        root = make_study(rows, Path(folder) / "study")
        for path in sorted((HERE.parent / "notebooks").glob("*.ipynb")):
            if rows > ALL_UP_TO and path.stem not in FIRST:
                continue
            command = [sys.executable, str(HERE / "plain.py"), str(root), path.stem]
            done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
            if done.returncode:
                raise SystemExit(f"{path.stem} on {rows} rows:\n{done.stderr}")
            found[path.stem] = json.loads(done.stdout.splitlines()[-1])
            print(f"{rows:>7} rows  {path.stem}  {found[path.stem]['processor']:.1f} s", file=sys.stderr, flush=True)
    return found


def fit_exponent(points: dict[int, float]) -> float:
    """Return the slope of log time on log rows."""
    pairs = [(math.log(rows), math.log(seconds)) for rows, seconds in points.items()]
    x, y = (sum(values) / len(pairs) for values in zip(*pairs, strict=True))
    return sum((a - x) * (b - y) for a, b in pairs) / sum((a - x) ** 2 for a, _ in pairs)


def report(sizes: tuple[int, ...] = SIZES) -> str:
    """Measure, and return a section of the results in Markdown."""
    found = {rows: measure(rows) for rows in sizes}
    names = list(found[min(found)])
    lines = ["| notebook | " + " | ".join(f"{rows:,} rows: s, MB" for rows in sizes) + " | exponent | last step |"]
    lines += ["|---" * (len(sizes) + 3) + "|"]
    missed = []
    for name in names:
        points = {rows: of[name]["processor"] for rows, of in found.items() if name in of}
        last = dict(sorted(points.items())[-2:])
        cells = [
            f"{of[name]['processor']:.1f}, {of[name]['megabytes']:.0f}" if name in of else "" for of in found.values()
        ]
        fitted, step = fit_exponent(points), fit_exponent(last)
        lines.append(f"| {name} | {' | '.join(cells)} | {fitted:.2f} | {step:.2f} |")
        missed += [name] if fitted > TARGET else []
    verdict = f"missed by {', '.join(missed)}" if missed else "met"
    lines += [
        "",
        "Seconds are of processor time, libraries loaded with it. The exponent is the slope of log seconds on log "
        "rows; the last step is that between the two largest lists, where loading weighs least. "
        f"Target: at most {TARGET}: {verdict}.",
        "",
        "Slopes of pairs of works are of 20,000 pairs drawn at random where there are more (the tables' `method` says "
        "so); the co-authorship figure draws the 400 authors with most works.",
    ]
    return "\n".join(lines)
