from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from listometrics.landscape.works import cut_period, join_works, list_periods, name_stages


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


def test_periods_have_no_gaps() -> None:
    assert list_periods("2022-12", "2023-02", "month") == ["2022-12", "2023-01", "2023-02"]
    assert list_periods("2021-03", "2023-02", "year") == ["2021", "2022", "2023"]


def test_months_are_cut_to_periods() -> None:
    months = pd.Series(["2023-01", "2023-06", ""], dtype="str")
    assert cut_period(months, "quarter").tolist() == ["2023Q1", "2023Q2", ""]
    assert cut_period(months, "year").tolist() == ["2023", "2023", ""]
    assert cut_period(months, "month").tolist() == months.tolist()


def test_stages_are_named_by_their_headings() -> None:
    sections = pd.DataFrame({"section": ["1", "1.1", "1.1.1"], "title": ["LLM", "Features", "Users"]})
    assert name_stages(sections) == {"1": "LLM", "1.1": "Features"}
