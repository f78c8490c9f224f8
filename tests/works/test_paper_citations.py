"""What a paper cites is found as LaTeX itself would write it into the .aux, and only that."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from listometrics.cite_command import read_paper
from listometrics.works.paper_citations import Cited, read_cited

PAPERS = tomllib.loads((Path(__file__).resolve().parents[1] / "data/citations/papers.toml").read_text(encoding="utf-8"))


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


CITED = {
    r"\cite{a} \citep[see][p. 3]{b,c} \textcite*{d}": "a b c d",
    r"\parencites(x)(y){a}[p]{b}{c} \Citet{d}": "a b c d",
    "\\cite{ a ,\n b }": "a b",
    r"\nocite{*} \cite{a}": "* a",
    "text % \\cite{no}\n\\cite{yes} 10\\% \\cite{also}": "yes also",
    r"\verb|\cite{no}| \cite{a} \verb*+\cite{no}+ \lstinline!\cite{no}! \cite{b}": "a b",
    "\\verb|%| \\cite{a} % \\verb|x\n\\cite{b}|": "a b",
    "\\begin{verbatim}\n\\cite{no}\n% \\end{verbatim}\\cite{a}": "a",
    "\\begin{lstlisting}[x]\\cite{no}\\end{lstlisting}\\begin{comment}\\cite{no}\\end{comment}\\cite{a}": "a",
    "% \\begin{verbatim}\n\\cite{a}\\begin{quote}\\cite{b}\\end{quote}": "a b",
    "\\begin{verbatim}\\cite{a}\\begin{verbatim}\\cite{b}": "a b",
    r"\newcommand{\mycite}[1]{\cite{#1}} \mycite{a}": "a",
    r"\newcommand{\ours}{\cite{a}} \newcommand\citeleft{x} \renewcommand*{\citeright}{y}": "a",
    r"\def\mycite#1{\cite{#1}} \cite{\key,a}": "a",
    r"\volcite{2}{a} \Pvolcite[see]{iv}[3]{b} \volcites{1}[2]{c}{2}{d}": "a b c d",
    r"\citetext{see \citealp{a}} \citetext{foo} \footcitetext{b}": "a b",
    r"\iffalse \cite{no}\fi \cite{a}": "a",
    r"\iffalse{\cite{no}} \ifx\a\b \cite{no} \else\cite{no}\fi \cite{no}\fi{}\cite{a}": "a",
    r"\iffalse \cite{no} $a \iff b$ \iftoggle{x}{\cite{no}}{} \else \cite{a}\fi \cite{b}": "a b",
    r"\let\ifdraft\iffalse \cite{a} \let\ifx=\iffalse \cite{b} \iffalsehood \cite{c} \fi": "a b c",
    r"\iftrue \cite{a} \fi \iffalse \cite{b}": "a b",
    "% \\iffalse\n\\cite{a} \\verb|\\iffalse| \\cite{b} \\fi": "a b",
    "\\makeatletter\n\\relax\n\\cite{a}": "a",
    "\\relax \n\\citation{a}\n\\citation{b,c}\n\\bibstyle{plain}\n\\bibdata{x}": "a b c",
    "\\relax \n\\abx@aux@cite{0}{a}\n\\abx@aux@cite{b}\n": "a b",
    '<?xml version="1.0"?>\n<bcf:controlfile><bcf:citekey order="1">a</bcf:citekey>'
    '<bcf:citekey order="2">*</bcf:citekey></bcf:controlfile>': "* a",
}


def test_short_texts_and_what_tools_leave_are_read() -> None:
    found = {text: read_cited(text) for text in CITED}
    assert {text: " ".join(["*"] * cited.everything + cited.keys) for text, cited in found.items()} == CITED


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
