"""No cell and no text makes the parser slow: time grows with length, not with its square."""

import time

import pytest

from listometrics.readme.parse import parse_readme
from listometrics.readme.vocabulary import Vocabulary

SIZE = 200_000  # characters
LEAST = 0.2  # seconds of processor time; below, there is too little to compare
GROWTH = 16  # for eight times the text: 8 is linear, 64 is quadratic
MARKS = "[ ]( ` < <!-- * _ \\ ( ](a( 7B/ (7B)/ ab/ 10.1145/ http:// &amp; 1."
UNITS = [
    *MARKS.split(),
    "<a href=",
    "<br ",
    "<b ",
    "<h1 ",
    "<td>",
    "2023 ",
    "best paper ",
    "x and ",
    "[a](b) ",
    "> ",
    " ",
]
LINES = [
    "- a",
    "> a",
    "[a]: b",
    "a | b\n--- | ---",
    "<!--",
    "```",
    "<h1>",
    "<h1 id=1>x",
    "<table><tr><td>a",
    "| a",
    "a",
]


def measure(text: str, vocabulary: Vocabulary, times: int = 1) -> float:
    """Return the seconds of processor time of the quickest reading: other work on the machine only ever adds."""
    seconds = []
    for _ in range(times):
        start = time.process_time()
        parse_readme(text, vocabulary)
        seconds.append(time.process_time() - start)
    return min(seconds)


@pytest.mark.slow
@pytest.mark.parametrize("where", ["cell", "text", "item", "lines"])
def test_reading_takes_time_that_grows_with_length(
    where: str, header: str, good_row: str, vocabulary: Vocabulary
) -> None:
    def make(unit: str, size: int) -> str:
        said = unit * (size // len(unit))
        row = f"| N | T {said} | {said} | {said} | {said} | {said} | {said} |\n"
        texts = {"cell": row, "text": f"\n{said}\n\n-->\n\n{header}", "item": f"\n- **A title**, {said}\n\n{header}"}
        return f"{header}{good_row}{texts.get(where, f'{chr(10)}{said}')}{good_row}"

    slow = []
    for unit in UNITS if where != "lines" else [f"{line}\n" for line in LINES]:
        many = measure(make(unit, SIZE), vocabulary)
        if many > LEAST and many > GROWTH * measure(make(unit, SIZE // 8), vocabulary, 3):
            slow.append(unit)
    assert slow == []
