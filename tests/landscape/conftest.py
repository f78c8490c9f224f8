"""A small list as the landscape sees it: entries, works, and which is which."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pandas as pd
import pytest

from listometrics.study.schema import TABLES, Table


class Frames(NamedTuple):
    """The frames of a list."""

    entries: pd.DataFrame
    entry_papers: pd.DataFrame
    papers: pd.DataFrame


def _fill(table: Table, rows: list[dict[str, Any]]) -> pd.DataFrame:
    empty = {c.name: "" if c.type == "string" else pd.NA for c in table.columns}
    kinds = {
        c.name: {"string": "str", "integer": "Int64", "boolean": "boolean"}.get(c.type, "float64")
        for c in table.columns
    }
    return pd.DataFrame([{**empty, **row} for row in rows], columns=table.names).astype(kinds)


@pytest.fixture(scope="session")
def make_frames() -> Callable[..., Frames]:
    """Return a function that makes frames from works: key, sections, and what else is known."""

    def make(*works: dict[str, Any]) -> Frames:
        entries, pairs, papers = [], [], []
        for work in works:
            known = dict(work)
            rows = known.pop("rows", [{}])
            sections = known.pop("sections", ["1.1.1"] * len(rows))
            rows = rows if len(rows) == len(sections) else [rows[0]] * len(sections)
            for section, row in zip(sections, rows, strict=True):
                number = len(entries) + 1
                entries.append(
                    {"entry": number, "line": number, "section": section, "section_title": f"Part {section}",
                     "kind": "paper", "read": False, **row}
                )  # fmt: skip
                pairs.append((number, known["key"]))
            papers.append({"status": "unknown", "first_date": "2023-05", **known})
        pair_frame = pd.DataFrame(pairs, columns=["entry", "key"]).astype({"entry": "Int64", "key": "str"})
        return Frames(_fill(TABLES["entries"], entries), pair_frame, _fill(TABLES["papers"], papers))

    return make
