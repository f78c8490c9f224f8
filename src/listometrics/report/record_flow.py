"""The flow of records: how many rows, entries and works each step keeps and leaves out, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from listometrics.errors import StudyError

KINDS = {"dataset": "datasets", "benchmark": "benchmarks", "repository": "repositories"}


NARROWING = ("first_year", "last_date", "sections")
"""Parameters that leave works out of the methods and of the scale."""
CHOSEN = "works in the chosen sections and years"


def count_flow(tables: Mapping[str, pd.DataFrame], sample: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """Return a row a step: `position`, `step`, `n` kept, `left_out` on the way to the next step, and `why`.

    `tables` holds `rejected`, `entries`, `entry_papers`, `entry_strategies` and `papers`; `sample` is what 03_methods
    says of its sample: where its parameters left works out, a step of its own has their number. What a step keeps and
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
    ]
    if sample and name_narrowing(sample):
        counted = sample["flow"]
        chosen, coded_n, dated_n = (int(counted[step]) for step in ("chosen", "coded", "coded_dated"))
        why = f"left out by the parameters: {', '.join(name_narrowing(sample))}"
        steps += [("works", int(counted["works"]), int(counted["works"]) - chosen, why)]
        before = (CHOSEN, chosen)
    else:
        coded_n, dated_n, before = len(coded), int(analysed.sum()), ("works", len(papers))
    steps += [
        (*before, before[1] - coded_n, "works without a coded tuning strategy"),
        ("works with a coded strategy", coded_n, coded_n - dated_n, "works dated by year only"),
        ("works coded and dated by month", dated_n, 0, ""),
    ]
    frame = pd.DataFrame(steps, columns=["step", "n", "left_out", "why"])
    kept = frame["n"].to_numpy()[1:]
    expected = (frame["n"] - frame["left_out"]).to_numpy()[:-1]
    if (kept != expected).any() or (frame["left_out"] < 0).any():
        place = int((kept != expected).argmax())
        raise StudyError(
            f"flow of records: after '{frame['step'][place]}' {expected[place]} should be left, {kept[place]} are. "
            "Run 01_parse, 02_enrich and 03_methods on the same list."
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
    if CHOSEN in set(flow["step"]):
        caption += " The parameters narrow the methods and the scale alone: all else is of the whole list."
    return caption, f"A column of boxes, from {first['n']} {first['step']} down to {last['n']} {last['step']}."


def name_narrowing(sample: Mapping[str, Any]) -> list[str]:
    """Name the parameters that leave works out, with their values.

    >>> name_narrowing({"first_year": 2030, "last_date": "", "sections": ["1.1", "1.2"]})
    ['first_year = 2030', 'sections = 1.1 1.2']
    """
    given = {name: sample[name] for name in NARROWING if sample[name]}
    return [f"{name} = {' '.join(v) if isinstance(v, list | tuple) else v}" for name, v in given.items()]


def _name_kinds(entries: pd.DataFrame) -> str:
    counts = entries["kind"].value_counts()
    named = [f"{counts[kind]} {many if counts[kind] != 1 else kind}" for kind, many in KINDS.items() if kind in counts]
    return "other entries" + (f": {', '.join(named)}" if named else "")
