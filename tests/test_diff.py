"""What changed between two versions of a list: every kind of change, what is none, and how it is said."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from itertools import count
from pathlib import Path
from time import perf_counter

import hypothesis
import pandas as pd
import pytest
from hypothesis import strategies as st

from listometrics.cli import main
from listometrics.diff import (
    Difference,
    compare_headlines,
    compare_rejects,
    compare_versions,
    make_comment,
    make_json,
    pair_works,
    parse_version,
    read_version,
)
from listometrics.errors import StudyError
from listometrics.readme.parse import Parsed
from listometrics.readme.vocabulary import Vocabulary, make_vocabulary, read_settings
from listometrics.study.schema import TABLES, from_csv
from listometrics.works.identity import join_versions

ROOT = Path(__file__).resolve().parents[1]
HEADER = "| Name | Paper | LLM Backbone | LLM Tuning Strategy | Publication | Link | Notes |\n" + "|---" * 7 + "|\n"
ARXIV = "[[Paper]](https://arxiv.org/abs/"
KAR = f"| KAR | Open-World Recommendation | ChatGPT | Frozen | Arxiv 2023 | {ARXIV}2306.10933) | |"
PIE = f"| PIE | Product Extraction | BERT-base (110M) | LoRA | SIGIR 2023 | {ARXIV}2306.14921) | |"
OTHER = KAR.replace("Open-World Recommendation", "Quantum Graph Diffusion for Podcasts")
DATA = "| **Dataset** | **Link** |\n|---|---|\n| MovieLens | [[Link]](https://grouplens.org) |"
SHORT = "| KAR | two cells |"
NAMES = ("old", "new")
Parse = Callable[[str], Parsed]
Compare = Callable[[str, str], Difference]


def page(*sections: list[str], after: str = "") -> str:
    """Write a list: each argument is a section's rows, `after` stands behind them."""
    tables = [HEADER + "\n".join(rows) for rows in sections]
    return "\n".join([*(f'<h2 id="{n}">{n} Part {n}</h2>\n\n{table}\n' for n, table in enumerate(tables, 1)), after])


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    names = ("models", "strategies", "venues")
    return make_vocabulary(
        **{n: from_csv((ROOT / TABLES[n].path).read_bytes(), TABLES[n], TABLES[n].path) for n in names}
    )


@pytest.fixture(scope="module")
def parse(vocabulary: Vocabulary) -> Parse:
    return lambda text: parse_version("list", text, vocabulary)


@pytest.fixture(scope="module")
def compare(parse: Parse) -> Compare:
    return lambda old, new: compare_versions(parse(old), parse(new))


def changes(found: Difference, *columns: str) -> list[list[object]]:
    return found.changes[list(columns)].values.tolist()


# --- Works ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edit", "row"),
    [
        (("Arxiv 2023", "RecSys 2024"), ("published", "publication_raw", "Arxiv 2023", "RecSys 2024")),
        (("Frozen", "LoRA"), ("relabelled", "strategies", "frozen", "lora")),
        (("ChatGPT", "GPT4"), ("relabelled", "models", "ChatGPT", "GPT-4")),
        (("| KAR ", "| KAR✅ "), ("read", "read", "false", "true")),
        (("Open-World Rec", "Closed Rec"), ("changed", "title", "Open-World Recommendation", "Closed Recommendation")),
        (("ChatGPT", "Chat-GPT"), ("changed", "backbone_raw", "ChatGPT", "Chat-GPT")),
        (("| |", "| good |"), ("changed", "note", "", "good")),
        (("abs/2306.10933", "pdf/2306.10933v2"),
         ("changed", "links", "https://arxiv.org/abs/2306.10933", "https://arxiv.org/pdf/2306.10933v2")),
    ],
    ids=lambda value: value[1],
)  # fmt: skip
def test_one_changed_cell_is_one_row(compare: Compare, edit: tuple[str, str], row: tuple[str, ...]) -> None:
    found = compare(page([KAR, PIE]), page([KAR.replace(*edit), PIE]))
    assert changes(found, "change", "column", "old", "new") == [list(row)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (page([KAR, PIE]), page([KAR, PIE, OTHER.replace("10933", "99999")]), [["added", "", "1"]]),
        (page([KAR, PIE]), page([KAR]), [["removed", "1", ""]]),
        (page([KAR, PIE]), page([KAR], [PIE]), [["moved", "1", "2"]]),
        (page([KAR, PIE]), page([KAR, PIE], [PIE]), [["moved", "1", "1, 2"]]),
        (page([KAR, KAR], [PIE]), page([KAR], [PIE, KAR]), [["moved", "1, 1", "1, 2"]]),
        (page([KAR, PIE]), page([KAR, KAR, PIE]), [["repeated", "1", "1, 1"]]),
        (page([KAR, KAR, PIE]), page([KAR, PIE]), [["merged", "1, 1", "1"]]),
        (page([KAR, KAR.replace("| |", "| a note |")]), page([KAR.replace("| |", "| a note |"), PIE, KAR]),
         [["added", "", "1"]]),
        (page([KAR], after=DATA), page([KAR], after=DATA.replace("grouplens", "movielens")),
         [["changed", "https://grouplens.org", "https://movielens.org"]]),
        (page([KAR, PIE]), page([PIE, KAR]), []),
        (f"## A\n\n{HEADER}{KAR}\n", f"## New\n\n{HEADER}{PIE}\n\n## A\n\n{HEADER}{KAR}\n", [["added", "", "1"]]),
        (f"## A\n\n{HEADER}{KAR}\n", f"## Methods\n\n{HEADER}{KAR}\n", []),
        (f"## A\n\n{HEADER}{KAR}\n\n## B\n\n{HEADER}{PIE}\n", f"## B\n\n{HEADER}{KAR}\n{PIE}\n",
         [["moved", "1", "1"]]),
        (page([KAR, PIE]), "Words.\n\n" + page([KAR, PIE]), []),
        (page([KAR, PIE]), page([KAR.replace("| KAR |", "|   KAR   |"), PIE]).replace("\n", "\r\n"), []),
    ],
    ids=map(str, count()),
)  # fmt: skip
def test_works_come_go_and_move(compare: Compare, old: str, new: str, expected: list[list[str]]) -> None:
    assert changes(compare(old, new), "change", "old", "new") == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([[KAR.replace(f"{ARXIV}2306.10933)", "")]], [[KAR]], [(1, 1)]),  # it gets its link later
        ([[KAR]], [[KAR.replace("Open-World", "Closed")]], [(1, 1)]),  # renamed, with its identifier
        ([[KAR], [KAR]], [[OTHER], [OTHER]], [(2, 2)]),
        ([[KAR]], [[KAR], [KAR.replace("Recommendation", "Recommender Systems")]], [(1, 2)]),
        ([[KAR]], [[PIE.replace("| PIE |", "| KAR |")]], [(0, 1), (1, 0)]),  # one name is not one work
        ([[KAR, PIE]], [[OTHER, KAR, PIE]], [(0, 1), (1, 1), (1, 1)]),  # another title on the link of a work
        ([[OTHER, KAR]], [[KAR]], [(1, 1), (1, 0)]),
    ],
    ids=map(str, count()),
)
def test_rows_are_paired_by_work(
    parse: Parse, old: list[list[str]], new: list[list[str]], expected: list[tuple[int, int]]
) -> None:
    pairs = pair_works(parse(page(*old)), parse(page(*new)))
    assert [(len(pair.old), len(pair.new)) for pair in pairs] == expected


@pytest.mark.parametrize(
    ("names", "groups"),
    [
        ([["doi 1"], ["doi 1"], ["doi 1", "title a"], ["doi 2"]], 2),  # rows without a title are joined by their link
        ([["arxiv 1", "title kar"], ["arxiv 1", "title kar"], ["arxiv 1", "title pie"]], 2),  # short and unlike
        ([["arxiv 1", "title renamed since"], *(["arxiv 1", f"title {a * 9}"] for a in "bcdf")], 4),
        ([["arxiv 1", "title renamed since"],  # a template's link names none of very many titles
          *(["arxiv 1", f"title {a * 9} {b * 9}"] for a in "abcdefgh" for b in "hijklmno")], 65),
    ],
    ids=map(str, count()),
)  # fmt: skip
def test_a_link_joins_only_titles_that_agree_within_a_version(names: list[list[str]], groups: int) -> None:
    assert len(set(join_versions(names, [0, *[1] * (len(names) - 1)]))) == groups


SIGNS = st.text(st.sampled_from("?!…·~ab1 é中*[]()&;'\""), max_size=12)
LINKS = st.sampled_from(["", f"{ARXIV}2306.10933)", f"{ARXIV}2306.14921)"])
SECTIONS = st.lists(st.lists(st.tuples(SIGNS, SIGNS, LINKS), max_size=9), max_size=3)


@hypothesis.settings(max_examples=40)
@hypothesis.given(SECTIONS, st.booleans())
def test_any_list_differs_in_nothing_from_itself(
    vocabulary: Vocabulary, sections: list[list[tuple[str, ...]]], kinds: bool
) -> None:
    text = page(*([f"| {name} | {title} | | | | {link} | |" for name, title, link in rows] for rows in sections))
    text += "".join(f"\n## {name}\n\n{HEADER}{KAR}\n" for name in "AAB")
    chosen = read_settings('[kinds]\n"1" = "dataset"\n' if kinds else "")
    one, same = (parse_version("list", text, vocabulary, chosen) for _ in range(2))
    found = compare_versions(one, same)
    assert (len(found.changes), len(found.rejects), found.headlines["changed"].any()) == (0, 0, False)


def test_the_seed_list_differs_in_nothing_from_itself(parse: Parse) -> None:
    seed = parse((ROOT / "tests/data/seed/raw_readme.md").read_bytes().decode("utf-8"))
    found = compare_versions(seed, seed)
    assert (len(found.changes), len(found.rejects), found.headlines["changed"].any()) == (0, 0, False)


def test_thousands_of_equal_and_of_changed_rows_are_matched_in_linear_time(compare: Compare) -> None:
    many = [KAR] * 3000
    start = perf_counter()
    assert changes(compare(page(many), page([*many, KAR])), "change") == [["repeated"]]
    noted = [row.replace("| |", f"| {n} |") for n, row in enumerate(many)]
    assert len(compare(page(many), page(noted)).changes) == 3000
    assert perf_counter() - start < 30  # comparing all with all took minutes


def test_a_row_that_is_no_longer_understood_is_removed_and_said(compare: Compare) -> None:
    found = compare(page([KAR, PIE]), page([PIE, SHORT]))
    assert found.changes["change"].tolist() == ["removed"]
    assert found.rejects["change"].tolist() == ["new"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([[PIE]], [[PIE, SHORT]], [["new", 6, "2 cells, the header has 7", SHORT]]),
        ([[PIE, SHORT]], [[PIE]], [["gone", 6, "2 cells, the header has 7", SHORT]]),
        ([[PIE, SHORT]], [[PIE, SHORT, SHORT]], [["new", 7, "2 cells, the header has 7", SHORT]]),
        ([[PIE, SHORT]], [[PIE, "|KAR |   two cells|"]], []),
        ([[PIE, SHORT]], [[KAR], [PIE, SHORT]], []),
    ],
    ids=map(str, count()),
)
def test_rows_not_understood(
    parse: Parse, old: list[list[str]], new: list[list[str]], expected: list[list[object]]
) -> None:
    assert compare_rejects(parse(page(*old)), parse(page(*new))).values.tolist() == expected


def test_headline_numbers_count_works_once(parse: Parse) -> None:
    new = page([KAR, PIE], [KAR.replace("Frozen", "LoRA")])
    rows = compare_headlines(parse(page([KAR, PIE])), parse(new)).set_index("number")
    assert rows[["old", "new"]].T.to_dict("list") == {
        "paper entries": [2, 3], "works": [2, 2], "works marked as read": [0, 0], "other entries": [0, 0],
        "works called preprints (%)": [50, 50], "works frozen (%)": [50, 50], "works fully finetuned (%)": [0, 0],
        "works tuned by LoRA (%)": [50, 100], "works tuned by other PEFT (%)": [0, 0],
        "works with closed models alone (%)": [50, 50],
        "median of stated sizes (millions)": [110, 110],
    }  # fmt: skip
    assert rows.loc["works tuned by LoRA (%)", "new_n"] == 2 and not rows.loc["works", "changed"]
    nothing = compare_headlines(parse(DATA), parse(page([KAR]))).set_index("number")
    assert nothing.loc["works", "old"] == 0 and pd.isna(nothing.loc["works frozen (%)", "old"])


# --- How it is said -------------------------------------------------------------------------------------------


def test_the_comment_shows_texts_of_the_list_as_text(compare: Compare) -> None:
    hostile = KAR.replace("Open-World Recommendation", r"@all \<script> #1 \[x](javascript:y)")
    comment = make_comment(compare(page([PIE]), page([PIE, hostile])), NAMES)
    assert "1 added." in comment and "| `@all" in comment
    assert "<script>" not in re.sub("`[^`]*`", "", comment)


def test_turned_text_stays_out_of_the_comment_and_escaped_in_json(compare: Compare) -> None:
    found = compare(
        page([OTHER.replace("10933", "10934")]), page([KAR.replace("Open-World", "Turned \u202egnirts\x9b")])
    )
    comment, written = make_comment(found, NAMES), make_json(found, NAMES)
    assert "Turned gnirts" in comment and not {"\u202e", "\x9b"} & {*comment, *written}
    assert json.loads(written)["changes"][0]["work"].startswith("Turned \u202egnirts")


def test_the_comment_is_cut_where_it_is_long(compare: Compare) -> None:
    rows = [
        KAR.replace("KAR", f"N{i}").replace("Open-World", f"World {i}").replace("10933", f"1{i:04}") for i in range(9)
    ]
    comment = make_comment(compare(page([PIE]), page([PIE, *rows])), NAMES, most=5)
    assert "Added (9)" in comment and "and 4 more" in comment


def test_the_comment_says_what_changed_and_what_was_not_understood(compare: Compare) -> None:
    start = "### Changes of the list: `old` to `new`\n\n"
    same = page([KAR, SHORT])
    assert make_comment(compare(same, same), NAMES) == f"{start}No work changed.\n"
    comment = make_comment(compare(page([KAR, "| gone |"]), page([KAR, KAR, "| a \\| b | `c` |"])), NAMES)
    assert comment.startswith(f"{start}1 repeated. Rows not understood: 1 new, 1 gone.\n")
    for said in (
        "<summary>Repeated in the same section (1)</summary>", "Recommendation | 1 → 1, 1 |  |",
        "<summary>Rows not understood (1 new, 1 gone)</summary>", "| 7 | new | 2 cells, the header has 7 | ``",
        "| 6 | gone | 1 cell, the header has 7 | `\\| gone \\|` |",
    ):  # fmt: skip
        assert said in comment


def test_json_holds_all_changes(compare: Compare) -> None:
    content = json.loads(make_json(compare(page([KAR]), page([PIE, SHORT])), NAMES))
    assert content["counts"]["added"] == content["counts"]["removed"] == 1
    assert (content["changes"][0]["old_line"], content["changes"][0]["line"]) == (None, 5)
    assert {"number", "old", "new", "old_n", "new_n", "changed"} == set(content["headlines"][0])
    assert content["counts_not_understood"] == {"new": 1, "gone": 0}
    expected = {"change": "new", "line": 6, "reason": "2 cells, the header has 7", "raw": SHORT}
    assert content["rows_not_understood"] == [expected]


# --- Versions, and the command --------------------------------------------------------------------------------


@pytest.mark.requires_tool("git")
def test_git_revisions_are_versions(
    tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").mkdir()

    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *identity, *arguments], cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q")
    for text in (page([KAR]), page([KAR, PIE])):
        (tmp_path / "data/raw_readme.md").write_text(text, encoding="utf-8")
        git("add", "-A")
        git("commit", "-qm", "list")
    old, new = (read_version(given, tmp_path, vocabulary) for given in ("HEAD~1", "HEAD:data/raw_readme.md"))
    assert changes(compare_versions(old, new), "change") == [["added"]]
    for given, said in (
        ("v9", r"v9: no such file, and git has no such revision of the list"),
        ("--output=x", r"--output=x: no such file, and no git revision"),
        ("", r": no such file, and no git revision"),
    ):
        with pytest.raises(StudyError, match=said):
            read_version(given, tmp_path, vocabulary)
    assert not (tmp_path / "x").exists()
    monkeypatch.chdir(tmp_path)  # the list's own repository, with a chapter that is new
    (tmp_path / "more.md").write_text(page([OTHER.replace("10933", "99999")]), encoding="utf-8")
    git("add", "-A")
    git("commit", "-qm", "chapter")
    for command, said in (
        (["HEAD~2", "HEAD", "--", "data/raw_readme.md", "more.md"], "2 added."),
        (["HEAD~1", "HEAD~1", "--", "data/raw_readme.md"], "No work changed."),
    ):
        assert main(["diff", *command]) == 0
        assert said in capsys.readouterr().out
    assert main(["diff", "HEAD~1", "HEAD", "--", "more.md"]) == 2
    assert "behind -- the list's file" in capsys.readouterr().err


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], list[str]]:
    """Return a function that writes two versions outside any study, and names them for the command."""
    monkeypatch.chdir(tmp_path)

    def write(old: str, new: str) -> list[str]:
        Path("old.md").write_text(old, encoding="utf-8")
        Path("new.md").write_text(new, encoding="utf-8")
        return ["diff", "old.md", "new.md"]

    return write


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (page([KAR]), page([KAR, PIE, SHORT]), "1 added. Rows not understood: 1 new."),
        ("", page([KAR]), "1 added."),
        (page([KAR]), " \n", "1 removed."),
        ("", "", "No work changed."),
    ],
    ids=map(str, count()),
)
def test_two_files_are_compared_in_a_study_or_outside(
    files: Callable[[str, str], list[str]], capsys: pytest.CaptureFixture[str], old: str, new: str, said: str
) -> None:
    command = files(old, new)
    assert main(command) == main([*command, "--root", str(ROOT)]) == 0
    assert capsys.readouterr().out.count(said) == 2
    assert main([*command, "--json"]) == 0
    counts = json.loads(capsys.readouterr().out)["counts"]
    assert (counts["added"], counts["removed"]) == (int("added" in said), int("removed" in said))


def test_what_cannot_be_compared_is_refused(
    files: Callable[[str, str], list[str]], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    command = files(page([KAR]), "No list at all.\n")
    refused = {
        "no table and no item of a list found": command,
        "no such file": ["diff", "no.md", "no.md"],
        "no folder data/ there": [*command, "--root", "."],
    }
    for said, arguments in refused.items():
        assert main(arguments) == 2
        assert said in capsys.readouterr().err
    monkeypatch.setattr("listometrics.diff.OUR_DATA", Path("nowhere"))
    assert main(command) == 2
    assert "the working directory is no study (no folder data/vocab/)" in capsys.readouterr().err
