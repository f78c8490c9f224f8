"""A small study, by hand: ten works in three stages, and what it takes to build its sample."""

from collections.abc import Callable

import pandas as pd
import pytest

from listometrics.analyse.sample import Sample, build_sample, check_choices

# key, sections, month or year, list's year, read, models (name, family, size, status, open, released), strategies
WORKS = [
    ("a2021", ["1.1.1"], "2021-05", 2022, False, [("BERT-base", 110, True)], ["full_finetuning"]),
    ("b2022", ["1.2"], "2022-06", 2022, True, [("BERT-base", 110, True)], ["full_finetuning"]),
    ("c2022", ["1.2"], "2022-12", 2023, False, [("T5", None, True)], ["prompt_tuning"]),
    ("d2023", ["1.1.1", "1.3"], "2023-01", 2023, False, [("LLaMA", 7000, True)], ["lora"]),
    ("e2023", ["1.3"], "2023-02", 2023, True, [("ChatGPT", None, False)], ["frozen"]),
    ("f2023", ["1.3"], "2023-03", 2023, False, [("ChatGPT", None, False), ("LLaMA", 7000, True)], ["frozen", "lora"]),
    ("g2023", ["1.1.2"], "2023-04", 2024, False, [("LLaMA", 13000, True)], ["frozen"]),
    ("h2023", ["1.1.2"], "2023-12", 2024, False, [("GPT-4", None, False)], ["frozen"]),
    ("i2022", ["1.2"], "2022", 2022, False, [("BERT-base", 110, True)], ["full_finetuning"]),
    ("j2024", ["1.6.1"], "2024-01", 2024, False, [], []),
]
GROUPS = {"full_finetuning": "full", "frozen": "frozen", "lora": "peft", "prompt_tuning": "peft"}
RELEASED = {"BERT-base": "2018-10", "T5": "2019-10", "LLaMA": "2023-02", "ChatGPT": "2022-11", "GPT-4": "2023-03"}
FAMILIES = {"BERT-base": "BERT"}
TITLES = {"1.6.1": "Related Survey Papers"}


def make_tables() -> dict[str, pd.DataFrame]:
    entries, models, strategies, pairs, papers = [], [], [], [], []
    for key, sections, date, year, read, named, tuned in WORKS:
        papers.append({"key": key, "first_date": date, "list_year": year})
        for section in sections:
            entry = len(entries) + 1
            entries.append(
                {"entry": entry, "section": section, "section_title": TITLES.get(section, "Title"), "kind": "paper",
                 "read": read}
            )  # fmt: skip
            pairs.append({"entry": entry, "key": key})
            for position, (model, size, is_open) in enumerate(named, 1):
                status = "stated" if size else "unstated" if is_open else "undisclosed"
                models.append(
                    {"entry": entry, "position": position, "model": model, "family": FAMILIES.get(model, model),
                     "params_m": size, "params_status": status, "open_weights": is_open, "released": RELEASED[model]}
                )  # fmt: skip
            strategies += [
                {"entry": entry, "position": i, "strategy": s, "strategy_group": GROUPS[s]}
                for i, s in enumerate(tuned, 1)
            ]
    entries.append({"entry": len(entries) + 1, "section": "3.1", "section_title": "Datasets", "kind": "dataset",
                    "read": False})  # fmt: skip
    types = {"entry": "Int64", "position": "Int64", "list_year": "Int64", "read": "boolean", "open_weights": "boolean",
             "params_m": "float64"}  # fmt: skip
    made = {"entries": entries, "entry_models": models, "entry_strategies": strategies, "papers": papers,
            "entry_papers": pairs}  # fmt: skip
    frames = {name: pd.DataFrame(rows) for name, rows in made.items()}
    return {n: f.astype({c: types.get(c, "str") for c in f.columns}) for n, f in frames.items()}


@pytest.fixture
def tables() -> dict[str, pd.DataFrame]:
    return make_tables()


@pytest.fixture
def build(tables: dict[str, pd.DataFrame]) -> Callable[..., Sample]:
    return lambda **choices: build_sample(tables, check_choices(**choices))
