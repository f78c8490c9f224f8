"""The report follows the numbers, says only what a list has, and its three forms say the same."""

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest
from bibtexparser import parse_string

from listometrics.errors import StudyError
from listometrics.report import report_context
from listometrics.report.cited_sources import read_methods
from listometrics.report.render import list_figures, render_markdown
from listometrics.report.site_pages import LINKS, list_pages, make_index
from listometrics.report.typeset import Forms, make_forms
from listometrics.study.stage import Stage, open_stage
from listometrics.works.bibtex_reading import Reader

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "src/listometrics/report/templates/report.md.j2"
STAGES = ["01_parse", "02_enrich", "03_audit", "03_landscape", "03_methods", "03_scale"]
LACKING = re.compile(r"LoRA|finetun|tuning|frozen|parameter|Cramér|strateg|language model|backbone", re.IGNORECASE)
"""What a list without models and strategies has nothing to say of."""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """The report's stage on the committed results, which it only reads."""
    return open_stage("04_report", str(ROOT), str(tmp_path_factory.mktemp("out")))


@pytest.fixture(scope="module")
def read(stage: Stage) -> Any:
    numbers, figures = report_context.read_numbers(stage, STAGES)
    return numbers, figures | {"flow": {"title": "Rows", "caption": "Steps.", "alt": "Rows.", "stage": "04_report"}}


@pytest.fixture
def numbers(read: Any) -> Any:
    """The numbers of the committed results, to be doctored."""
    return copy.deepcopy(read[0])


def fill(stage: Stage, numbers: dict[str, Any], figures: dict[str, Any], title: str = "") -> str:
    context = report_context.make_context(stage, numbers, figures, title)
    return render_markdown("report.md.j2", context | {"figures": figures})


@pytest.fixture(scope="module")
def source(stage: Stage, read: Any) -> str:
    return fill(stage, *read)


@pytest.fixture(scope="module")
def forms(stage: Stage, read: Any, source: str) -> Forms:
    drawings = report_context.read_drawings(stage, list_figures(source))
    return make_forms(source, drawings, stage.read_text("data/bib/references.bib") + read_methods(), "A <summary>")


def prose(markdown: str) -> str:
    """Return the text of a report as readers see it, without figures and tables."""
    plain = re.sub(r"<figure.*?</figure>|^\|.*\|$|^<a id.*$", "", markdown, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", plain)


def test_the_first_lines_answer_for_frozen_full_and_lora(forms: Forms) -> None:
    first = forms.markdown[:900]
    assert re.search(r"\d+ are coded as frozen use, \d+ full finetuning and \d+ LoRA", first)


def test_sentences_and_captions_stay_short_and_the_body_has_at_most_twelve_figures(forms: Forms) -> None:
    body = forms.markdown.partition("## Appendix")[0]
    assert body.count("<figure ") <= 12
    captions = re.findall(r"<figcaption><strong>[^<]*</strong>(.*?)</figcaption>", forms.markdown, re.DOTALL)
    assert captions and max(len(caption.split()) for caption in captions) <= 45
    sentences = re.split(r"(?<=[.:?])\s|\n\n", prose(body))
    assert max(sentences, key=lambda said: len(said.split())).count(" ") < 40
    assert len(prose(body).split()) < 1700


@pytest.mark.parametrize(
    ("early", "late", "says"),
    [((20, 0), (5, 15), True), ((5, 15), (20, 0), False), ((10, 10), (10, 10), False)],
    ids=["LoRA for full", "full for LoRA", "no change"],
)
def test_what_is_said_of_open_weights_follows_the_numbers(
    stage: Stage, read: Any, numbers: Any, early: tuple[int, int], late: tuple[int, int], says: bool
) -> None:
    for side, hits in zip(numbers["methods"]["sides"], (early, late), strict=True):
        for group, n in zip(("full", "lora"), hits, strict=True):
            for row in numbers["methods"]["periods"]:
                if (row["among"], row["period"], row["strategy_group"]) == ("open weights", side, group):
                    row |= {"hits": n, "n": 30, "estimate": n / 30}
    text = fill(stage, numbers, read[1])
    assert ("full finetuning fell and LoRA rose: the change is not only due to closed models" in text) is says


@pytest.mark.parametrize("p", [0.005, 0.5])
def test_what_is_said_of_the_break_follows_its_test(stage: Stage, read: Any, numbers: Any, p: float) -> None:
    numbers["scale"]["break"]["p"] = p
    text = fill(stage, numbers, read[1])
    assert ("One break describes the sizes better" in text) is (p < 0.05)


def test_growth_within_a_period_is_not_denied(stage: Stage, read: Any, numbers: Any) -> None:
    assert "shows no clear growth" in fill(stage, *read)
    next(r for r in numbers["scale"]["regimes"] if r["quantity"] == "times a year")["low"] = 1.2
    assert "shows no clear growth" not in fill(stage, numbers, read[1])


def test_conclusions_that_change_are_named_and_counted(stage: Stage, read: Any, numbers: Any) -> None:
    for row in numbers["methods"]["robustness"]:
        row["same"] = True
    assert re.search(r"None of \d+ checks changes a conclusion", fill(stage, numbers, read[1]))
    numbers["methods"]["robustness"][3]["same"] = False
    row = numbers["methods"]["robustness"][3]
    text = fill(stage, numbers, read[1]).replace("\\", "")
    assert re.search(r"1 of \d+ checks changes a conclusion", text)
    assert f"“{row['answer']}” ({row['variant']})" in text


@pytest.mark.parametrize(
    ("rows", "origin"), [(["arXiv:2306.05817"], True), (["arXiv:9999.99999"], False)], ids=["the list's", "another"]
)
def test_the_origin_of_the_claims_is_told_where_the_list_names_it(
    stage: Stage, read: Any, numbers: Any, rows: list[str], origin: bool
) -> None:
    for claim in numbers["methods"]["claims"]:
        claim["source"] = rows[0]
    text = fill(stage, numbers, read[1])
    assert ("a consistency check, not a test" in text) is origin


def test_a_narrowed_run_says_so_and_how_to_make_it_again(stage: Stage, read: Any, numbers: Any) -> None:
    numbers["methods"]["choices"] |= {"first_year": 2023, "sections": "1.1"}
    text = fill(stage, numbers, read[1])
    assert text.startswith(r"# A study of the reading list LLM4Rec\-Paper \(first\_year \= 2023\, sections \= 1\.1\)")
    assert "`listometrics run . -p 'first_year=2023' -p 'sections=1.1'`" in text.partition("## Answers")[0]
    assert "Narrowed" not in fill(stage, *read)


def test_a_list_without_strategies_and_models_says_nothing_of_them(stage: Stage, read: Any, numbers: Any) -> None:
    numbers["methods"] |= {"claims": [], "robustness": [], "coding": [], "periods": []}
    numbers["methods"]["flow"] |= {"coded": 3, "modelled": 3, "sized": 0}
    numbers["parse"]["subject"] = "robots"
    figures = {name: drawn for name, drawn in read[1].items() if drawn["stage"] not in ("03_methods", "03_scale")}
    text = fill(stage, numbers, figures)
    without_list = re.sub(r"^(#|!\[|\|).*$|“[^”]*”", "", text, flags=re.MULTILINE)
    assert LACKING.findall(without_list) == []
    assert "This reading list on robots names 232 works" in text
    assert "## The field on this list" in text and "venues\\_used" not in text
    numbers["enrich"]["works"] = 0
    assert "there is nothing to describe" in fill(stage, numbers, figures)


def test_a_number_that_is_not_there_is_named_with_its_line(stage: Stage, read: Any, numbers: Any) -> None:
    del numbers["landscape"]["published"]
    with pytest.raises(StudyError, match=r"^report\.md\.j2:\d+: .*has no attribute 'published'\. Run the notebooks"):
        fill(stage, numbers, read[1])


def test_the_three_forms_have_the_same_figures_tables_and_sections(source: str, forms: Forms) -> None:
    names = list_figures(source)
    assert re.findall(r'<figure id="figure-([^"]+)">', forms.html) == names
    assert re.findall(r'<figure id="figure-([^"]+)">', forms.markdown) == names
    headings = len(re.findall(r"^## ", source, re.MULTILINE))
    assert forms.html.count("<h2") == len(re.findall(r"^## ", forms.markdown, re.MULTILINE)) == headings
    assert forms.pdf.startswith(b"%PDF-")


def test_no_figure_that_a_notebook_draws_is_left_out(source: str, read: Any) -> None:
    assert set(list_figures(source)) == set(read[1])


def test_the_page_can_be_shared_as_a_card(forms: Forms) -> None:
    assert '<meta property="og:title" content="A study of the reading list LLM4Rec-Paper">' in forms.html
    assert '<meta property="og:description" content="A &lt;summary&gt;">' in forms.html


def test_the_first_page_links_only_to_what_is_there(tmp_path: Path) -> None:
    for path in ("report.html", "notebooks/01_parse.html"):
        (tmp_path / "reports" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "reports" / path).touch()
    pages = list_pages([tmp_path], without=["03_scale"])
    page = make_index("<b>", '"s"', pages)
    assert set(re.findall(r'<a href="(?!#)([^"]+)"', page)) == pages
    assert pages == {"report.html", *LINKS["Notebooks"]} - {"notebooks/03_scale.html"}
    assert "<title>&lt;b&gt;</title>" in page and 'content="&#34;s&#34;"' in page


METHODS = parse_string(read_methods()).entries_dict


def test_each_method_has_what_a_reference_needs_and_is_cited() -> None:
    reader = Reader("methods.bib")
    assert len(reader.read(read_methods())) == len(METHODS) and reader.problems == []
    for key, entry in METHODS.items():
        fields = set(entry.fields_dict)
        assert {"author", "title", "year"} <= fields and {"journal", "howpublished"} & fields, key
    cited = set(re.findall(r'"(method-[a-z]+)"\|cite', TEMPLATE.read_text(encoding="utf-8")))
    assert cited | {"method-lin", "method-lialin"} == set(METHODS)  # these two are cited by their arXiv ids


# Code, formulas, blocks of the template and link targets; names that hold digits.
NOT_PROSE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|`[^`]*`|\$[^$]*\$|\]\([^)]*\)", re.DOTALL)
NO_RESULT = re.compile(r"0\d_[a-z]+|arXiv:\d{4}\.\d{4,5}|SHA-256|UTF-8|Python 3|\b1B\b|95 ?%(?! of)")
NUMBER = re.compile(r"\d[\d.,]*|\b(?:twenty|thirty|forty|fifty|hundred|dozen|half(?!-)|twice)\b")


@pytest.mark.parametrize("path", [TEMPLATE, *sorted(ROOT.glob("notebooks/*.ipynb"))], ids=lambda path: path.name)
def test_no_number_is_typed_by_hand(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "markdown"]
        text = "\n\n".join("".join(cell["source"]) for cell in cells)
    plain = NO_RESULT.sub("", NOT_PROSE.sub("", text))
    assert [plain[max(m.start() - 30, 0) : m.end() + 20] for m in NUMBER.finditer(plain)] == []
