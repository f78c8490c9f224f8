"""Stages of the pipeline."""

import pandas as pd

from listometrics.analyse.stages import find_pipeline, name_stages


def test_stages_are_named_by_their_headings() -> None:
    sections = pd.DataFrame({"section": ["1", "1.1", "1.1.1"], "title": ["LLM", "Features", "Users"]})
    assert name_stages(sections) == {"0": "in no section", "1": "LLM", "1.1": "Features"}


def test_left_over_stages_and_other_chapters_are_no_pipeline() -> None:
    names = {"1.1": "LLM for Mothers", "1.2": "Ranking", "1.6": "Other Related Papers", "1.7": "Paper Pending List"}
    stages = pd.Series(["1.2", "1.1", "1.6", "1.7", "2", "2"])
    assert find_pipeline(stages, names) == ["1.1", "1.2"]


def test_no_works_have_no_pipeline() -> None:
    assert find_pipeline(pd.Series([], dtype="str"), {}) == []
