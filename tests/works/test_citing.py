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
