"""Where works were published (venues, Bradford's zones), and what became of the list's arXiv papers."""

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


ZONES = 3
MOST_DRAWN = 18


def count_venues(papers: pd.DataFrame) -> pd.DataFrame:
    """Count published works by venue, most works first.

    Returns venue, venue_type, n, rank (ties in alphabetical order), cumulative, and zone: Bradford's, cut so
    that each zone holds about a third of the published works; a venue belongs to the zone that its first work
    falls into. Works without a known publication are left out.

    Source: Bradford (1934), Engineering 137:85-86.
    """
    published = papers[(papers["status"] == "published") & (papers["venue"] != "")]
    counted = published.groupby("venue").agg(venue_type=("venue_type", "first"), n=("key", "size")).reset_index()
    counted = counted.sort_values(["n", "venue"], ascending=[False, True]).reset_index(drop=True)
    cumulative = counted["n"].cumsum()
    before = cumulative - counted["n"]
    total = int(counted["n"].sum())
    zone = (before * ZONES // total + 1) if total else before
    table = counted.assign(rank=range(1, len(counted) + 1), cumulative=cumulative, zone=zone)
    return table.astype({"n": "Int64", "rank": "Int64", "cumulative": "Int64", "zone": "Int64"})


def sum_zones(venues: pd.DataFrame) -> pd.DataFrame:
    """Sum the zones: zone, venues, n (works), multiplier (venues over those of the zone before; empty for the core).

    Bradford's law says that the multipliers are about equal.
    """
    zones = venues.groupby("zone").agg(venues=("venue", "size"), n=("n", "sum")).reset_index()
    ratio = zones["venues"].astype("float64") / zones["venues"].astype("float64").shift(1)
    return zones.assign(multiplier=ratio).astype({"zone": "Int64", "venues": "Int64", "n": "Int64"})


def find_ties(venues: pd.DataFrame) -> pd.DataFrame:
    """Find venues of equal works on both sides of a zone's border, where only the alphabet parts them.

    Returns zone (the one before the border), n (works of each), venues (how many have so many).
    """
    rows = []
    for zone in sorted(int(z) for z in venues["zone"].unique())[:-1]:
        n = int(venues.loc[venues["zone"] == zone, "n"].min())
        tied = venues[venues["n"] == n]
        if (tied["zone"] > zone).any():
            rows.append((zone, n, len(tied)))
    return pd.DataFrame(rows, columns=["zone", "n", "venues"]).astype("Int64")


def find_least(counts: pd.Series, most: int) -> int:
    """Return the least count to draw, so that at most `most` are drawn and none of equal count is left out.

    >>> find_least(pd.Series([5, 3, 2, 2, 1]), 3), find_least(pd.Series([5, 3]), 3)
    (3, 1)
    """
    ordered = sorted((int(n) for n in counts), reverse=True)
    return ordered[most] + 1 if len(ordered) > most else 1
