"""Tell what the columns of a table hold by their names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from listometrics.readme.cells import EMOJI
from listometrics.readme.rows import BLANKS

# What a column of that name holds. Names are compared without emphasis, case and what stands in brackets.
_TARGETS = {
    "name": "name|method|abbreviation|acronym|method name|short name|approach|abbr|abbr.|简称|方法",
    "title": "title|paper title|paper|papers|paper name|article|articles|reference|work|works|标题|题目|论文|论文标题",
    "backbone_raw": (
        "llm backbone|backbone|llm|llms|model|models|base model|language model|base llm|backbone model|backbones|plm"
        "|foundation model|llm used|model used|used llm|adopted language model|adopted model|language models|lm|模型"
        "|base language model|pretrained model|pre-trained model|backbone llm|llm model|adopted llm|models used"
        "|llms used|基座模型|基础模型|骨干模型|语言模型|大模型"
    ),
    "strategy_raw": (
        "llm tuning strategy|tuning strategy|tuning|fine-tuning|finetuning|tuning method|training strategy|fine-tuned"
        "|fine-tuning strategy|fine-tuning method|adaptation|tuning strategies|fine tuning|tuning paradigm|training"
        "|training method|peft|peft method|微调方式|微调策略|微调方法|训练方式|训练策略"
    ),
    "publication_raw": (
        "publication|venue|published in|conference|conference/journal|journal|pub|pub.|published|published at"
        "|venues|publisher|conf|conf.|source|会议|期刊|发表|accepted by|accepted at|where|publication venue"
    ),
    "link": (
        "link|links|url|urls|code|code link|paper link|pdf|github|project|website|website link|web link|webcite link"
        "|arxiv|doi|codes|source code|repo|repository|implementation|official code|project page|homepage|home page"
        "|demo|video|slides|poster|resource|resources|openreview|arxiv link|code url|paper url|page|code repository"
        "|github link|github repo|open source|链接|代码|项目|project link|pdf link|paper pdf|data link|dataset link"
        "|论文链接|论文地址|代码链接|代码地址|项目主页"
    ),
    "note": (
        "main contributions|main contribution|contributions|contribution|note|notes|summary|tl;dr|tldr|comment|comments"
        "|remark|remarks|highlight|highlights|key idea|takeaway|takeaways|takeaway message|备注|笔记|简介"
    ),
    "year": ("year|pub year|publication year|year of publication|published year|year published|年份|年|发表年份"),
    "date": (
        "date|time|month|release date|publish date|publication date|published date|released|日期|时间|submitted"
        "|发表时间"
    ),
    "authors": "authors|author|author(s)|written by|作者",
}
_BY_NAME = {name: target for target, names in _TARGETS.items() for name in names.split("|")}
_KINDS = {
    "dataset": "dataset",
    "datasets": "dataset",
    "benchmark": "benchmark",
    "benchmarks": "benchmark",
    "repo": "repository",
    "repos": "repository",
    "repo name": "repository",
    "repository": "repository",
    "repositories": "repository",
    "repository name": "repository",
}
_TITLES = ("title", "paper title", "paper name", "标题", "题目", "论文标题")
_MODELS = ("model", "models", "模型")
_NOTHING: Mapping[str, str] = MappingProxyType({})
_MARKS = BLANKS + "*_`"
_LONGEST_NAME = 40  # characters
_ONCE = ("name", "title", "backbone_raw", "strategy_raw", "publication_raw", "note", "year", "date", "authors", "mixed")
TARGETS = (*_TARGETS, "mixed", "other")
_EMOJI = re.compile(f"[{EMOJI}]+")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_JOINED = re.compile(r"(?:(?<!\s)\s+)?(?:[/&+,|]|\band\b|\bor\b|与|和)\s*")
_LINKING = re.compile(r"(?:links?|urls?) (?:to|of) .{1,30}|.{1,30} (?:links?|urls?|page|website|repo|repository)")


@dataclass(frozen=True, slots=True)
class Header:
    """A table's header: the names as written, what each column holds, and the kind of its rows.

    A column holds one of `TARGETS`: a column of the contract, links, a date, authors, `mixed` (title and more,
    as in a bullet) or `other`.
    """

    names: tuple[str, ...]
    targets: tuple[str, ...]
    kind: str

    @property
    def names_entries(self) -> bool:
        """Tell whether a column holds a name or a title."""
        return any(target in ("name", "title", "mixed") for target in self.targets)

    @property
    def is_sure(self) -> bool:
        """Tell whether the names alone show that this is a header: two or more are known, and most of them."""
        known = sum(target != "other" for target in self.targets)
        return self.names_entries and known >= 2 and 2 * known > sum(map(bool, self.names))


def read_header(cells: Sequence[str], chosen: Mapping[str, str] = _NOTHING) -> Header:
    """Read a table's header; `chosen` are targets by column name, folded, that go before our own.

    A first column named for a dataset, benchmark or repository tells the kind of the rows; their `Paper` column
    holds links. Of two columns for the same thing the first counts, but a column of titles comes before one of
    papers, which then holds links. `Model` is the name of what a paper presents where it comes first or where
    another column has the language models. A column that is not known is `other`.

    >>> read_header(["**Dataset**", "RS Scenario", "Paper"])
    Header(names=('Dataset', 'RS Scenario', 'Paper'), targets=('name', 'other', 'link'), kind='dataset')
    """
    names = [name_column(cell) for cell in cells]
    written = [_without_brackets(name.casefold()) for name in names]
    plain = [name if name in chosen else _without_emoji(name) for name in written]
    kind = _KINDS.get(plain[0], "paper") if plain and plain[0] not in chosen else "paper"
    targets = [chosen.get(name) or find_target(name) for name in plain]
    if kind != "paper":
        targets[0] = "name"
    titled = any(name in _TITLES for name in plain)
    for index, target in enumerate(targets):
        if plain[index] in chosen:
            continue
        if target == "title" and plain[index] not in _TITLES and (titled or kind != "paper"):
            target = "link" if plain[index].startswith(("paper", "论文")) else "other"
        if plain[index] in _MODELS and "name" not in targets and "title" in targets:
            target = "name" if index == 0 or "backbone_raw" in targets[:index] + targets[index + 1 :] else target
        if target in _ONCE and target in targets[:index]:
            target = "other"
        targets[index] = target
    return Header(tuple(names), tuple(targets), kind)


@lru_cache(maxsize=1024)
def find_target(name: str) -> str:
    """Return what a column, or a line that begins with this name and a colon, holds.

    >>> find_target("venue & year"), find_target("link to code"), find_target("title & authors"), find_target("stars")
    ('publication_raw', 'link', 'mixed', 'other')
    """
    name = _without_emoji(_without_brackets(name.casefold())).strip(_MARKS + ":：.")
    if name in _BY_NAME or len(name) > _LONGEST_NAME:
        return _BY_NAME.get(name, "other")
    parts = [_BY_NAME.get(part, "other") for part in _JOINED.split(name) if part]
    found = set(parts)
    if len(parts) < 2 or "other" in found:
        return "link" if _LINKING.fullmatch(name) else "other"
    if len(found) == 1:
        return parts[0]
    if "title" in found:
        return "title" if found == {"title", "link"} else "mixed"
    for target in ("publication_raw", "backbone_raw", "strategy_raw"):
        if target in found and found <= {target, "year", "date"}:
            return target
    return "date" if found == {"year", "date"} else "other"


def may_be_header(cells: Sequence[str]) -> bool:
    """Tell cheaply whether a line without a separator below may be a header: two or more of its cells are names."""
    found = 0
    for cell in cells:
        if 0 < len(cell) <= _LONGEST_NAME:
            name = _without_emoji(cell.strip(_MARKS).casefold())
            found += name in _BY_NAME or name in _KINDS
    return found >= 2


def name_column(cell: str) -> str:
    """Return a header cell's text without emphasis marks, code marks, line breaks and the addresses of links.

    >>> name_column("**LLM Backbone<br />(Largest)**")
    'LLM Backbone (Largest)'
    """
    text = _LINK.sub(r"\1", cell) if "](" in cell else cell
    return " ".join(re.sub(r"<[^<>]*>", " ", text).replace("*", "").replace("`", "").strip(_MARKS).split())


def _without_emoji(name: str) -> str:
    return name if name.isascii() else " ".join(_EMOJI.sub(" ", name).split()) or name


def _without_brackets(name: str) -> str:
    return " ".join(re.sub(r"\([^()]*\)", " ", name).split()) or name
