"""No cell and no text makes the parser slow."""

import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from listometrics.readme.readme import parse_readme
from listometrics.readme.vocabulary import Vocabulary

BENCHMARK = Path(__file__).resolve().parents[2] / "benchmarks" / "parse.py"
SIZES = [100_000, pytest.param(1_000_000, marks=pytest.mark.slow)]  # characters
LEAST = 0.2  # seconds of processor time; below, there is too little to compare
GROWTH = 16  # for eight times the text: 8 is linear, 64 is quadratic
MARKS = "[ ]( ` < <!-- * _ \\ ( ](a( 7B/ (7B)/ ab/ 10.1145/ http:// &amp; 1."
UNITS = [
    *MARKS.split(),
    "<a href=",
    "<br ",
    "<b ",
    "<h1 ",
    "2023 ",
    "best paper ",
    "x and ",
    "[a](b) ",
    "> ",
    "- ",
    " ",
    "\u200b",
]


def measure(text: str, vocabulary: Vocabulary, times: int) -> float:
    """Return the seconds of processor time of the quickest reading: other work on the machine only ever adds."""
    seconds = []
    for _ in range(times):
        start = time.process_time()
        parse_readme(text, vocabulary)
        seconds.append(time.process_time() - start)
    return min(seconds)


def grows_too_fast(make: Callable[[int], str], size: int, vocabulary: Vocabulary) -> bool:
    """Tell whether a text of a size takes more than twice as long a character as an eighth of it."""
    many = measure(make(size), vocabulary, 1)
    if many < LEAST:
        return False
    few = measure(make(size // 8), vocabulary, 3)
    return many > GROWTH * few and measure(make(size), vocabulary, 2) > GROWTH * few


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("column", range(7))
@pytest.mark.parametrize("size", SIZES)
def test_a_long_cell_of_anything_is_read_in_time_that_grows_with_its_length(
    unit: str, column: int, size: int, header: str, good_row: str, vocabulary: Vocabulary
) -> None:
    def make(size: int) -> str:
        cells = ["N", "T", "", "", "", "", ""]
        cells[column] += unit * (size // len(unit))
        return f"{header}| {' | '.join(cells)} |\n{good_row}"

    assert parse_readme(make(size), vocabulary).rows == 2
    assert not grows_too_fast(make, size, vocabulary)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("size", SIZES)
def test_a_long_text_of_anything_between_tables_is_skipped_in_time_that_grows_with_its_length(
    unit: str, size: int, header: str, good_row: str, vocabulary: Vocabulary
) -> None:
    def make(size: int) -> str:
        return f"{header}{good_row}\n{unit * (size // len(unit))}\n\n-->\n\n{header}{good_row}"

    assert parse_readme(make(size), vocabulary).rows in (2, 4)  # four where it opens a fence
    assert not grows_too_fast(make, size, vocabulary)


def test_a_reader_that_is_quadratic_would_be_seen(monkeypatch: pytest.MonkeyPatch, vocabulary: Vocabulary) -> None:
    clock = iter((640.0, 10.0, 640.0))
    monkeypatch.setattr(sys.modules[__name__], "measure", lambda *_: next(clock))
    assert grows_too_fast(str, 8, vocabulary)


@pytest.mark.parametrize(
    "line",
    ["- a", "> a", "[a]: b", "a | b\n--- | ---", "<!--", "```", "<h1>", "<h1 id=1>x", "| a", "# a", "a", "    a"],
)
def test_many_lines_cost_no_more_a_line(line: str, header: str, vocabulary: Vocabulary) -> None:
    def is_dearer() -> bool:
        few, many = (measure(header + "\n" + f"{line}\n" * n, vocabulary, 3) for n in (2_000, 16_000))
        return many >= LEAST and many >= 8 * 3 * few

    assert not (is_dearer() and is_dearer())


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARK.parent))
    spec = importlib.util.spec_from_file_location("benchmark_parse", BENCHMARK)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_rows_below_other_headings_cost_no_more_than_ours(benchmark: ModuleType, vocabulary: Vocabulary) -> None:
    # measured: 90 to 95 microseconds, one of ours 131 to 175; processor time, the least of five runs
    def is_dearer() -> bool:
        other = benchmark.time_row(benchmark.make_shapes(600)["a table with other headings"], vocabulary)
        return bool(other >= benchmark.time_row(benchmark.make_list(264), vocabulary))

    assert not (is_dearer() and is_dearer())


def test_bullets_cost_no_more_each_in_a_longer_list(benchmark: ModuleType, vocabulary: Vocabulary) -> None:
    def is_dearer() -> bool:
        few, many = (benchmark.time_row(benchmark.make_shapes(n)["bullets"], vocabulary, 3) for n in (300, 2_400))
        return bool(many >= 2 * few)

    assert not (is_dearer() and is_dearer())


@pytest.mark.slow
def test_a_hundred_thousand_rows_cost_no_more_each_than_a_tenth_of_them_and_less_than_1_gb() -> None:
    # processor time is what an idle machine takes, whatever else runs on this one
    done = subprocess.run(
        [sys.executable, str(BENCHMARK), "10000", "100000"],
        capture_output=True,
        text=True,
        check=True,
        env=dict(os.environ),
    )
    lines = [line.strip("| ").replace(",", "").split("|") for line in done.stdout.splitlines()[2:4]]
    (few, _, few_cpu, _, _), (many, _, many_cpu, _, memory) = ([float(cell) for cell in line] for line in lines)
    assert (few, many) == (10_000, 100_000)
    assert many_cpu < 2 * 10 * few_cpu
    assert memory < 1_000
