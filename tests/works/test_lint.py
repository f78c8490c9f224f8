"""Seeded defects, one a file: each is found by its rule, and nothing else is."""

import csv
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listometrics.works.lint import lint_bibtex

FOLDER = Path(__file__).resolve().parents[1] / "data" / "defects"
with (FOLDER / "expected.csv").open(encoding="utf-8", newline="") as file:
    CASES = [(row["file"], row["rule"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize(("name", "rule"), CASES, ids=[re.sub(r"^\d+-|\.bib$", "", name) for name, _ in CASES])
def test_a_seeded_defect_is_found_by_its_rule_alone(name: str, rule: str) -> None:
    findings = lint_bibtex((FOLDER / name).read_text(encoding="utf-8"))
    assert {finding.rule for finding in findings} == {rule}
    assert all(finding.line >= 11 and finding.what for finding in findings)


def test_every_file_of_the_folder_is_a_case() -> None:
    files = {path.name for path in FOLDER.glob("*.bib")}
    assert files == {name for name, _ in CASES} | {"00-control.bib"}
    assert len(CASES) >= 40


def test_good_entries_raise_no_alarm() -> None:
    assert lint_bibtex((FOLDER / "00-control.bib").read_text(encoding="utf-8")) == []


def test_a_text_that_is_no_bibtex_is_said() -> None:
    assert [f.what for f in lint_bibtex("<html>")] == ["an HTML or XML page, not BibTeX: not read"]
    assert [f.what for f in lint_bibtex("")] == ["empty"]


@settings(max_examples=100)
@given(st.text(alphabet=st.sampled_from('@{}",=#\\ \nabmisctitle%&$0-9'), max_size=300))
def test_any_text_is_checked_without_a_crash(text: str) -> None:
    lint_bibtex(text)


def judge(folder: Path, *command: str) -> str:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, errors="replace", timeout=120, check=False
    )
    return done.stdout + done.stderr + ("\nERROR exit" if done.returncode else "")


def found_by_tools(folder: Path, text: str) -> set[str]:
    (folder / "x.bib").write_text(text, encoding="utf-8")
    (folder / "x.aux").write_text("\\relax\n\\citation{*}\n\\bibstyle{plain}\n\\bibdata{x}\n")
    (folder / "x.bbl").unlink(missing_ok=True)
    found = set()
    if re.search(r"(?i)warning--|error|repeated|illegal|missing|exit", judge(folder, "bibtex", "x")):
        found.add("bibtex")
    tex = (
        "\\documentclass{article}\\begin{document}\\nocite{*}\\bibliographystyle{plain}\\bibliography{x}\\end{document}"
    )
    (folder / "x.tex").write_text(tex)
    if re.search(r"(?m)^!|exit$", judge(folder, "pdflatex", "-interaction=nonstopmode", "-halt-on-error", "x")):
        found.add("pdflatex")
    if re.search(r"WARN|ERROR", judge(folder, "biber", "--tool", "--validate-datamodel", "x.bib")):
        found.add("biber")
    tool = shutil.which("veracite", path=str(Path(sys.executable).parent)) or shutil.which("veracite")
    if tool and "0 errors   0 warnings" not in judge(folder, tool, "--bib", "x.bib", "--offline", "--no-color"):
        found.add("veracite")
    return found


@pytest.mark.slow
@pytest.mark.requires_tool("bibtex", "pdflatex", "biber")
def test_our_rules_find_all_that_the_tools_find_together_and_more(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    by_tool = {name: found_by_tools(tmp_path, (FOLDER / name).read_text(encoding="utf-8")) for name, _ in CASES}
    ours = {
        name
        for name, rule in CASES
        if any(f.rule == rule for f in lint_bibtex((FOLDER / name).read_text(encoding="utf-8")))
    }
    together = {name for name, tools in by_tool.items() if tools}
    with capsys.disabled():
        for tool in ("bibtex", "pdflatex", "biber", "veracite"):
            print(f"\n{tool}: {sum(tool in tools for tools in by_tool.values())} of {len(CASES)}", end="")
        print(f"\ntogether: {len(together)}, our rules: {len(ours)}; no tool: {sorted(set(by_tool) - together)}")
    assert together <= ours
    assert len(ours) == len(CASES)


@pytest.mark.parametrize("field", ["month = sept", "abstract = {x} {y}", "file = {x}, file = {y}"])
def test_a_bad_field_that_a_source_is_used_without_is_still_a_finding(field: str) -> None:
    text = f"@misc{{a, author = {{B, C}}, title = {{A Study}}, note = {{x}}, {field}}}"
    assert "structure" in [finding.rule for finding in lint_bibtex(text)]
