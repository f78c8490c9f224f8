"""Lists of every shape are read: bullets, numbered items, blocks, nested bullets, HTML tables, other headers.

The cases are in tests/data/shapes.toml.
"""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listometrics.readme.parse import Parsed, parse_readme
from listometrics.readme.vocabulary import Vocabulary, read_settings

PDF = "[[paper]](https://arxiv.org/abs/2305.00001)"
CASES = tomllib.loads((Path(__file__).parents[1] / "data/shapes.toml").read_text(encoding="utf-8"))
LISTS = tomllib.loads((Path(__file__).parents[1] / "data/list_cases.toml").read_text(encoding="utf-8"))["case"]
ONE_LINE = [case["text"] for case in CASES["one_line"]]
TEXTS = [case["text"] for cases in CASES.values() for case in cases]
GOOD = f"- **A Good Item at the End**, WWW 2023, {PDF}\n"


def read(text: str, vocabulary: Vocabulary) -> tuple[Parsed, list[dict[str, Any]]]:
    """Return the parse, and each entry with its further columns and number of links."""
    parsed = parse_readme(text, vocabulary)
    entries: list[dict[str, Any]] = parsed.entries.to_dict("records")
    for entry in entries:
        entry.update({"authors": "", "date": ""} | json.loads(entry["other"] or "{}"))
        entry["links"] = int((parsed.links["entry"] == entry["entry"]).sum())
    return parsed, entries


@pytest.mark.parametrize(
    "case", [*CASES["one_line"], *CASES["many_lines"], *CASES["wild"]], ids=lambda case: case["case"]
)
def test_a_shape_is_read_and_so_is_what_follows(case: dict[str, Any], vocabulary: Vocabulary) -> None:
    parsed, entries = read(f"## Papers\n\n{case['text']}\n\n## More\n\n{GOOD}", vocabulary)
    assert len(parsed.rejected) == 0
    assert [entry["title"] for entry in entries[1:]] == ["A Good Item at the End"]
    assert {name: entries[0][name] for name in case["read"]} == case["read"]


@pytest.mark.parametrize("case", LISTS, ids=lambda case: case["name"])
def test_a_small_list_says_what_a_reader_finds(case: dict[str, Any], vocabulary: Vocabulary) -> None:
    parsed, entries = read(f"# A list\n\n{case['text']}", vocabulary)
    identifiers = parsed.links.groupby("entry")["identifier"].first()
    years = parsed.entries["year"].fillna(0).tolist()
    found = [
        [entry["title"], entry["authors"], entry["venue"], year, identifiers[entry["entry"]]]
        for entry, year in zip(entries, years, strict=True)
    ]
    assert found == case["found"]


@pytest.mark.parametrize("case", CASES["no_paper"], ids=lambda case: case["case"])
def test_what_is_no_paper_is_rejected_with_a_reason(case: dict[str, str], vocabulary: Vocabulary) -> None:
    parsed = parse_readme(f"## Papers\n\n{case['text']}\n\n## More\n\n{GOOD}", vocabulary)
    assert any(said.startswith(case["reason"]) for said in parsed.rejected["reason"])
    assert "A Good Item at the End" in parsed.entries["title"].tolist()
    assert len(parsed.entries) == case["text"].count("**") / 2 + 1


def test_every_bullet_of_a_list_is_an_entry_or_rejected(vocabulary: Vocabulary) -> None:
    text = "".join(f"{item}\n\n## S\n\n" for item in [*ONE_LINE, *(case["text"] for case in CASES["no_paper"])])
    parsed = parse_readme(text, vocabulary)
    bullets = {n for n, line in enumerate(text.split("\n"), start=1) if re.match(r" *([-*+]( |$)|1\.|<li)", line)}
    assert bullets == set(parsed.entries["line"]) | set(parsed.rejected["line"])
    assert parsed.rows == len(parsed.entries) + len(parsed.rejected)


def test_bullets_around_tables_are_prose(header: str, good_row: str, vocabulary: Vocabulary) -> None:
    parsed = parse_readme(f"- [Papers](#p)\n- a motive\n\n{header}{good_row}", vocabulary)
    assert (len(parsed.entries), len(parsed.rejected)) == (1, 0)


def test_a_dated_title_without_more_is_an_entry_among_its_like_alone(vocabulary: Vocabulary) -> None:
    dated = f"- [2024/06] A First Work | {PDF}\n- [2024/05] A Second Work | {PDF}\n- [2024/04] No Link Yet\n"
    parsed, entries = read(f"# A\n\n{dated}- More wanted!\n\n# B\n\n- [2024/03] No Neighbours Here\n", vocabulary)
    assert [entry["title"] for entry in entries] == ["A First Work", "A Second Work", "No Link Yet"]
    assert parsed.rejected["line"].tolist() == [6, 10]


def test_a_block_that_is_no_entry_is_rejected_where_others_are(vocabulary: Vocabulary) -> None:
    block = f"**A Block of a Title**\\\n*Amy Boe*\\\nACL 2024. {PDF}\n"
    parsed, entries = read(f"# A\n\n{block}\n# B\n\n**Please** add\\\nnew papers.\n\n{block}", vocabulary)
    assert [entry["line"] for entry in entries] == [3, 12]
    assert parsed.rejected["line"].tolist() == [9]


SECTIONS = {
    "number signs": ("## Two", "Two"),
    "an HTML heading": ("<h3 id='2'>Two</h3>", "Two"),
    "a number in bold": ("<b>2.1 Two</b>", "Two"),
    "a line in bold above items": ("**Two**", "Two"),
    "a summary": ("<details>\n<summary><b>Two</b></summary>\n", "Two"),
    "a summary over several lines": ("<details open>\n<summary>\n  Two\n</summary>\n", "Two"),
    "a heading with a badge": ("## Two ![x](https://img.shields.io/y)", "Two"),
}


@pytest.mark.parametrize(("heading", "title"), SECTIONS.values(), ids=SECTIONS.keys())
def test_a_section_is_found_in_every_form(heading: str, title: str, vocabulary: Vocabulary) -> None:
    parsed = parse_readme(f"# List\n\n## One\n\n{GOOD}\n{heading}\n\n{GOOD}", vocabulary)
    assert parsed.entries["section_title"].tolist() == ["One", title]


def test_what_is_folded_is_in_its_own_section_and_the_one_before_goes_on(vocabulary: Vocabulary) -> None:
    text = f"## One\n\n<details>\n<summary>Two</summary>\n\n{GOOD}\n</details>\n\n{GOOD}"
    parsed = parse_readme(text, vocabulary)
    assert parsed.entries["section_title"].tolist() == ["Two", "One"]


def test_an_html_cell_over_two_rows_stands_in_both_and_one_over_the_table_is_none(vocabulary: Vocabulary) -> None:
    text = (
        "<table><tr><th>Paper</th><th>Venue</th></tr>\n<tr><td colspan=2>2024</td></tr>\n"
        "<tr><td>A</td><td rowspan=2>ACL 2024</td></tr>\n<tr><td>B</td></tr></table>"
    )
    parsed = parse_readme(text, vocabulary)
    assert parsed.entries[["line", "title", "venue"]].to_numpy().tolist() == [[3, "A", "ACL"], [4, "B", "ACL"]]
    assert parsed.rejected[["line", "reason"]].to_numpy().tolist() == [[2, "one cell over several columns"]]


def test_decisions_of_the_owner_go_first(vocabulary: Vocabulary) -> None:
    settings = read_settings('skip = ["Old"]\n[columns]\nWork = "title"\n[kinds]\nData = "dataset"\n')
    text = f"# A\n\n| Work | Stars |\n|---|---|\n| T | 5 |\n\n# Old\n\n{GOOD}\n# Data\n\n- [MovieLens](https://g.org)\n"
    parsed = parse_readme(text, vocabulary, settings=settings)
    assert parsed.entries[["title", "kind"]].to_numpy().tolist() == [["T", "paper"], ["MovieLens", "dataset"]]
    assert parsed.rejected["reason"].tolist() == ["in a section that data/list.toml skips"]


MIXED = st.lists(
    st.one_of(st.sampled_from([*TEXTS, "# A", "<details>", "</details>", "<summary>x</summary>", "<table>", "<td>"]),
              st.text(max_size=12)),
    max_size=12,
)  # fmt: skip


@settings(max_examples=60)
@given(MIXED, st.sampled_from(["\n", "\n\n", "\n  ", " "]))
def test_any_mixture_loses_nothing(vocabulary: Vocabulary, parts: list[str], between: str) -> None:
    parsed = parse_readme(f"{between.join(parts)}\n\n# End\n\n{GOOD}", vocabulary)
    assert parsed.rows == len(parsed.entries) + len(parsed.rejected)
    assert parsed.rejected["line"].is_unique
    assert parsed.entries["line"].is_monotonic_increasing


ITEM = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"))


@settings(max_examples=60)
@given(st.lists(st.one_of(ITEM, st.sampled_from(ONE_LINE)), min_size=1, max_size=6))
def test_any_item_is_an_entry_or_rejected_with_a_reason(vocabulary: Vocabulary, items: list[str]) -> None:
    bullets = [f"- x {item}" if item[:2] not in ("- ", "* ", "+ ", "1.") else item for item in items]
    parsed = parse_readme("".join(f"## S\n\n{bullet}\n\n" for bullet in [*bullets, GOOD]), vocabulary)
    expected = set(range(3, 3 + 4 * len(items), 4))
    assert expected <= set(parsed.entries["line"]) | set(parsed.rejected["line"])
    assert not set(parsed.entries["line"]) & set(parsed.rejected["line"])
    assert (parsed.rejected["reason"] != "").all()
