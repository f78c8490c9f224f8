"""Works asked by what the list codes them as."""

from typing import Any

import pandas as pd
import pytest

from listometrics.errors import StudyError
from listometrics.works.citing import cut_bibtex, write_table
from listometrics.works.enrich import Enriched
from listometrics.works.query import PAPERS, Works, read_works


@pytest.fixture(scope="module")
def works(study: Any, enriched: Enriched) -> Works:
    tables = {"papers": enriched.papers, "entry_papers": enriched.entry_papers, **study.parsed}
    return read_works(tables)


def test_every_work_is_a_row(works: Works, enriched: Enriched) -> None:
    assert list(works.rows) == list(enriched.papers["key"])


def test_a_query_over_strategy_and_year_agrees_with_the_tables(works: Works, study: Any, enriched: Enriched) -> None:
    found = works.where("strategy == 'lora' and year >= 2024")
    coded = study.parsed["entry_strategies"]
    entries = set(coded.loc[coded["strategy"] == "lora", "entry"])
    keys = set(enriched.entry_papers.loc[enriched.entry_papers["entry"].isin(entries), "key"])
    recent = set(enriched.papers.loc[enriched.papers["year"] >= 2024, "key"])
    assert set(found) == keys & recent
    assert found
    assert cut_bibtex(enriched.references_bib, found).count("\n@") + 1 == len(found)


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("params_m >= 7000 and open_weights == true", 10),
        ("family == 'LLaMA' and status == 'published'", 10),
        ("authors.contains('Yupeng Hou')", 3),
        ("read == true and not doi", 5),
        ("section.startswith('1.1') and first_date >= '2023-06'", 5),
    ],
)
def test_other_columns_can_be_asked(works: Works, text: str, least: int) -> None:
    assert least <= len(works.where(text)) < 232


@pytest.mark.parametrize("name", ["read", "preprint", "open_weights"])
def test_a_column_of_true_and_false_asks_for_true(works: Works, study: Any, enriched: Enriched, name: str) -> None:
    table = study.parsed["entry_models" if name == "open_weights" else "entries"]
    entries = set(table.loc[(table[name].astype("string").str.lower() == "true").fillna(False), "entry"])
    keys = set(enriched.entry_papers.loc[enriched.entry_papers["entry"].isin(entries), "key"])
    found = works.where(name)
    assert set(found) == set(works.where(f"{name} == true")) == set(works.where(f"{name} == 'true'")) == keys
    assert set(works.where(f"not {name}")) == set(works.rows) - keys
    assert 0 < len(found) < len(works.rows)


def test_true_and_false_are_written_as_in_the_tables(works: Works) -> None:
    (row,) = works.describe(works.where("read == true and preprint == false")[:1], ["read", "preprint"])
    assert "true" in row["read"].split(", ") and "false" in row["preprint"].split(", ")
    assert "True" not in row["read"] and "False" not in row["preprint"]


SMALL = {
    "papers": pd.DataFrame([{**dict.fromkeys(PAPERS, ""), "key": key, "year": 2024} for key in ("a", "b")]),
    "entry_papers": pd.DataFrame({"entry": [1, 2, 3], "key": ["a", "a", "b"]}),
    "entries": pd.DataFrame({"entry": [1, 2, 3], "section": ["1.1.1", "1.10", "1.1"]}),
    "entry_strategies": pd.DataFrame({"entry": [1, 3], "strategy": ["lora", "full"]}),
    "entry_models": pd.DataFrame(
        {"entry": [1, 1, 2, 3], "model": ["ChatGPT", "LLaMA", "LLaMA", "T5"], "params_m": [None, 7000, 7000, 220],
         "open_weights": [False, True, True, True]}
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("model == 'LLaMA' and params_m == 7000", ["a"]),
        ("model == 'ChatGPT' and params_m == 7000", []),
        ("params_m == 7000 and year == 2024 and model == 'ChatGPT'", []),
        ("(params_m == 7000 and year == 2024) and model == 'ChatGPT'", []),
        ("model == 'ChatGPT' and not (params_m == 7000)", []),
        ("model == 'ChatGPT' and open_weights", []),
        ("(model == 'ChatGPT' or model == 'T5') and open_weights == true", ["b"]),
        ("not (model == 'ChatGPT' and params_m == 7000)", ["a", "b"]),
        ("model == 'ChatGPT' or params_m == 220", ["a", "b"]),
        ("model != 'ChatGPT' and open_weights", ["b"]),
        ("model in ('ChatGPT', 'T5') and 100 < params_m < 8000", ["b"]),
        ("300 < params_m < 8000", ["a"]),
        ("model.contains('gpt') and strategy == 'lora'", ["a"]),
        ("section == '1.1'", ["a", "b"]),
        ("section == '1.1.1'", ["a"]),
        ("section == '1'", ["a", "b"]),
        ("section == '1.10'", ["a"]),
        ("section != '1.1.1'", ["b"]),
        ("section in ('1.10', '2')", ["a"]),
        ("'1.10' in section", ["a"]),
    ],
)
def test_conditions_on_models_hold_for_one_model_and_sections_for_those_below(text: str, keys: list[str]) -> None:
    assert read_works(SMALL).where(text) == keys


def test_a_model_that_two_entries_name_is_listed_once() -> None:
    works = read_works(SMALL)
    assert works.rows["a"]["model"] == ["ChatGPT", "LLaMA"]
    assert works.describe(["a"], ["model", "open_weights"])[0]["open_weights"] == "false, true"


def test_a_section_holds_the_sections_below_it(works: Works) -> None:
    whole = works.in_section("1.3")
    parts = {key for part in ("1.3.1", "1.3.2", "1.3.3") for key in works.in_section(part)}
    assert set(whole) == parts
    with pytest.raises(StudyError, match=r"--section '9': no paper stands there\. Sections with papers: 1\.1\.1"):
        works.in_section("9")


def test_a_survey_table_is_made_of_works(works: Works) -> None:
    rows = works.describe(["lyu2023llmrec", "hou2023large"], ["model", "strategy", "year"])
    assert rows[0] == {
        "key": "lyu2023llmrec",
        "label": "LLM-Rec",
        "model": "text-davinci-003",
        "strategy": "frozen",
        "year": "2024",
    }
    table = write_table(rows, [("model", "Model"), ("strategy", "Strategy"), ("year", "Year")])
    assert "LLM-Rec~\\cite{lyu2023llmrec} & text-davinci-003 & frozen & 2024 \\\\" in table
    with pytest.raises(StudyError, match=r"no column colour\. Expected some of key, title"):
        works.describe([], ["colour"])
