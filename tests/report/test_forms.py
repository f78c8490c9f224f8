"""The report's three forms are made side by side, and are what each is when it is made alone."""

import pytest

from listometrics.errors import StudyError
from listometrics.report.report_html import make_html
from listometrics.report.typeset import Forms, make_forms, make_markdown, make_pdf

SOURCE = """# A title

## Results

Of works [@key-1], see [Figure 1](#figure-a).

![**Figure 1.** Lines.](figures/a.svg){#figure-a alt="A line"}

## References
"""


def test_each_form_is_what_it_is_when_it_is_made_alone(drawing: bytes, bibliography: str) -> None:
    drawings = {"a": drawing}
    assert make_forms(SOURCE, drawings, bibliography) == Forms(
        make_html(SOURCE, drawings, bibliography),
        make_pdf(SOURCE, drawings, bibliography),
        make_markdown(SOURCE, bibliography),
    )


def test_what_one_form_refuses_is_said(drawing: bytes, bibliography: str) -> None:
    with pytest.raises(StudyError, match=r"^reports/figures/a\.svg: not there\."):
        make_forms(SOURCE, {}, bibliography)
    with pytest.raises(StudyError, match=r"cites key-1, not in references\.bib"):
        make_forms(SOURCE, {"a": drawing}, bibliography.replace("key-1,", "other,"))
