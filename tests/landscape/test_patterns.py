"""Patterns of a vocabulary: those that could hang are refused, and the others take a time in proportion to a text."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listometrics.landscape.themes import FLAGS, compile_pattern
from listometrics.study.schema import TABLES, from_csv

TABLE = TABLES["themes"]
THEMES = from_csv((Path(__file__).resolve().parents[2] / TABLE.path).read_bytes(), TABLE, TABLE.path)


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"(\w+\s?)+#\Z", "repeats what matches in several ways"),
        (r"(a|aa)+$", "repeats what matches in several ways"),
        (r"(?:a*)*b", "repeats what matches in several ways"),
        (r"(?:a?){50}a{50}", "repeats what matches in several ways"),
        (r"\w*\w*\w*#", "more than 1,000 ways"),
        (r"(a|a)" * 20, "more than 1,000 ways"),
        (r"(a)\1", "more than letters"),
        (r"(x\w*|y\w*)\w*\w*", "more than 1,000 ways"),
        (r"a{1000000}", "counts further than 100"),
        (r"(" * 5000 + ")" * 5000, "nested too deeply"),
        (r"a{99999999999999999999}", "counts too far"),
        (r"[", "no regular expression"),
    ],
)
def test_a_pattern_that_could_hang_is_refused(pattern: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        compile_pattern(pattern)


@pytest.mark.parametrize("pattern", THEMES["pattern"])
def test_a_pattern_of_the_study_finds_what_python_finds(pattern: str) -> None:
    ours, plain = compile_pattern(pattern), re.compile(pattern, FLAGS)
    for text in [*THEMES["pattern"], *THEMES["why"], *THEMES["theme"], "soft ++ prompt", "协同" + "x" * 14 + "和ID"]:
        assert bool(ours.search(text)) is bool(plain.search(text))


@pytest.mark.parametrize("pattern", [r"\w*#", r"a[ +]*b", r"(a|b)?[ab]{0,15}c[ab]{0,10}d", r"(?<!x)a+(?=b)"])
def test_a_long_text_takes_a_time_in_proportion(pattern: str) -> None:
    compiled = compile_pattern(pattern)

    def measure(n: int) -> float:
        start = time.thread_time()
        compiled.search("ab" * n)
        return time.thread_time() - start

    for _ in range(2):  # a second look before it fails
        few, many = measure(5_000), measure(40_000)
        if many < 20 * few + 0.05:
            return
    pytest.fail(f"{few:.3f} s for a text, {many:.3f} s for one eight times as long")


@given(
    st.lists(st.sampled_from(["a", "\\w", "[ab]", "(", ")", "|", "*", "+", "?", "{2,9}", ".", "(?!", "\\1"])).map(
        "".join
    )
)
def test_any_pattern_is_taken_or_refused(pattern: str) -> None:
    try:
        compiled = compile_pattern(pattern)
    except ValueError:
        return
    start = time.thread_time()
    compiled.search("a" * 200 + "#")
    assert time.thread_time() - start < 2
