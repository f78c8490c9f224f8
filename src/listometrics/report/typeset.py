"""The report as a PDF, the same bytes on every machine, as Markdown for code hosts, and in all its forms at once."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import NamedTuple

from listometrics.errors import StudyError
from listometrics.report.pandoc import cite_with, convert, read_template, split_title
from listometrics.report.report_html import make_html

FACES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSans-Oblique.ttf", "DejaVuSans-BoldOblique.ttf")
_IMAGE = re.compile(r'image\("figures/([a-z0-9_-]+)\.svg"')
_ALT = re.compile(r'\{#figure-([a-z0-9_-]+) alt="((?:[^"\\]|\\.)*)"\}')
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
# What markdown.lua writes, no characters of any text.
MASKED = {0xFDD0: "&#92;", 0xFDD1: "&#123;", 0xFDD2: "&#91;", 0xFDD3: "&#93;"}
_JOINERS = dict.fromkeys([0x200C, 0x200D, 0x2060, 0xFEFF, *range(0xFE00, 0xFE10)])


def make_pdf(markdown: str, figures: Mapping[str, bytes], bibliography: str = "") -> bytes:
    """Return the report as a PDF: figures as vectors, fonts of the locked packages only, no date.

    `markdown` begins with `# Title`; `figures` holds each placed figure's SVG by name. A run of characters that
    the fonts lack, Chinese for example, is printed as `…`. The same values give the same bytes. Raises StudyError
    for a figure that is not among `figures`, or a text that typst cannot set.
    """
    import typst

    title, body = split_title(markdown)
    options, files = cite_with(bibliography, body)
    files |= {name: read_template(name) for name in ("page.typ", "typst.lua")}
    safe = "--lua-filter=typst.lua"
    options += [
        safe,
        "--standalone",
        "--template=page.typ",
        "--shift-heading-level-by=-1",
        f"--variable=title:{convert(title, 'typst', [safe], files).strip()}",
    ]
    source = _printable(convert(body, "typst", options, files))
    alts = {name: re.sub(r"\\(.)", r"\1", alt) for name, alt in _ALT.findall(markdown)}
    source = _IMAGE.sub(lambda match: f"{match.group(0)}, alt: {_string(alts.get(match.group(1), ''))}", source)
    with tempfile.TemporaryDirectory(prefix="listometrics-") as folder:
        for name in {match.group(1) for match in _IMAGE.finditer(source)}:
            if name not in figures:
                raise StudyError(f"reports/figures/{name}.svg: not there. Run the notebook that draws it.")
            Path(folder, "figures").mkdir(exist_ok=True)
            Path(folder, "figures", f"{name}.svg").write_bytes(figures[name])
        for face in FACES:
            shutil.copy(_font_folder() / face, folder)
        main = Path(folder, "report.typ")
        main.write_text(source, encoding="utf-8", newline="\n")
        try:
            pdf = typst.compile(str(main), root=folder, font_paths=[folder], ignore_system_fonts=True, format="pdf")
        except typst.TypstError as error:
            said = str(error).replace(folder, "")[:500]
            raise StudyError(f"report.pdf: typst could not set it: {said}. Check the template.") from None
    return bytes(pdf)


def make_markdown(markdown: str, bibliography: str = "") -> str:
    """Return the report as the Markdown that code hosts show: citations resolved, references listed.

    What other programs would act on in a text (commands of TeX, marks of templates, bare addresses) stays text there.
    """
    plain, cited = (text.translate(dict.fromkeys(MASKED)) for text in (markdown, bibliography))
    options, files = cite_with(cited, plain)
    options, files = [*options, "--lua-filter=markdown.lua"], {**files, "markdown.lua": read_template("markdown.lua")}
    text = convert(plain, "gfm-tex_math_gfm+tex_math_dollars", options, files).translate(MASKED)
    return re.sub(r"^(\*\*Table .*) \{#(table-[a-z0-9_-]+)\}$", r'<a id="\2"></a>\1', text, flags=re.MULTILINE)


def cut_answers(markdown: str) -> str:
    """Return what a report made by `make_markdown` says before its figures: title, what the list is, the answers.

    >>> cut_answers("# A\\n\\n## Answers\\n\\nYes.\\n\\n<figure>\\n</figure>\\n\\n## Data\\n\\nMore.")
    '# A\\n\\n## Answers\\n\\nYes.\\n'
    """
    first = "".join(re.split(r"^(?=## (?!Answers))", markdown, maxsplit=1, flags=re.MULTILINE)[:1])
    return re.sub(r"\n<figure.*?</figure>\n", "", first, flags=re.DOTALL).rstrip("\n") + "\n"


@cache
def _font_folder() -> Path:
    import matplotlib

    return Path(matplotlib.get_data_path(), "fonts", "ttf")


@cache
def _characters() -> frozenset[int]:
    """Return the characters that the fall-back font has, and so the document's fonts."""
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(_font_folder() / FACES[0]).get_charmap())


def _printable(text: str) -> str:
    def keep(match: re.Match[str]) -> str:
        marked = "".join(c if ord(c) in _characters() else "\0" for c in match.group(0).translate(_JOINERS))
        return re.sub("\0+", "…", marked)

    return _BEYOND_ASCII.sub(keep, text)


def _string(text: str) -> str:
    return '"' + _printable(re.sub(r'[\\"]', r"\\\g<0>", text)) + '"'


class Forms(NamedTuple):
    """A report as a page for screens, as a document for print, and as Markdown for code hosts."""

    html: str
    pdf: bytes
    markdown: str


def make_forms(
    source: str, drawings: Mapping[str, bytes], bibliography: str = "", summary: str = "", image: str = ""
) -> Forms:
    """Return a report in all forms; see `make_html`, `make_pdf` and `make_markdown`, whose errors it raises."""
    with ThreadPoolExecutor(3) as pool:
        pdf = pool.submit(make_pdf, source, drawings, bibliography)  # takes longest
        page = pool.submit(make_html, source, drawings, bibliography, summary=summary, image=image)
        text = pool.submit(make_markdown, source, bibliography)
    return Forms(page.result(), pdf.result(), text.result())
