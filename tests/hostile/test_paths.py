"""No path of a study leads out of it."""

from pathlib import Path

import pytest

from listometrics.commands.cite import read_paper
from listometrics.errors import StudyError
from listometrics.run.pipeline import hash_inputs
from listometrics.study.stage import open_stage


@pytest.fixture
def study(tmp_path: Path) -> Path:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "study/data/vocab").mkdir(parents=True)
    (tmp_path / "study/data/bib/sources").mkdir(parents=True)
    return tmp_path / "study"


@pytest.mark.parametrize("path", ["data/raw_readme.md", "data/vocab/models.csv", "data/bib/sources/x.bib"])
def test_an_input_that_is_a_link_out_of_the_study_is_refused(study: Path, path: str) -> None:
    (study / path).symlink_to(study.parent / "secret.txt")
    with pytest.raises(StudyError, match=rf"^{path}: leads to .*secret\.txt, outside the study"):
        open_stage("01_parse", str(study)).read_bytes(path)
    with pytest.raises(StudyError, match="outside the study"):
        hash_inputs(study)


def test_a_link_within_the_study_is_followed(study: Path) -> None:
    (study / "data/list.md").write_text("a list")
    (study / "data/raw_readme.md").symlink_to("list.md")
    assert open_stage("01_parse", str(study)).read_text("data/raw_readme.md") == "a list"


def test_nothing_is_written_through_a_folder_that_leads_out(study: Path) -> None:
    outside = study.parent / "outside"
    outside.mkdir()
    (study / "data/01_parsed").symlink_to(outside)
    with pytest.raises(StudyError, match="outside the study"):
        open_stage("01_parse", str(study)).write_text("data/01_parsed/entries.csv", "x")
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("path", ["../secret.txt", "data/../../secret.txt"])
def test_a_parent_path_is_refused(study: Path, path: str) -> None:
    stage = open_stage("01_parse", str(study))
    with pytest.raises(StudyError, match="outside the study"):
        stage.read_bytes(path)
    with pytest.raises(StudyError, match="outside the study"):
        stage.write_text(path, "x")


def test_a_paper_takes_in_no_file_outside_its_folder(study: Path) -> None:
    (study.parent / "other.tex").write_text(r"\cite{secret2024}")
    (study / "paper.tex").write_text(r"\cite{plain2024} \input{../other} \include{../other.tex}")
    assert read_paper(study / "paper.tex") == (["plain2024"], False)
