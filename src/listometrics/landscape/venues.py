"""Where works were published, and Bradford's zones of the venues."""

from __future__ import annotations

import pandas as pd

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
