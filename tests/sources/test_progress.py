import io

from listometrics.sources.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_a_bar_with_rate_and_remaining_time() -> None:
    stream = Terminal()
    with Progress("arxiv", 200, stream) as progress:
        progress.add(100)
        progress.bar.refresh()
    assert "arxiv:  50%" in stream.getvalue() and "work/s" in stream.getvalue() and "<" in stream.getvalue()


def test_a_file_sees_nothing() -> None:
    stream = io.StringIO()
    with Progress("arxiv", 200, stream) as progress:
        progress.add(100)
    assert stream.getvalue() == ""
