"""Files that are no BibTeX say so; the others become text."""

import pytest

from listometrics.works import bibtex_reading
from listometrics.works.bibtex_reading import decode_source


@pytest.mark.parametrize(
    ("content", "reason", "severity"),
    [
        (b"", "empty", "error"),
        (b" \n\t", "empty", "error"),
        (b"<!DOCTYPE html><html>", "an HTML or XML page, not BibTeX", "error"),
        (b"\n <html lang='en'>", "an HTML or XML page", "error"),
        (b"@misc{a, title={caf\xe9}}", "not UTF-8: read as Latin-1", "warning"),
        (b"@misc{\x00\xff}", "neither UTF-8 nor Latin-1", "error"),
    ],
)
def test_a_file_that_is_no_bibtex_says_so(content: bytes, reason: str, severity: str) -> None:
    text, said = decode_source("x", content)
    assert [p.severity for p in said] == [severity]
    assert reason in said[0].reason
    assert (text == "") == (severity == "error")


def test_latin_1_is_read_and_its_line_said() -> None:
    text, said = decode_source("x", b"@misc{a,\n title={caf\xe9}}")
    assert "café" in text
    assert said[0].line == 2


def test_a_file_above_the_limit_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bibtex_reading, "MAX_BYTES", 10)
    text, said = decode_source("x", b"@misc{a, title={T}}")
    assert text == ""
    assert said[0].reason == "larger than 10 bytes: not read. Split it into several files"


def test_line_ends_and_a_byte_order_mark_do_not_matter() -> None:
    assert decode_source("x", "\ufeff@misc{a,\r\n title={T}}")[0] == "@misc{a,\n title={T}}"
