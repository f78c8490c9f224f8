"""Any text is read or refused, within seconds: by the parser, the coders of cells, the BibTeX check, the queries."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listometrics.errors import StudyError
from listometrics.readme.coding import parse_models, parse_strategies
from listometrics.readme.inline_text import parse_links
from listometrics.readme.parse import parse_readme
from listometrics.readme.phrases import find_date, parse_publication
from listometrics.readme.vocabulary import Vocabulary, make_vocabulary
from listometrics.works.bibtex_reading import Reader
from listometrics.works.citing import read_cited
from listometrics.works.person_names import parse_names
from listometrics.works.query import parse_query

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 10.0  # seconds of processor time a case
HANG = 250  # seconds: a machine may be busy, a hang is endless
PIECES = [
    "|", "\\|", "---", "\n", "\r\n", "`", "```", "<!--", "-->", "<br />", "<h4 id=", "[[Paper]](", "https://arxiv.org/abs/",
    "  ", "2301.00001", "（8B）", "(7B)", "LLaMA", "Frozen", "/", "&", "✅", "Arxiv 2023", "'23", "{", "}", "@misc{a,",
    "title = {", "\"", "\\input", "\\", "$", "author = ", " and ", "\x00", "\u202e", "é", "中", "=", "#", "%", "~",
]  # fmt: skip
TEXT = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=40).map("".join)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Hold a case to seconds of this thread's processor time, and end one that hangs."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"no end after {HANG} s")

    before, left = signal.signal(signal.SIGALRM, stop), signal.alarm(HANG)  # pytest-timeout's may be there
    start, begun = time.thread_time(), time.monotonic()
    try:
        yield
        assert time.thread_time() - start < seconds
    finally:
        signal.signal(signal.SIGALRM, before)
        signal.alarm(max(1, left - int(time.monotonic() - begun)) if left else 0)


def read_vocabulary() -> Vocabulary:
    names = ("models", "strategies", "venues")
    return make_vocabulary(
        *(pd.read_csv(ROOT / f"data/vocab/{n}.csv", dtype=str, keep_default_na=False) for n in names)
    )


KNOWN = read_vocabulary()
CODERS = {
    "models": lambda text: parse_models(text, KNOWN.models),
    "strategies": lambda text: parse_strategies(text, KNOWN.strategies),
    "venues": lambda text: parse_publication(text, KNOWN.venues),
    "links": parse_links,
    "dates": find_date,
    "names": parse_names,
    "citations": read_cited,
}


@settings(max_examples=200)
@given(TEXT)
def test_any_text_is_a_list_or_is_refused(text: str) -> None:
    with within(LIMIT):
        try:
            parsed = parse_readme(text, KNOWN)
        except StudyError:
            return
    assert parsed.rows >= len(parsed.entries)


@pytest.mark.parametrize("coder", CODERS)
@settings(max_examples=150)
@given(text=TEXT)
def test_any_cell_is_coded(coder: str, text: str) -> None:
    with within(LIMIT):
        CODERS[coder](text)


@settings(max_examples=150)
@given(TEXT)
def test_any_bib_is_checked(text: str) -> None:
    with within(LIMIT):
        reader = Reader("any.bib")
        found = reader.read(text)
    assert found or reader.problems


@settings(max_examples=200)
@given(TEXT)
def test_any_condition_is_answered_or_refused(text: str) -> None:
    with within(LIMIT):
        try:
            fits = parse_query(text, ("key", "title", "year"))
        except StudyError:
            return
        assert fits({"key": ("a",), "title": ("b",), "year": (2023,)}) in (True, False)
