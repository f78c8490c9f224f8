"""What a paper cites, and only that."""

import pytest

from listometrics.works.citing import read_cited, read_inputs


@pytest.mark.parametrize(
    ("text", "keys", "everything"),
    [
        (r"\cite{a} \citep[see][p. 3]{b,c} \textcite*{d}", ["a", "b", "c", "d"], False),
        (r"\parencites(x)(y){a}[p]{b}{c} \Citet{d}", ["a", "b", "c", "d"], False),
        ("\\cite{ a ,\n b }", ["a", "b"], False),
        (r"\nocite{*} \cite{a}", ["a"], True),
        ("text % \\cite{no}\n\\cite{yes} 10\\% \\cite{also}", ["yes", "also"], False),
        (r"\verb|\cite{no}| \cite{a} \verb*+\cite{no}+ \lstinline!\cite{no}! \cite{b}", ["a", "b"], False),
        ("\\verb|%| \\cite{a} % \\verb|x\n\\cite{b}|", ["a", "b"], False),
        ("\\begin{verbatim}\n\\cite{no}\n% \\end{verbatim}\\cite{a}", ["a"], False),
        ("\\begin{lstlisting}[x]\\cite{no}\\end{lstlisting}\\begin{comment}\\cite{no}\\end{comment}\\cite{a}", ["a"],
         False),
        ("% \\begin{verbatim}\n\\cite{a}\\begin{quote}\\cite{b}\\end{quote}", ["a", "b"], False),
        ("\\begin{verbatim}\\cite{a}\\begin{verbatim}\\cite{b}", ["a", "b"], False),
        (r"\verbatiminput{x} \cite{a} \verb|", ["a"], False),
        (r"no citation, \textit{cite} \url{x}", [], False),
        (r"\newcommand{\mycite}[1]{\cite{#1}} \mycite{a}", ["a"], False),
        (r"\newcommand{\ours}{\cite{a}} \newcommand\citeleft{x} \renewcommand*{\citeright}{y}", ["a"], False),
        (r"\renewcommand\citemid{, } \cite{a}", ["a"], False),
        (r"\def\mycite#1{\cite{#1}} \cite{\key,a}", ["a"], False),
        (r"\volcite{2}{a} \Pvolcite[see]{iv}[3]{b} \volcites{1}[2]{c}{2}{d}", ["a", "b", "c", "d"], False),
        (r"\citetext{see \citealp{a}} \citetext{foo} \footcitetext{b}", ["a", "b"], False),
        (r"\iffalse \cite{no}\fi \cite{a}", ["a"], False),
        (r"\iffalse{\cite{no}} \ifx\a\b \cite{no} \else\cite{no}\fi \cite{no}\fi{}\cite{a}", ["a"], False),
        (r"\iffalse \cite{no} $a \iff b$ \iftoggle{x}{\cite{no}}{} \else \cite{a}\fi \cite{b}", ["a", "b"], False),
        (r"\let\ifdraft\iffalse \cite{a} \let\ifx=\iffalse \cite{b} \iffalsehood \cite{c} \fi", ["a", "b", "c"], False),
        (r"\iftrue \cite{a} \fi \iffalse \cite{b}", ["a", "b"], False),
        ("% \\iffalse\n\\cite{a} \\verb|\\iffalse| \\cite{b} \\fi", ["a", "b"], False),
        ("\\relax \n\\citation{a}\n\\citation{b,c}\n\\bibstyle{plain}\n\\bibdata{x}", ["a", "b", "c"], False),
        ("\\relax \n\\abx@aux@cite{0}{a}\n\\abx@aux@cite{b}\n", ["a", "b"], False),
        ('<?xml version="1.0"?>\n<bcf:controlfile><bcf:citekey order="1">a</bcf:citekey>'
         '<bcf:citekey order="2">*</bcf:citekey></bcf:controlfile>', ["a"], True),
    ],
)  # fmt: skip
def test_the_keys_of_a_paper_are_found(text: str, keys: list[str], everything: bool) -> None:
    assert read_cited(text) == (keys, everything)


def test_files_that_a_paper_takes_in_are_named() -> None:
    assert read_inputs("\\input{a}\n% \\input{no}\n\\include{b/c}\\@input{d.aux}") == ["a", "b/c", "d.aux"]
    assert read_inputs("\\iffalse\\input{no}\\fi\\input{a}") == ["a"]
