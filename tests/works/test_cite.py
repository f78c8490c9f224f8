"""Works are found by whatever names them, and what is not found is named."""

from pathlib import Path

import pytest

from listometrics.errors import StudyError
from listometrics.works.citing import (
    choose_keys,
    choose_works,
    cut_bibtex,
    explain_missing,
    name_missing,
    read_cited,
    write_cite_line,
    write_table,
)
from listometrics.works.enrich import Enriched


def test_unknown_keys_are_named_with_the_nearest_known() -> None:
    chosen = choose_keys(
        ["hou2023large", "old2020key", "hou2023lrge", "zzz"],
        ["hou2023large", "new2020key"],
        {"old2020key": "new2020key"},
    )
    assert chosen.keys == ("hou2023large", "new2020key")
    assert chosen.missing == (("hou2023lrge", ("hou2023large",)), ("zzz", ()))
    with pytest.raises(
        StudyError, match=r"paper\.aux: not found: 'hou2023lrge' \(nearest: hou2023large\); 'zzz'\. Expected"
    ):
        explain_missing(chosen, "paper.aux")
    explain_missing(choose_keys([], [], {}), "x")


def test_works_are_found_by_whatever_names_them(enriched: Enriched) -> None:
    papers = enriched.papers.astype(str).to_dict("records")
    lines = [
        "2305.08845", "https://arxiv.org/abs/2307.15780v2", "10.1145/3604915.3608857", "zhang2023agentcf",
        "AnyPredict: Foundation Model for Tabular Prediction", "Can GNN be good adapter for LLM?", "",
        "A Title that Nobody Wrote",
    ]  # fmt: skip
    chosen = choose_works(lines, papers)
    assert chosen.keys == (
        "hou2023large", "lyu2023llmrec", "bao2023tallrec", "zhang2023agentcf", "wang2023meditab", "huang2024gnn",
    )  # fmt: skip
    assert [name for name, _ in chosen.missing] == ["A Title that Nobody Wrote"]


def test_a_name_that_several_works_bear_finds_none_and_names_them() -> None:
    papers = [
        {"key": key, "title": title} for key, title in (("a2020x", "ChatGPT as Uncle"), ("b2020y", "Yet Another"))
    ]
    names = [("ChatGPT", "b2020y"), ("ChatGPT", "c2020z"), ("ChatGPT", "c2020z"), ("KAR", "b2020y"), ("KAR", "b2020y")]
    chosen = choose_works(["ChatGPT", "kar", "ChatGPT as", "Yet Another"], papers, {}, names)
    assert chosen.keys == ("b2020y", "a2020x")
    assert chosen.begun == (("ChatGPT as", "a2020x"),)
    assert chosen.missing == (("ChatGPT", ("b2020y", "c2020z")),)
    with pytest.raises(StudyError, match=r"'ChatGPT' \(several works bear that name: b2020y, c2020z\)\. Expected"):
        explain_missing(chosen, "standard input")


def test_many_unknown_keys_are_named_in_part_and_counted() -> None:
    chosen = choose_keys([f"zz{n}" for n in range(25)], ["hou2023large"], {})
    assert name_missing(chosen).startswith("'zz0'; 'zz1'") and name_missing(chosen).endswith("'zz19'; and 5 more")


def test_a_key_in_capitals_names_the_key() -> None:
    assert choose_keys(["HOU2023LARGE"], ["hou2023large", "zhang2024agent"], {}).missing == (
        ("HOU2023LARGE", ("hou2023large",)),
    )


def test_a_subset_of_the_bibliography_is_cut_out(enriched: Enriched) -> None:
    text = cut_bibtex(enriched.references_bib, ["lyu2023llmrec", "hou2023large"])
    assert [line for line in text.splitlines() if line.startswith("@")] == [
        "@inproceedings{hou2023large,", "@inproceedings{lyu2023llmrec,",
    ]  # fmt: skip
    assert text in enriched.references_bib or all(part in enriched.references_bib for part in text.split("\n\n"))
    assert cut_bibtex(enriched.references_bib, []) == ""


def test_a_work_without_authors_cannot_be_cut_out(enriched: Enriched) -> None:
    with pytest.raises(StudyError, match=r"references\.bib: no entry product2023information\. Works without authors"):
        cut_bibtex(enriched.references_bib, ["product2023information"])


def test_a_table_cites_and_escapes() -> None:
    rows = [{"key": "a2020b", "label": "R&D 100%", "year": "2020"}, {"key": "c", "label": "[x]", "year": ""}]
    assert write_table(rows, [("year", "Year_1")]) == (
        "\\begin{tabular}{ll}\n\\hline\nWork & Year\\_1 \\\\\n\\hline\nR\\&D 100\\%~\\cite{a2020b} & 2020 \\\\\n"
        "{}[x]~\\cite{c} &  \\\\\n\\hline\n\\end{tabular}\n"
    )
    assert write_cite_line(["a", "b"]) == "\\cite{a,b}\n"


@pytest.mark.requires_tool("pdflatex", "bibtex")
def test_a_paper_with_ten_citations_compiles_with_its_own_bibliography(enriched: Enriched, tmp_path: Path) -> None:
    import subprocess

    keys = list(enriched.papers.loc[enriched.papers["bib_status"] != "partial", "key"])[::22][:10]
    rows = [
        {"key": k, "label": t, "year": ""}
        for k, t in zip(enriched.papers["key"], enriched.papers["title"], strict=True)
        if k in keys
    ]
    body = "\n\n".join(f"Shown by \\cite{{{key}}}." for key in keys) + write_table(rows[:2], [("year", "Year")])
    closing = "\\bibliographystyle{plain}\\bibliography{own}\\end{document}\n"
    tex = f"\\documentclass{{article}}\\begin{{document}}\n{body}\n{closing}"
    (tmp_path / "paper.tex").write_text(tex, encoding="utf-8")
    cited, _ = read_cited(tex)
    assert cited == keys
    (tmp_path / "own.bib").write_text(cut_bibtex(enriched.references_bib, cited), encoding="utf-8")
    for command in (["pdflatex"], ["bibtex"], ["pdflatex"], ["pdflatex"]):
        options = ["-interaction=nonstopmode", "-halt-on-error"] if command == ["pdflatex"] else []
        done = subprocess.run(
            [*command, *options, "paper"], cwd=tmp_path, capture_output=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]
    assert read_cited((tmp_path / "paper.aux").read_text(encoding="utf-8")) == (keys, False)
    assert "undefined" not in (tmp_path / "paper.log").read_text(encoding="latin-1")
