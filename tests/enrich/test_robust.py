"""Text made to hang a reader: a megabyte is read in seconds, whatever stands in it."""

import time
from collections.abc import Callable

import pandas as pd
import pytest

from listometrics.enrich.check import Reader
from listometrics.enrich.cited import read_cited, read_inputs
from listometrics.enrich.enrich import enrich
from listometrics.enrich.keys import empty_registry
from listometrics.enrich.latex import decode, decode_verbatim, encode, protect
from listometrics.enrich.lint import lint_bibtex
from listometrics.enrich.names import parse_names
from listometrics.enrich.titles import normalise_title, title_words
from listometrics.identifiers import find_acl, find_arxiv, find_doi, find_openreview

SIZE = 300_000
PIECES = [
    "\\cite", "\\cite[", "\\citecite", "{", "}", "\\", "\\'", "\\'{", "$", " ", "\n", " and ", "and", ",", "a", "A-",
    "<i", "&#", "10.1234/", "arxiv.org/abs/", "%", "@misc{a,", "@", "=", '"', "title = {", "\\input{", "--", "1.",
    "\\iffalse ", "\\iffalse\\fi", "\\if", "\\fi ", "\\let\\if", "\\volcite{2}", "\\cite{#",
    "\\newcommand\\cite{a}", ";", "; and ", " et al.", " 0001",
]  # fmt: skip
READERS: dict[str, Callable[[str], object]] = {
    "decode": decode, "decode_verbatim": decode_verbatim, "encode": encode, "protect": protect,
    "parse_names": parse_names, "read_cited": read_cited, "read_inputs": read_inputs, "find_doi": find_doi,
    "find_arxiv": find_arxiv, "find_acl": find_acl, "find_openreview": find_openreview,
    "normalise_title": normalise_title, "title_words": title_words,
}  # fmt: skip


@pytest.mark.parametrize("piece", PIECES, ids=repr)
@pytest.mark.parametrize("name", list(READERS))
def test_a_repeated_piece_is_read_quickly(name: str, piece: str) -> None:
    text = piece * (SIZE // len(piece))
    start = time.perf_counter()
    READERS[name](text)
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize("piece", PIECES, ids=repr)
def test_a_field_of_a_repeated_piece_is_checked_quickly(piece: str) -> None:
    text = "@misc{a,\n  title = {" + piece * (SIZE // len(piece)) + "},\n}\n"
    start = time.perf_counter()
    Reader("x").read(text)
    lint_bibtex(text)
    assert time.perf_counter() - start < 10


def test_thousands_of_works_with_one_title_do_not_slow_the_match() -> None:
    count = 5_000
    source = "\n".join(
        f"@misc{{k{n}, title={{Introduction}}, author={{A{n}, B}}, eprint={{2301.{n:05}}}}}" for n in range(count)
    )
    entries = pd.DataFrame({"entry": range(count), "line": range(count), "kind": "paper", "title": "Introduction",
                            "venue": "", "year": 2023})  # fmt: skip
    links = pd.DataFrame({"entry": range(count), "kind": "arxiv", "identifier": [f"2301.{n:05}" for n in range(count)]})
    start = time.perf_counter()
    result = enrich({"entries": entries, "links": links}, {"x.bib": source}, empty_registry(), {})
    assert time.perf_counter() - start < 20
    assert len(result.papers) == count
