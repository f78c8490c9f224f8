"""Two versions of a list: every kind of change, and what is none."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from listometrics.diff.command import describe_changes
from listometrics.diff.compare import compare_lists
from listometrics.diff.headline import compare_headlines
from listometrics.diff.identity import FRAMES, Version
from listometrics.diff.page import make_comment, make_json
from listometrics.diff.versions import read_version
from listometrics.errors import StudyError
from listometrics.parse.readme import parse_readme
from listometrics.parse.vocabulary import Vocabulary, make_vocabulary
from listometrics.study.contract import TABLES
from listometrics.study.tables import from_csv

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "tests/data/seed/raw_readme.md"
HEADER = "| Name | Paper | LLM Backbone | LLM Tuning Strategy | Publication | Link | Notes |\n" + "|---" * 7 + "|\n"
ARXIV = "[[Paper]](https://arxiv.org/abs/"
KAR = f"| KAR | Open-World Recommendation | ChatGPT | Frozen | Arxiv 2023 | {ARXIV}2306.10933) | |"
PIE = f"| PIE | Product Extraction | BERT-base (110M) | LoRA | SIGIR 2023 | {ARXIV}2306.14921) | |"
DATA = "| **Dataset** | **Link** |\n|---|---|\n| MovieLens | [[Link]](https://grouplens.org) |"

Compare = Callable[[str, str], pd.DataFrame]


def page(*sections: list[str], after: str = "") -> str:
    parts = [f'<h2 id="{n}">{n} Part {n}</h2>\n\n{HEADER}{chr(10).join(rows)}\n' for n, rows in enumerate(sections, 1)]
    return "\n".join([*parts, after])


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    names = ("models", "strategies", "venues")
    frames = {n: from_csv((ROOT / TABLES[n].path).read_bytes(), TABLES[n], TABLES[n].path) for n in names}
    return make_vocabulary(**frames)


@pytest.fixture(scope="module")
def parse(vocabulary: Vocabulary) -> Callable[[str], Version]:
    def parse_text(text: str) -> Version:
        parsed = parse_readme(text, vocabulary)
        return Version("list", *(getattr(parsed, name) for name in FRAMES))

    return parse_text


@pytest.fixture(scope="module")
def compare(parse: Callable[[str], Version]) -> Compare:
    return lambda old, new: compare_lists(parse(old), parse(new))


@pytest.mark.parametrize(
    ("new", "change", "column", "before", "after"),
    [
        pytest.param(page([KAR, PIE, KAR.replace("Open-World", "New").replace("10933", "99999")]),
                     "added", "section", "", "1", id="a new work"),
        pytest.param(page([KAR]), "removed", "section", "1", "", id="a work less"),
        pytest.param(page([KAR], [PIE]), "moved", "section", "1", "2", id="another section"),
        pytest.param(page([KAR, PIE], [PIE]), "moved", "section", "1", "1, 2", id="a second section"),
        pytest.param(page([KAR.replace("Arxiv 2023", "RecSys 2024"), PIE]), "published", "publication_raw",
                     "Arxiv 2023", "RecSys 2024", id="a preprint published"),
        pytest.param(page([KAR.replace("Frozen", "LoRA"), PIE]), "relabelled", "strategies", "frozen", "lora",
                     id="another strategy"),
        pytest.param(page([KAR.replace("ChatGPT", "GPT4"), PIE]), "relabelled", "models", "ChatGPT", "GPT-4",
                     id="another model"),
        pytest.param(page([KAR.replace("| KAR ", "| KAR✅ "), PIE]), "read", "section", "", "", id="read"),
        pytest.param(page([KAR.replace("Open-World", "Closed-World"), PIE]), "changed", "title",
                     "Open-World Recommendation", "Closed-World Recommendation", id="renamed, same arXiv id"),
        pytest.param(page([KAR.replace("ChatGPT", "Chat-GPT"), PIE]), "changed", "backbone_raw", "ChatGPT",
                     "Chat-GPT", id="another spelling of the same model"),
        pytest.param(page([KAR, PIE.replace("| |", "| good |")]), "changed", "note", "", "good", id="a note"),
        pytest.param(page([KAR.replace("abs/2306.10933", "pdf/2306.10933v2"), PIE]), "changed", "links",
                     "https://arxiv.org/abs/2306.10933", "https://arxiv.org/pdf/2306.10933v2", id="another address"),
    ],
)  # fmt: skip
def test_one_change_is_one_row(compare: Compare, new: str, change: str, column: str, before: str, after: str) -> None:
    changes = compare(page([KAR, PIE]), new)
    assert len(changes) == 1, changes.to_dict("records")
    row = changes.iloc[0]
    assert row["change"] == change
    if change != "read":
        assert (row["column"], row["old"], row["new"]) == (column, before, after)


@pytest.mark.parametrize(
    "new",
    [
        pytest.param(page([PIE, KAR]), id="other order"),
        pytest.param("Words.\n\n" + page([KAR, PIE]), id="other lines"),
        pytest.param(page([KAR.replace("| KAR |", "|   KAR   |"), PIE]), id="other padding"),
        pytest.param(page([KAR, PIE]).replace("\n", "\r\n"), id="other line endings"),
    ],
)
def test_no_change_is_no_row(compare: Compare, new: str) -> None:
    assert compare(page([KAR, PIE]), new).empty


def test_a_work_without_a_link_that_gets_one_stays_the_same(compare: Compare) -> None:
    bare = KAR.replace("[[Paper]](https://arxiv.org/abs/2306.10933)", "")
    changes = compare(page([bare]), page([KAR]))
    assert changes["column"].tolist() == ["links"]


def test_works_of_one_name_are_not_one_work(compare: Compare) -> None:
    other = PIE.replace("| PIE |", "| KAR |")
    changes = compare(page([KAR]), page([other]))
    assert sorted(changes["change"]) == ["added", "removed"]


def test_datasets_are_compared_too(compare: Compare) -> None:
    changes = compare(page([KAR], after=DATA), page([KAR], after=DATA.replace("grouplens.org", "movielens.org")))
    assert changes[["kind", "work", "column"]].to_dict("records") == [
        {"kind": "dataset", "work": "MovieLens", "column": "links"}
    ]


def test_swapped_rows_of_a_duplicate_are_no_change(compare: Compare) -> None:
    noted = KAR.replace("| |", "| a note |")
    assert compare(page([KAR, noted]), page([noted, PIE.replace("2023", "2023"), KAR]))["change"].tolist() == ["added"]


def test_headline_numbers_count_works_once(parse: Callable[[str], Version]) -> None:
    headlines = compare_headlines(parse(page([KAR, PIE])), parse(page([KAR, PIE], [KAR.replace("Frozen", "LoRA")])))
    rows = headlines.set_index("number")
    assert rows.loc["paper entries", ["old", "new"]].tolist() == [2, 3]
    assert rows.loc["works", ["old", "new"]].tolist() == [2, 2]
    assert rows.loc["works tuned parameter-efficiently (%)", ["old", "new"]].tolist() == [50, 100]
    assert rows.loc["works tuned parameter-efficiently (%)", "new_n"] == 2
    assert rows.loc["works with closed models alone (%)", "old"] == 50
    assert rows.loc["median of stated sizes (millions)", "old"] == 110
    assert not rows.loc["works", "changed"]


def test_an_empty_side_has_numbers_that_are_not_known(parse: Callable[[str], Version]) -> None:
    headlines = compare_headlines(parse(DATA), parse(page([KAR]))).set_index("number")
    assert headlines.loc["works", "old"] == 0
    assert pd.isna(headlines.loc["works frozen (%)", "old"])


def test_the_comment_shows_texts_of_the_list_as_text(parse: Callable[[str], Version]) -> None:
    hostile = KAR.replace("Open-World Recommendation", r"@all \<script> #1 \[x](javascript:y)")
    old, new = parse(page([PIE])), parse(page([PIE, hostile]))
    comment = make_comment(compare_lists(old, new), compare_headlines(old, new), ("old", "new"))
    assert "1 added." in comment
    assert "<script>" not in comment
    assert r"\@all" in comment


def test_the_comment_is_cut_where_it_is_long(parse: Callable[[str], Version]) -> None:
    rows = [
        KAR.replace("KAR", f"N{i}").replace("Open-World", f"World {i}").replace("10933", f"1{i:04}") for i in range(9)
    ]
    old, new = parse(page([PIE])), parse(page([PIE, *rows]))
    comment = make_comment(compare_lists(old, new), compare_headlines(old, new), ("old", "new"), most=5)
    assert "Added (9)" in comment
    assert "and 4 more" in comment


def test_the_same_list_says_that_nothing_changed(parse: Callable[[str], Version]) -> None:
    seed = parse(SEED.read_bytes().decode("utf-8"))
    changes, headlines = compare_lists(seed, seed), compare_headlines(seed, seed)
    assert changes.empty
    assert "No work changed." in make_comment(changes, headlines, ("a", "b"))


def test_json_holds_all_changes(parse: Callable[[str], Version]) -> None:
    old, new = parse(page([KAR])), parse(page([PIE]))
    content = json.loads(make_json(compare_lists(old, new), compare_headlines(old, new), ("a", "b")))
    assert content["counts"]["added"] == content["counts"]["removed"] == 1
    assert content["changes"][0]["old_line"] is None
    assert {"number", "old", "new", "old_n", "new_n", "changed"} == set(content["headlines"][0])


@pytest.mark.requires_tool("git")
def test_git_revisions_are_versions(tmp_path: Path, vocabulary: Vocabulary) -> None:
    study = tmp_path / "study"
    (study / "data").mkdir(parents=True)

    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *identity, *arguments], cwd=study, check=True, capture_output=True)

    git("init", "-q")
    for text in (page([KAR]), page([KAR, PIE])):
        (study / "data/raw_readme.md").write_text(text, encoding="utf-8")
        git("add", "-A")
        git("commit", "-qm", "list")
    old, new = (read_version(given, study, vocabulary) for given in ("HEAD~1", "HEAD:data/raw_readme.md"))
    assert compare_lists(old, new)["change"].tolist() == ["added"]
    with pytest.raises(StudyError, match=r"v9: no such file, and git has no such revision of the list"):
        read_version("v9", study, vocabulary)
    with pytest.raises(StudyError, match=r"--output=x: no such file, and no git revision"):
        read_version("--output=x", study, vocabulary)


def test_the_command_describes_two_files(tmp_path: Path) -> None:
    old, new = tmp_path / "old.md", tmp_path / "new.md"
    old.write_text(page([KAR]), encoding="utf-8")
    new.write_text(page([KAR, PIE]), encoding="utf-8")
    assert "1 added." in describe_changes(str(old), str(new), ROOT)
    assert json.loads(describe_changes(str(old), str(new), ROOT, as_json=True))["counts"]["added"] == 1
