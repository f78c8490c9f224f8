"""What a paper cites is found as LaTeX itself would write it into the .aux, and only that."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from listometrics.cite_command import read_paper
from listometrics.works.paper_citations import Cited, read_cited

DATA = Path(__file__).resolve().parents[1] / "data/citations"
PAPERS = tomllib.loads((DATA / "papers.toml").read_text(encoding="utf-8"))


def write_paper(case: dict[str, Any], folder: Path) -> Path:
    """Write a paper and what it takes in, in a folder beside which others may be."""
    paper = folder / "paper" / "main.tex"
    (paper.parent / "sections").mkdir(parents=True)
    for name, text in case.get("files", {}).items():
        (paper.parent / name).parent.mkdir(exist_ok=True)
        (paper.parent / name).write_text(text, encoding="utf-8")
    packages = [re.sub(r"(\[.*\])?(.+)", r"\\usepackage\1{\2}", name) for name in case.get("packages", [])]
    lines = [f"\\documentclass{{{case.get('class', 'article')}}}", *packages, case.get("preamble", "")]
    paper.write_text("\n".join([*lines, "\\begin{document}", case["text"], "\\end{document}", ""]), encoding="utf-8")
    return paper


def list_found(cited: Cited) -> list[str]:
    return sorted(cited.keys + ["*"] * cited.everything)


@pytest.mark.parametrize("name", PAPERS)
def test_all_that_a_paper_cites_is_found(name: str, tmp_path: Path) -> None:
    found = read_paper(write_paper(PAPERS[name], tmp_path))
    assert (list_found(found), found.absent) == (sorted(PAPERS[name]["keys"].split()), [])


@pytest.mark.slow
@pytest.mark.requires_tool("pdflatex", "biblatex.sty", "import.sty", "pgfmath.sty", "IEEEtran.cls")
@pytest.mark.parametrize("name", [name for name, case in PAPERS.items() if "untried" not in case])
def test_latex_writes_these_keys_into_the_aux(name: str, tmp_path: Path) -> None:
    paper = write_paper(PAPERS[name], tmp_path)
    latex = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-draftmode", paper.name]
    done = subprocess.run(latex, cwd=paper.parent, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout[-1000:].decode(errors="replace")
    unwritten = PAPERS[name].get("unwritten", "").split()
    assert sorted([*list_found(read_paper(paper.with_suffix(".aux"))), *unwritten]) == sorted(
        PAPERS[name]["keys"].split()
    )


def test_short_texts_and_what_tools_leave_are_read() -> None:
    texts: dict[str, str] = dict(tomllib.loads((DATA / "texts.toml").read_text(encoding="utf-8"))["texts"])
    found = {text: read_cited(text) for text in texts}
    assert {text: " ".join(["*"] * cited.everything + cited.keys) for text, cited in found.items()} == texts


def test_an_encoding_a_mark_and_a_missing_file_stop_nothing(tmp_path: Path) -> None:
    for name, content in (
        ("latin.tex", "r\xe9sum\xe9 \\cite{a}\\input{gone}".encode("latin-1")),
        ("mark.tex", b"\xef\xbb\xbf\\cite{a,% c\r\n b}\r\n"),
        ("circle.tex", b"\\input{circle}\\cite{a}\\newcommand\\x[1]{\\x{#1}\\cite{#1}}\\x{b}"),
        ("circle.aux", b"\\relax\n\\@input{circle.aux}\n\\citation{a}\n\\bibdata{own,further}"),
        ("control.bcf", b"<bcf:controlfile><bcf:citekey>a</bcf:citekey><bcf:datasource>own.bib</bcf:datasource>"),
    ):
        (tmp_path / name).write_bytes(content)
    found = {path.name: read_paper(path) for path in tmp_path.iterdir()}
    keys = {
        "latin.tex": ["a"],
        "mark.tex": ["a", "b"],
        "circle.tex": ["a", "b"],
        "circle.aux": ["a"],
        "control.bcf": ["a"],
    }
    assert {name: cited.keys for name, cited in found.items()} == keys
    assert found["latin.tex"].absent == ["gone"]
    assert (found["circle.aux"].bibliographies, found["control.bcf"].bibliographies) == (
        ["own", "further"],
        ["own.bib"],
    )
