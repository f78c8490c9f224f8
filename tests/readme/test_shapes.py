"""Lists of every shape are read: bullets, numbered items, blocks, nested bullets, HTML tables, other headers."""

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listometrics.readme.parse import Parsed, parse_readme
from listometrics.readme.vocabulary import Vocabulary, read_settings

PDF = "[[paper]](https://arxiv.org/abs/2305.00001)"
ONE_LINE: dict[str, tuple[str, dict[str, Any]]] = {
    "title, authors, venue, links": (
        f"- **A Title of a Work: With More**, Alice Smith, Bob Lee, RecSys 2023, {PDF} [[code]](https://github.com/a/b)",
        {"title": "A Title of a Work: With More", "authors": "Alice Smith, Bob Lee", "venue": "RecSys", "links": 2},
    ),
    "a linked title and a venue": (
        "* [Is ChatGPT a Good Recommender?](https://example.org/x) - Venue 2023",
        {"title": "Is ChatGPT a Good Recommender?", "venue": "Venue", "year": 2023},
    ),
    "a date before a plain title": (
        f"- [2023/05] Recommenders in the Era of LLMs | {PDF}",
        {"title": "Recommenders in the Era of LLMs", "date": "2023-05", "year": 2023},
    ),
    "plain, with commas in the title": (
        f"+ A Study of News: Personalization, Provider Fairness, Fake News, arxiv 2023, {PDF}.",
        {"title": "A Study of News: Personalization, Provider Fairness, Fake News", "venue": "arXiv"},
    ),
    "plain sentences": (
        f"- A Plain Title with: Subtitle. Alice Smith and Bob Lee. NAACL 2024. {PDF}",
        {"title": "A Plain Title with: Subtitle", "authors": "Alice Smith and Bob Lee", "venue": "NAACL"},
    ),
    "authors first, the year in brackets": (
        "- Bao, K., Zhang, J. (2023). A Title in Another Style. *Proceedings of RecSys*. [link](https://doi.org/10.1/2)",
        {"title": "A Title in Another Style", "authors": "Bao, K., Zhang, J.", "year": 2023},
    ),
    "numbered, bold and italics": (
        f"1. **A Bold Numbered Title.** *Alice Smith, Carol Wu.* SIGIR 2023. {PDF}",
        {"title": "A Bold Numbered Title", "authors": "Alice Smith, Carol Wu", "venue": "SIGIR"},
    ),
    "surnames in italics, escaped brackets": (
        "- **Sequence Learning with Networks**, _Le and Mikolov_, ICLR 2014. \\[[paper](https://arxiv.org/abs/1409.3215)\\]",
        {"title": "Sequence Learning with Networks", "authors": "Le and Mikolov", "venue": "ICLR", "links": 1},
    ),
    "a venue in code before, authors in brackets behind": (
        f"- `ICLR-2023` **A Bold Title Here** {PDF}[Y Huang, Z An, J Lai…]",
        {"title": "A Bold Title Here", "venue": "ICLR", "year": 2023, "authors": "Y Huang, Z An, J Lai…"},
    ),
    "a venue in brackets with two digits of the year, badges": (
        "1. [**EuroSys 24**] [Root Causes via Models](https://arxiv.org/pdf/2305.15778.pdf). ![](https://img.shields.io/x)",
        {"title": "Root Causes via Models", "venue": "EuroSys", "year": 2024, "links": 1},
    ),
    "a venue within the bold title": (
        f"- **[KDD 2023] A Title After its Venue** {PDF}",
        {"title": "A Title After its Venue", "venue": "KDD"},
    ),
    "a name in bold before the title": (
        f"- **KAR**: Towards Open-World Knowledge. Xi et al. arXiv 2023. {PDF}",
        {"title": "KAR: Towards Open-World Knowledge", "name": "KAR", "authors": "Xi et al."},
    ),
    "a venue as a link's text": (
        "* [A Title with a Linked Venue](https://arxiv.org/abs/1), [NeurIPS 2022](https://openreview.net/forum?id=z)",
        {"title": "A Title with a Linked Venue", "venue": "NeurIPS", "links": 2},
    ),
    "labels in one line": (
        "* Title: A Labelled Title | Authors: Alice Smith | Venue: EMNLP 2023 | Model: LLaMA | Code: [x](https://a.org)",
        {"title": "A Labelled Title", "authors": "Alice Smith", "venue": "EMNLP", "backbone_raw": "LLaMA"},
    ),
    "no link": ("* **A Title Without Any Link**, Alice Smith, Bob Lee, VLDB 2023", {"venue": "VLDB", "links": 0}),
    "a box that is ticked": (
        "- [x] [A Paper That Was Read](https://arxiv.org/abs/2305.00001) (May 2023)",
        {"title": "A Paper That Was Read", "read": True, "date": "2023-05"},
    ),
    "a coded date": (
        "- `2023-05` [A Coded Date Before a Title](https://arxiv.org/abs/2305.00002) ![](https://img.shields.io/x)",
        {"title": "A Coded Date Before a Title", "date": "2023-05", "links": 1},
    ),
    "a short name of an emoji": (
        "- :fire: [A Title Behind a Short Name](https://arxiv.org/abs/2305.00003) `ICML 2023`",
        {"title": "A Title Behind a Short Name", "name": "", "venue": "ICML"},
    ),
    "a plain title behind a venue in bold": (
        f"- **[NeurIPS'23]** A Plain Title Behind {PDF}",
        {"title": "A Plain Title Behind", "venue": "NeurIPS", "year": 2023},
    ),
    "a plain title behind a venue in italics": (
        f"- (*ICML 2023 Oral*) A Plain Title Behind. {PDF}",
        {"title": "A Plain Title Behind", "venue": "ICML", "award": "Oral"},
    ),
    "authors first, and a journal in italics": (
        "- Smith J, Lee B. **A Bold Title After Authors**. *Nature*, 2023. [doi](https://doi.org/10.1038/s41586-023-1)",
        {"title": "A Bold Title After Authors", "authors": "Smith J, Lee B.", "venue": "Nature", "year": 2023},
    ),
    "an arXiv number as a link's text": (
        "- **A Title and its Number** (2017), Vaswani et al. [[arXiv:1706.03762]](https://arxiv.org/abs/1706.03762)",
        {"title": "A Title and its Number", "authors": "Vaswani et al.", "venue": "arXiv", "year": 2017},
    ),
    "labels in bold in one line": (
        f"- **Title**: A Labelled Title. **Authors**: Amy Boe, Cid Dee. **Venue**: SIGIR 2024. {PDF}",
        {"title": "A Labelled Title", "authors": "Amy Boe, Cid Dee", "venue": "SIGIR", "links": 1},
    ),
    "authors in a quoted sentence": (
        f'- Amy Boe, Cid Dee. "A Quoted Title in a Sentence." EMNLP 2023. {PDF}',
        {"title": "A Quoted Title in a Sentence", "authors": "Amy Boe, Cid Dee", "venue": "EMNLP"},
    ),
    "an escaped bar in a title": (
        f"- [2024/05] P(late) \\| Delay: Forecasts for Trains | {PDF}",
        {"title": "P(late) | Delay: Forecasts for Trains", "date": "2024-05"},
    ),
    "a title that looks like persons": (
        f"- [2024/06] Similar Cases, Different Law | {PDF}",
        {"title": "Similar Cases, Different Law", "authors": ""},
    ),
    "a Chinese journal with a colon": (
        f"- **一个中文题目** *张三, 李四* 中国科学: 生命科学 2023. {PDF}",
        {"title": "一个中文题目", "venue": "中国科学: 生命科学", "year": 2023},
    ),
    "Chinese": (
        "* 《中文题目的论文》, 张三, 李四, 2023. [[论文]](https://arxiv.org/abs/2301.00015)",
        {"title": "中文题目的论文", "authors": "张三, 李四", "year": 2023},
    ),
    "a badge that is the only link": (
        "- **A Title with a Badge** ICML 2024 [![arXiv](https://img.shields.io/badge/x)](https://arxiv.org/abs/2305.00001)",
        {"title": "A Title with a Badge", "links": 1},
    ),
}
MANY_LINES: dict[str, tuple[str, dict[str, Any]]] = {
    "a block joined by backslashes": (
        "**A Block's Title** \\\n*Jie Wang, Joemon M. Jose.* \\\nArXiv 2022. [[Paper](https://a.org)] \\\n13 Jun 2022",
        {"title": "A Block's Title", "authors": "Jie Wang, Joemon M. Jose", "venue": "arXiv", "date": "2022-06"},
    ),
    "a block of paragraphs": (
        "**A Split Block's Title**\n\n*Alice Smith*\n\nKDD 2024. [paper](https://arxiv.org/abs/2403.00001)",
        {"title": "A Split Block's Title", "authors": "Alice Smith", "venue": "KDD"},
    ),
    "a block that is linked, with hard breaks": (
        "**[A Linked Block](https://arxiv.org/abs/2402.00001)**  \nAlice Smith, Bob Lee  \narXiv 2024.02",
        {"title": "A Linked Block", "authors": "Alice Smith, Bob Lee", "date": "2024-02", "year": 2024},
    ),
    "a second paragraph in a numbered item": (
        "1. **Plan and Solve for All**\n\n   *Lei Wang, Ee-Peng Lim.* [[abs](https://arxiv.org/abs/1)], ACL. 2023.5",
        {"title": "Plan and Solve for All", "authors": "Lei Wang, Ee-Peng Lim", "venue": "ACL", "date": "2023-05"},
    ),
    "nested bullets with labels": (
        "- Is ChatGPT a Good Evaluator? A Study\n"
        "  - Paper link: [https://arxiv.org/abs/2303.04048](https://arxiv.org/abs/2303.04048)\n"
        "  - Code link: [github](https://github.com/a/b)\n"
        "  - Adopted language model: `gpt-3.5-turbo`, LLaMA-2 (7B/13B)\n"
        "  - **Tuning**: LoRA\n"
        "  - Venue: NewSum 2023\n"
        "  - We find that it works.",
        {
            "title": "Is ChatGPT a Good Evaluator? A Study",
            "backbone_raw": "gpt-3.5-turbo, LLaMA-2 (7B/13B)",
            "strategy_raw": "LoRA",
            "venue": "NewSum",
            "note": "We find that it works.",
            "links": 2,
        },
    ),
    "labels nested under a number": (
        "1. **A Numbered Title**\n  - Authors: Alice Smith\n  - Paper: https://arxiv.org/abs/2303.04048",
        {"title": "A Numbered Title", "authors": "Alice Smith", "links": 1},
    ),
    "an HTML table": (
        "<table>\n<tr><th>Title</th><th>Venue</th><th>Links</th></tr>\n<tr>\n <td><b>A Row of HTML</b></td>\n\n"
        " <td>SIGIR 2024</td><td><a href='https://arxiv.org/abs/1'>Paper</a></td>\n</tr>\n</table>",
        {"title": "A Row of HTML", "venue": "SIGIR", "links": 1},
    ),
    "an item of an HTML list": (
        '<ul>\n<li><b>An HTML Item</b>, Amy Boe, ICML 2023 <a href="https://arxiv.org/abs/1">paper</a></li>\n</ul>',
        {"title": "An HTML Item", "authors": "Amy Boe", "venue": "ICML", "links": 1},
    ),
    "authors below a title in a cell": (
        "| Title | Venue |\n|---|---|\n| [A Linked Title](https://a.org/1.pdf) <br> *Amy Boe, Cid Dee* | ICLR 2023 |",
        {"title": "A Linked Title", "authors": "Amy Boe, Cid Dee", "venue": "ICLR", "links": 1},
    ),
    "marks, escapes and entities in a cell": (
        "| Title | Venue |\n|---|---|\n| 🔥 `Rows` &amp; *Columns* \\[Long\\] of $k$ | ICLR 2023 |",
        {"title": "Rows & Columns [Long] of $k$", "venue": "ICLR"},
    ),
    "title and authors in one cell": (
        "| Date | Title & Authors | Links |\n|---|---|---|\n"
        "| 2023-05 | **A Mixed Cell** <br> Alice Smith, Bob Lee | [[Paper]](https://arxiv.org/abs/1) |",
        {"title": "A Mixed Cell", "authors": "Alice Smith, Bob Lee", "date": "2023-05", "year": 2023},
    ),
    "name and title in one cell, venue and year apart": (
        "| Paper | Venue | Year |\n|---|---|---|\n| [**NameX** A Title](https://arxiv.org/abs/1) | NeurIPS | 2023 |",
        {"name": "NameX", "title": "A Title", "venue": "NeurIPS", "year": 2023, "links": 1},
    ),
}
NO_PAPERS = {
    "another list": ("- [Awesome-LLM](https://github.com/a/awesome-llm) - A list.", "no link to a paper, no venue"),
    "a link within the page": ("- [Papers](#papers)", "a link within the page"),
    "an item of an HTML list": (
        "<ul>\n<li><a href='https://a.org'>tool</a>: for all</li>\n</ul>",
        "no link to a paper",
    ),
    "an item without text": ("-", "an item without text"),
    "code in an item": ("- ```\n  - [A title in code](https://arxiv.org/abs/1)\n  ```", "an item without text"),
    "prose": ("- Just prose here.", "no link to a paper, no venue, no authors"),
    "a sentence with a link": (
        "- We recommend [this survey of all things](https://arxiv.org/abs/1) to newcomers.",
        "a sentence, not a title",
    ),
    "a sentence with a word linked": (
        "- See the [paper](https://arxiv.org/abs/1) for more.",
        "a sentence, not a title",
    ),
    "a blog": ("- [How to prompt](https://medium.com/@a/b) by Alice Smith, 2023", "a link to a blog"),
    "a group": (f"- Prompting\n  - **A Child of the Group**, ACL 2024, {PDF}", "a group of the items below it"),
    "news": (f"\n## News\n\n- [2023/05] We added papers from ACL 2023 {PDF}", "in the section News"),
    "below what is no paper": ("- [Prompting a model](#p)\n  - [More](#m)", "below an item that is no paper"),
}
GOOD = f"- **A Good Item at the End**, WWW 2023, {PDF}\n"


def read(text: str, vocabulary: Vocabulary) -> tuple[Parsed, list[dict[str, Any]]]:
    """Return the parse, and each entry with its further columns and number of links."""
    parsed = parse_readme(text, vocabulary)
    entries: list[dict[str, Any]] = parsed.entries.to_dict("records")
    for entry in entries:
        entry.update({"authors": "", "date": ""} | json.loads(entry["other"] or "{}"))
        entry["links"] = int((parsed.links["entry"] == entry["entry"]).sum())
    return parsed, entries


@pytest.mark.parametrize(("text", "expected"), [*ONE_LINE.values(), *MANY_LINES.values()], ids=[*ONE_LINE, *MANY_LINES])
def test_a_shape_is_read_and_so_is_what_follows(text: str, expected: dict[str, Any], vocabulary: Vocabulary) -> None:
    parsed, entries = read(f"## Papers\n\n{text}\n\n## More\n\n{GOOD}", vocabulary)
    assert len(parsed.rejected) == 0
    assert [entry["title"] for entry in entries[1:]] == ["A Good Item at the End"]
    assert {name: entries[0][name] for name in expected} == expected


@pytest.mark.parametrize(("text", "reason"), NO_PAPERS.values(), ids=NO_PAPERS.keys())
def test_what_is_no_paper_is_rejected_with_a_reason(text: str, reason: str, vocabulary: Vocabulary) -> None:
    parsed = parse_readme(f"## Papers\n\n{text}\n\n## More\n\n{GOOD}", vocabulary)
    assert any(said.startswith(reason) for said in parsed.rejected["reason"])
    assert "A Good Item at the End" in parsed.entries["title"].tolist()
    assert len(parsed.entries) == text.count("**") / 2 + 1


def test_every_bullet_of_a_list_is_an_entry_or_rejected(vocabulary: Vocabulary) -> None:
    text = "".join(f"{item}\n\n## S\n\n" for item, _ in [*ONE_LINE.values(), *NO_PAPERS.values()])
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


TEXTS = [item for item, _ in [*ONE_LINE.values(), *MANY_LINES.values(), *NO_PAPERS.values()]]
MIXED = st.lists(
    st.one_of(st.sampled_from([*TEXTS, "# A", "<details>", "</details>", "<summary>x</summary>", "<table>", "<td>"]),
              st.text(max_size=12)),
    max_size=12,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(MIXED, st.sampled_from(["\n", "\n\n", "\n  ", " "]))
def test_any_mixture_loses_nothing(vocabulary: Vocabulary, parts: list[str], between: str) -> None:
    parsed = parse_readme(f"{between.join(parts)}\n\n# End\n\n{GOOD}", vocabulary)
    assert parsed.rows == len(parsed.entries) + len(parsed.rejected)
    assert parsed.rejected["line"].is_unique
    assert parsed.entries["line"].is_monotonic_increasing


ITEM = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(ITEM, st.sampled_from([text for text, _ in ONE_LINE.values()])), min_size=1, max_size=6))
def test_any_item_is_an_entry_or_rejected_with_a_reason(vocabulary: Vocabulary, items: list[str]) -> None:
    bullets = [f"- x {item}" if item[:2] not in ("- ", "* ", "+ ", "1.") else item for item in items]
    parsed = parse_readme("".join(f"## S\n\n{bullet}\n\n" for bullet in [*bullets, GOOD]), vocabulary)
    expected = set(range(3, 3 + 4 * len(items), 4))
    assert expected <= set(parsed.entries["line"]) | set(parsed.rejected["line"])
    assert not set(parsed.entries["line"]) & set(parsed.rejected["line"])
    assert (parsed.rejected["reason"] != "").all()
