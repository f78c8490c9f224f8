"""Patterns that a vocabulary brings along: other people's, so that only those are taken that cannot hang a run."""

from __future__ import annotations

import re
from collections import Counter
from importlib import import_module
from typing import Any

# Python's own reader of patterns: a second one would disagree with it.
_parser: Any = import_module("re._parser")
_compiler: Any = import_module("re._compiler")

FLAGS = re.I | re.A  # ASCII: \b parts CoT from the Chinese around it
LONGEST = 100
"""As many letters `*` and `+` match at most."""
MOST = 1_000
"""As many ways to match a pattern may have at a place."""


def compile_pattern(pattern: str) -> re.Pattern[str]:
    r"""Return a pattern that takes a time in proportion to the text, or raise ValueError saying why it might not.

    Taken are letters, classes, `|`, groups, looks ahead and behind, and repeats of what matches in one way only.

    >>> bool(compile_pattern(r"(prefix|soft)[ +]*prompt").search("soft  prompt"))
    True
    >>> compile_pattern(r"(\w+\s?)+#")
    Traceback (most recent call last):
    ValueError: it repeats what matches in several ways
    """
    try:
        parsed = _parser.parse(pattern, FLAGS)
    except re.error as error:
        raise ValueError(f"it is no regular expression: {error}") from None
    except (RecursionError, OverflowError):
        raise ValueError("it is nested too deeply or counts too far") from None
    if _ways(parsed) > MOST:
        raise ValueError(f"it may match in more than {MOST:,} ways")
    compiled: re.Pattern[str] = _compiler.compile(parsed, FLAGS)
    return compiled


def _ways(parsed: Any) -> int:
    """Return in how many ways a parsed pattern may match at a place, at most; ends its endless repeats."""
    ways = 1
    for n, (code, argument) in enumerate(parsed):
        if str(code) == "BRANCH":
            ways *= _branch_ways(argument[1])
        elif str(code) in ("SUBPATTERN", "ASSERT", "ASSERT_NOT"):
            ways *= _ways(argument[-1])
        elif str(code) in ("MAX_REPEAT", "MIN_REPEAT"):
            least, most, body = argument
            if most == _parser.MAXREPEAT:
                most = max(least, LONGEST)
                parsed[n] = (code, (least, most, body))
            ways *= _repeat_ways(int(least), int(most), _ways(body))
        elif str(code) not in ("LITERAL", "NOT_LITERAL", "ANY", "IN", "AT"):
            raise ValueError("it holds more than letters, classes, |, groups and repeats")
    return ways


def _repeat_ways(least: int, most: int, inner: int) -> int:
    if most <= 1:
        return inner + 1
    if inner > 1:
        raise ValueError("it repeats what matches in several ways")
    if most > LONGEST:
        raise ValueError(f"it counts further than {LONGEST}")
    return most - least + 1


def _branch_ways(branches: Any) -> int:
    """Add the ways of branches that may both match: those that begin with different letters never do."""
    ways: Counter[str] = Counter()
    for branch in branches:
        literal = len(branch) and str(branch[0][0]) == "LITERAL"
        ways[chr(branch[0][1]).lower() if literal else ""] += _ways(branch)
    return ways.pop("", 0) + max(ways.values(), default=0)
