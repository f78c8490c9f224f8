"""Pandoc is the wheel's, works without files and network, and its errors name what to do."""

import pytest

from listometrics.errors import StudyError
from listometrics.report.pandoc import convert, find_pandoc, split_title


def test_the_program_is_the_wheels() -> None:
    assert "pypandoc" in find_pandoc()


def test_a_text_cannot_read_files_or_the_network() -> None:
    text = "![a](/etc/hostname) ![b](http://127.0.0.1:9/x.png) <include src=/etc/hostname>"
    page = convert(text, "html", ["--embed-resources", "--standalone", "--metadata=pagetitle:x"])
    assert 'src="/etc/hostname"' in page and 'src="http://127.0.0.1:9/x.png"' in page
    assert "&lt;include" in page


def test_an_error_says_what_pandoc_said() -> None:
    with pytest.raises(StudyError, match=r"pandoc could not write html: .*Error reading bibliography"):
        convert("[@a]", "html", ["--citeproc", "--bibliography=b.bib"], {"b.bib": "@misc{a, title = {"})


@pytest.mark.parametrize("text", ["", "Text.", "## Not the first level"])
def test_a_title_is_the_first_line(text: str) -> None:
    with pytest.raises(StudyError, match="Begin the template with '# Title'"):
        split_title(text)
