"""Conditions are parsed, never evaluated; works are asked by what the list codes them as."""

from typing import Any

import pandas as pd
import pytest

from listometrics.errors import StudyError
from listometrics.works.citing import write_table
from listometrics.works.enrich import Enriched
from listometrics.works.query import PAPERS, Row, Works, explain_empty, parse_query, read_works

COLUMNS = ["key", "title", "year", "strategy", "venue", "arxiv", "first_date", "read", "preprint"]
ROW: Row = {
    "key": ["hou2023large"], "title": ["Large Language Models"], "year": [2024], "strategy": ["frozen", "lora"],
    "venue": ["ECIR"], "arxiv": [""], "first_date": ["2023-05"], "read": [True],
    "preprint": [False],
}  # fmt: skip
FULFILLED = """
year >= 2024 | 2023 < year < 2025 | year == '2024' | strategy == 'LoRA' | 'lora' in strategy | 'qlora' not in strategy
venue in ('KDD', 'ECIR') | venue not in {'KDD'} | title.contains('language') | first_date >= '2023-04' | not arxiv
arxiv == '' | arxiv == None | read == true | read == 'true' | read | not preprint | preprint == false
preprint != true | year >= 2024 and (venue == 'KDD' or 'lora' in strategy) | (year) >= 2024
"""
NOT_FULFILLED = """
year > 2024 | year != 2024 | strategy != 'lora' | venue in ['KDD'] | title.startswith('Small') | first_date < '2023-04'
arxiv | arxiv > 'a' | read == False | not read | preprint | read == 1 | year == -2024 | 2025 <= year
"""


def test_a_condition_is_answered() -> None:
    for conditions, answer in ((FULFILLED, True), (NOT_FULFILLED, False)):
        for text in conditions.strip().replace("\n", " | ").split(" | "):
            assert parse_query(text, COLUMNS)(ROW) is answer, text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("yaer >= 2024", r"no column 'yaer' \(nearest: year"),
        ("__import__('os').system('true')", r"is not contains"),
        ("().__class__", r"is no condition"),
        ("[x for x in key]", r"is no condition"),
        ("year + 1 == 2", r"stands where a column is expected"),
        ("2 ** 9999999 == year", r"stands where a text or number is expected"),
        ("year == 1j", r"stands where a text or number is expected"),
        ("key is 'a'", r"is not one of =="),
        ("venue in 'KDD'", r"stands where a list such as \('KDD',\) .*venue\.contains\('KDD'\) asks for a part"),
        ("title.contains(key)", r"stands where a text or number is expected"),
        ("year >=", r"cannot be read \(invalid syntax"),
        ("a" * 3000, r"longer than 2000 characters"),
        ("(" * 900 + "year" + ")" * 900, r"cannot be read|nested too deeply"),
        ("not " * 499 + "year", r"nested too deeply|cannot be read"),
        ("key == '\x00'", r"cannot be read"),
    ],
)
def test_everything_else_is_refused_with_the_reason(text: str, message: str) -> None:
    with pytest.raises(StudyError, match=message):
        parse_query(text, COLUMNS)


@pytest.fixture(scope="module")
def works(study: Any, enriched: Enriched) -> Works:
    return read_works({"papers": enriched.papers, "entry_papers": enriched.entry_papers, **study.parsed})


def test_a_query_agrees_with_the_tables(works: Works, study: Any, enriched: Enriched) -> None:
    assert list(works.rows) == list(enriched.papers["key"])
    coded = study.parsed["entry_strategies"]
    entries = set(coded.loc[coded["strategy"] == "lora", "entry"])
    keys = set(enriched.entry_papers.loc[enriched.entry_papers["entry"].isin(entries), "key"])
    recent = set(enriched.papers.loc[enriched.papers["year"] >= 2024, "key"])
    assert set(works.where("strategy == 'lora' and year >= 2024")) == keys & recent != set()
    for text, least in {
        "params_m >= 7000 and open_weights == true": 10,
        "family == 'LLaMA' and status == 'published'": 10,
        "authors.contains('Yupeng Hou')": 3,
        "read == true and not doi": 5,
        "section.startswith('1.1') and first_date >= '2023-06'": 5,
    }.items():
        assert least <= len(works.where(text)) < 232, text


@pytest.mark.parametrize("name", ["read", "preprint", "open_weights"])
def test_a_column_of_true_and_false_asks_for_true(works: Works, study: Any, enriched: Enriched, name: str) -> None:
    table = study.parsed["entry_models" if name == "open_weights" else "entries"]
    entries = set(table.loc[(table[name].astype("string").str.lower() == "true").fillna(False), "entry"])
    keys = set(enriched.entry_papers.loc[enriched.entry_papers["entry"].isin(entries), "key"])
    found = works.where(name)
    assert set(found) == set(works.where(f"{name} == true")) == set(works.where(f"{name} == 'true'")) == keys
    assert set(works.where(f"not {name}")) == set(works.rows) - keys
    assert set(works.describe(found, [name])[0][name].split(", ")) <= {"true", "false"}


SMALL = {
    "papers": pd.DataFrame([{**dict.fromkeys(PAPERS, ""), "key": key, "year": 2024} for key in ("b", "a")]),
    "entry_papers": pd.DataFrame({"entry": [1, 2, 3], "key": ["a", "a", "b"]}),
    "entries": pd.DataFrame({"entry": [1, 2, 3], "section": ["1.1.1", "1.10", "1.1"]}),
    "entry_strategies": pd.DataFrame({"entry": [1, 3], "strategy": ["lora", "full"]}),
    "entry_models": pd.DataFrame(
        {"entry": [1, 1, 2, 3], "model": ["ChatGPT", "LLaMA", "LLaMA", "T5"], "params_m": [None, 7000, 7000, 220],
         "open_weights": [False, True, True, True]}
    ),
}  # fmt: skip
ANSWERS = {
    "model == 'LLaMA' and params_m == 7000": ["a"],
    "model == 'ChatGPT' and params_m == 7000": [],
    "(params_m == 7000 and year == 2024) and model == 'ChatGPT'": [],
    "model == 'ChatGPT' and not (params_m == 7000)": [],
    "model == 'ChatGPT' and open_weights": [],
    "(model == 'ChatGPT' or model == 'T5') and open_weights == true": ["b"],
    "not (model == 'ChatGPT' and params_m == 7000)": ["a", "b"],
    "model != 'ChatGPT' and open_weights": ["b"],
    "model in ('ChatGPT', 'T5') and 100 < params_m < 8000": ["b"],
    "model.contains('gpt') and strategy == 'lora'": ["a"],
    "section == '1.1'": ["a", "b"],
    "section == '1.10'": ["a"],
    "section != '1.1.1'": ["b"],
    "section in ('1.10', '2')": ["a"],
    "'1.10' in section": ["a"],
}


def test_conditions_on_models_hold_for_one_model_and_sections_for_those_below(works: Works) -> None:
    small = read_works(SMALL)
    assert {text: small.where(text) for text in ANSWERS} == ANSWERS
    assert small.rows["a"]["model"] == ["ChatGPT", "LLaMA"]
    assert small.describe(["a"], ["model", "open_weights"])[0]["open_weights"] == "false, true"
    titles = {"1.3": "LLM as Scoring/Ranking Function", "1.3.1": "Item Scoring Task", "1.3.2": "Item Generation Task"}
    parts = {key for part in ("1.3.1", "1.3.2", "1.3.3") for key in works.in_section(part, titles)}
    assert (
        set(works.in_section("1.3", titles))
        == parts
        == set(works.in_section("LLM as scoring / ranking function", {**titles}))
    )
    assert works.in_section("item scoring task", titles) == works.in_section("1.3.1", titles)
    for wrong in ("9", "Item Scoring", "x" * 5000):
        with pytest.raises(StudyError, match=r"Sections with papers: .*; 1\.3\.1 Item Scoring Task; 1\.3\.2 Item Gen"):
            works.in_section(wrong, titles)


def test_a_survey_table_is_made_of_works(works: Works) -> None:
    rows = works.describe(["lyu2023llmrec", "hou2023large"], ["model", "strategy", "year"])
    first = {"model": "text-davinci-003", "strategy": "frozen", "year": "2024"}
    assert rows[0] == {"key": "lyu2023llmrec", "label": "LLM-Rec", **first}
    table = write_table(rows, ["model", "strategy", "year"])
    assert "LLM-Rec~\\cite{lyu2023llmrec} & text-davinci-003 & frozen & 2024 \\\\" in table
    with pytest.raises(StudyError, match=r"no column colour\. Expected some of key, title"):
        works.describe([], ["colour"])


ROWS: list[Row] = [
    {"strategy": ["lora", "full"], "section": ["1.1.1"], "venue": ["KDD"], "year": [2024], "title": ["On Lists"]},
    {"strategy": ["frozen"], "section": ["1.10"], "venue": [""], "year": [None], "title": ["On Sets"]},
]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("strategy == 'lorra'", "it. no strategy is 'lorra' (nearest: lora)."),
        ("strategy == 'zzzz'", "it. no strategy is 'zzzz' (values: frozen, full, lora)."),
        ("strategy in ('lora', 'frozn') and year == 1999", "it. no strategy is 'frozn' (nearest: frozen)."),
        ("section == '1.1' and year == 1999", "it. Loosen a condition, or look at the values in"),
        ("true == year == 'x'", "it. Loosen a condition"),
        ("venue == 'KDDD'", "venue.contains('KDDD') asks for a part of it; no venue is 'KDDD' (nearest: KDD)."),
    ],
)
def test_a_value_that_no_row_has_is_named_with_the_nearest(text: str, said: str) -> None:
    assert said in str(explain_empty(text, ROWS))
    assert "no work fulfils it." in str(explain_empty(text))
