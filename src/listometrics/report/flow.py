"""The flow of records: how many rows, entries and works each step keeps and leaves out, and why."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from listometrics.errors import StudyError

KINDS = {"dataset": "datasets", "benchmark": "benchmarks", "repository": "repositories"}


def count_flow(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return a row a step: `position`, `step`, `n` kept, `left_out` on the way to the next step, and `why`.

    `tables` holds `rejected`, `entries`, `entry_papers`, `entry_strategies` and `papers`. What a step keeps and
    what it leaves out make up the step before; raises StudyError where they do not.
    """
    entries, entry_papers, papers = (tables[name] for name in ("entries", "entry_papers", "papers"))
    listed = entries.loc[entries["kind"] == "paper", "entry"]
    strategies = tables["entry_strategies"]
    with_strategy = strategies.loc[strategies["strategy_group"] != "", "entry"]
    coded = entry_papers.loc[entry_papers["entry"].isin(with_strategy), "key"].unique()
    dated = papers["first_date"].str.fullmatch(r"\d{4}-\d{2}").astype("bool")
    analysed = papers["key"].isin(coded) & dated
    rejected, others = len(tables["rejected"]), len(entries) - len(listed)
    steps = [
        ("rows in the tables of the list", rejected + len(entries), rejected, "blank or unreadable"),
        ("entries", len(entries), others, _name_kinds(entries)),
        ("entries for papers", len(listed), len(listed) - len(papers), "repeated entries of the same works"),
        ("works", len(papers), len(papers) - len(coded), "works without a coded tuning strategy"),
        ("works with a coded strategy", len(coded), len(coded) - int(analysed.sum()), "works dated by year only"),
        ("works coded and dated by month", int(analysed.sum()), 0, ""),
    ]
    frame = pd.DataFrame(steps, columns=["step", "n", "left_out", "why"])
    kept = frame["n"].to_numpy()[1:]
    expected = (frame["n"] - frame["left_out"]).to_numpy()[:-1]
    if (kept != expected).any() or (frame["left_out"] < 0).any():
        place = int((kept != expected).argmax())
        raise StudyError(
            f"flow of records: after '{frame['step'][place]}' {expected[place]} should be left, {kept[place]} are. "
            "Run 01_parse and 02_enrich on the same list."
        )
    frame.insert(0, "position", range(1, len(frame) + 1))
    return frame.astype({"position": "Int64", "n": "Int64", "left_out": "Int64", "step": "str", "why": "str"})


def describe_flow(flow: pd.DataFrame) -> tuple[str, str]:
    """Return the caption of the flow's figure and its alternative text."""
    first, last = flow.iloc[0], flow.iloc[-1]
    caption = (
        "Flow of records from the list to the works that are analysed over time. Each step keeps what is below it and "
        "leaves out what stands beside; nothing else is lost."
    )
    return caption, f"A column of boxes, from {first['n']} {first['step']} down to {last['n']} {last['step']}."


def _name_kinds(entries: pd.DataFrame) -> str:
    counts = entries["kind"].value_counts()
    named = [f"{counts[kind]} {many if counts[kind] != 1 else kind}" for kind, many in KINDS.items() if kind in counts]
    return "other entries" + (f": {', '.join(named)}" if named else "")
