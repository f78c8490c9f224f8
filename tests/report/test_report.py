"""The report's own source: its sentences follow the numbers, and its three forms say the same."""

import copy
import re
from pathlib import Path
from typing import Any

import pytest

from listometrics.report import gather
from listometrics.report.flow import describe_flow
from listometrics.report.html import make_html
from listometrics.report.render import list_figures, render_markdown
from listometrics.report.typeset import make_markdown, make_pdf
from listometrics.study.stage import Stage, open_stage

ROOT = Path(__file__).resolve().parents[2]
STAGES = ["01_parse", "02_enrich", "03_audit", "03_landscape", "03_methods", "03_scale"]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """The report's stage on the committed results, which it only reads."""
    return open_stage("04_report", str(ROOT), str(tmp_path_factory.mktemp("out")))


@pytest.fixture(scope="module")
def read(stage: Stage) -> Any:
    return gather.read_numbers(stage, STAGES)


def fill(stage: Stage, numbers: dict[str, Any], figures: dict[str, Any]) -> str:
    flow = stage.read("flow")
    drawn = dict(zip(("caption", "alt"), describe_flow(flow), strict=True))
    context = gather.make_context(stage, numbers)
    tables = {
        "claims": gather.frame_rows(numbers["methods"]["claims"]),
        "growth": gather.frame_rows(numbers["scale"]["growth"]),
    }
    figures = {**figures, "flow": {**drawn, "stage": "04_report"}}
    return render_markdown("report.md.j2", {**context, "figures": figures, "tables": tables})


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


def test_few_works_are_said_to_be_too_few(stage: Stage, read: Any) -> None:
    numbers = copy.deepcopy(read[0])
    numbers["methods"]["sample"]["flow"]["coded"] = 3
    numbers["scale"]["growth"] = []
    numbers["methods"]["claims"] = []
    findings = fill(stage, numbers, read[1]).partition("## Data")[0]
    assert findings.count("too few") + findings.count("Too few") == 2


@pytest.mark.parametrize(
    ("p", "says"),
    [(0.014, "Strategy and stage of the list go together"), (0.4, "cannot be told from chance (Cramér")],
    ids=["an association", "none"],
)
def test_the_sentence_on_stages_is_true_of_its_p_value(stage: Stage, read: Any, p: float, says: str) -> None:
    numbers = copy.deepcopy(read[0])
    numbers["methods"]["stages"]["p"] = p
    assert says in fill(stage, numbers, read[1])


def test_a_trend_without_an_interval_or_of_a_few_works_is_no_trend(stage: Stage, read: Any) -> None:
    for changed in ({"low": None, "high": None}, {"n": 3}):
        numbers = copy.deepcopy(read[0])
        numbers["scale"]["growth"][0] |= changed
        abstract = fill(stage, numbers, read[1]).partition("## Data")[0]
        assert "Too few of the works that were counted" in abstract
        assert "grew" not in abstract


def test_a_choice_that_leaves_no_work_is_said_and_named(stage: Stage, read: Any) -> None:
    numbers = copy.deepcopy(read[0])
    numbers["methods"]["sample"] |= {"first_year": 2030}
    numbers["methods"]["sample"]["flow"]["coded"] = 0
    source = fill(stage, numbers, read[1])
    assert "No work that was counted names a tuning strategy" in source
    assert "first_year = 2030" in source.replace("\\", "")


def test_the_three_forms_have_the_same_figures_tables_and_sections(stage: Stage, read: Any) -> None:
    numbers, figures = read
    source = fill(stage, numbers, figures)
    names = list_figures(source)
    drawings = gather.read_drawings(stage, names, figures)
    bibliography = stage.read_text("data/bib/references.bib")
    page, text = make_html(source, drawings, bibliography), make_markdown(source, bibliography)
    assert re.findall(r'<figure id="figure-([^"]+)">', page) == names
    assert re.findall(r'<figure id="figure-([^"]+)">', text) == names
    assert page.count("<h2") == len(re.findall(r"^## ", text, re.MULTILINE)) == len(re.findall(r"(?m)^## ", source))
    assert all(f"[Figure {n}]" in source or f"**Figure {n}.**" in source for n in range(1, len(names) + 1))
    assert make_pdf(source, drawings, bibliography).startswith(b"%PDF-")


def test_each_figure_has_an_alternative_text_of_its_own(read: Any) -> None:
    for name, drawn in read[1].items():
        assert drawn["caption"] and drawn["alt"] and drawn["alt"] != drawn["caption"], name
