"""Parse and code lists of 1,000, 10,000 and 100,000 rows: rows per second, growth and peak memory; and other shapes.

    python benchmarks/parse.py [ROWS …]

The lists are the real one repeated with changed ids, names and titles. Each size runs in a process of its own,
so that its peak memory is its own; the exponent is the slope of log processor time on log rows. Processor time is
what an idle machine takes. Lists of 600 rows in other shapes are set beside the real one as well.
"""

import multiprocessing
import re
import resource
import sys
import time
from pathlib import Path

import pandas as pd
from growth import fit_exponent

from listometrics.readme.parse import parse_readme
from listometrics.readme.vocabulary import Vocabulary, make_vocabulary

ROOT = Path(__file__).resolve().parents[1]
HEAD = re.compile(r"\|\s*\**(?:Name|Paper|Dataset|Benchmarks|Repo Name)\*|\|\s*:?-")
ARXIV_ID = re.compile(r"(\d{4}\.)\d{5}")
SIZES = (1_000, 10_000, 100_000)
TARGET_SECONDS, TARGET_MB = 15, 1_000


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


def make_shapes(rows: int) -> dict[str, str]:
    """Return lists of so many made-up papers: a table with other headings, and bullets."""
    table = ["| Year | Paper Title | Authors | Conference/Journal | Base Model | Fine-tuning | Code | Notes |"]
    table += ["|---" * 8 + "|"]
    bullets = []
    for n in range(rows):
        title, url = f"A Made-Up Work of Number {n}: With More", f"https://arxiv.org/abs/2305.{n:05}"
        code = f"[code](https://github.com/a/b{n})"
        table.append(
            f"| 2023 | [{title}]({url}) | Amy Boe, Cid Dee | SIGIR | LLaMA (7B) | LoRA | {code} | We do it {n}. |"
        )
        bullets.append(f"- **{title}**, Amy Boe, Cid Dee, SIGIR 2023, [[paper]]({url}) [{code}]")
    return {"a table with other headings": "\n".join(table), "bullets": "\n".join(bullets)}


def read_vocabulary() -> Vocabulary:
    """Read the study's vocabularies."""
    frames = {
        name: pd.read_csv(ROOT / f"data/vocab/{name}.csv", dtype=str, keep_default_na=False)
        for name in ("models", "strategies", "venues")
    }
    return make_vocabulary(**frames)


def time_row(text: str, vocabulary: Vocabulary, repeats: int = 5) -> float:
    """Return the processor time that a row takes, in microseconds: the least of some runs."""
    taken = []
    for _ in range(repeats):
        start = time.process_time()
        rows = parse_readme(text, vocabulary).rows
        taken.append((time.process_time() - start) / rows * 1e6)
    return min(taken)


def measure(rows: int, queue: "multiprocessing.Queue[tuple[int, float, float, float]]") -> None:
    """Put the rows read, seconds and processor time of parsing, and the process's peak memory in MB on the queue."""
    text = make_list(rows)
    vocabulary = read_vocabulary()
    start, start_cpu = time.perf_counter(), time.process_time()
    parsed = parse_readme(text, vocabulary)
    seconds, cpu = time.perf_counter() - start, time.process_time() - start_cpu
    queue.put((parsed.rows, seconds, cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def report(sizes: tuple[int, ...] = SIZES) -> str:
    """Measure, and return a section of the results in Markdown."""
    context = multiprocessing.get_context("spawn")
    lines = ["| list rows | seconds | processor s | rows a second | peak MB |", "|---|---|---|---|---|"]
    processor = {}
    for size in sizes:
        queue = context.Queue()
        process = context.Process(target=measure, args=(size, queue))
        process.start()
        rows, seconds, processor[size], memory = queue.get()
        process.join()
        lines.append(f"| {rows:,} | {seconds:.2f} | {processor[size]:.2f} | {rows / seconds:,.0f} | {memory:,.0f} |")
    if len(sizes) > 1:
        lines += ["", f"The exponent of growth is {fit_exponent(processor):.2f}."]
    if max(sizes) == max(SIZES):
        met = seconds < TARGET_SECONDS and memory < TARGET_MB
        lines += [
            f"Target for {rows:,} rows: under {TARGET_SECONDS} s and {TARGET_MB:,} MB: {'met' if met else 'missed'}."
        ]
    vocabulary = read_vocabulary()
    made = {"the real list": make_list(264), **make_shapes(600)}
    rows_of = [f"{time_row(text, vocabulary):,.0f} (lists like {name})" for name, text in made.items()]
    return "\n".join([*lines, "", f"Microseconds of processor time a row: {', '.join(rows_of)}."])


def main() -> None:
    """Print the table, the exponent of growth, and what a row of other shapes costs."""
    print(report(tuple(int(size) for size in sys.argv[1:]) or SIZES))


if __name__ == "__main__":
    main()
