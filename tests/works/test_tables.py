"""Frames have exactly their columns, types and order."""

import pandas as pd
import pytest

from listometrics.study.schema import TABLES
from listometrics.works import tables
from listometrics.works.enrich import Enriched


def test_a_frame_without_rows_keeps_its_columns_and_types() -> None:
    frame = tables.build([], tables.UNMATCHED, ["entry"])
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {
        "key": "str", "entry": "Int64", "line": "Int64", "title": "str", "identifiers": "str", "reason": "str",
    }  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["papers", "entry_papers", "provenance", "unmatched", "match_conflicts", "source_problems", "source_counts"],
)
def test_each_frame_of_the_real_list_passes_its_schema(enriched: Enriched, name: str) -> None:
    table = TABLES[name]
    frame = getattr(enriched, name)
    assert list(frame.columns) == table.names
    pd.testing.assert_frame_equal(table.check(frame), frame.reset_index(drop=True))
