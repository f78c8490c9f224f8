"""Text made to hang a reader: it is read in a time that grows with its length, whatever stands in it."""

import contextlib
import gc
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import pytest

from listometrics.errors import StudyError
from listometrics.identifiers import find_acl, find_arxiv, find_doi, find_openreview
from listometrics.study.schema import TABLES
from listometrics.works.bibtex_reading import Reader
from listometrics.works.enrich import enrich
from listometrics.works.identity import normalise_title, title_words
from listometrics.works.latex_text import decode, decode_verbatim, encode, encode_title
from listometrics.works.paper_citations import read_cited
from listometrics.works.person_names import read_names
from listometrics.works.query import MAX_CHARACTERS, parse_query

SIZE = 150_000
LEAST = 0.5  # seconds of processor time; below, there is too little to compare
GROWTH = 24  # for eight times as much: 8 is linear, 64 is quadratic
PIECES = [
    "\\cite", "\\cite[", "\\citecite", "{", "}", "\\", "\\'", "\\'{", "$", " ", "\n", " and ", "and", ",", "a", "A-",
    "<i", "&#", "10.1234/", "arxiv.org/abs/", "%", "@misc{a,", "@", "=", '"', "title = {", "\\input{", "--", "1.",
    "\\iffalse ", "\\iffalse\\fi", "\\if", "\\fi ", "\\let\\if", "\\volcite{2}", "\\cite{#", "{} ", "a{",
    "\\newcommand\\cite{a}", "\\cite[{", "\\newif\\ifx\\ifx ", "\\def\\x#1{\\cite{#1}}\\x{a}", "\\verb|",
    "\\begin{verbatim}", "\\url{", "\\let\\x\\cite\\x{a} ", "\\cites(", "\\endinput", "\\iffalse\\else",
    ";", "; and ", " et al.", " 0001", "@misc{a, title={B}}\n", "@string{a = {b}}\n",
    '@misc{a, x = a # "b" # {c}}\n', ' # "b"', "@comment{",
]  # fmt: skip
QUERIES = ["(", "not ", "title == 'a' and ", "'a', ", "-", "year < ", "[", "title.contains(", "1e9**", "\\"]


def read_field(text: str) -> None:
    Reader("x").read("@misc{a,\n  title = {" + text + "},\n}\n")


READERS: list[Callable[[str], object]] = [
    decode, decode_verbatim, encode, encode_title, read_names, read_cited, find_doi, find_arxiv,
    find_acl, find_openreview, normalise_title, title_words, Reader("x").read, read_field,
]  # fmt: skip


def measure(read: Callable[[], object], times: int) -> float:
    """Return the seconds of processor time of the quickest call: other work on the machine only ever adds."""
    seconds = []
    for _ in range(times):
        gc.disable()  # a collection goes through all that the other tests of the process keep
        try:
            start = time.process_time()
            read()
            seconds.append(time.process_time() - start)
        finally:
            gc.enable()
    return min(seconds)


def grows_too_fast(read: Callable[[Any], object], make: Callable[[int], Any], size: int) -> bool:
    """Tell whether eight times as much takes more than three times as long a piece; looks again before it says so."""
    many = measure(partial(read, make(size)), 1)
    if many < LEAST:
        return False
    few = measure(partial(read, make(size // 8)), 3)
    return many > GROWTH * few and measure(partial(read, make(size)), 2) > GROWTH * few


def repeat(piece: str, size: int) -> str:
    return piece * (size // len(piece))


@pytest.mark.slow
@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__qualname__)
def test_a_repeated_piece_is_read_in_time_that_grows_with_its_length(read: Callable[[str], object]) -> None:
    assert [piece for piece in PIECES if grows_too_fast(read, partial(repeat, piece), SIZE)] == []


def ask(text: str) -> None:
    with contextlib.suppress(StudyError):
        parse_query(text, ("key", "title", "year"))({"key": ("a",), "title": ("b",), "year": (2023,)})


def test_the_longest_query_is_answered_or_refused_at_once() -> None:
    assert [q for q in QUERIES if measure(partial(ask, repeat(q, MAX_CHARACTERS)), 3) > LEAST] == []


def make_equal_works(count: int) -> tuple[dict[str, pd.DataFrame], str]:
    source = "\n".join(
        f"@misc{{k{n}, title={{Introduction}}, author={{A{n}, B}}, eprint={{2301.{n:05}}}}}" for n in range(count)
    )
    entries = pd.DataFrame({"entry": range(count), "line": range(count), "kind": "paper", "title": "Introduction",
                            "venue": "", "year": 2023})  # fmt: skip
    links = pd.DataFrame({"entry": range(count), "kind": "arxiv", "identifier": [f"2301.{n:05}" for n in range(count)]})
    return {"entries": entries, "links": links}, source


def enrich_equal_works(made: tuple[dict[str, pd.DataFrame], str]) -> int:
    return len(enrich(made[0], {"x.bib": made[1]}, TABLES["keys"].empty(), {}).papers)


@pytest.mark.slow
def test_thousands_of_works_with_one_title_do_not_slow_the_match() -> None:
    assert not grows_too_fast(enrich_equal_works, make_equal_works, 5_000)


def make_retitled_works(count: int) -> tuple[dict[str, pd.DataFrame], str]:
    words = [f"w{n:x}{n * 7919 % 4093:x}" for n in range(count)]
    titles = [f"A Study of Frozen Models for {word.translate(LETTERS)}" for word in words]
    source = "\n".join(
        f"@misc{{k{n}, title={{{title}}}, author={{Hill, Ann}}, eprint={{2301.00001}}}}"
        for n, title in enumerate(titles)
    )
    entries = pd.DataFrame({"entry": range(count), "line": range(count), "kind": "paper", "title": titles,
                            "venue": "", "year": 2023})  # fmt: skip
    return {
        "entries": entries,
        "links": pd.DataFrame({"entry": [0], "kind": "arxiv", "identifier": "2301.00001"}),
    }, source


LETTERS = str.maketrans("0123456789", "ghijklmnop")


@pytest.mark.slow
def test_thousands_of_titles_on_one_identifier_do_not_slow_the_match() -> None:
    assert not grows_too_fast(enrich_equal_works, make_retitled_works, 4_000)
