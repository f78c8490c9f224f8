"""No cell and no text makes the parser slow."""

import time

import pytest

from listometrics.parse.readme import parse_readme
from listometrics.parse.vocabulary import Vocabulary

MEGABYTE = 1_000_000
LIMIT = 4.0  # seconds; measured 0.02, and 0.5 for 140,000 links in a cell
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
        start = time.perf_counter()
        parsed = parse_readme(f"{header}| {' | '.join(cells)} |\n{good_row}", vocabulary)
        assert time.perf_counter() - start < LIMIT, column
        assert parsed.rows == 2


@pytest.mark.parametrize("unit", UNITS)
def test_a_megabyte_of_anything_between_tables_is_skipped_at_once(
    unit: str, header: str, good_row: str, vocabulary: Vocabulary
) -> None:
    start = time.perf_counter()
    text = f"{header}{good_row}\n{unit * (MEGABYTE // len(unit))}\n\n-->\n\n{header}{good_row}"
    assert parse_readme(text, vocabulary).rows in (2, 4)  # four where it opens a fence
    assert time.perf_counter() - start < LIMIT


@pytest.mark.parametrize(
    "line",
    ["- a", "> a", "[a]: b", "a | b\n--- | ---", "<!--", "```", "<h1>", "<h1 id=1>x", "| a", "# a", "a", "    a"],
)
def test_many_lines_cost_no_more_a_line(line: str, header: str, vocabulary: Vocabulary) -> None:
    def measure(n: int) -> float:
        text = header + "\n" + f"{line}\n" * n
        seconds = []
        for _ in range(3):  # the least of three: other work on the machine only ever adds
            start = time.perf_counter()
            parse_readme(text, vocabulary)
            seconds.append(time.perf_counter() - start)
        return min(seconds)

    measure(100)
    few, many = measure(2_000), measure(16_000)
    assert many < 0.2 or many < 8 * 3 * few
