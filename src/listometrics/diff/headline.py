"""The headline numbers of a version of a list, as far as the list alone tells them."""

from __future__ import annotations

import pandas as pd

from listometrics.analyse.intervals import median_interval, share_wilson
from listometrics.diff.identity import Version, pair_works

GROUPS = {"frozen": "frozen", "full": "fully finetuned", "peft": "tuned parameter-efficiently"}


def compare_headlines(old: Version, new: Version) -> pd.DataFrame:
    """Return the headline numbers of both versions: number, old, new, old_n, new_n, and changed.

    Counts have no n. Shares and medians count works, each once: shares of strategies among works with a coded one
    (full counting), the median among works with a stated size, by their largest model.
    """
    sides = [_headline(version) for version in (old, new)]
    rows = [(number, *(side[number][0] for side in sides), *(side[number][1] for side in sides)) for number in sides[0]]
    frame = pd.DataFrame(rows, columns=["number", "old", "new", "old_n", "new_n"])
    return frame.assign(
        number=frame["number"].astype("str"),
        old_n=frame["old_n"].astype("Int64"),
        new_n=frame["new_n"].astype("Int64"),
        changed=(frame["old"] != frame["new"]) & ~(frame["old"].isna() & frame["new"].isna()),
    )


def _headline(version: Version) -> dict[str, tuple[float, int | None]]:
    """Give each number of a version and its n; NaN where nothing can be said."""
    empty = Version("", *(frame.iloc[:0] for frame in version[1:]))
    papers = [pair.new for pair in pair_works(empty, version) if pair.new[0]["kind"] == "paper"]
    work = {int(row["entry"]): number for number, rows in enumerate(papers) for row in rows}
    entries = version.entries[version.entries["kind"] == "paper"]
    numbers: dict[str, tuple[float, int | None]] = {
        "paper entries": (len(entries), None),
        "works": (len(papers), None),
        "works marked as read": (sum(any(row["read"] for row in rows) for rows in papers), None),
        "other entries": (len(version.entries) - len(entries), None),
    }
    called = [rows for rows in papers if any(row["preprint"] is not None for row in rows)]
    preprints = sum(all(row["preprint"] is not False for row in rows) for rows in called)
    numbers["works called preprints (%)"] = _percent(preprints, len(called))
    groups = version.entry_strategies.assign(work=version.entry_strategies["entry"].map(work)).dropna(subset="work")
    coded = groups.loc[groups["strategy_group"] != "", "work"].nunique()
    for group, said in GROUPS.items():
        hits = groups.loc[groups["strategy_group"] == group, "work"].nunique()
        numbers[f"works {said} (%)"] = _percent(hits, coded)
    models = version.entry_models.assign(work=version.entry_models["entry"].map(work)).dropna(subset="work")
    known = models[models["open_weights"].notna()]
    closed = known.loc[known["open_weights"].astype(bool), "work"]
    numbers["works with closed models alone (%)"] = _percent(
        known["work"].nunique() - closed.nunique(), known["work"].nunique()
    )
    largest = models.dropna(subset="params_m").groupby("work")["params_m"].max()
    median = median_interval(largest)
    numbers["median of stated sizes (millions)"] = (median.estimate, median.n)
    return numbers


def _percent(hits: int, n: int) -> tuple[float, int]:
    share = share_wilson(hits, n)
    return round(100 * share.estimate, 1), n
