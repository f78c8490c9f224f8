"""The list is read to truth, and no text is read with a row lost."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listometrics.errors import StudyError
from listometrics.readme.markdown_blocks import split_lines
from listometrics.readme.parse import Parsed, parse_readme
from listometrics.readme.vocabulary import Aliases, Vocabulary
from listometrics.study import schema

NOTHING = Vocabulary(Aliases({}, ()), Aliases({}, ()), Aliases({}, ()))
TABLES = {name: table for name, table in schema.TABLES.items() if table.path.startswith("data/01_parsed")}
FRAMES = tuple(TABLES)


def say(parsed: Parsed) -> list[str]:
    """Return the entries as `name/title`."""
    return [f"{name}/{title}" for name, title in zip(parsed.entries["name"], parsed.entries["title"], strict=True)]


def reasons(parsed: Parsed) -> list[str]:
    return parsed.rejected["reason"].tolist()


# The real list. The counts were taken from the raw text without the parser; how stands beside each.


def test_every_row_of_the_list_is_accounted_for(seed: Parsed) -> None:
    assert seed.rows == 264  # grep -c '^|' less 2 * grep -cE '^\|[ :|-]+$', less the 17 headers: see the next line
    assert len(seed.entries) == 263
    assert seed.rejected[["line", "reason"]].to_numpy().tolist() == [[384, "blank row"]]  # grep -nE '^\|[ |]+$'
    assert len(seed.unknown) == 0


def test_each_line_is_where_the_list_has_it(seed: Parsed, seed_text: str) -> None:
    lines = seed_text.split("\n")
    for line, name, title in seed.entries[["line", "name", "title"]].itertuples(index=False):
        assert name in lines[line - 1] and title in lines[line - 1]


def test_tables_have_the_columns_and_types_of_the_contract(seed: Parsed) -> None:
    for name, table in TABLES.items():
        frame = getattr(seed, name)
        pd.testing.assert_frame_equal(table.check(frame), frame)
        assert frame.dtypes.to_dict() == table.empty().dtypes.to_dict()


# Bad input: after each, a good row is still read.

TITLE = "A good row"
BAD = {
    "a cell too many": ("| A | B | | | | | | x |\n", "8 cells, the header has 7"),
    "a cell too few": ("| A | B | | | | |\n", "6 cells, the header has 7"),
    "a row that is one pipe": ("|\n", "blank row"),
    "a row of blanks": ("| | | | | | | |\n", "blank row"),
    "a row of zero-width characters": ("| \u200b | \ufeff | | | | | |\n", "blank row"),
    "a row without name and title": ("| N/A | | ChatGPT | | | | |\n", "neither a name nor a title"),
    "a second separator": ("|---|---|---|---|---|---|---|\n", "a separator without a header above it"),
    "a line of text right below a table": ("just text\n", "1 cell, the header has 7"),
    "a fenced block": ("\n```\n| A | B | | | | | |\n```\n", "a table line inside code"),
    "an HTML comment": ("\n<!-- gone\n| A | B | | | | | |\n-->\n", "a table line inside an HTML comment"),
    "a pre block": ("\n<pre>\n| A | B | | | | | |\n</pre>\n", "a table line inside code"),
}


@pytest.mark.parametrize(("bad", "reason"), BAD.values(), ids=BAD.keys())
def test_a_bad_row_is_rejected_and_the_good_row_after_it_read(
    bad: str, reason: str, header: str, good_row: str, vocabulary: Vocabulary
) -> None:
    parsed = parse_readme(header + good_row + bad + good_row, vocabulary)
    assert reasons(parsed) == [reason]
    assert say(parsed) == [f"Good/{TITLE}"] * 2
    assert parsed.rows == 3


ODD = {
    "an escaped pipe": (r"| A | B \| C | | | | | |", "A/B | C"),
    "a pipe in code": ("| A | B `x|y` | | | | | |", "A/B x|y"),
    "a pipe in a link's target": ("| A | B | | | | [[Paper]](https://x.org/a|b) | |", "A/B"),
    "an unclosed bracket": ("| A | B [x | | | | [[Paper](https://x.org | |", "A/B [x"),
    "an unclosed tag": ("| A <b | B <h4 id='1 | | | | <a href=' | |", "A <b/B <h4 id='1"),
    "tabs": ("\t|\tA\t|\tB\t|\t|\t|\t|\t|\t|", "A/B"),
    "two links in a cell": ("| A | B | | | | [[P]](https://a.org) [[C]](https://b.org) | |", "A/B"),
    "a link without scheme": ("| A | B | | | | [[P]](arxiv.org/abs/2305.1) | |", "A/B"),
    "an indent": ("        | A | B | | | | | |", "A/B"),
    "no outer pipes but a table above": ("A | B | | | | | x", "A/B"),
    "NUL": ("| A | B\x00 | | | | | |", "A/B\ufffd"),
    "zero-width characters around": ("\u200b| \ufeffA\u200b | \u2060B | | | | | |", "A/B"),
    "a line separator within a cell": ("| A | B\u2028C | | | | | |", "A/B\u2028C"),
    "right-to-left text": ("| \u200fمرجع\u200f | نظم التوصية | | | | | |", "مرجع/نظم التوصية"),
    "a list item": ("- | A | B | | | | | |", "A/B"),
}


@pytest.mark.parametrize(("odd", "said"), ODD.values(), ids=ODD.keys())
def test_an_odd_row_is_read_and_so_is_the_good_row_after_it(
    odd: str, said: str, header: str, good_row: str, vocabulary: Vocabulary
) -> None:
    parsed = parse_readme(header + good_row + odd + "\n" + good_row, vocabulary)
    assert say(parsed) == [f"Good/{TITLE}", said, f"Good/{TITLE}"]
    assert parsed.entries["line"].tolist() == [3, 4, 5]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"], ids=["CRLF", "CR", "LF"])
@pytest.mark.parametrize("bom", ["\ufeff", ""], ids=["with BOM", "without BOM"])
def test_line_ends_and_bom_change_nothing(
    end: str, bom: str, seed: Parsed, seed_text: str, vocabulary: Vocabulary
) -> None:
    parsed = parse_readme(bom + seed_text.replace("\n", end), vocabulary)
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(parsed, name), getattr(seed, name))


def test_a_megabyte_cell_is_kept_whole(header: str, good_row: str, vocabulary: Vocabulary) -> None:
    note = "ab/" * 350_000
    parsed = parse_readme(f"{header}| A | B | {note} | {note} | {note} | | {note} |\n{good_row}", vocabulary)
    assert say(parsed) == ["A/B", f"Good/{TITLE}"]
    assert parsed.entries["note"][0] == note
    assert parsed.unknown["column"].tolist() == ["backbone_raw", "publication_raw", "strategy_raw"]


def test_a_heading_in_a_table_starts_its_section_and_the_rows_go_on(
    header: str, good_row: str, vocabulary: Vocabulary
) -> None:
    text = f"# 1 One\n{header}{good_row}## 1.1 Two\n{good_row}<h2 id='1.2'>Three</h2>\n{good_row}\n{good_row}"
    parsed = parse_readme(text, vocabulary)
    assert parsed.entries["section"].tolist() == ["1", "1.1", "1.2", "1.2"]
    assert say(parsed) == [f"Good/{TITLE}"] * 4


def test_a_header_without_a_separator_is_known_by_its_names(header: str, good_row: str, vocabulary: Vocabulary) -> None:
    text = f"| Title | Venue | Code |\n| B | Arxiv 2023 | |\n\n| x | y |\n| C | ACL 2024 | |\n\n{header}{good_row}"
    parsed = parse_readme(text, vocabulary)
    assert say(parsed) == ["/B", "/C", f"Good/{TITLE}"]
    assert reasons(parsed) == ["2 cells, the header has 3"]


def test_rows_without_any_header_are_rejected(vocabulary: Vocabulary) -> None:
    assert reasons(parse_readme("| A | B |\n| C | D |\n", vocabulary)) == ["no header above it"] * 2


def test_a_table_of_something_else_is_not_forced_into_papers(
    header: str, good_row: str, vocabulary: Vocabulary
) -> None:
    parsed = parse_readme(f"| Metric | Value |\n|---|---|\n| NDCG | 0.1 |\n\n{header}{good_row}", vocabulary)
    assert reasons(parsed) == ["no column of its table holds names or titles"]
    assert say(parsed) == [f"Good/{TITLE}"]


def test_two_links_unknown_columns_and_loose_text_are_kept(vocabulary: Vocabulary) -> None:
    text = (
        "| Paper | Link | Stars |\n|---|---|---|\n"
        "| B | [[Paper]](arxiv.org/abs/2305.00001v2) [[Code]](https://github.com/a/b.git) soon | 5 |\n"
    )
    parsed = parse_readme(text, vocabulary)
    assert parsed.links[["position", "label", "kind", "identifier"]].to_numpy().tolist() == [
        [1, "Paper", "arxiv", "2305.00001"],
        [2, "Code", "github", "a/b"],
    ]
    assert parsed.links["url"][0] == "arxiv.org/abs/2305.00001v2"
    assert parsed.entries["other"][0] == '{"Link": "soon", "Stars": "5"}'


def test_what_the_vocabulary_does_not_know_stays_as_written(header: str, vocabulary: Vocabulary) -> None:
    row = "| A | B | LLaMa22 (7B) | Full Finetunin | XYZ 2024 | | |\n"
    parsed = parse_readme(header + row, vocabulary)
    assert parsed.entry_models[["model", "family", "params_m", "params_source"]].to_numpy().tolist() == [
        ["LLaMa22", "", 7000.0, "list"]
    ]
    assert parsed.entry_strategies[["strategy_raw", "strategy"]].to_numpy().tolist() == [["Full Finetunin", ""]]
    assert parsed.entries[["venue", "year"]].to_numpy().tolist() == [["XYZ", 2024]]
    assert parsed.entries["preprint"].isna().all()
    assert parsed.unknown[["line", "column", "value"]].to_numpy().tolist() == [
        [3, "backbone_raw", "LLaMa22"],
        [3, "publication_raw", "XYZ"],
        [3, "strategy_raw", "Full Finetunin"],
    ]
    assert parsed.unknown["nearest"][0].startswith("LLaMA2")
    assert parsed.unknown["nearest"][2].startswith("Full Finetuning")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"data/raw_readme\.md: the file is empty; expected rows below a header such as \| Name"),
        (" \n\n", r"data/raw_readme\.md: the file is empty"),
        ("# A\n\ntext\n", r"data/raw_readme\.md: no table and no item of a list found in 3 lines; .* give a list"),
    ],
    ids=["nothing", "blank lines", "no table"],
)
def test_a_text_without_a_table_is_refused(text: str, message: str, vocabulary: Vocabulary) -> None:
    with pytest.raises(StudyError, match=message):
        parse_readme(text, vocabulary, where="data/raw_readme.md")


# Any text.

FRAGMENTS = st.sampled_from(
    [
        "| Name | Paper | Link |\n|---|---|---|\n",
        "| Title | Model | Tuning | Venue |\n|---|---|---|---|\n",
        "| a | b/(7B), N/A | c & (d | '23 oral |\n",
        "| a | b | c |\n",
        "| a | [b](c|d) | `e|f` |\n",
        "a | b\n--- | ---\nc | d\n",
        "|---|---|\n",
        "# 1.1 x\n",
        "<h2 id='1'>\n",
        "</h2>\n",
        "```\n",
        "<!--",
        "-->",
        "> ",
        "- ",
        "    ",
        "\t",
        "\n",
        "\r",
        "\r\n",
        "\u2028",
        "|",
        "\\",
        "<div>\n",
        "<pre>\n",
        "[x]: y\n",
        "\x00",
        "\ufeff",
        "\u200f",
        "===\n",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(st.one_of(FRAGMENTS, st.text(max_size=8)), max_size=30).map("".join))


@settings(max_examples=300)
@given(TEXTS)
def test_any_text_gives_entries_and_rejects_for_every_table_line(text: str) -> None:
    from listometrics.readme.candidates import walk_blocks
    from listometrics.readme.markdown_blocks import read_blocks

    lines = split_lines(text)
    led = {number for number, line in enumerate(lines, start=1) if line.lstrip(" \t").startswith("|")}
    walk = walk_blocks(read_blocks(lines))
    try:
        parsed = parse_readme(text, NOTHING)
    except StudyError as error:
        assert "no table and no item" in str(error) or "empty" in str(error)
        assert not led
        return
    kept = parsed.entries["line"].tolist() + parsed.rejected["line"].tolist()
    accounted = kept + walk.headers
    assert len(accounted) == len(set(accounted))  # each line once
    assert led <= set(accounted)
    assert len(parsed.entries) + len(parsed.rejected) == parsed.rows
    assert parsed.entries["entry"].tolist() == list(range(1, len(parsed.entries) + 1))
    assert parsed.entries["line"].is_monotonic_increasing
    assert parsed.sections["section"].is_unique
    for frame, column in ((parsed.entry_models, "model"), (parsed.unknown, "value"), (parsed.rejected, "reason")):
        assert (frame[column] != "").all()
    for name, table in TABLES.items():
        assert getattr(parsed, name).dtypes.to_dict() == table.empty().dtypes.to_dict()


def test_a_link_in_a_column_of_its_own_kind_is_kept_as_link_and_its_text_as_text(vocabulary: Vocabulary) -> None:
    text = "| Repo Name | Maintainer |\n|---|---|\n| [a](https://github.com/o/a) | [someone](https://github.com/o) |\n"
    parsed = parse_readme(text, vocabulary)
    assert parsed.entries["other"].tolist() == ['{"Maintainer": "someone"}']
    assert parsed.links["label"].tolist() == ["a", "someone"]
