"""The report in its three forms, made side by side: most of the time is spent in programs of their own."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from listometrics.report.html import make_html
from listometrics.report.typeset import make_markdown, make_pdf


@dataclass(frozen=True)
class Forms:
    """A report as a page for screens, as a document for print, and as Markdown for code hosts."""

    html: str
    pdf: bytes
    markdown: str


def make_forms(source: str, drawings: Mapping[str, bytes], bibliography: str = "") -> Forms:
    """Return a report in all forms; see `make_html`, `make_pdf` and `make_markdown`, whose errors it raises."""
    with ThreadPoolExecutor(3) as pool:
        pdf = pool.submit(make_pdf, source, drawings, bibliography)  # takes longest
        page = pool.submit(make_html, source, drawings, bibliography)
        text = pool.submit(make_markdown, source, bibliography)
    return Forms(page.result(), pdf.result(), text.result())
