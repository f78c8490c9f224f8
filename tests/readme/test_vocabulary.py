"""The lookup refuses vocabularies that contradict themselves, and ours holds what the list needs and no more."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from listometrics.errors import StudyError
from listometrics.readme.vocabulary import Vocabulary, make_vocabulary
from listometrics.study.schema import TABLES, from_csv

MODEL = {
    "alias": "LLaMA",
    "model": "LLaMA",
    "family": "LLaMA",
    "params_m": "",
    "open_weights": "true",
    "released": "2023-02",
    "undisclosed": "false",
}
STRATEGIES = pd.DataFrame({"alias": ["LoRA"], "strategy": ["lora"], "strategy_group": ["peft"]})
VENUES = pd.DataFrame({"alias": ["arXiv"], "venue": ["arXiv"], "type": ["preprint"]})


def make(*rows: dict[str, Any]) -> Vocabulary:
    return make_vocabulary(pd.DataFrame([{**MODEL, **row} for row in rows]), STRATEGIES, VENUES)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{}, {}], r"models\.csv:3: alias 'LLaMA' stands in line 2 already; drop one"),
        ([{}, {"alias": "llama", "model": "Llama"}], r"models\.csv:3: alias 'llama' is Llama, but in line 2 it stands"),
        (
            [{}, {"alias": "LLaMA1", "family": "OPT"}],
            r"models\.csv:3: 'LLaMA' is .*OPT.*, but in line 2 .*make the rows",
        ),
        ([{"alias": " "}], r"models\.csv:2: alias '', model 'LLaMA'; expected both"),
        ([{"model": ""}], r"models\.csv:2: alias 'LLaMA', model ''; expected both"),
    ],
)
def test_a_contradiction_is_refused_with_file_and_line(rows: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(StudyError, match=message):
        make(*rows)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("2019-10", "2024-13"), r"^data/vocab/models\.csv:4: released: not of the form .*'2024-13'"),
        (("\nBART,", "\nBART,,"), r"^data/vocab/models\.csv:4: 12 cells, the header has 11"),
        (("\nBART,BART,", "\nBART,"), r"^data/vocab/models\.csv:4: 10 cells, the header has 11"),
        (
            ("\nBART,BART,BART,,140;400,true", "\nBART,BART,BART,,140;400,yes"),
            r"^data/vocab/models\.csv:4: column open_weights: 'yes'",
        ),
    ],
    ids=["a thirteenth month", "a cell too many", "a cell too few", "a flag that is none"],
)
def test_a_bad_row_of_the_file_is_named_by_its_line(change: tuple[str, str], message: str) -> None:
    path = TABLES["models"].path
    content = (Path(__file__).resolve().parents[2] / path).read_text(encoding="utf-8")
    assert change[0] in content
    with pytest.raises(StudyError, match=message):
        from_csv(content.replace(*change, 1).encode(), TABLES["models"], path)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(StudyError, match=r"venues\.csv: no column type; expected alias, venue, type; add it"):
        make_vocabulary(pd.DataFrame([MODEL]), STRATEGIES, VENUES.drop(columns="type"))


def test_case_blanks_hyphens_and_width_do_not_count() -> None:
    models = make({"alias": "GPT-2 medium", "model": "GPT-2-medium"}).models
    for spelling in ("GPT2-medium", "gpt-2<br />Medium", "ＧＰＴ-2 medium", "**GPT-2\u200b medium**"):
        found = models.find(spelling)
        assert found is not None and found.model == "GPT-2-medium"
    assert models.find("GPT-2") is None


def test_nearest_aliases_come_best_first_and_not_for_prose() -> None:
    models = make({}, {"alias": "LLaMA2", "model": "LLaMA2"}, {"alias": "BERT", "model": "BERT"}).models
    assert models.nearest("LLaMa-22")[0] == "LLaMA2"
    assert models.nearest("zzzz") == []
    assert models.nearest("LLaMA " * 1000) == []
