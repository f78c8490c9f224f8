from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from listometrics.audit.command import audit_study, say_findings
from listometrics.audit.findings import select_failing
from listometrics.errors import StudyError

ROOT = Path(__file__).resolve().parents[2]


def test_a_study_is_audited_from_its_inputs_and_nothing_is_written(tmp_path: Path) -> None:
    study = tmp_path / "study"
    shutil.copytree(ROOT / "data/vocab", study / "data/vocab")
    (study / "data/vocab/findings_reviewed.csv").unlink()
    shutil.copyfile(ROOT / "tests/data/seed/raw_readme.md", study / "data/raw_readme.md")
    before = sorted(study.rglob("*"))
    _, findings = audit_study(study)
    assert sorted(study.rglob("*")) == before
    said = say_findings(select_failing(findings, "error"))
    assert said.startswith("data/raw_readme.md:90: error: LLMHG stands twice in section 1.1.1")
    assert "published_since" not in set(findings["rule"])


def test_a_folder_that_is_no_study_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"no folder data/ there"):
        audit_study(tmp_path)
