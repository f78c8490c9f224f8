"""No path of a study leads out of it, and no text acts in a page made of it alone."""

import html
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from listometrics.cite_command import read_paper
from listometrics.errors import StudyError
from listometrics.report.report_html import make_html
from listometrics.report.typeset import make_markdown
from listometrics.run.execution import execute, write_page
from listometrics.run.pipeline import hash_inputs
from listometrics.run.preflight import Notebook
from listometrics.run.skipping import PAGES, Task
from listometrics.study.files import hold_study
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


def link_out(study: Path, path: str) -> Path:
    """Let a folder of the study be a link to one outside, which holds a file."""
    outside = study.parent / "outside"
    (outside / "inner").mkdir(parents=True)
    (outside / ".kept.csv.part").write_text("whole")
    (study / path).parent.mkdir(parents=True, exist_ok=True)
    (study / path).symlink_to(outside)
    return outside


def list_files(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def close_record(study: Path) -> None:
    open_stage("01_parse", str(study)).close()


def make_task(study: Path) -> Task:
    (study / "01_x.ipynb").write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    return Task(Notebook(study / "01_x.ipynb"), study, None, {})


def write_page_of_one(study: Path) -> None:
    task = make_task(study)
    executed = study / "reports/executed/01_x.ipynb"
    executed.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(study / "01_x.ipynb", executed)
    try:
        write_page(task)
    finally:
        executed.unlink()
        executed.parent.rmdir()


def write_executed(study: Path) -> None:
    execute(make_task(study), None, str(study))


def write_state(study: Path) -> None:
    (study.parent / "outside/01_x.state.json").write_text("{}")
    try:
        make_task(study).forget()
    finally:
        assert (study.parent / "outside/01_x.state.json").read_text() == "{}"
        (study.parent / "outside/01_x.state.json").unlink()


def hold(study: Path) -> None:
    hold_study(study).__enter__()


@pytest.mark.parametrize(
    ("path", "write"),
    [
        ("data/01_parsed", close_record),
        (PAGES, write_page_of_one),
        ("reports", write_page_of_one),
        ("reports/executed", write_executed),
        ("reports/executed", write_state),
        ("reports", hold),
    ],
    ids=["a record", "a page", "a page in reports", "an executed notebook", "a state", "half-written files of a run"],
)
def test_nothing_is_written_or_removed_by_a_run_where_a_folder_leads_out(
    study: Path, path: str, write: Callable[[Path], None]
) -> None:
    outside = link_out(study, path)
    with pytest.raises(StudyError, match=r"leads to .*, outside the study"):
        write(study)
    assert list_files(outside) == {".kept.csv.part": "whole"}


def test_half_written_files_are_removed_but_not_those_that_a_link_leads_to(study: Path) -> None:
    outside = link_out(study, "data/01_parsed")
    (study / "reports").mkdir()
    half, link = study / "reports/.report.md.part", study / "reports/.link.part"
    half.write_text("half")
    link.symlink_to(study.parent / "secret.txt")
    with hold_study(study):
        assert not half.exists() and not link.is_symlink()
    assert list_files(outside) == {".kept.csv.part": "whole"}
    assert (study.parent / "secret.txt").read_text() == "secret"


@pytest.mark.parametrize("target", ["../../secret.txt", "../../new.txt", "raw_readme.md"])
def test_a_lock_that_is_a_link_is_refused_and_what_it_leads_to_stays(study: Path, target: str) -> None:
    (study / "data/raw_readme.md").write_text("a list")
    (study / "data/.lock").symlink_to(target)
    with pytest.raises(StudyError, match=r"data/\.lock: is a link, expected a file that only a run or a fetch"):
        hold(study)
    assert (study.parent / "secret.txt").read_text() == "secret"
    assert (study / "data/raw_readme.md").read_text() == "a list"
    assert not (study.parent / "new.txt").exists()


@pytest.mark.parametrize("path", ["../secret.txt", "data/../../secret.txt"])
def test_a_parent_path_is_refused(study: Path, path: str) -> None:
    stage = open_stage("01_parse", str(study))
    with pytest.raises(StudyError, match="outside the study"):
        stage.read_bytes(path)
    with pytest.raises(StudyError, match="outside the study"):
        stage.write_text(path, "x")


def test_a_paper_takes_in_regular_files_alone(study: Path) -> None:
    (study.parent / "other.tex").write_text(r"\cite{other2024}")
    (study / "loop.tex").symlink_to("loop.tex")
    (study / "folder.tex").mkdir()
    os.mkfifo(study / "pipe.tex")
    inputs = r"\input{../other} \input{pipe} \input{loop} \input{folder} \input{/dev/zero} \input{a\0b} \input{/}"
    (study / "paper.tex").write_text(inputs.replace(r"\0", "\0") + f"\\input{{{'x' * 5000}}}\\cite{{plain2024}}")
    cited = read_paper(study / "paper.tex")
    assert cited.keys == ["other2024", "plain2024"]
    assert cited.absent == ["pipe", "loop", "folder", "/dev/zero", "a\0b", "/", "x" * 5000]


def test_raw_html_tex_and_blocks_of_data_are_text_to_pandoc() -> None:
    source = '# T\n\n<b onclick="x">a</b> \\textbf{b} `<i>c</i>`{=html} ::: {onclick=x}\n\n---\ntitle: PWNED\n---\n'
    page = make_html(source, {}, "")
    shown = html.unescape(re.sub(r"<[^>]*>", "", page))
    assert "<b " not in page and "<i>" not in page and "onclick=x" in shown
    assert "\\textbf{b}" in shown and "title: PWNED" in shown
    assert "<title>T</title>" in page


@pytest.mark.parametrize("scheme", ["javascript:x", "data:text/html,x", "file:///etc/hostname"])
def test_a_link_of_another_scheme_is_its_text_alone(scheme: str) -> None:
    source = f"# T\n\n[go](<{scheme}>) [on](https://a.org)\n"
    assert scheme not in make_html(source, {}, "")
    assert scheme not in make_markdown(source) and "https://a.org" in make_markdown(source)
