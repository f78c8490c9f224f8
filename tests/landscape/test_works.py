from __future__ import annotations

from collections.abc import Callable
from typing import Any

from listometrics.landscape.production import join_works


def test_a_work_stands_once_in_each_of_its_stages(make_frames: Callable[..., Any]) -> None:
    frames = make_frames({"key": "a", "sections": ["1.1.1", "1.1.2", "1.3.1"]}, {"key": "b", "first_date": "2021"})
    works = join_works(*frames)
    assert works[["key", "stage", "weight"]].values.tolist() == [
        ["a", "1.1", 0.5],
        ["a", "1.3", 0.5],
        ["b", "1.1", 1.0],
    ]
    assert works["month"].tolist() == ["2023-05", "2023-05", ""]
    assert works["year"].tolist() == [2023, 2023, 2021]
