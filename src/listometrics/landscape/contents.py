"""What the list holds: kinds of entries by section, what of it was read, and whose models its works use."""

from __future__ import annotations

import pandas as pd

from listometrics.analyse.intervals import share_wilson

NOT_NAMED = "not named"
MOST_DEVELOPERS = 24


def count_kinds(entries: pd.DataFrame) -> pd.DataFrame:
    """Count entries by section and kind: section, section_title, kind, n."""
    counted = entries.groupby(["section", "section_title", "kind"]).size().rename("n").reset_index()
    return counted.astype({"n": "Int64"})


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


def count_read(entries: pd.DataFrame) -> pd.DataFrame:
    """Count paper entries, and those marked as read, by section.

    Returns section, section_title, hits (marked), n (paper entries), estimate, low, high (Wilson, 95 %), method.
    The entries are all there are: the interval says how far such a share would vary in a like section.
    """
    papers = entries[entries["kind"] == "paper"]
    rows = []
    for (section, title), ours in papers.groupby(["section", "section_title"], sort=True):
        hits = int(ours["read"].sum())
        share = share_wilson(hits, len(ours))
        rows.append((section, title, hits, len(ours), share.estimate, share.low, share.high, share.method))
    columns = ["section", "section_title", "hits", "n", "estimate", "low", "high", "method"]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype({"section": "str", "section_title": "str", "method": "str", "hits": "Int64", "n": "Int64"})
