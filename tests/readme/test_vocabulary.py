"""The lookup refuses vocabularies that contradict themselves, and ours holds what the list needs and no more."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from listometrics.errors import StudyError
from listometrics.readme.inline_text import fold
from listometrics.readme.parse import parse_readme
from listometrics.readme.vocabulary import Aliases, Vocabulary, make_vocabulary
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


class RecordingAliases(Aliases[Any]):
    """Aliases that remember which of them were found."""

    def find(self, name: str) -> Any:
        found = super().find(name)
        if found is not None:
            USED.add(fold(name))
        return found


USED: set[str] = set()
# How each alias of the vocabularies was used when the copy of the list was coded: `list`, it spells so; `canonical`,
# the name of something that it names otherwise; `source`, the curated source spells so; `spelling`, the right form of
# a misspelling, as the audit proposes it. Aliases added since are not judged here: they serve newer lists.
JUDGED = pd.read_csv(Path(__file__).resolve().parents[1] / "data" / "seed" / "aliases.csv", dtype="str")


@pytest.mark.parametrize("name", ["models", "strategies", "venues"])
def test_every_alias_of_ours_is_used_as_it_was_judged(
    name: str, vocabulary: Vocabulary, seed_text: str, vocabulary_frames: dict[str, pd.DataFrame]
) -> None:
    USED.clear()
    known: Aliases[Any] = getattr(vocabulary, name)
    parse_readme(seed_text, replace(vocabulary, **{name: RecordingAliases(known.by_key, known.names)}))
    judged = JUDGED[JUDGED["vocabulary"] == name].set_index("alias")["use"]
    frame = vocabulary_frames[name].set_index("alias")
    assert judged.index.difference(frame.index).empty
    is_used = judged.index.map(fold).isin(USED)
    assert judged.index[is_used].tolist() == judged.index[judged == "list"].tolist()
    canonical = frame[{"models": "model", "strategies": "strategy", "venues": "venue"}[name]]
    named = set(canonical[canonical.index.map(fold).isin(USED)])
    by_name = judged.index[judged == "canonical"]
    assert (canonical[by_name] == by_name).all() and set(by_name) <= named


def test_no_alias_that_a_source_spells_is_absent_from_it() -> None:
    curated = (Path(__file__).resolve().parents[2] / "data/bib/sources/curated.bib").read_text(encoding="utf-8")
    absent = [alias for alias in JUDGED.loc[JUDGED["use"] == "source", "alias"] if alias not in curated]
    assert absent == []
