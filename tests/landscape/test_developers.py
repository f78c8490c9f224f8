from __future__ import annotations

import pandas as pd

from listometrics.landscape.contents import count_developers

MODELS = pd.DataFrame(
    [("GPT-4", "OpenAI"), ("GPT-2", "OpenAI"), ("T5", "Google"), ("Transformer", "")], columns=["model", "developer"]
)
KEYS = pd.DataFrame({"entry": [1, 2, 3, 4], "key": ["a", "a", "b", "c"]})


def test_works_are_counted_by_developer_and_openness() -> None:
    used = pd.DataFrame(
        [(1, "GPT-4", False), (2, "GPT-4", False), (2, "T5", True), (3, "GPT-2", True), (4, "Transformer", None)],
        columns=["entry", "model", "open_weights"],
    ).astype({"open_weights": "boolean"})
    table = count_developers(used, KEYS, MODELS)
    assert table.values.tolist() == [
        ["OpenAI", "closed", 1, 0.5, 1],
        ["OpenAI", "open", 1, 1.0, 1],
        ["Google", "open", 1, 0.5, 1],
        ["not named", "unknown", 1, 1.0, 1],
    ]
    assert table["n_fractional"].sum() == 3


def test_no_models_give_no_rows() -> None:
    none = pd.DataFrame({"entry": [], "model": [], "open_weights": []}).astype({"open_weights": "boolean"})
    assert count_developers(none, KEYS, MODELS).empty
