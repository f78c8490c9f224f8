from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listometrics.audit.findings import find_all
from listometrics.audit.material import Material
from listometrics.audit.patch import apply_fixes, make_patch

Make = Callable[..., Material]
Write = Callable[..., str]
ARXIV = {"arxiv": "2306.10933"}


def git_apply(folder: Path, old: str, patch: str) -> str:
    """Apply a patch with git to a file in a folder, and return what the file holds then."""
    target = folder / "list.md"
    target.write_bytes(old.encode("utf-8"))
    for options in (["--check"], []):
        command = ["git", "apply", "--whitespace=nowarn", *options, "-"]
        subprocess.run(command, input=patch.encode("utf-8"), cwd=folder, check=True, capture_output=True)
    return target.read_bytes().decode("utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    if shutil.which("git") is None:
        pytest.skip("git was not found; on Debian: apt-get install git")
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("a\nb\nc\n", "a\nB\nc\n", id="one line"),
        pytest.param("a\nb", "a\nB", id="the last line without a newline"),
        pytest.param("a\r\nb\r\n", "A\r\nb\r\n", id="carriage returns"),
        pytest.param("\ufeffa\nb\n", "\ufeffa\nB\n", id="a byte-order mark"),
        pytest.param("中\n文\n", "中\n字\n", id="Chinese"),
        pytest.param("\n".join("abcdefghijklmnopqrst"), "\n".join("AbcdefghijklmnopqrsT"), id="two hunks"),
        pytest.param("\n".join("abcdefgh"), "\n".join("AbcdefgH"), id="two changes in one hunk"),
        pytest.param("a\x0bb\x0cc\n", "a\x0bB\x0cc\n", id="other line separators"),
    ],
)
def test_git_applies_the_patch(folder: Path, old: str, new: str) -> None:
    assert git_apply(folder, old, make_patch(old, new, "list.md")) == new


def test_no_change_is_no_patch() -> None:
    assert make_patch("a\n", "a\n") == ""


@given(st.lists(st.sampled_from(["a\n", "b\r\n", "\n", "| c |\n"]), max_size=40), st.data())
def test_each_changed_line_is_taken_out_and_put_in_once(lines: list[str], data: st.DataObject) -> None:
    flips = data.draw(st.lists(st.booleans(), min_size=len(lines), max_size=len(lines)))
    new = [f"x{line}" if flip else line for line, flip in zip(lines, flips, strict=True)]
    shown = make_patch("".join(lines), "".join(new)).splitlines(keepends=True)[2:]
    assert sum(line.startswith("-") for line in shown) == sum(flips)
    assert sum(line.startswith("+") for line in shown) == sum(flips)


def test_fixes_change_their_cells_and_nothing_else(make_material: Make, write_list: Write, folder: Path) -> None:
    text = write_list(
        [
            {"model": "GhatGLM (6B)", "publication": "Arxiv 2022"},
            {"name": "A", "title": "Other", "link": ""},
            {"name": "B", "title": "Third", "link": "[[Paper]](https://arxiv.org/abs/2305.00001)"},
        ]
    )
    material = make_material(text, {2: {"arxiv": "2305.00002"}})
    findings = find_all(material)
    new, fixed = apply_fixes(text, findings, material.sections)
    assert sorted(fixed["rule"]) == ["arxiv_year", "missing_link", "misspelt_model"]
    expected = text.replace("GhatGLM", "ChatGLM").replace("Arxiv 2022", "Arxiv 2023", 1)
    expected = expected.replace("|  |  |", "| [[Paper]](https://arxiv.org/abs/2305.00002) |  |", 1)
    assert [" ".join(line.split()) for line in new.splitlines()] == [
        " ".join(line.split()) for line in expected.splitlines()
    ]
    assert git_apply(folder, text, make_patch(text, new, "list.md")) == new
    after = find_all(make_material(new, {2: {"arxiv": "2305.00002"}}))
    assert not set(fixed["rule"]) & set(after["rule"])


def test_accepted_findings_are_not_fixed(make_material: Make, write_list: Write) -> None:
    text = write_list([{"model": "GhatGLM"}])
    material = make_material(text)
    findings = find_all(material)
    assert apply_fixes(text, findings.assign(verdict="accepted"), material.sections)[0] == text


def test_a_proposal_that_would_break_the_table_is_no_safe_fix(make_material: Make, write_list: Write) -> None:
    facts = {1: {**ARXIV, "status": "published", "venue": "A | B\nC", "year": 2024}}
    findings = find_all(make_material(write_list([{}]), facts))
    assert not findings.loc[findings["rule"] == "published_since", "safe"].any()


def test_padding_keeps_the_columns_aligned(make_material: Make, write_list: Write) -> None:
    text = write_list([{"model": "GhatGLM     ", "publication": "   Arxiv 2023   "}])
    material = make_material(
        text, {1: {**ARXIV, "status": "published", "venue": "RecSys", "year": 2024, "doi": "10.1145/1.2"}}
    )
    new, _ = apply_fixes(text, find_all(material), material.sections)
    assert "|    RecSys 2024   |" in new
    assert len(new) == len(text)
