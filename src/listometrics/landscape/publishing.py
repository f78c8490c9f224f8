"""What became of the works that the list calls arXiv papers."""

from __future__ import annotations

import pandas as pd

from listometrics.analyse.intervals import share_wilson

HORIZONS = (0, 1, 2)
LEAST = 5  # works of a cohort that is drawn by itself
ALL = "all"
COLUMNS = ["cohort", "horizon", "hits", "n", "unknown", "estimate", "low", "high", "bound_low", "bound_high",
           "complete", "method"]  # fmt: skip


def count_published(
    entries: pd.DataFrame, entry_papers: pd.DataFrame, papers: pd.DataFrame, last_date: str = ""
) -> pd.DataFrame:
    """Estimate the share of the list's arXiv papers that were published by the end of a calendar year.

    A work is an arXiv paper of the list where all its rows with a venue name a preprint server. Returns, for
    each year of first appearance (`cohort`, and `all`) and horizon (+0, +1, +2 calendar years): hits (known to be
    published by then), n (works), unknown (neither known to be published nor to be preprints still), estimate,
    low, high (Wilson: the share that is known), bound_low and bound_high (none or all of the unknown were
    published by then), complete (false where the horizon ends after `last_date`, `YYYY-MM`: more may come), method.

    The list was written when some of these works were published already: those that it names by their venue are
    not among them, so that this is no share of all preprints.
    """
    works = _preprints(entries, entry_papers, papers)
    rows = []
    groups = [(ALL, works), *((str(year), group) for year, group in works.groupby("cohort"))]
    for cohort, ours in groups:
        for horizon in HORIZONS:
            in_time = ours["published"] & (ours["year"] <= ours["cohort"] + horizon)
            hits = int(in_time.fillna(False).sum())
            unknown = int(ours["unknown"].sum())
            share = share_wilson(hits, len(ours))
            last = int(ours["cohort"].max()) + horizon if len(ours) else 0
            complete = not last_date or last_date >= f"{last}-12"
            bounds = (hits / len(ours), (hits + unknown) / len(ours)) if len(ours) else (float("nan"),) * 2
            rows.append((cohort, horizon, hits, len(ours), unknown, *share[:3], *bounds, complete, share.method))
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.astype(
        {"cohort": "str", "method": "str", "complete": "boolean"}
        | dict.fromkeys(("horizon", "hits", "n", "unknown"), "Int64")
    )


def _preprints(entries: pd.DataFrame, entry_papers: pd.DataFrame, papers: pd.DataFrame) -> pd.DataFrame:
    rows = entries.loc[(entries["kind"] == "paper") & (entries["venue"] != ""), ["entry", "preprint"]]
    called = rows.merge(entry_papers, on="entry").groupby("key")["preprint"].all()
    works = papers[papers["key"].isin(called.index[called.fillna(False).astype(bool)])]
    cohort = pd.to_numeric(works["first_date"].str[:4], errors="coerce").astype("Int64")
    published = (works["status"] == "published") & works["year"].notna()
    works = works.assign(cohort=cohort, published=published, unknown=(works["status"] != "preprint") & ~published)
    return works[works["cohort"].notna()]
