"""No regular expression of the package gets slow on any text: time grows with length, not with its square."""

import importlib.util
import re
import sys
from pathlib import Path
from typing import Any

import pytest

SPEC = importlib.util.spec_from_file_location("patterns", Path(__file__).with_name("patterns.py"))
assert SPEC and SPEC.loader
patterns: Any = importlib.util.module_from_spec(SPEC)
sys.modules["patterns"] = patterns
SPEC.loader.exec_module(patterns)

FOUND = patterns.list_patterns()
SHARES = 8  # tests, so that workers share them
SHORT, MEGABYTE = 8192, 1_000_000
PER_SIGN = 1.5e-7  # seconds: what is quicker at the short length is looked at no further
LIMIT = 2.0  # seconds
LONGER = 16  # times
LEAST = 0.1  # seconds of the processor; below, there is too little to compare, above it is a quadratic one
GROWTH = 64  # for sixteen times the length: 16 is linear, 256 is quadratic
ENDS = ("", "\0", "\n")


def list_recipes(pattern: Any) -> list[tuple[str, str, str]]:
    """Return what the hard texts of a pattern begin with, repeat, and end with."""
    heads, units = patterns.make_heads(pattern), patterns.make_units(pattern)
    return [(head, unit, end) for head in heads for unit in units for end in ENDS]


def make_text(recipe: tuple[str, str, str], size: int) -> str:
    """Return a hard text of about a length."""
    head, unit, end = recipe
    return head + unit * (size // len(unit)) + end


def is_slow(found: Any, recipe: tuple[str, str, str]) -> bool:
    """Tell whether a hard text of a pattern takes far more than its share of time where it is longer.

    Other work on the machine only ever adds: a second and a third look come before the answer is yes.
    """
    short, long = (make_text(recipe, size) for size in (SHORT, LONGER * SHORT))
    least = min(patterns.measure(found, short, LIMIT) for _ in range(2))
    return all(patterns.measure(found, long, LIMIT) > min(max(GROWTH * least, LEAST), 0.99 * LIMIT) for _ in range(3))


def find_slow(found: Any) -> list[str]:
    for recipe in list_recipes(found.pattern):
        text = make_text(recipe, SHORT)
        if patterns.measure(found, text, LIMIT) > PER_SIGN * SHORT and is_slow(found, recipe):
            return [f"{found.name} on {text[:40]!r}…"]
    return []


def test_the_patterns_of_all_modules_are_found(note_figure: Any) -> None:
    texts = sum(len(list_recipes(found.pattern)) for found in FOUND)
    note_figure("regular expressions and the hard texts that each test run times", f"{len(FOUND)}; {texts}")
    where = {found.where.partition(":")[0] for found in FOUND}
    assert {"enrich.check", "enrich.cited", "parse.links", "audit.structure", "report.text", "run.notebook"} <= where
    assert len(FOUND) > 300


@pytest.mark.parametrize(
    ("pattern", "method"),
    [(r"\s*-\s*", "findall"), (r"(a+)+$", "match"), (r"<!--.*?-->", "findall"), (r"(a|b|ab)*c", "match")],
    ids=["blanks before a sign", "a loop in a loop", "a beginning without its end", "two ways to read"],
)
def test_a_pattern_that_gets_slow_is_seen(pattern: str, method: str) -> None:
    assert find_slow(patterns.Found("here", re.compile(pattern), method))


@pytest.mark.parametrize("share", range(SHARES))
def test_no_pattern_gets_slow_on_what_is_hard_for_it(share: int) -> None:
    assert [slow for found in FOUND[share::SHARES] for slow in find_slow(found)] == []


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("share", range(SHARES))
def test_no_pattern_takes_longer_than_seconds_for_a_megabyte(share: int) -> None:
    slow = []
    for found in FOUND[share::SHARES]:
        recipes = list_recipes(found.pattern)
        times = [patterns.measure(found, make_text(recipe, SHORT)) for recipe in recipes]
        hardest = sorted(range(len(times)), key=times.__getitem__)[-2:]
        for number in hardest:
            text = make_text(recipes[number], MEGABYTE)
            if all(patterns.measure(found, text, 10.0) >= 10.0 for _ in range(2)):  # a second look before it fails
                slow.append(found.name)
    assert slow == []
