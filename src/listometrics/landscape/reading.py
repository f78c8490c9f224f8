"""What of the list was read: papers with the list's mark, by section."""

from __future__ import annotations

import pandas as pd

from listometrics.analyse.intervals import share_wilson


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
