"""The report's own source follows the numbers, and its three forms say the same."""

import copy
import re
from pathlib import Path
from typing import Any

import pytest
from bibtexparser import parse_string

from listometrics.errors import StudyError
from listometrics.report import report_context as gather
from listometrics.report.cited_sources import read_methods
from listometrics.report.record_flow import describe_flow
from listometrics.report.render import list_figures, render_markdown
from listometrics.report.typeset import make_forms
from listometrics.study.stage import Stage, open_stage
from listometrics.works.bibtex_reading import Reader

ROOT = Path(__file__).resolve().parents[2]
STAGES = ["01_parse", "02_enrich", "03_audit", "03_landscape", "03_methods", "03_scale"]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """The report's stage on the committed results, which it only reads."""
    return open_stage("04_report", str(ROOT), str(tmp_path_factory.mktemp("out")))


@pytest.fixture(scope="module")
def read(stage: Stage) -> Any:
    return gather.read_numbers(stage, STAGES)


def fill(stage: Stage, numbers: dict[str, Any], figures: dict[str, Any], **doctored: Any) -> str:
    flow = stage.read("flow")
    drawn = dict(zip(("caption", "alt"), describe_flow(flow), strict=True))
    figures = {**figures, "flow": {**drawn, "stage": "04_report"}}
    return render_markdown("report.md.j2", {**gather.make_context(stage, numbers), "figures": figures, **doctored})


@pytest.mark.parametrize(
    ("low", "estimate", "high", "says"),
    [(1.5, 2.0, 3.0, "grew"), (0.2, 0.5, 0.8, "shrank"), (0.8, 1.1, 1.4, "No growth or fall")],
    ids=["a rise", "a fall", "no change"],
)
def test_the_sentence_on_growth_is_true_of_its_numbers(
    stage: Stage, read: Any, low: float, estimate: float, high: float, says: str
) -> None:
    numbers = copy.deepcopy(read[0])
    numbers["scale"]["growth"][0] |= {"low": low, "estimate": estimate, "high": high}
    findings = fill(stage, numbers, read[1]).partition("## Data")[0]
    assert {word for word in ("grew", "shrank", "No growth or fall") if word in findings} == {says}
    assert f"{low:.1f} to {high:.1f}" in findings


def test_every_figure_and_table_that_is_placed_is_referred_to(stage: Stage, read: Any) -> None:
    source = fill(stage, *read)
    placed = set(re.findall(r"\{#((?:figure|table)-[a-z0-9_-]+)", source))
    assert placed and placed - set(re.findall(r"\]\(#((?:figure|table)-[a-z0-9_-]+)\)", source)) == set()


def test_a_list_without_strategies_models_or_works_says_what_is_missing(stage: Stage, read: Any) -> None:
    numbers = copy.deepcopy(read[0])
    for sample in (numbers["methods"]["sample"], numbers["scale"]["sample"]):
        sample["flow"] |= {"coded": 0, "modelled": 0}
    source = fill(stage, numbers, read[1])
    assert "names a tuning strategy: there is nothing to count here" in source
    assert "names a language model: there is nothing to measure here" in source
    assert not [
        name for name in list_figures(source) if name.startswith(("methods_", "scale_")) and "claims" not in name
    ]
    numbers["enrich"]["works"] = 0
    assert "There is no work to describe, and no figure is drawn." in fill(stage, numbers, read[1])


def test_a_number_that_is_not_there_is_named_with_the_part_that_needs_it(stage: Stage, read: Any) -> None:
    numbers = copy.deepcopy(read[0])
    del numbers["landscape"]["network"]
    with pytest.raises(
        StudyError, match=r"^report_field\.md\.j2:\d+: .*has no attribute 'network'\. Run the notebooks"
    ):
        fill(stage, numbers, read[1])


def test_the_three_forms_have_the_same_figures_tables_and_sections(stage: Stage, read: Any) -> None:
    numbers, figures = read
    source = fill(stage, numbers, figures)
    names = list_figures(source)
    drawings = gather.read_drawings(stage, names, figures)
    bibliography = stage.read_text("data/bib/references.bib") + read_methods()
    forms = make_forms(source, drawings, bibliography)
    page, text = forms.html, forms.markdown
    assert re.findall(r'<figure id="figure-([^"]+)">', page) == names
    assert re.findall(r'<figure id="figure-([^"]+)">', text) == names
    assert page.count("<h2") == len(re.findall(r"^## ", text, re.MULTILINE)) == len(re.findall(r"(?m)^## ", source))
    assert all(f"[Figure {n}]" in source or f"**Figure {n}.**" in source for n in range(1, len(names) + 1))
    assert forms.pdf.startswith(b"%PDF-")


def test_no_figure_that_a_notebook_draws_is_left_out(stage: Stage, read: Any) -> None:
    assert set(list_figures(fill(stage, *read))) == {*read[1], "flow"}


TEMPLATES = ROOT / "src" / "listometrics" / "report" / "templates"
METHODS = parse_string(read_methods()).entries_dict
CITED = {
    key
    for template in TEMPLATES.glob("*.j2")
    for key in re.findall(r'"(method-[a-z]+)"\|cite', template.read_text(encoding="utf-8"))
}


def test_each_entry_can_be_read_strictly_and_has_what_a_reference_needs() -> None:
    reader = Reader("methods.bib")
    assert len(reader.read(read_methods())) == len(METHODS) and reader.problems == []
    for key, entry in METHODS.items():
        fields = entry.fields_dict
        assert re.fullmatch(r"method-[a-z]+", key)
        assert {"author", "title", "year"} <= set(fields), key
        assert {"journal", "howpublished"} & set(fields), key


def test_every_entry_is_cited_and_every_citation_has_its_entry() -> None:
    sources = {"method-lin", "method-lialin"}  # cited by their arXiv ids
    assert CITED | sources == set(METHODS)
