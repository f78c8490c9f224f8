from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from listometrics.landscape.contents import count_read


def test_shares_are_of_the_section_with_wilson_intervals(make_frames: Callable[..., Any]) -> None:
    entries = make_frames({"key": "a", "rows": [{"read": True}, {"read": False}], "sections": ["1.1.1", "1.1.1"]},
                          {"key": "b", "sections": ["1.2.1"]}).entries  # fmt: skip
    table = count_read(entries).set_index("section")
    assert table.loc["1.1.1", ["hits", "n", "estimate"]].tolist() == [1, 2, 0.5]
    assert table.loc["1.2.1", "low"] == 0
    assert table.loc["1.2.1", "high"] == pytest.approx(0.7935, abs=1e-4)  # Wilson, 0 of 1


def test_other_kinds_are_left_out(make_frames: Callable[..., Any]) -> None:
    entries = make_frames({"key": "a", "rows": [{"kind": "dataset", "read": True}]}).entries
    assert count_read(entries).empty
