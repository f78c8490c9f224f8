"""Whose models the works use."""

from __future__ import annotations

import pandas as pd

NOT_NAMED = "not named"
MOST_DEVELOPERS = 24


def count_developers(entry_models: pd.DataFrame, entry_papers: pd.DataFrame, models: pd.DataFrame) -> pd.DataFrame:
    """Count works by developer of their models and by openness of these.

    Returns developer (`not named` where the vocabulary has none), openness (open, closed, unknown), n (works;
    one that uses models of two developers counts for both), n_fractional (such a work counts a half for each),
    models (different ones, by canonical name). Developers come by their works, most first.
    """
    described = models.drop_duplicates("model").set_index("model")["developer"]
    used = entry_models[["entry", "model", "open_weights"]].merge(entry_papers, on="entry")
    developer = used["model"].map(described).fillna("").replace("", NOT_NAMED).astype("str")
    openness = used["open_weights"].map({True: "open", False: "closed"}).astype("str").where(
        used["open_weights"].notna(), "unknown"
    )  # fmt: skip
    used = used.assign(developer=developer, openness=openness)
    works = used.drop_duplicates(["key", "developer", "openness"])
    works = works.assign(part=1 / works.groupby("key")["key"].transform("size"))
    counted = works.groupby(["developer", "openness"])["part"].agg(n="size", n_fractional="sum").reset_index()
    different = used.groupby(["developer", "openness"])["model"].nunique().rename("models").reset_index()
    table = counted.merge(different, on=["developer", "openness"])
    total = works.groupby("developer")["key"].nunique()
    table = table.assign(total=table["developer"].map(total))
    table = table.sort_values(["total", "developer", "openness"], ascending=[False, True, True])
    return table.drop(columns="total").reset_index(drop=True).astype({"n": "Int64", "models": "Int64"})
