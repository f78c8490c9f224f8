"""No regular expression of the package gets slow on any text: time grows with length, not with its square."""

import ast
import csv
import importlib.util
import pkgutil
import re
import sys
from pathlib import Path
from typing import Any, TypeGuard

import pytest

import listometrics
from listometrics.sources.acl import MONTHS

SPEC = importlib.util.spec_from_file_location("patterns", Path(__file__).with_name("patterns.py"))
assert SPEC and SPEC.loader
patterns: Any = importlib.util.module_from_spec(SPEC)
sys.modules["patterns"] = patterns
SPEC.loader.exec_module(patterns)

# Patterns that functions put together while they run: what they give for a usual text, timed like all others.
BUILT = {
    "audit.spelling:_as_list_writes": [rf"(?<![\w-]){re.escape('Few-shot Tuning')}(?![\w-])"],
    "audit.spelling:_occurrence": [r"(?<![\w-])Layerwise\s+Adater\s+Tuning(?![\w-])"],
    "enrich.cited:read_inputs": [r"\\(?:@input|input|include|subfile)\s*\{([^{}]+)\}"],
    "enrich.names:split_top": [
        rf"\\.|[{{}}]|{word}" for word in (r"(?:(?<!\s)\s+)?,\s*", r"(?:^| )(?:and|AND|And)(?= |$)")
    ],
    "fetch.acl:read": [rf"\b({'|'.join(MONTHS)})"],
    "readme.list_items:_split_label": [rf"\W*{re.escape('Paper link')}\s*[:：]"],
}
LEADING = {"readme.list_items:_split_label"}  # looked for at the beginning of a text only
FOUND = patterns.list_patterns() + [
    patterns.Found(where, re.compile(text), "match" if where in LEADING else "findall")
    for where, texts in BUILT.items()
    for text in texts
]
FIGURES = Path(__file__).resolve().parents[2] / "docs/reliability.csv"
TIMED = "regular expressions and the hard texts that each test run times"
SHARES = 8  # tests, so that workers share them
SHORT, MEGABYTE = 4096, 1_000_000
PER_SIGN = 1e-6  # seconds: what is quicker at the short length is looked at no further; a quadratic one is not
LIMIT = 2.0  # seconds
LONGER = 16  # times
LEAST = 0.1  # seconds of the processor; below, there is too little to compare, above it is a quadratic one
GROWTH = 64  # for 16 times the length: 16 is linear, 256 is quadratic
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
    # In round numbers, so that one pattern more does not change the page.
    figure = f"over {len(FOUND) // 50 * 50}; over {texts // 50_000 * 50_000}"
    note_figure(TIMED, figure)
    with FIGURES.open(encoding="utf-8", newline="") as file:
        noted = {row["what"]: row["figure"] for row in csv.DictReader(file)}
    assert noted[TIMED] == figure, "make docs/reliability.csv again: scripts/reliability.py says how"
    where = {found.where.partition(":")[0] for found in FOUND}
    assert {"enrich.check", "enrich.cited", "readme.inline_text", "audit.structure", "text", "run.preflight"} <= where
    assert len(FOUND) > 300


def list_built() -> list[str]:
    """Return where a function asks re for a pattern that is put together while it runs, as module:function."""
    built = set()
    for info in pkgutil.walk_packages(listometrics.__path__, "listometrics."):
        if info.name.endswith("__main__"):
            continue
        module = importlib.import_module(info.name)
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            for argument in (node.args[0] for node in ast.walk(function) if asks_re(node)):
                if not isinstance(patterns.evaluate(argument, vars(module)), (str, bytes, re.Pattern)):
                    built.add(f"{info.name.removeprefix('listometrics.')}:{function.name}")
    return sorted(built)


def asks_re(node: ast.AST) -> TypeGuard[ast.Call]:
    """Tell whether a node is a call such as re.sub(pattern, …) or re.compile(pattern)."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
        return False
    asked = node.func.attr in patterns.METHODS | {"compile"}
    return asked and isinstance(node.func.value, ast.Name) and node.func.value.id == "re"


def test_a_pattern_that_a_function_puts_together_stands_in_the_list_of_these() -> None:
    assert list_built() == sorted(BUILT)


@pytest.mark.parametrize(
    ("pattern", "method"),
    [(r"\s*-\s*", "findall"), (r"(a+)+$", "match"), (r"<!--.*?-->", "findall"), (r"(a|b|ab)*c", "match")],
    ids=["blanks before a sign", "a loop in a loop", "a beginning without its end", "two ways to read"],
)
def test_a_pattern_that_gets_slow_is_seen(pattern: str, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "LIMIT", 0.5)  # these are slow enough for that
    assert find_slow(patterns.Found("here", re.compile(pattern), method))


@pytest.mark.slow
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
