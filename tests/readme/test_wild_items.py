"""Items and tables in the styles of lists in the wild are read without a miss, and no cell is invented."""

import json
from typing import Any

import pytest

from listometrics.readme.parse import parse_readme
from listometrics.readme.vocabulary import Vocabulary

A = "https://arxiv.org/abs/2305.00001"
PDF = f"[[pdf]]({A})"
GOOD = "- **A Good Item at the End**, WWW 2023, [[paper]](https://arxiv.org/abs/2305.00009)\n"
ITEMS: dict[str, tuple[str, dict[str, Any]]] = {
    "two words behind a date": (f"[2024/05] [Big Bird]({A}) [[code](https://a.org)]", {"title": "Big Bird"}),
    "a title that ends in a year": (
        f"[Retrieval in 2023]({A}), ACL 2023",
        {"title": "Retrieval in 2023", "venue": "ACL"},
    ),
    "a linked venue before": (
        f"[[ICCV]({A})] Colored Registration Revisited. [__`reg.`__]",
        {"title": "Colored Registration Revisited", "venue": "", "name": ""},
    ),
    "a linked venue that is known": (
        f"[[CVPR]({A})] SetNet: Learning on Sets. [[code](https://a.org)] [__`cls.`__] 🔥",
        {"title": "SetNet: Learning on Sets", "venue": "CVPR"},
    ),
    "a month before the venue": (
        f"[Aug 2023, SIGIR 2024] [A Title of a Work]({A})",
        {"venue": "SIGIR", "year": 2024, "date": "2023-08"},
    ),
    "Chinese brackets": (
        f"【综述】A Survey of Generative Rows【arXiv 2023】[论文链接]({A})",
        {"title": "A Survey of Generative Rows", "venue": "arXiv", "year": 2023, "name": ""},
    ),
    "within a fold": (
        f"<details><summary>[A Title of a Work]({A}), ACL 2023</summary>An abstract.</details>",
        {"title": "A Title of a Work", "venue": "ACL", "note": "An abstract"},
    ),
    "a short title in italics": (f"*Typosquatting with LLMs*, [arXiv]({A})", {"title": "Typosquatting with LLMs"}),
    "one author before a full stop": (
        f"[A Title of a Work]({A}). Ana Lee. NeurIPS 2023.",
        {"authors": "Ana Lee", "venue": "NeurIPS"},
    ),
    "two authors before a full stop": (
        f"**A Title of a Work.** Ana Lee and Bo Day. NeurIPS 2023. {PDF}",
        {"authors": "Ana Lee and Bo Day", "venue": "NeurIPS"},
    ),
    "a word stressed in a title": (
        f"Learning to *Rank* with Models, ACL 2024 {PDF}",
        {"title": "Learning to Rank with Models", "authors": "", "venue": "ACL"},
    ),
    "a quotation that goes on": (
        f'"Do Anything Now": Characterizing *In-The-Wild* Prompts, ACL 2024 {PDF}',
        {"title": '"Do Anything Now": Characterizing In-The-Wild Prompts', "authors": ""},
    ),
    "an asterisk in a title": (f"[A* Search with Models]({A})", {"title": "A* Search with Models"}),
    "an institution in brackets": (
        f'**MaskPoint**: "Masked Points Are Learners", ECCV, 2022 (*UT Austin*). {PDF}',
        {"name": "MaskPoint", "authors": "", "venue": "ECCV", "year": 2022, "note": "UT Austin"},
    ),
    "a lone institution": (
        f'**PCT-2**: "Point Transformers, Again", arXiv, 2022 (*Tsinghua*). {PDF}',
        {"title": "Point Transformers, Again", "authors": "", "venue": "arXiv"},
    ),
    "a title of two long words behind a name": (
        f"**Sonata3** - Self-Distilled Points {PDF}",
        {"name": "Sonata3", "title": "Self-Distilled Points", "authors": ""},
    ),
    "footnotes of authors": (
        f"**A Title of a Work**, Ana Lee<sup>1,2</sup>, Bo Day<sup>2</sup>. ACL 2023. {PDF}",
        {"authors": "Ana Lee, Bo Day"},
    ),
    "full-width commas": (
        f"**一个标题**，王五，SIGIR 2023，{PDF}",
        {"title": "一个标题", "venue": "SIGIR", "year": 2023},
    ),
    "a Chinese journal": (
        f"《大语言模型推荐系统综述》，张三，李四，计算机学报，2024 {PDF}",
        {"authors": "张三, 李四", "venue": "计算机学报", "year": 2024},
    ),
    "a venue with two digits in brackets": (
        f"**[EMNLP-23]** A Title of a Work {PDF} :star:",
        {"name": "", "title": "A Title of a Work", "venue": "EMNLP", "year": 2023, "note": ""},
    ),
    "an emoji behind a venue": (
        f"[A Title of a Work]({A}), ICLR 2023 Spotlight 🌟",
        {"venue": "ICLR", "award": "Spotlight"},
    ),
    "a date of two digits": (f"[24/01] [ACL'24] [A Title of a Work]({A}) -- Ana Lee", {"name": "", "venue": "ACL"}),
    "a kind of work": (f"[Survey] [A Title of a Work]({A})", {"name": "", "title": "A Title of a Work"}),
    "a number": (f"**[1]** A Title of a Work {PDF}", {"name": "", "title": "A Title of a Work"}),
    "an identifier": (f"[1706.93762] A Title of a Work {PDF}", {"name": "", "title": "A Title of a Work"}),
    "struck out": (f"~~[2023/05] Withdrawn: Faster Than Light {PDF}~~", {"title": "Withdrawn: Faster Than Light"}),
    "a comment": (f"[A Title of a Work]({A}), ACL 2020 | [bib](./N.bib) <!---Mild20--->", {"note": ""}),
    "a number with a comma": (
        f"[A Title of a Work]({A}) - 2,000 questions on rows.",
        {"note": "2,000 questions on rows"},
    ),
}
ITEMS |= {
    "surnames first": (
        f"**Growing Trees by Reading** (2021), TOSEM, Author, Ann Bea, et al. {PDF}",
        {"title": "Growing Trees by Reading", "authors": "Author, Ann Bea, et al.", "year": 2021},
    ),
    "initials and an ampersand": (
        f"**Growing Trees by Reading** (2021), arXiv, Boe, A., & Dee, C. {PDF}",
        {"authors": "Boe, A., & Dee, C.", "venue": "arXiv"},
    ),
    "authors, title, venue, year": (
        f"Ann Author, Bob B. Writer, Cid Coder, Tracking Trees by Shapes, CVPR, 2015. {PDF}",
        {"title": "Tracking Trees by Shapes", "authors": "Ann Author, Bob B. Writer, Cid Coder", "venue": "CVPR"},
    ),
    "an unknown venue in brackets, linked": (
        f"[[3DV2021]({A})] Tree Detection From a Third View",
        {"title": "Tree Detection From a Third View", "venue": "3DV", "year": 2021},
    ),
    "a year at the end of a linked title": (
        f"[Growing Trees by Pruning, 2021]({A})",
        {"title": "Growing Trees by Pruning", "year": 2021},
    ),
    "a venue at the end of a linked title": (
        f"[Growing Trees by Pruning, ICML 2021]({A})",
        {"title": "Growing Trees by Pruning", "venue": "ICML", "year": 2021},
    ),
    "a venue as the text of the paper's link": (
        f"**2016-12** | Growing Trees by Pruning | *Amy Boe, Cid Dee* | [2016 IEEE Conference on Trees (ICT)]({A})",
        {"title": "Growing Trees by Pruning", "authors": "Amy Boe, Cid Dee", "date": "2016-12"},
    ),
    "commas in a plain title": (
        f"Testing Indices Against Traditional, Advanced, and Learned Counterparts (arxiv 2025) {PDF}",
        {"title": "Testing Indices Against Traditional, Advanced, and Learned Counterparts", "authors": ""},
    ),
    "a long part before a comma in a plain title": (
        "Testing Tree Indices Against Traditional, Advanced, and Learned Counterparts (arxiv 2025)",
        {"title": "Testing Tree Indices Against Traditional, Advanced, and Learned Counterparts", "authors": ""},
    ),
    "a host of papers": ("[Growing Trees by Pruning](https://eprint.iacr.org/2023/001)", {"authors": ""}),
    "an abbreviation in a plain title": (
        "Tuning a Tree vs. Tuning a Bush by Hand: A Study (arxiv 2025)",
        {"title": "Tuning a Tree vs. Tuning a Bush by Hand: A Study", "venue": "arXiv"},
    ),
    "a dash in a plain title": (
        "Tree Indexes Meet Slow Disks - From Evaluations to Design Choices (arxiv 2023)",
        {"title": "Tree Indexes Meet Slow Disks - From Evaluations to Design Choices"},
    ),
}
TABLES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "emoji": ("📄 Title | 🎓 Venue | 🔗 Links", f"A Title | ACL 2023 | {PDF}", {"title": "A Title", "venue": "ACL"}),
    "emoji and training": (
        "📅 Date | Title | 🤖 Base Model | 🛠️ Training",
        "2024.02 | A Title | LLaMA-7B | LoRA",
        {"date": "2024-02", "backbone_raw": "LLaMA-7B", "strategy_raw": "LoRA"},
    ),
    "tuning by another name": ("Title | PEFT | LLM", "A Title | LoRA | T5", {"strategy_raw": "LoRA"}),
    "Chinese": (
        "论文标题 | 基座模型 | 微调方式 | 论文链接",
        f"一个题目 | T5 | LoRA | {PDF}",
        {"title": "一个题目", "backbone_raw": "T5", "strategy_raw": "LoRA"},
    ),
    "Chinese strategies": ("标题 | 微调策略", "一个题目 | LoRA", {"strategy_raw": "LoRA"}),
    "a linked header and a long year": (
        "[Paper](#) | YEAR OF PUBLICATION",
        "A Title | 2023",
        {"title": "A Title", "year": 2023},
    ),
    "a badge behind a title": (
        "Title | Venue",
        "**A Title: Rows** ![Star](https://img.shields.io/x.svg?style=social&label=Star) | ACL 2023",
        {"title": "A Title: Rows"},
    ),
}


def read(text: str, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the entry above the good one, with its further columns."""
    parsed = parse_readme(f"## Papers\n\n{text}\n\n## More\n\n{GOOD}", vocabulary)
    first, last = parsed.entries.to_dict("records")
    assert last["title"] == "A Good Item at the End"
    return {"authors": "", "date": "", **first, **json.loads(first["other"] or "{}")}


@pytest.mark.parametrize(("item", "expected"), ITEMS.values(), ids=ITEMS.keys())
def test_an_item_in_a_style_of_the_wild_is_read(item: str, expected: dict[str, Any], vocabulary: Vocabulary) -> None:
    entry = read(f"- {item}", vocabulary)
    assert {name: entry[name] for name in expected} == expected


@pytest.mark.parametrize(("header", "row", "expected"), TABLES.values(), ids=TABLES.keys())
def test_a_table_in_a_style_of_the_wild_is_read(
    header: str, row: str, expected: dict[str, Any], vocabulary: Vocabulary
) -> None:
    rule = "|".join(["---"] * (header.count("|") + 1))
    entry = read(f"| {header} |\n|{rule}|\n| {row} |", vocabulary)
    assert {name: entry[name] for name in expected} == expected
