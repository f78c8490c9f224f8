"""The report as PDF and as Markdown."""

import html
import re
import subprocess
import time
from pathlib import Path

import pytest

from listometrics.errors import StudyError
from listometrics.report.pandoc import convert
from listometrics.report.render import fill
from listometrics.report.typeset import make_markdown, make_pdf
from listometrics.text import clean, escape_markdown
from listometrics.works.latex_text import encode

SOURCE = r"""# A *title* # x

## Results

Of works [@key-1], see [Figure 1](#figure-a) and [Table 1](#table-t): $x^2$.

![**Figure 1.** Lines\.](figures/a.svg){#figure-a alt="A \"line\" \\"}

| a | n |
|:---|---:|
| b | 1 |

: **Table 1.** Rows\. {#table-t}

## References
"""


def read_pdf(pdf: bytes, folder: Path) -> str:
    (folder / "report.pdf").write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-raw", "report.pdf", "-"], cwd=folder, capture_output=True, check=True)
    return done.stdout.decode()


@pytest.mark.requires_tool("pdftotext")
def test_the_report_is_set_with_its_figure_table_and_references(
    drawing: bytes, bibliography: str, tmp_path: Path
) -> None:
    text = read_pdf(make_pdf(SOURCE, {"a": drawing}, bibliography), tmp_path)
    assert "A title # x" in text and "Of works (Li 2023), see Figure 1 and Table 1: 𝑥2" in text
    assert "Figure 1. Lines." in text and "Table 1. Rows." in text and "Work 1." in text


def test_the_same_values_give_the_same_bytes_at_another_time(drawing: bytes, bibliography: str) -> None:
    first = make_pdf(SOURCE, {"a": drawing}, bibliography)
    time.sleep(1.1)
    assert make_pdf(SOURCE, {"a": drawing}, bibliography) == first
    assert b"CreationDate" not in first and b"listometrics-" not in first


@pytest.mark.requires_tool("pdftotext")
def test_hostile_titles_stand_as_text(hostile_titles: tuple[str, ...], tmp_path: Path) -> None:
    places = ("{}", "- {}", "1. {}", "> {}", "| {} |\n|---|\n| {} |")
    for place in places:
        cells = (f"Q{n}Q {{{{ titles[{n}] }}}} Z{n}Z" for n in range(len(hostile_titles)))
        body = "\n\n".join(place.replace("{}", cell) for cell in cells)
        source = fill(f"# {{{{ titles[1] }}}}\n\n{body}", {"titles": hostile_titles})
        text = re.sub(r"[\s\u200b]", "", read_pdf(make_pdf(source, {}), tmp_path))
        for number, title in enumerate(hostile_titles):
            if not title.isascii():
                continue
            shown = re.search(rf"Q{number}Q(.*?)Z{number}Z", text)
            assert shown and shown.group(1) == re.sub(r"\s", "", clean(title))


@pytest.mark.requires_tool("pdftotext")
def test_marks_of_typst_at_the_beginning_of_an_item_stay_text(tmp_path: Path) -> None:
    marks = ["/ a: b", "+ a", "- a", "= a", "1. a", "// a", "/* a", "... a", "-1 a", "-? a", "#a", "@a", "<a>", "~a"]
    source = "# T\n\n" + "\n".join(f"- {escape_markdown(mark)}" for mark in marks)
    text = read_pdf(make_pdf(source, {}), tmp_path)
    assert re.findall(r"^• (.+)$", text, re.MULTILINE) == marks


@pytest.mark.requires_tool("pdftotext")
def test_what_the_fonts_lack_is_printed_as_dots(tmp_path: Path) -> None:
    text = read_pdf(make_pdf("# T\n\na 中文 b é ≤ → β c\ufe0f🦜 d\n", {}), tmp_path)
    assert "a … b é ≤ → β c… d" in text


@pytest.mark.requires_tool("pdftotext")
def test_only_fonts_of_the_packages_are_used_and_they_are_embedded(drawing: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(make_pdf(SOURCE.replace("[@key-1]", "→ 😀 `code`"), {"a": drawing}))
    listed = subprocess.run(["pdffonts", "a.pdf"], cwd=tmp_path, capture_output=True, check=True).stdout.decode()
    fonts = re.findall(r"^[A-Z]{6}\+(\w+)\S* .* (yes|no) +(?:yes|no) +(?:yes|no) +\d+ +\d+$", listed, re.MULTILINE)
    assert {name for name, _ in fonts} == {"LibertinusSerif", "DejaVuSans", "NewCMMath", "DejaVuSansMono"}
    assert {embedded for _, embedded in fonts} == {"yes"}


def test_a_missing_figure_is_named() -> None:
    with pytest.raises(StudyError, match=r"reports/figures/a\.svg: not there"):
        make_pdf(SOURCE.replace("[@key-1]", ""), {})


def test_a_broken_drawing_is_named() -> None:
    with pytest.raises(StudyError, match=r"report\.pdf: typst could not set it"):
        make_pdf(SOURCE.replace("[@key-1]", ""), {"a": b"<svg"})


def test_markdown_for_reading_resolves_citations_and_keeps_links(bibliography: str) -> None:
    text = make_markdown(SOURCE, bibliography)
    assert "Of works ([Li 2023](#ref-key-1)), see [Figure 1](#figure-a) and [Table 1](#table-t): $x^2$." in text
    assert '<img src="figures/a.svg" alt="A &quot;line&quot; &#92;" />' in text
    assert '<a id="table-t"></a>**Table 1.** Rows.' in text and "*Work 1*" in text and "{#" not in text


def test_hostile_titles_stay_escaped_in_markdown_for_reading(hostile_titles: tuple[str, ...]) -> None:
    source = "# T\n\n" + "\n\n".join(map(escape_markdown, hostile_titles))
    text = make_markdown(source)
    assert not re.search(r"(?<!\\)<(script|img|svg)|(?<![\\\[])\[click\]\(", text)


ACTING = (
    r"\input{/tmp/x} \write18{id}",
    '=HYPERLINK("http://evil.example/a")',
    "see www.evil.example now",
    "ftp://evil.example {{ 7 * 7 }}",
    "{{{ site.title }}} {% include x %}",
)


@pytest.mark.parametrize("acting", ACTING)
def test_markdown_for_reading_holds_nothing_that_other_programs_act_on(acting: str) -> None:
    text = escape_markdown(acting)
    shown = (
        f'# {text}\n\nProse {text}.\n\n- {text}\n\n![**Figure 1.** {text}](figures/a.svg){{#figure-a alt="{text}"}}\n'
    )
    shown += f"\n| {text} |\n|---|\n| {text} |\n\n: **Table 1.** {text} {{#table-t}}\n"
    field = f"{{{encode(acting)[0]}}}"
    entry = f"@article{{k,\n  title = {field},\n  journal = {field},\n  year = {{2023}},\n}}\n"
    report = make_markdown(shown + "\n[@k]\n", entry)
    assert not re.search(r"\{[{%]", report)
    assert '<a id="table-t"></a>**Table 1.**' in report
    assert not re.search(r"\\(input|write18)", convert(report, "latex", reader="markdown"))
    linked = convert(report, "html", reader="gfm+autolink_bare_uris")
    assert "evil.example" not in "".join(re.findall(r"href=\"([^\"]*)", linked))
    said = html.unescape(re.sub(r"<[^>]*>", "", linked))
    for word in acting.replace('"', " ").split():
        assert said.count(word) >= 5


def read_pages(pdf: bytes, folder: Path) -> list[str]:
    return read_pdf(pdf, folder).split("\f")[:-1]


def make_words(name: str, count: int) -> str:
    return "\n\n".join(f"{name}{i} " + "word " * 60 for i in range(count))


@pytest.mark.requires_tool("pdftotext")
def test_text_fills_a_page_that_a_figure_does_not_fit_on(drawing: bytes, tmp_path: Path) -> None:
    tall = drawing.replace(b'height="36pt" viewBox="0 0 72 36"', b'height="144pt" viewBox="0 0 72 144"')
    assert tall != drawing
    figure = '![**Figure 1.** Tall.](figures/a.svg){#figure-a alt="A line"}'
    # Enough paragraphs before the figure that it has no place below them, and enough after to fill the rest.
    source = f"# Title\n\n{make_words('before', 10)}\n\n{figure}\n\n{make_words('after', 10)}\n"
    pages = read_pages(make_pdf(source, {"a": tall}), tmp_path)
    with_figure = next(i for i, page in enumerate(pages) if "Figure 1. Tall." in page)
    first_after = next(i for i, page in enumerate(pages) if "after0" in page)
    last_before = next(i for i, page in enumerate(pages) if "before9" in page)
    assert first_after == last_before  # no gap where the figure would have stood
    assert with_figure <= first_after + 1


@pytest.mark.requires_tool("pdftotext")
@pytest.mark.parametrize(("rows", "pages"), [(12, 1), (120, 3)], ids=["a short one does not", "a long one does"])
def test_a_table_breaks_over_pages_only_where_it_is_long(rows: int, pages: int, tmp_path: Path) -> None:
    body = "\n".join(f"| row{i} | 1 |" for i in range(rows))
    table = f"| a | n |\n|:---|---:|\n{body}\n\n: **Table 1.** Rows. {{#table-t}}"
    for before in (10, 11, 12, 13, 14):
        source = f"# Title\n\n{make_words('before', before)}\n\n{table}\n"
        found = [page for page in read_pages(make_pdf(source, {}), tmp_path) if re.search(r"\brow\d+\b", page)]
        assert (len(found) == 1) if pages == 1 else (len(found) >= pages)
