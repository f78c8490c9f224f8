"""What the analyses left is collected, and what they did not is named."""

import json
from pathlib import Path

import pytest

from listometrics.errors import StudyError
from listometrics.report.report_context import read_drawings, read_numbers
from listometrics.study.stage import Stage, open_stage


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    folder = tmp_path / "data" / "03_analysed"
    folder.mkdir(parents=True)
    for name, figure in (("methods", "shares"), ("scale", "sizes")):
        content = {"n": 3, "figures": {figure: {"caption": "C", "alt": "A"}}}
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    (tmp_path / "reports" / "figures").mkdir(parents=True)
    (tmp_path / "reports" / "figures" / "sizes.svg").write_bytes(b"<svg/>")
    return open_stage("04_report", str(tmp_path))


def test_numbers_come_by_stage_and_figures_with_the_stage_that_draws_them(stage: Stage) -> None:
    numbers, figures = read_numbers(stage, ["03_methods", "03_scale"])
    assert numbers == {"methods": {"n": 3}, "scale": {"n": 3}}
    assert figures["shares"] == {"caption": "C", "alt": "A", "stage": "03_methods"}
    assert read_drawings(stage, ["sizes"], figures) == {"sizes": b"<svg/>"}


def test_a_missing_stage_and_a_missing_figure_name_what_to_run(stage: Stage) -> None:
    with pytest.raises(StudyError, match=r"data/03_analysed/audit\.json: not found\. Run 03_audit first"):
        read_numbers(stage, ["03_audit"])
    figures = read_numbers(stage, ["03_methods"])[1]
    with pytest.raises(StudyError, match=r"reports/figures/shares\.svg: not found\. Run 03_methods first"):
        read_drawings(stage, ["shares"], figures)


def test_two_figures_of_one_name_are_refused(stage: Stage) -> None:
    path = stage.root / "data" / "03_analysed" / "scale.json"
    path.write_text('{"figures": {"shares": {"caption": "", "alt": ""}}}', encoding="utf-8")
    with pytest.raises(StudyError, match="figure 'shares': drawn by 03_methods and 03_scale"):
        read_numbers(stage, ["03_methods", "03_scale"])
