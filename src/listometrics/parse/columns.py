"""Tell what the columns of a table hold by their names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from listometrics.parse.rows import BLANKS

# What a column of that name holds. Names are compared without emphasis, case and what stands in brackets.
_TARGETS = {
    "name": ("name", "method", "abbreviation", "acronym"),
    "title": ("title", "paper title", "paper", "papers"),
    "backbone_raw": ("llm backbone", "backbone", "llm", "llms", "model", "models", "base model", "language model"),
    "strategy_raw": ("llm tuning strategy", "tuning strategy", "tuning", "fine-tuning", "finetuning"),
    "publication_raw": ("publication", "venue", "published in", "conference", "conference/journal", "journal"),
    "link": (
        "link",
        "links",
        "url",
        "code",
        "code link",
        "paper link",
        "pdf",
        "github",
        "project",
        "website",
        "website link",
        "web link",
        "webcite link",
    ),
    "note": ("main contributions", "main contribution", "contributions", "contribution", "note", "notes", "summary"),
}
_BY_NAME = {name: target for target, names in _TARGETS.items() for name in names}
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
_MARKS = BLANKS + "*_`"
_LONGEST_NAME = 40  # characters
_ONCE = ("name", "title", "backbone_raw", "strategy_raw", "publication_raw", "note")


@dataclass(frozen=True, slots=True)
class Header:
    """A table's header: the names as written, what each column holds, and the kind of its rows.

    A column holds `name`, `title`, `backbone_raw`, `strategy_raw`, `publication_raw`, `note`, `link` or `other`.
    """

    names: tuple[str, ...]
    targets: tuple[str, ...]
    kind: str

    @property
    def names_entries(self) -> bool:
        """Tell whether a column holds a name or a title."""
        return "name" in self.targets or "title" in self.targets

    @property
    def is_sure(self) -> bool:
        """Tell whether the names alone show that this is a header: two or more are known, and most of them."""
        known = sum(target != "other" for target in self.targets)
        return self.names_entries and known >= 2 and 2 * known > sum(map(bool, self.names))


def read_header(cells: Sequence[str]) -> Header:
    """Read a table's header.

    A first column named for a dataset, benchmark or repository tells the kind of the rows; their `Paper` column
    holds links. Of two columns for the same thing the first counts, but a column of titles comes before one of
    papers, which then holds links. A column that is not known is `other`.

    >>> read_header(["**Dataset**", "RS Scenario", "Paper"])
    Header(names=('Dataset', 'RS Scenario', 'Paper'), targets=('name', 'other', 'link'), kind='dataset')
    """
    names = [name_column(cell) for cell in cells]
    plain = [_without_brackets(name.casefold()) for name in names]
    kind = _KINDS.get(plain[0], "paper") if plain else "paper"
    targets = [_BY_NAME.get(name, "other") for name in plain]
    if kind != "paper":
        targets[0] = "name"
    titled = any(name in ("title", "paper title") for name in plain)
    for index, target in enumerate(targets):
        if target == "title" and plain[index].startswith("paper") and plain[index] != "paper title":
            target = "link" if titled or kind != "paper" else target
        if target in _ONCE and target in targets[:index]:
            target = "other"
        targets[index] = target
    return Header(tuple(names), tuple(targets), kind)


def may_be_header(cells: Sequence[str]) -> bool:
    """Tell cheaply whether a line without a separator below may be a header: two or more of its cells are names."""
    found = 0
    for cell in cells:
        if len(cell) <= _LONGEST_NAME:
            name = cell.strip(_MARKS).casefold()
            found += name in _BY_NAME or name in _KINDS
    return found >= 2


def name_column(cell: str) -> str:
    """Return a header cell's text without emphasis marks, code marks and line breaks.

    >>> name_column("**LLM Backbone<br />(Largest)**")
    'LLM Backbone (Largest)'
    """
    return " ".join(re.sub(r"<[^<>]*>", " ", cell).replace("*", "").replace("`", "").strip(_MARKS).split())


def _without_brackets(name: str) -> str:
    return " ".join(re.sub(r"\([^()]*\)", " ", name).split()) or name
