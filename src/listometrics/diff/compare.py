"""The changes between two versions of a list, work by work."""

from __future__ import annotations

import pandas as pd

from listometrics.diff.identity import Pair, Row, Version, pair_works

COLUMNS = ["change", "kind", "work", "line", "old_line", "column", "old", "new"]
CHANGES = ("added", "removed", "moved", "repeated", "merged", "published", "relabelled", "read", "changed")
CODED = {"models": "backbone_raw", "strategies": "strategy_raw"}
CELLS = ("name", "title", "backbone_raw", "strategy_raw", "publication_raw", "links", "note", "other")


def compare_lists(old: Version, new: Version) -> pd.DataFrame:
    """Compare two versions of a list.

    Returns one row a change, in the order of the new list: change (added, removed, moved: its sections are others;
    repeated, merged: it stands more or less often than before in the same sections; published: a preprint by the old
    list, not by the new; relabelled: other models or strategies by the vocabularies; read: newly marked; changed: any
    other cell), kind (paper, dataset, …), work, line (in the new list; empty where removed), old_line (empty where
    added), column, old, new.
    """
    rows: list[tuple[object, ...]] = []
    for pair in pair_works(old, new):
        if pair.old and pair.new:
            rows += _compare(pair)
        elif pair.new:
            rows.append(_row("added", pair, "section", "", _sections(pair.new)))
        else:
            rows.append(_row("removed", pair, "section", _sections(pair.old), ""))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    text = [name for name in COLUMNS if name not in ("line", "old_line")]
    return frame.astype({"line": "Int64", "old_line": "Int64", **dict.fromkeys(text, "str")})


def _compare(pair: Pair) -> list[tuple[object, ...]]:
    rows = []
    if _sections(pair.old) != _sections(pair.new):
        rows.append(_row(_name_move(pair), pair, "section", _sections(pair.old), _sections(pair.new)))
    published = all(r["preprint"] is True for r in pair.old) and any(r["preprint"] is False for r in pair.new)
    if published:
        best = next(r for r in pair.new if r["preprint"] is False)
        rows.append(_row("published", pair, "publication_raw", pair.old[0]["publication_raw"], best["publication_raw"]))
    if any(r["read"] for r in pair.new) and not any(r["read"] for r in pair.old):
        rows.append(_row("read", pair, "read", "false", "true"))
    for before, after in _match_rows(pair):
        recoded = {raw for coded, raw in CODED.items() if before[coded] != after[coded]}
        for coded, raw in CODED.items():
            if raw in recoded:
                rows.append(_row("relabelled", Pair([before], [after]), coded, before[coded], after[coded]))
        for column in CELLS:
            same = before[column] == after[column]
            told = column in recoded or (column == "publication_raw" and published and after["preprint"] is False)
            if not same and not told:
                rows.append(_row("changed", Pair([before], [after]), column, before[column], after[column]))
    return rows


def _match_rows(pair: Pair) -> list[tuple[Row, Row]]:
    """Match the rows of a work one to one: those of one section first, of these the ones most alike."""
    likeness = [
        (before["section"] == after["section"], sum(before[c] == after[c] for c in CELLS), -i, -j)
        for i, before in enumerate(pair.old)
        for j, after in enumerate(pair.new)
    ]
    matched: dict[int, int] = {}
    for *_, i, j in sorted(likeness, reverse=True):
        if -i not in matched and -j not in matched.values():
            matched[-i] = -j
    return [(pair.old[i], pair.new[j]) for i, j in sorted(matched.items(), key=lambda item: item[1])]


def _name_move(pair: Pair) -> str:
    """Tell another place from one that holds the work more or less often than before."""
    if {str(row["section"]) for row in pair.old} != {str(row["section"]) for row in pair.new}:
        return "moved"
    return "repeated" if len(pair.new) > len(pair.old) else "merged" if len(pair.new) < len(pair.old) else "moved"


def _sections(rows: list[Row]) -> str:
    return ", ".join(sorted(str(row["section"]) for row in rows))


def _row(change: str, pair: Pair, column: str, old: object, new: object) -> tuple[object, ...]:
    line = int(pair.new[0]["line"]) if pair.new else pd.NA
    old_line = int(pair.old[0]["line"]) if pair.old else pd.NA
    kind = (pair.new or pair.old)[0]["kind"]
    return change, kind, pair.title, line, old_line, column, str(old), str(new)
