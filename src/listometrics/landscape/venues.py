"""Where works were published, and Bradford's zones of the venues."""

from __future__ import annotations

import pandas as pd

ZONES = 3


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
