"""What the report cites beside the works of the list: its methods, and the sources of claims and terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from listometrics.report.filters import cite_text
from listometrics.report.pandoc import read_template, split_bibtex
from listometrics.text import Markdown

METHODS = "methods.bib"
_ARXIV = re.compile(r"arXiv:(\d{4}\.\d{4,5})\Z", re.IGNORECASE)
_EPRINT = re.compile(r"^\s*eprint = \{([^{}]+)\}", re.MULTILINE)


def read_methods() -> str:
    """Return the `.bib` of the works that are cited beside those of the list; its keys begin with `method-`."""
    return read_template(METHODS)


def list_keys(papers: pd.DataFrame) -> dict[str, str]:
    """Return the key to cite for each arXiv id: that of the list's own work where it has one that can be cited.

    `papers` has `key`, `arxiv` and `bib_status`.
    """
    methods = split_bibtex(read_methods()).items()
    outside = {match.group(1): key for key, entry in methods if (match := _EPRINT.search(entry))}
    citable = papers[(papers["bib_status"] != "partial") & (papers["arxiv"] != "")]
    return outside | {str(arxiv): str(key) for arxiv, key in zip(citable["arxiv"], citable["key"], strict=True)}


def cite_sources(sources: Iterable[str], keys: Mapping[str, str]) -> list[Markdown]:
    """Return each source as a citation with its identifier, or as it is written where it cannot be cited.

    >>> cite_sources(["arXiv:2306.05817", "a talk"], {"2306.05817": "method-lin"})
    [Markdown('@method-lin, arXiv:2306.05817'), Markdown('a talk')]
    """
    cited = []
    for source in sources:
        identifier = source.partition(":")[2] if _ARXIV.match(source) else ""
        key = keys.get(identifier)
        cited.append(Markdown(f"{cite_text(key)}, arXiv:{identifier}") if key else Markdown.escape(source))
    return cited


def names_sources(text: str, sources: Iterable[str]) -> bool:
    """Tell whether the text of a list names every source: then the list and what the sources claim have one origin.

    >>> names_sources("after [a survey](https://arxiv.org/pdf/2306.05817v5.pdf)", ["arXiv:2306.05817"])
    True
    """
    identifiers = [source.partition(":")[2] if _ARXIV.match(source) else source for source in sources]
    return bool(identifiers) and all(identifier in text for identifier in identifiers)
