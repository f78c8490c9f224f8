"""No cell and no text makes the parser slow."""

import importlib.util
import os
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

from listometrics.parse.readme import parse_readme
from listometrics.parse.vocabulary import Vocabulary

BENCHMARK = Path(__file__).resolve().parents[2] / "benchmarks" / "parse.py"
MEGABYTE = 1_000_000
LIMIT = 4.0  # seconds of processor time; measured 0.02, and 0.5 for 140,000 links in a cell
MARKS = "[ ]( ` < <!-- * _ \\ ( ](a( 7B/ (7B)/ ab/ 10.1145/ http:// &amp; 1."
UNITS = [
    *MARKS.split(),
    "<a href=",
    "<br ",
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


@pytest.mark.parametrize("unit", UNITS)
def test_a_megabyte_of_anything_is_read_at_once(unit: str, header: str, good_row: str, vocabulary: Vocabulary) -> None:
    cell = unit * (MEGABYTE // len(unit))
    for column in range(7):
        cells = ["N", "T", "", "", "", "", ""]
        cells[column] += cell
        start = time.process_time()
        parsed = parse_readme(f"{header}| {' | '.join(cells)} |\n{good_row}", vocabulary)
        assert time.process_time() - start < LIMIT, column
        assert parsed.rows == 2


@pytest.mark.parametrize("unit", UNITS)
def test_a_megabyte_of_anything_between_tables_is_skipped_at_once(
    unit: str, header: str, good_row: str, vocabulary: Vocabulary
) -> None:
    start = time.process_time()
    text = f"{header}{good_row}\n{unit * (MEGABYTE // len(unit))}\n\n-->\n\n{header}{good_row}"
    assert parse_readme(text, vocabulary).rows in (2, 4)  # four where it opens a fence
    assert time.process_time() - start < LIMIT


@pytest.mark.parametrize(
    "line",
    ["- a", "> a", "[a]: b", "a | b\n--- | ---", "<!--", "```", "<h1>", "<h1 id=1>x", "| a", "# a", "a", "    a"],
)
def test_many_lines_cost_no_more_a_line(line: str, header: str, vocabulary: Vocabulary) -> None:
    def measure(n: int) -> float:
        text = header + "\n" + f"{line}\n" * n
        seconds = []
        for _ in range(3):  # the least of three: other work on the machine only ever adds
            start = time.process_time()
            parse_readme(text, vocabulary)
            seconds.append(time.process_time() - start)
        return min(seconds)

    measure(100)
    few, many = measure(2_000), measure(16_000)
    assert many < 0.2 or many < 8 * 3 * few


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("benchmark_parse", BENCHMARK)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_rows_below_other_headings_cost_no_more_than_ours(benchmark: ModuleType, vocabulary: Vocabulary) -> None:
    # measured: 56 microseconds, one of ours 128; processor time, the least of five runs
    other = benchmark.time_row(benchmark.make_shapes(600)["a table with other headings"], vocabulary)
    assert other < benchmark.time_row(benchmark.make_list(264), vocabulary)


def test_bullets_cost_no_more_each_in_a_longer_list(benchmark: ModuleType, vocabulary: Vocabulary) -> None:
    few, many = (benchmark.time_row(benchmark.make_shapes(rows)["bullets"], vocabulary, 3) for rows in (300, 2_400))
    assert many < 2 * few


@pytest.mark.slow
def test_a_hundred_thousand_rows_take_less_than_15_s_and_1_gb() -> None:
    # measured 9.3 s and 0.72 GB; processor time is what an idle machine takes, whatever else runs on this one
    done = subprocess.run(
        [sys.executable, str(BENCHMARK), "100000"], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    rows, _, cpu, _, memory = (float(cell.replace(",", "")) for cell in done.stdout.split("\n")[1].split())
    assert rows == 100_000
    assert cpu < 15
    assert memory < 1_000
