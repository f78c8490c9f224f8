"""Works are found by whatever names them, what a paper cites is found, and only that; what is not found is named."""

import json

import pytest

from listometrics.errors import StudyError
from listometrics.works.citing import (
    choose_keys,
    choose_works,
    cut_bibtex,
    cut_csl,
    cut_ris,
    read_cited,
    read_inputs,
    write_table,
)
from listometrics.works.enrich import Enriched


def test_unknown_keys_are_named_with_the_nearest_known() -> None:
    asked = ["hou2023large", "old2020key", "hou2023lrge", "HOU2023LARGES", "zzz"]
    chosen = choose_keys(asked, ["hou2023large", "new2020key"], {"old2020key": "new2020key"})
    assert (chosen.keys, chosen.retired) == (["hou2023large", "new2020key"], {"old2020key": "new2020key"})
    near = ["hou2023large"]
    assert chosen.missing == {"hou2023lrge": near, "HOU2023LARGES": near, "zzz": []}
    many = choose_keys([f"zz{n}" for n in range(25)], ["hou2023large"], {}).name_missing()
    assert many.startswith("'zz0'; 'zz1'") and many.endswith("'zz19'; and 5 more")


def test_works_are_found_by_whatever_names_them(enriched: Enriched) -> None:
    papers = enriched.papers.astype(str).to_dict("records")
    lines = [
        "2305.08845", "https://arxiv.org/abs/2307.15780v2", "10.1145/3604915.3608857", "zhang2023agentcf",
        "AnyPredict: Foundation Model for Tabular Prediction", "Can GNN be good adapter for LLM?", "",
        "A Title that Nobody Wrote",
    ]  # fmt: skip
    chosen = choose_works(lines, papers, {}, [])
    assert chosen.keys == [
        "hou2023large", "lyu2023llmrec", "bao2023tallrec", "zhang2023agentcf", "wang2023meditab", "huang2024gnn",
    ]  # fmt: skip
    assert list(chosen.missing) == ["A Title that Nobody Wrote"]


def test_a_name_that_several_works_bear_finds_none_and_names_them() -> None:
    papers = [
        {"key": key, "title": title} for key, title in (("a2020x", "ChatGPT as Uncle"), ("b2020y", "Yet Another"))
    ]
    names = [("ChatGPT", "b2020y"), ("ChatGPT", "c2020z"), ("ChatGPT", "c2020z"), ("KAR", "b2020y"), ("KAR", "b2020y")]
    chosen = choose_works(["ChatGPT", "kar", "ChatGPT as", "Yet Another"], papers, {}, names)
    assert chosen.keys == ["b2020y", "a2020x"]
    assert chosen.begun == {"ChatGPT as": "a2020x"}
    assert chosen.name_missing() == "'ChatGPT' (several works bear that name: b2020y, c2020z)"


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
    "\\relax \n\\citation{a}\n\\citation{b,c}\n\\bibstyle{plain}\n\\bibdata{x}": "a b c",
    "\\relax \n\\abx@aux@cite{0}{a}\n\\abx@aux@cite{b}\n": "a b",
    '<?xml version="1.0"?>\n<bcf:controlfile><bcf:citekey order="1">a</bcf:citekey>'
    '<bcf:citekey order="2">*</bcf:citekey></bcf:controlfile>': "* a",
}


def test_what_a_paper_cites_and_takes_in_is_found_and_only_that() -> None:
    found = {text: read_cited(text) for text in CITED}
    assert {text: " ".join(["*"] * everything + keys) for text, (keys, everything) in found.items()} == CITED
    assert read_inputs("\\input{a}\n% \\input{no}\n\\include{b/c}\\@input{d.aux}") == ["a", "b/c", "d.aux"]
    assert read_inputs("\\iffalse\\input{no}\\fi\\input{a}") == ["a"]


def test_entries_are_cut_out_in_the_files_order_with_the_retired_keys_asked_for() -> None:
    one, copy = "@misc{a2023first,\n  title = {One},\n}\n", "@comment{@misc{old2023, title = {One}, }}\n"
    two = "@article{b2024second,\n  title = {Two, with an @ sign},\n}\n"
    bib = "\n".join([copy, one, two])
    assert cut_bibtex(bib, ["b2024second", "a2023first"]) == f"{one}\n{two}"
    assert cut_bibtex(bib, ["a2023first"], ["old2023"]) == f"{copy}\n{one}"
    assert cut_bibtex(bib, []) == ""
    ris = "TY  - GEN\nID  - a2023first\nER  - \n\nTY  - JOUR\nID  - b2024second\nER  - \n"
    assert cut_ris(ris, ["b2024second"]) == "TY  - JOUR\nID  - b2024second\nER  - \n"
    items = [{"id": "a2023first", "title": "One"}, {"id": "b2024second", "title": "Two"}]
    cut = json.loads(cut_csl(json.dumps(items), ["a2023first"], {"old2023": "a2023first"}))
    assert cut == [items[0], {"id": "old2023", "title": "One"}]
    for error, file in ((lambda keys: cut_bibtex(bib, keys), "bib"), (lambda keys: cut_ris(ris, keys), "ris")):
        with pytest.raises(StudyError, match=rf"^references\.{file}: no entry c2025third\. .* partial\.bib"):
            error(["a2023first", "c2025third"])


def test_a_table_cites_and_escapes() -> None:
    rows = [{"key": "a2020b", "label": "R&D 100%", "year_1": "2020"}, {"key": "c", "label": "[x]", "year_1": ""}]
    assert write_table(rows, ["year_1"]) == (
        "\\begin{tabular}{ll}\n\\hline\nWork & year\\_1 \\\\\n\\hline\nR\\&D 100\\%~\\cite{a2020b} & 2020 \\\\\n"
        "{}[x]~\\cite{c} &  \\\\\n\\hline\n\\end{tabular}\n"
    )
