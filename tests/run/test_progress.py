"""A bar on a terminal, plain lines elsewhere."""

import io

from listometrics.run.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_plain_lines_where_there_is_no_terminal_also_of_two_at_once() -> None:
    stream = io.StringIO()
    with Progress(3, stream) as progress:
        progress.skip("01_parse", "nothing it reads has changed")
        progress.start("03_audit", "data/vocab/models.csv changed")
        progress.start("03_scale", "data/vocab/models.csv changed")
        progress.end("03_scale", 1.24)
        progress.end("03_audit", 2)
    assert stream.getvalue().splitlines() == [
        "[1/3] 01_parse  skipped: nothing it reads has changed",
        "      03_audit  runs: data/vocab/models.csv changed",
        "      03_scale  runs: data/vocab/models.csv changed",
        "[2/3] 03_scale … 1.2 s",
        "[3/3] 03_audit … 2.0 s",
    ]


def test_a_bar_on_a_terminal_names_the_notebooks_that_run() -> None:
    stream = Terminal()
    with Progress(2, stream) as progress:
        progress.start("03_audit", "no earlier run here")
        progress.start("03_scale", "no earlier run here")
        progress.end("03_scale", 1.24)
    assert "03_audit, 03_scale:" in stream.getvalue()
    assert "[1/2] 03_scale … 1.2 s" in stream.getvalue()
