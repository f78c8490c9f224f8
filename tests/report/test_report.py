"""The report's own source: its sentences follow the numbers, and its three forms say the same."""

import copy
import re
from pathlib import Path
from typing import Any

import pytest

from listometrics.errors import StudyError
from listometrics.report import report_context as gather
from listometrics.report.cited_sources import read_methods
from listometrics.report.record_flow import describe_flow
from listometrics.report.render import list_figures, render_markdown
from listometrics.report.typeset import make_forms, make_markdown
from listometrics.study.stage import Stage, open_stage

ENTRIES = set(re.findall(r"^@\w+\{([^,]+),", read_methods(), re.MULTILINE))
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


@pytest.mark.parametrize(
    ("way", "says"), [(1, "rose from"), (-1, "fell from"), (0, "went from")], ids=["a rise", "a fall", "no change"]
)
def test_the_sentence_on_the_trend_is_true_of_its_bands(stage: Stage, read: Any, way: int, says: str) -> None:
    ends = {"month": "2022-01", "estimate": 0.5, "low": 0.4, "high": 0.6}
    change = {"estimate": 0.2, "low": 0.1, "high": 0.3}
    row = {"group": "frozen use", "first": ends, "last": {**ends, "month": "2023-02"}, "change": change, "way": way}
    source = fill(stage, *read, trend=[row], open_trend=[])
    (sentence,) = [line for line in source.split("\n") if line.startswith("By the fitted trend")]
    assert f"from January 2022 to February 2023 the share of frozen use {says}" in sentence
    assert "a change of 20 percentage points" in sentence
    assert ("that cannot be told from none" in sentence) is (way == 0)


@pytest.mark.parametrize(
    ("way", "says"),
    [(1, "Models are larger with"), (-1, "Models are smaller with"), (0, "cannot be told apart in size")],
    ids=["larger", "smaller", "the same"],
)
def test_the_sentence_on_sizes_is_true_of_its_intervals(stage: Stage, read: Any, way: int, says: str) -> None:
    pair = {"first": "frozen use", "second": "full finetuning", "estimate": 0.1, "low": -0.1, "high": 0.3}
    sizes = {
        "medians": [{"group": "frozen use", "estimate": 110.0, "n": 20}],
        "test": {"estimate": 9.0, "n": 40, "p": 0.4},
        "pairs": [{**pair, "way": way, "stays": True, "open": []}],
    }
    source = fill(stage, *read, sizes=sizes)
    assert says in source and "That the groups differ in size cannot be told from chance" in source


@pytest.mark.parametrize(
    ("p", "says"),
    [(0.01, "does not describe them well"), (0.5, "a misfit cannot be told"), (None, "could not be tried")],
    ids=["a misfit", "a fit", "no test"],
)
def test_the_sentence_on_lotkas_law_is_true_of_its_test(stage: Stage, read: Any, p: float | None, says: str) -> None:
    numbers = copy.deepcopy(read[0])
    numbers["landscape"]["lotka"]["p_fit"] = p
    assert says in fill(stage, numbers, read[1])


def test_what_the_parameters_touch_is_said_where_there_are_some(stage: Stage, read: Any) -> None:
    assert "choose the works of the methods" not in fill(stage, *read)
    numbers = copy.deepcopy(read[0])
    numbers["methods"]["sample"] |= {"first_year": 2030}
    numbers["methods"]["sample"]["flow"]["chosen"] = 0
    works = numbers["methods"]["sample"]["flow"]["works"]
    said = f"choose the works of the methods and of the scale, 0 of {works}; the list's own counts, the audit and"
    source = fill(stage, numbers, read[1])
    assert said in source.replace("\\", "") and r"first\_year \= 2030" in source


def test_few_works_are_said_to_be_too_few(stage: Stage, read: Any) -> None:
    numbers = copy.deepcopy(read[0])
    numbers["methods"]["sample"]["flow"]["coded"] = 3
    numbers["scale"]["growth"] = []
    numbers["methods"]["claims"] = []
    findings = fill(stage, numbers, read[1]).partition("## Data")[0]
    assert findings.count("too few") + findings.count("Too few") == 2


def test_growth_that_tells_nothing_is_written_as_such_in_text_and_table(stage: Stage, read: Any) -> None:
    numbers = copy.deepcopy(read[0])
    numbers["scale"]["growth"][0] |= {"n": 10, "low": 1e-9, "estimate": 1.0, "high": 66_409_793_400.0}
    numbers["scale"]["growth"][1] |= {"n": 9}
    source = fill(stage, numbers, read[1])
    assert "1.0 (95\N{NO-BREAK SPACE}% CI below 0.001 to above 1,000) times a year" in source
    assert "| 1.0 (below 0.001 to above 1,000) |" in source and "66,409" not in source
    assert source.count("| too few works |") == 1


def test_every_figure_and_table_that_is_placed_is_referred_to(stage: Stage, read: Any) -> None:
    source = fill(stage, *read)
    placed = set(re.findall(r"\{#((?:figure|table)-[a-z0-9_-]+)", source))
    assert placed and placed - set(re.findall(r"\]\(#((?:figure|table)-[a-z0-9_-]+)\)", source)) == set()


def test_the_preprints_published_have_a_share_an_interval_and_bounds_in_the_abstract(stage: Stage, read: Any) -> None:
    numbers = copy.deepcopy(read[0])
    rows = numbers["landscape"]["publishing"]["all"]
    rows[-1] |= {"n": 40, "estimate": 0.5, "low": 0.41, "high": 0.62, "unknown": 7, "bound_low": 0.5, "bound_high": 0.9}
    abstract = fill(stage, numbers, read[1]).partition("## Data")[0].replace("\N{NO-BREAK SPACE}", " ")
    assert "Of 40 works that the list calls arXiv papers, 50 % (95 % CI 41 % to 62 %) are known" in abstract
    assert "as 7 have no published record in the sources, the share may lie anywhere from 50 % to 90 %" in abstract


def test_without_a_source_nothing_is_said_to_be_unpublished(stage: Stage, read: Any) -> None:
    numbers = copy.deepcopy(read[0])
    numbers["landscape"]["venues_used"]["works"] = numbers["landscape"]["authors"]["authors"] = 0
    source = fill(stage, numbers, read[1], sourced=False)
    assert (
        source.count("known to be published") == 1 and "No source was given, so that no work is known to be" in source
    )
    assert "as no source was given, it is not known whether they have been published" in source
    assert "By the sources" not in source and "figure-publishing" not in source


def test_fractional_shares_have_their_intervals(stage: Stage, read: Any) -> None:
    numbers = copy.deepcopy(read[0])
    ends = {"low": 0.111, "high": 0.888}
    numbers["methods"]["shares_fractional"] = dict.fromkeys(("frozen", "full", "peft"), ends)
    source = fill(stage, numbers, read[1]).replace("\N{NO-BREAK SPACE}", " ")
    (sentence,) = [line for line in source.split("\n") if "In fractional counting, where each" in line]
    assert sentence.count("(95 % CI 11 % to 89 %)") == 3


def test_findings_of_every_severity_add_up_to_those_that_stand(stage: Stage, read: Any) -> None:
    numbers = copy.deepcopy(read[0])
    numbers["audit"] |= {"standing": 5, "accepted": 0, "by_severity": {"error": 1, "warning": 0, "info": 4}}
    source = fill(stage, numbers, read[1])
    said = "1 error, no warnings and 4 remarks for information"
    assert f"The audit has 5 findings on the list: {said}." in source.partition("## Data")[0]
    audit = source.partition("## Audit")[2].partition("## Threats")[0]
    assert said in audit and "were looked at and accepted." not in audit and "| foreign\\_repository |" in audit


def test_what_a_claim_on_a_share_counts_and_is_held_against_stands_beside_the_table(stage: Stage, read: Any) -> None:
    numbers = copy.deepcopy(read[0])
    (row,) = [row for row in numbers["methods"]["claims"] if row["statistic"] == "share"]
    row |= {"estimate": 0.75, "n": 44, "null": 0.5, "verdict": "consistent"}
    source = fill(stage, numbers, read[1]).replace("\N{NO-BREAK SPACE}", " ").replace("\\", "")
    assert "is a share: 33 of 44 works, held against 50 %." in source
    assert "QLoRA counts as LoRA." in source and "| Against |" in source


def test_the_table_of_coverage_says_what_the_captions_leave_out(stage: Stage, read: Any) -> None:
    numbers = copy.deepcopy(read[0])
    row = {"method": "Wilson", "scenario": "a", "n": 4, "coverage": 0.83, "repetitions": None}
    numbers["methods"]["coverage"] = [row, {**row, "n": 10}, {**row, "method": "Newcombe", "n": 100}]
    assert "than are called thin (Wilson: 1 of 2). The captions of the figures leave these out" in fill(
        stage, numbers, read[1]
    )
    numbers["methods"]["coverage"] = [{**row, "n": 10}]
    assert "The captions of the figures name the worst of them" in fill(stage, numbers, read[1])


def test_readings_that_change_a_conclusion_are_named_and_so_is_the_want_of_a_correction(
    stage: Stage, read: Any
) -> None:
    lost = [{"label": "Growth", "variants": ["entries, not works", "not read"]}]
    readings = {"reversed": [], "lost": lost, "gained": [], "told": True}
    source = fill(stage, *read, readings=readings, undecided=["“PEFT since 2023”"]).replace("\\", "")
    assert "It comes to hold no effect for “Growth” (entries, not works; not read)." in source
    assert "not corrected for the number of claims: “PEFT since 2023” is undecided after Holm's correction" in source


def test_first_works_have_the_month_by_which_they_are_first(stage: Stage, read: Any) -> None:
    firsts = [{"strategy": "LoRA", "key": "wu2021empowering", "month": "2021-04"}]
    assert "@wu2021empowering for LoRA (April 2021);" in fill(stage, *read, firsts=firsts)


@pytest.mark.parametrize(
    ("status", "says", "not_said"),
    [
        ({"verified": 1}, "The authors of 1 work are verified.", "confirms them"),
        ({"unconfirmed": 2}, "The authors of 2 works stand in a source, but no other confirms them.", "are verified"),
        ({"partial": 1}, "For 1 work no source names any authors, and it is left out", "are verified"),
    ],
    ids=["verified", "unconfirmed", "partial"],
)
def test_what_no_work_is_is_not_told(stage: Stage, read: Any, status: dict[str, int], says: str, not_said: str) -> None:
    numbers = copy.deepcopy(read[0])
    numbers["enrich"] |= {"bib_status": status, "repeated_entries": 0, "conflicts": 0}
    source = fill(stage, numbers, read[1]).partition("## Methods")[0]
    assert says in source and not_said not in source
    assert "no entries repeat a work" in source and "disagree in no places." in source


def find_cited(text: str) -> list[str]:
    """Return the keys that a source cites."""
    return re.findall(r"@([a-z][a-z0-9-]*)", text)


def test_the_origin_of_list_and_claims_is_said_plainly(stage: Stage, read: Any) -> None:
    source = fill(stage, *read)
    assert "The list and the claims share their origin, so that this shows consistency and tests nothing." in source
    assert "share their origin, so that agreement is cheap" in source
    own = [line for line in source.split("\n") if not line.startswith("![")]
    assert not [line for line in own if "may share" in line]


@pytest.mark.parametrize(
    ("verdicts", "says"),
    [
        (["consistent", "undecided"], "is consistent with 1 and contradicts none; it leaves 1 undecided."),
        (["not consistent", "too few"], "is consistent with none and contradicts 1; it has too few works for 1."),
    ],
    ids=["none contradicted", "none consistent"],
)
def test_the_sentence_on_claims_reads_well_where_there_are_none(
    stage: Stage, read: Any, verdicts: list[str], says: str
) -> None:
    numbers = copy.deepcopy(read[0])
    rows = numbers["methods"]["claims"][: len(verdicts)]
    numbers["methods"]["claims"] = [{**row, "verdict": told} for row, told in zip(rows, verdicts, strict=True)]
    assert says in fill(stage, numbers, read[1])


def test_a_claim_with_too_few_works_has_a_p_that_is_not_corrected(stage: Stage, read: Any) -> None:
    numbers = copy.deepcopy(read[0])
    numbers["methods"]["claims"] = numbers["methods"]["claims"][:2]
    numbers["methods"]["claims"][0] |= {"verdict": "too few", "p_holm": None, "p": 0.03}
    shown = gather.make_tables(numbers)["claims"]["p_shown"].tolist()
    assert shown[0] == "not corrected" and shown[1].startswith("*p*")
    assert "| not corrected |" in fill(stage, numbers, read[1])


def test_the_methods_named_are_cited_and_the_survey_of_the_claims_is_referenced(stage: Stage, read: Any) -> None:
    source = fill(stage, *read)
    methods = source.partition("## Methods of the study")[2].partition("\n## ")[0]
    for name in ("Cramér", "permutation", "multinomial logit", "Kruskal–Wallis", "Cliff", "bootstrap", "flipped"):
        assert name in methods, name
    cited = set(find_cited(methods))
    assert cited - {"method-lialin"} == {key for key in ENTRIES if key not in ("method-lin", "method-lialin")}
    text = make_markdown(source, stage.read_text("data/bib/references.bib") + read_methods())
    references = text.partition("## References")[2]
    assert "arXiv:2306.05817" in references and "arXiv:2303.15647" in references
    assert "How Can Recommender Systems Benefit from Large Language Models" in references


def test_fractional_counting_openness_families_lags_and_the_field_have_their_sentences(stage: Stage, read: Any) -> None:
    source = fill(stage, *read)
    numbers = read[0]
    for said in (
        f"In fractional counting, where each of {numbers['methods']['sample']['flow']['coded']} works",
        "Kruskal–Wallis H = ",
        "Cliff's delta",
        "open models only",
        "families of models",
        "From a model's release",
        "Bradford's zones",
        f"exponent of Lotka's law is {numbers['landscape']['lotka']['estimate']:.2f}",
        "network of co-authors",
        "known to be published by the end of the calendar year",
        "By the fitted trend",
    ):
        assert said in source, said


@pytest.mark.parametrize(("n", "says"), [(1, "1 row is an entry"), (0, "0 rows are entries")], ids=["one", "none"])
def test_a_count_of_one_has_its_verb(stage: Stage, read: Any, n: int, says: str) -> None:
    numbers = copy.deepcopy(read[0])
    numbers["parse"]["entries"] = n
    assert says in fill(stage, numbers, read[1])


def test_items_of_a_list_are_not_called_table_rows(stage: Stage, read: Any) -> None:
    numbers = copy.deepcopy(read[0])
    assert "The list has 264 table rows." in fill(stage, *read) or numbers["parse"]["rows"] != 264
    numbers["parse"] |= {"items": 3, "rows": 5, "rejected": 1}
    assert "The list has 5 rows and items. Of these, 1 row or item held nothing" in fill(stage, numbers, read[1])


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


def test_names_that_no_vocabulary_has_are_said_to_be_unknown(stage: Stage, read: Any) -> None:
    numbers = copy.deepcopy(read[0])
    numbers["parse"]["unknown"] = 1
    source = fill(stage, numbers, read[1], unread={"models": True, "strategies": False})
    assert "In 1 place a model, a strategy or a venue is spelt as no vocabulary has it" in source
    assert "No model that the list names is in the vocabulary" in source.partition("## How large")[2]
    for sample in (numbers["methods"]["sample"], numbers["scale"]["sample"]):
        sample["flow"] |= {"coded": 0}
    source = fill(stage, numbers, read[1], unread={"models": False, "strategies": True})
    assert "No strategy that the list names is in the vocabulary" in source
    assert "names a tuning strategy that the vocabulary knows, so that" in source


def test_claims_with_too_few_works_each_make_one_sentence(stage: Stage, read: Any) -> None:
    numbers = copy.deepcopy(read[0])
    for row in numbers["methods"]["claims"]:
        row["verdict"] = "too few"
    source = fill(stage, numbers, read[1])
    assert source.count("the list has too few works.") == 2
    assert "table-claims" not in source and "consistent with" not in source


def test_the_simulated_intervals_are_shown_where_there_are_some(stage: Stage, read: Any) -> None:
    numbers = copy.deepcopy(read[0])
    numbers["methods"]["coverage"] = []
    assert "exact or in simulations" not in fill(stage, numbers, read[1])
    row = {"method": "Theil-Sen", "scenario": "a", "n": 129, "coverage": 0.943, "repetitions": 60}
    numbers["methods"]["coverage"] = [row, {**row, "coverage": 1.0}]
    source = fill(stage, numbers, read[1])
    assert "How often intervals hold the truth" in source
    assert "| Theil\\-Sen | 2 | 129 | 60 | 94\N{NO-BREAK SPACE}% | 100\N{NO-BREAK SPACE}% |" in source
    numbers["methods"]["coverage"] = [{**row, "method": "Wilson", "repetitions": None}, row]
    source = fill(stage, numbers, read[1])
    assert "| Wilson | 1 | 129 | exact | 94" in source and "| Theil\\-Sen | 1 | 129 | 60 | 94" in source


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


def test_each_figure_has_an_alternative_text_of_its_own(read: Any) -> None:
    for name, drawn in read[1].items():
        assert drawn["caption"] and drawn["alt"] and drawn["alt"] != drawn["caption"], name
