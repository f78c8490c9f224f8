"""A bar on a terminal, plain lines elsewhere."""

import io

from listometrics.run.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_plain_lines_where_there_is_no_terminal() -> None:
    stream = io.StringIO()
    with Progress(2, stream) as progress:
        progress.start("01_parse")
        progress.end("01_parse", 1.24)
        progress.start("02_enrich")
        progress.end("02_enrich", 0.5)
    assert stream.getvalue() == "[1/2] 01_parse … 1.2 s\n[2/2] 02_enrich … 0.5 s\n"


def test_a_bar_on_a_terminal_names_the_notebook_that_runs() -> None:
    stream = Terminal()
    with Progress(1, stream) as progress:
        progress.start("01_parse")
        progress.end("01_parse", 1.24)
    assert "01_parse:" in stream.getvalue()
    assert "[1/1] 01_parse … 1.2 s" in stream.getvalue()
